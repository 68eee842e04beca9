# Owners of a media tree: looked at and changed by find, without following links and
# without leaving the file system. Regular files with several names are left alone:
# the other name may be somewhere else.
#
# The same text runs on the host and, with docker exec, inside a container.

# chown_media_script: for `sh -c`: probe|apply path owner group name...
chown_media_script() {
    # shellcheck disable=SC2016 # for the shell that runs it
    printf '%s' '
act=$1 path=$2 owner=$3 group=$4
shift 4
fail() { printf "%s\n" "$1" >&2; exit 1; }
differs="! -user $owner"
[ -z "$group" ] || differs="( ! -user $owner -o ! -group $group )"
count() { find "$@" -exec sh -c "for f do echo; done" sh {} + 2>/dev/null | wc -l; }
case $owner in
*[!0-9]*) id -u "$owner" >/dev/null 2>&1 || fail "there is no user $owner" ;;
esac
[ -d "$path" ] || fail "$path is not there, or no directory"
for name in "$@"; do
    tree=$path/$name
    if [ ! -d "$tree" ] || [ -L "$tree" ]; then
        printf "missing=%s\0" "$name"
        continue
    fi
    if [ "$act" = apply ]; then
        said=$(find "$tree" -xdev $differs ! \( -type f -links +1 \) -exec chown -h "$owner${group:+:$group}" {} + 2>&1)
        left=$(count "$tree" -xdev $differs ! \( -type f -links +1 \))
        [ "$left" -eq 0 ] || fail "$((left)) entries below $tree could not be given to $owner: ${said##*: } (does the server map root to nobody?)"
    fi
    printf "name=%s\0" "$name"
    printf "wrong=%s\0" "$(($(count "$tree" -xdev $differs ! \( -type f -links +1 \))))"
    printf "linked=%s\0" "$(($(count "$tree" -xdev $differs -type f -links +1)))"
    [ "$act" = apply ] || printf "all=%s\0" "$(($(count "$tree" -xdev)))"
done'
}

# chown_media_run service project act path owner group name...: on the host where no
# service is named, else in its container that runs.
chown_media_run() {
    chown_media_service=$1
    chown_media_project=$2
    shift 2
    if [ -z "$chown_media_service" ]; then
        sh -c "$(chown_media_script)" sh "$@"
        return
    fi
    command -v docker >/dev/null 2>&1 || common_fail "docker is not there"
    chown_media_id=$(docker ps -q --filter status=running --filter "label=com.docker.compose.service=$chown_media_service" \
        ${chown_media_project:+--filter "label=com.docker.compose.project=$chown_media_project"} \
        --filter label=com.docker.compose.oneoff=False 2>&1) ||
        common_fail "docker can't be used: $chown_media_id"
    chown_media_id=${chown_media_id%%[!0-9a-f]*}
    [ -n "$chown_media_id" ] || common_fail "no container of the service $chown_media_service runs here"
    common_field container "$chown_media_id"
    docker exec -u 0 "$chown_media_id" sh -c "$(chown_media_script)" sh "$@"
}
