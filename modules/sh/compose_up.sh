# Services of a compose file: what the tool makes of the file, what runs, and the
# tool's own verbs. States come from docker inspect and from labels, never from
# what compose prints.
#
# Every function begins with: file project NAME=value... -- and goes on with its own
# words. The environment is that of each compose command, since the whole file is
# interpolated by each.

# compose_up_begin: sets compose_up_file, _dir, _project, _tool; shift by $compose_up_used.
compose_up_begin() {
    command -v docker >/dev/null 2>&1 || common_fail "docker is not there: install Docker Engine first"
    compose_up_file=$1
    compose_up_content=
    compose_up_dir=${1%/*}
    compose_up_dir=${compose_up_dir:-/}
    compose_up_project=$2
    compose_up_used=3
    shift 2
    while [ "$1" != -- ]; do
        export "${1?}"
        compose_up_used=$((compose_up_used + 1))
        shift
    done
    [ -n "$compose_up_project" ] || compose_up_find_project
}

# compose_up_find_project: as compose names it.
compose_up_find_project() {
    compose_up_project=$COMPOSE_PROJECT_NAME
    if [ -z "$compose_up_project" ] && [ -r "$compose_up_dir/.env" ]; then
        compose_up_project=$(sed -n 's/^COMPOSE_PROJECT_NAME=//p' "$compose_up_dir/.env")
    fi
    if [ -z "$compose_up_project" ] && [ -r "$compose_up_file" ]; then
        compose_up_project=$(sed -n 's/^name:[ ]*//p' "$compose_up_file" | tr -d "\"'")
    fi
    [ -n "$compose_up_project" ] || compose_up_project=${compose_up_dir##*/}
    compose_up_project=$(printf '%s' "$compose_up_project" | tr '[:upper:]' '[:lower:]' | tr -cd 'a-z0-9_-')
    compose_up_project=${compose_up_project:-default}
}

# compose_up_find_tool: the plug-in where it is there, else the program.
compose_up_find_tool() {
    if docker compose version >/dev/null 2>&1; then
        compose_up_tool='docker compose'
    elif command -v docker-compose >/dev/null 2>&1; then
        compose_up_tool=docker-compose
    else
        common_fail "neither 'docker compose' nor docker-compose is there: install one of them"
    fi
}

# In a preview the file may have a content that is still to be written; docker-compose
# looks for its env_files where it is.
compose_up_compose() {
    if [ -n "$compose_up_content" ]; then
        # shellcheck disable=SC2086 # one word or two
        printf '%s\n' "$compose_up_content" | (
            cd "$compose_up_dir" 2>/dev/null || cd /
            $compose_up_tool -f - --project-directory "$compose_up_dir" -p "$compose_up_project" "$@"
        )
        return
    fi
    # shellcheck disable=SC2086 # the same
    $compose_up_tool -f "$compose_up_file" -p "$compose_up_project" "$@"
}

# compose_up_reason text: what went wrong, of all that docker or compose said.
compose_up_reason() {
    compose_up_said=$(printf '%s\n' "$1" | grep -v 'level=warning' | grep -i -e error -e denied -e cannot -e invalid -e missing | tail -n 4)
    [ -n "$compose_up_said" ] || compose_up_said=$(printf '%s\n' "$1" | tail -n 4)
    printf '%s' "$compose_up_said" | tr '\n' ' '
}

# ---- what the file says ----

# compose_up_list: reads what `config` printed, prints name|image|replicas of each service.
compose_up_list() {
    compose_up_name=
    while IFS= read -r compose_up_line; do
        case $compose_up_line in
        services:) compose_up_in=services ;;
        [!\ ]*) compose_up_in= ;;
        '  '[!\ ]*)
            [ "$compose_up_in" = services ] || continue
            [ -z "$compose_up_name" ] || printf '%s|%s|%s\n' "$compose_up_name" "$compose_up_image" "$compose_up_count"
            compose_up_name=${compose_up_line#  }
            compose_up_name=${compose_up_name%%:*}
            compose_up_image=
            compose_up_count=1
            ;;
        '    image: '*)
            compose_up_image=${compose_up_line#    image: }
            compose_up_image=${compose_up_image#[\"\']}
            compose_up_image=${compose_up_image%[\"\']}
            ;;
        '    scale: '*) compose_up_count=${compose_up_line#    scale: } ;;
        '      replicas: '*) compose_up_count=${compose_up_line#      replicas: } ;;
        esac
    done
    [ -z "$compose_up_name" ] || printf '%s|%s|%s\n' "$compose_up_name" "$compose_up_image" "$compose_up_count"
}

# compose_up_hashes config: name hash, as the labels will have it. The plug-in's own
# hash is taken of the file as it stands, the label of the file with its env_files
# read: so it gets what it printed itself once more, and both are told.
compose_up_hashes() {
    if [ "$compose_up_tool" != docker-compose ]; then
        compose_up_compose config --hash='*' 2>/dev/null
        printf '%s\n' "$1" | docker compose -f - --project-directory "$compose_up_dir" -p "$compose_up_project" \
            config --hash='*' 2>/dev/null
    elif [ -z "$compose_up_content" ]; then
        compose_up_compose config --hash='*' 2>/dev/null
    else
        compose_up_hashes_foreseen "$1"
    fi
}

# compose_up_hashes_foreseen config: docker-compose reads its file twice for this, so
# standard input won't do: for a moment it is a file in memory, for us only.
compose_up_hashes_foreseen() {
    compose_up_memory=/dev/shm
    [ -w /dev/shm ] || compose_up_memory=${TMPDIR:-/tmp}
    (
        umask 077
        compose_up_copy=$(mktemp "$compose_up_memory/waplay.XXXXXX") || exit
        trap 'rm -f "$compose_up_copy"' EXIT
        trap 'exit 129' HUP INT TERM
        printf '%s\n' "$1" >"$compose_up_copy"
        docker-compose -f "$compose_up_copy" --project-directory "$compose_up_dir" -p "$compose_up_project" \
            config --hash='*' 2>/dev/null
    )
}

# compose_up_config check services state: fields services= (name|image|replicas|image id)
# and hashes=; all services, as an unknown one is told with those there are, but image
# ids of those that are meant only. Where only images are wanted there are no hashes,
# which take as long as all else. In a preview a file that can't be used may be so
# because its env_files are still to be written: why, and what they are, is told.
compose_up_config() {
    if [ -n "$1" ]; then
        common_field env_files "$(compose_up_env_files)"
    fi
    if ! compose_up_text=$(compose_up_compose config 2>/dev/null); then
        compose_up_text=$(compose_up_compose config -q 2>&1)
        compose_up_text="$compose_up_file can't be used: $(compose_up_reason "$compose_up_text")"
        [ -n "$1" ] || common_fail "$compose_up_text"
        common_field unusable "$compose_up_text"
        return
    fi
    printf 'services='
    printf '%s\n' "$compose_up_text" | compose_up_list | while IFS='|' read -r compose_up_name compose_up_image compose_up_count; do
        compose_up_id=
        case " ${2:-$compose_up_name} " in
        *" $compose_up_name "*)
            [ -z "$compose_up_image" ] || compose_up_id=$(docker image inspect -f '{{.Id}}' "$compose_up_image" 2>/dev/null)
            ;;
        esac
        printf '%s|%s|%s|%s\n' "$compose_up_name" "$compose_up_image" "$compose_up_count" "$compose_up_id"
    done
    printf '\0hashes='
    [ "$3" = pulled ] || compose_up_hashes "$compose_up_text"
    printf '\0'
}

# compose_up_env_files: paths of those that the file names, as a word, as a list in
# brackets, or as lines of a list, with `path:` or without.
compose_up_env_files() {
    if [ -n "$compose_up_content" ]; then printf '%s\n' "$compose_up_content"; else cat "$compose_up_file"; fi |
        awk -v dir="$compose_up_dir" '
            function tell(name) {
                gsub(/^[ \t"\047]+|[ \t"\047]+$/, "", name)
                sub(/^(\.\/)+/, "", name)
                if (name != "" && !seen[name]++) print name ~ /^\// ? name : dir "/" name
            }
            { sub(/(^|[ \t])#.*$/, ""); match($0, /^ */); depth = RLENGTH }
            /^ *env_file:/ {
                at = depth; inside = 1
                sub(/^ *env_file:/, ""); gsub(/[][]/, "")
                for (count = split($0, name, ","); count > 0; count--) tell(name[count])
                next
            }
            inside && depth >= at && /^ *- / { sub(/^ *- */, ""); sub(/^path: */, ""); tell($0); next }
            inside && depth <= at && NF { inside = 0 }'
}

# ---- what runs ----

# compose_up_inspect: a field containers= of all that the project has: a line each,
# id|name|service|one-off|hash|image id|state|exit code|restarts|started|number|image
compose_up_inspect() {
    compose_up_ids=$(docker ps -aq --no-trunc --filter "label=com.docker.compose.project=$compose_up_project" 2>&1) ||
        common_fail "docker can't be used: $(compose_up_reason "$compose_up_ids")"
    printf 'containers='
    # shellcheck disable=SC2086 # ids are words; one may be gone by now
    [ -z "$compose_up_ids" ] || docker inspect -f '{{.Id}}|{{.Name}}|{{index .Config.Labels "com.docker.compose.service"}}|{{index .Config.Labels "com.docker.compose.oneoff"}}|{{index .Config.Labels "com.docker.compose.config-hash"}}|{{.Image}}|{{.State.Status}}|{{.State.ExitCode}}|{{.RestartCount}}|{{.State.StartedAt}}|{{index .Config.Labels "com.docker.compose.container-number"}}|{{.Config.Image}}' \
        $compose_up_ids 2>/dev/null
    printf '\0'
}

# compose_up_ids_of services: ids of their containers.
compose_up_ids_of() {
    for compose_up_name in $1; do
        docker ps -aq --no-trunc --filter "label=com.docker.compose.project=$compose_up_project" \
            --filter "label=com.docker.compose.service=$compose_up_name" --filter label=com.docker.compose.oneoff=False
    done
}

# compose_up_watch seconds lines id...: looks each second whether they go on running
# without being restarted. Fields trouble= (id|what) and log= of those that don't.
compose_up_watch() {
    compose_up_left=$1
    compose_up_lines=$2
    shift 2
    [ $# -gt 0 ] || return 0
    compose_up_first=$(docker inspect -f '{{.Id}} {{.RestartCount}}' "$@")
    while :; do
        compose_up_bad=$(docker inspect -f '{{.Id}} {{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}' "$@" |
            compose_up_find_bad)
        [ -z "$compose_up_bad" ] || break
        [ "$compose_up_left" -gt 0 ] || return 0
        compose_up_left=$((compose_up_left - 1))
        sleep 1
    done
    compose_up_id=${compose_up_bad%%|*}
    common_field trouble "$compose_up_bad"
    printf 'log='
    docker logs --tail "$compose_up_lines" "$compose_up_id" 2>&1
    printf '\0'
}

# compose_up_find_bad: the first that is not running, or was restarted meanwhile.
compose_up_find_bad() {
    while read -r compose_up_id compose_up_state compose_up_code compose_up_count; do
        case $compose_up_state in
        running)
            case $compose_up_first in
            *"$compose_up_id $compose_up_count"*) continue ;;
            esac
            printf '%s|was restarted %s times' "$compose_up_id" "$compose_up_count"
            ;;
        restarting) printf '%s|is restarted again and again: it ends with %s' "$compose_up_id" "$compose_up_code" ;;
        *) printf '%s|is %s, with %s' "$compose_up_id" "$compose_up_state" "$compose_up_code" ;;
        esac
        return
    done
}

# ---- called by the module ----

# compose_up_probe ... state check services foreseen: what is wanted decides what is
# looked at. The file is not needed where things only go away; of one that is
# foreseen the content is standard input.
compose_up_probe() {
    compose_up_begin "$@"
    shift $compose_up_used
    [ -z "$4" ] || compose_up_content=$(cat)
    common_field project "$compose_up_project"
    compose_up_inspect
    common_field now "$(date -u +%Y-%m-%dT%H:%M:%S)"
    case $1 in
    absent) compose_up_leftovers ;;
    stopped) ;;
    *)
        compose_up_find_tool
        common_field tool "$compose_up_tool"
        if [ -n "$compose_up_content" ] || [ -f "$compose_up_file" ]; then
            compose_up_config "$2" "$3" "$1"
        else
            common_field nofile "$compose_up_file"
        fi
        ;;
    esac
}

