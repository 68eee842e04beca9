# docker: the docker command of the host.

# docker_run api-version argument ...
docker_run() {
    command -v docker >/dev/null 2>&1 || common_fail "this host has no docker command: install docker.io, docker-cli or docker-ce-cli"
    if [ -n "$1" ]; then
        DOCKER_API_VERSION=$1
        export DOCKER_API_VERSION
    fi
    shift
    LC_ALL=C docker "$@"
}

# docker_quiet docker_run ...: what it says only where it fails.
docker_quiet() {
    docker_said=$("$@" 2>&1) || common_fail "$docker_said"
}

# docker_look field docker_run ...: what inspect tells, as a field; none where there is
# no such thing.
docker_look() {
    docker_field=$1
    shift
    if docker_json=$("$@" 2>/dev/null); then
        common_field "$docker_field" "$docker_json"
        return 0
    fi
    docker_said=$("$@" 2>&1 >/dev/null)
    case $docker_said in
    *[Nn]'o such '* | *' not found'*) return 0 ;;
    esac
    common_fail "$docker_said"
}

# docker_to_its_end name cleanup docker_run ... container: starts one and waits; status, output.
docker_to_its_end() {
    docker_name=$1
    docker_cleanup=$2
    shift 2
    docker_quiet "$@" start "$docker_name"
    docker_status=$("$@" wait "$docker_name") || common_fail "the end of $docker_name can't be waited for"
    common_field status "$docker_status"
    docker_output=$("$@" logs "$docker_name" 2>&1 && printf .)
    common_field output "${docker_output%.}"
    [ -z "$docker_cleanup" ] || docker_quiet "$@" rm --force "$docker_name"
}

# docker_config file: what is kept of logins; nothing where there is no such file.
docker_config() {
    [ -f "$1" ] || return 0
    cat -- "$1" || common_fail "$1 can't be read: permission denied"
}

# docker_archived file: what says which image it holds; nothing where it is not there, or is no image.
docker_archived() {
    docker_list=$(tar -xOf "$1" manifest.json 2>/dev/null) || return 0
    common_field archived "$docker_list"
}

# docker_told docker_run ...: what it says as a field told.
docker_told() {
    docker_said=$("$@" 2>&1) || common_fail "$docker_said"
    common_field told "$docker_said"
}
