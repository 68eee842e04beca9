# Owners of a media tree: looked at and changed by find, without following links and
# without leaving the file system. Regular files with several names are left alone:
# the other name may be somewhere else.
#
# The same text runs on the host and, with docker exec, inside a container.

# Giving a large tree away takes long, so it is done in the background, with low
# priority, and goes on where the connection ends: whoever comes next finds it at work.
# What it has done stands in a directory of its own ($mark), while it is at work.

# chown_media_script: for `sh -c`: probe|work path owner group name...
# `work` begins it, or finds it begun, and looks at it for a moment.
chown_media_script() {
    # shellcheck disable=SC2016 # for the shell that runs it
    printf '%s' '
act=$1 path=$2 owner=$3 group=$4
shift 4
fail() { printf "%s\n" "$1" >&2; exit 1; }
differs="! -user $owner"
[ -z "$group" ] || differs="( ! -user $owner -o ! -group $group )"
mark=/run
[ -w "$mark" ] || mark=${TMPDIR:-/tmp}
mark=$mark/waplay-chown-media$(printf "%s" "$path" | tr / -)
export mark
give() {
    trap "" HUP
    for name in "$@"; do
        if [ -d "$path/$name" ] && [ ! -L "$path/$name" ]; then
            find "$path/$name" -xdev $differs ! \( -type f -links +1 \) -exec sh -c "
                chown -h \"\$0\" \"\$@\" 2>>\"\$mark/said\"
                echo \$# >>\"\$mark/done\"" "$owner${group:+:$group}" {} + 2>>"$mark/said"
        fi
    done
}
is_at_work() { [ -s "$mark/pid" ] && kill -0 "$(cat "$mark/pid")" 2>/dev/null; }
begin() {
    [ ! -e "$mark" ] || { [ -O "$mark" ] && [ ! -L "$mark" ] && rm -rf "$mark"; } || fail "$mark is there, and is not ours"
    (umask 077 && mkdir "$mark") || fail "$mark can not be made"
    give "$@" </dev/null >/dev/null 2>&1 &
    echo $! >"$mark/pid"
    renice -n 19 -p $! >/dev/null 2>&1
    ionice -c 3 -p $! >/dev/null 2>&1
}
look_at_work() {
    looks=0
    while is_at_work && [ $looks -lt 20 ]; do
        sleep 0.1 2>/dev/null || sleep 1
        looks=$((looks + 1))
    done
    ! is_at_work || printf "running=yes\0"
    printf "done=%s\0" "$(($(sed "s/^/+/" "$mark/done" 2>/dev/null | tr -d "\n") + 0))"
}
count() { find "$@" -exec sh -c "for f do echo; done" sh {} + 2>/dev/null | wc -l; }
case $owner in
*[!0-9]*) id -u "$owner" >/dev/null 2>&1 || fail "there is no user $owner" ;;
esac
[ -d "$path" ] || fail "$path is not there, or no directory"
if [ "$act" = work ]; then
    is_at_work || begin "$@"
    look_at_work
    ! is_at_work || exit 0
    said=$(tail -n 1 "$mark/said" 2>/dev/null)
    rm -rf "$mark"
fi
for name in "$@"; do
    tree=$path/$name
    if [ ! -d "$tree" ] || [ -L "$tree" ]; then
        printf "missing=%s\0" "$name"
        continue
    fi
    if [ "$act" = work ]; then
        left=$(count "$tree" -xdev $differs ! \( -type f -links +1 \))
        [ "$left" -eq 0 ] || fail "$((left)) entries below $tree could not be given to $owner: ${said##*: } (does the server map root to nobody?)"
    fi
    printf "name=%s\0" "$name"
    printf "wrong=%s\0" "$(($(count "$tree" -xdev $differs ! \( -type f -links +1 \))))"
    printf "linked=%s\0" "$(($(count "$tree" -xdev $differs -type f -links +1)))"
    [ "$act" = work ] || printf "all=%s\0" "$(($(count "$tree" -xdev)))"
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