# compose_up_same_env file: does it say the same as standard input?
compose_up_same_env() {
    [ -r "$1" ] && [ "$(compose_up_settings <"$1")" = "$(compose_up_settings)" ]
}

# compose_up_settings: of an env_file, what makes a difference.
compose_up_settings() {
    sed "/^[[:space:]]*#/d; /^[[:space:]]*\$/d; s/^\([A-Za-z0-9_]*=\)'\([^']*\)'\$/\1\2/; s/^\([A-Za-z0-9_]*=\)\"\([^\"\\\$]*\)\"\$/\1\2/" | sort
}

# compose_up_leftovers: networks and volumes of the project.
compose_up_leftovers() {
    for compose_up_kind in network volume; do
        printf '%ss=' $compose_up_kind
        docker $compose_up_kind ls --filter "label=com.docker.compose.project=$compose_up_project" --format '{{.Name}}'
        printf '\0'
    done
}

# compose_up_up ... seconds lines services option...
compose_up_up() {
    compose_up_begin "$@"
    shift $compose_up_used
    compose_up_find_tool
    compose_up_settle=$1
    compose_up_tail=$2
    compose_up_services=$3
    shift 3
    # shellcheck disable=SC2086 # names of services are words
    compose_up_text=$(compose_up_compose up -d "$@" $compose_up_services 2>&1) ||
        common_fail "compose up failed: $(compose_up_reason "$compose_up_text")"
    # shellcheck disable=SC2046 # ids are words
    compose_up_watch "$compose_up_settle" "$compose_up_tail" $(compose_up_ids_of "$compose_up_services")
    compose_up_inspect
}

# compose_up_look ... seconds lines id...: do these keep running?
compose_up_look() {
    compose_up_begin "$@"
    shift $compose_up_used
    compose_up_watch "$@"
}

# compose_up_pull ... image...
compose_up_pull() {
    compose_up_begin "$@"
    shift $compose_up_used
    for compose_up_image in "$@"; do
        compose_up_text=$(docker pull -q "$compose_up_image" 2>&1) ||
            common_fail "image $compose_up_image can't be pulled: $(compose_up_reason "$compose_up_text")"
    done
    compose_up_inspect
}

# compose_up_down ... seconds stop|remove ids networks volumes
compose_up_down() {
    compose_up_begin "$@"
    shift $compose_up_used
    # shellcheck disable=SC2086 # ids and names are words
    {
        compose_up_all stop -t "$1" -- $3
        [ "$2" = stop ] || compose_up_all rm -f -- $3
        compose_up_all network rm -- $4
        compose_up_all volume rm -- $5
    }
    compose_up_inspect
}

# compose_up_all verb option... -- name...: nothing where there are no names.
compose_up_all() {
    case "$* " in *' -- ') return 0 ;; esac
    compose_up_verb=
    while [ "$1" != -- ]; do
        compose_up_verb="$compose_up_verb $1"
        shift
    done
    shift
    # shellcheck disable=SC2086 # words of our own
    compose_up_text=$(docker $compose_up_verb "$@" 2>&1) ||
        common_fail "docker$compose_up_verb failed: $(compose_up_reason "$compose_up_text")"
}
