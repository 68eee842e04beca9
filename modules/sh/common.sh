# What all remote halves share.
#
# An answer is fields: key=value, each ended by a NUL. A value may hold any other
# byte, so paths need no escaping. engine/module/fields.c reads them.
#
# Paths reach these functions absolute, or with ./ in front, so that none is taken
# for an option. The functions run in a subshell of their own frame: what they set
# is gone afterwards, and `exit` ends the frame only.

# common_field key value: one field.
common_field() {
    printf '%s=%s\0' "$1" "$2"
}

# common_fail text: the frame ends; the text is what the user reads.
common_fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

# common_parent path: the directory it is in, as common_dir.
common_parent() {
    case $1 in
    */*) common_dir=${1%/*} common_dir=${common_dir:-/} ;;
    *) common_dir=. ;;
    esac
}

# common_absent path: 0 when it is certain that nothing is there; 1 when something
# is, or a directory on the way can't be looked into.
common_absent() {
    if [ -e "$1" ] || [ -L "$1" ]; then
        return 1
    fi
    common_up=$1
    while :; do
        case $common_up in
        */*[!/]*) common_up=${common_up%"${common_up##*[!/]}"} common_up=${common_up%/*} ;;
        *) return 0 ;;
        esac
        [ -n "$common_up" ] || return 0
        if [ -d "$common_up" ]; then
            [ -x "$common_up" ]
            return
        fi
        if [ -e "$common_up" ] || [ -L "$common_up" ]; then
            return 0
        fi
    done
}

# Whatever finds that something can't be made as it is wanted notes that it is stuck; a
# probe that finds nothing notes that it is new. Where nothing stands against that,
# calls ride along with the probe (engine/module/host_ride.c).
common_note_stuck() {
    common_stuck=1
}
common_note_new() {
    # shellcheck disable=SC2034 # the frame looks at it
    [ -n "$common_stuck" ] || common_new=1
}

# common_obstacle path: why nothing could be made there: a field obstacle= with the
# nearest thing above that is there and no directory, or readonly= with the nearest
# directory where this user may not make files.
common_obstacle() {
    common_parent "$1"
    common_up=$common_dir
    while [ -n "$common_up" ] && [ ! -e "$common_up" ] && [ ! -L "$common_up" ]; do
        case $common_up in
        */*) common_up=${common_up%/*} ;;
        *) common_up=. ;;
        esac
    done
    common_up=${common_up:-/}
    if [ ! -d "$common_up" ]; then
        common_note_stuck
        common_field obstacle "$common_up"
    elif [ ! -w "$common_up" ] || [ ! -x "$common_up" ]; then
        common_note_stuck
        common_field readonly "$common_up"
    fi
}

# common_stat path [follow]: stat= and, of a link, link=. 1 when nothing is there
# (no field is printed then), and the frame fails when that can't be known.
common_stat() {
    if { [ -e "$1" ] || [ -L "$1" ]; } && common_stat=$(LC_ALL=C stat ${2:+-L} -c '%f:%u:%g:%U:%G:%s:%X:%Y:%Z:%d:%i:%h:%b:%o:%t:%T:%x|%y|%z' -- "$1" 2>/dev/null); then
        common_field stat "$common_stat"
        if [ -z "$2" ] && [ -L "$1" ]; then
            common_target=$(readlink -- "$1" && printf .)
            common_field link "${common_target%?.}"
        fi
        return 0
    fi
    if common_absent "$1" || { [ -n "$2" ] && [ -L "$1" ]; }; then
        return 1
    fi
    common_fail "$1 can't be looked at: permission denied"
}

# common_sum algorithm path size: $common_sum is the digest, empty where no tool makes it
# or the file can't be read. OpenSSL takes longer to start, and is several times faster.
common_sum() {
    if [ "${3:-0}" -gt 8388608 ]; then
        set -- "openssl dgst -$1 -r" "${1}sum" "$2"
    else
        set -- "${1}sum" "openssl dgst -$1 -r" "$2"
    fi
    # shellcheck disable=SC2086 # a program and its words
    common_sum=$($1 2>/dev/null <"$3") || common_sum=$($2 2>/dev/null <"$3") || common_sum=
    common_sum=${common_sum%% *}
}

# common_check_owner name, common_check_group name: a field owneruid= (groupgid=) with
# its number, or nouser= (nogroup=) when the host knows no such name. The number is
# left in $common_uid ($common_gid), which are empty where none is asked for.
common_check_owner() {
    common_uid=$1
    case $1 in
    '') return 0 ;;
    *[!0-9]*) common_uid=$(id -u -- "$1" 2>/dev/null) || common_uid= ;;
    esac
    if [ -n "$common_uid" ]; then
        common_field owneruid "$common_uid"
    else
        common_note_stuck
        common_field nouser "$1"
    fi
}
common_check_group() {
    common_gid=$1
    case $1 in
    '') return 0 ;;
    *[!0-9]*) common_find_group "$1" ;;
    esac
    if [ -n "$common_gid" ]; then
        common_field groupgid "$common_gid"
    else
        common_note_stuck
        common_field nogroup "$1"
    fi
}
common_find_group() {
    while IFS=: read -r common_group _ common_gid _; do
        [ "$common_group" != "$1" ] || return 0
    done </etc/group
    common_gid=$(getent group "$1" 2>/dev/null) || common_gid=
    common_gid=${common_gid#*:*:}
    common_gid=${common_gid%%:*}
}

# common_passwd name: the line of a user, from the file or whatever else the host asks.
common_passwd() {
    while IFS= read -r common_line; do
        case $common_line in
        "$1":*)
            printf '%s' "$common_line"
            return 0
            ;;
        esac
    done </etc/passwd
    getent passwd -- "$1" 2>/dev/null || :
}

# common_umask: a field umask=, without a fork.
common_umask() {
    printf 'umask='
    umask
    printf '\0'
}

# common_set path mode owner group follow: owner first, since that takes away set-id
# bits. Links themselves have no mode.
common_set() {
    if [ -n "$3$4" ]; then
        if [ -n "$5" ]; then common_link=; else common_link=-h; fi
        # shellcheck disable=SC2086 # an option or nothing
        common_said=$(LC_ALL=C chown $common_link -- "$3${4:+:$4}" "$1" 2>&1) ||
            common_fail "its owner can't be set to $3${4:+:$4}: ${common_said##*: }"
    fi
    if [ -n "$2" ]; then
        common_said=$(LC_ALL=C chmod -- "$2" "$1" 2>&1) || common_fail "its mode can't be set to $2: ${common_said##*: }"
    fi
}

# common_dress: the same, and what the file is now.
common_dress() {
    common_set "$@"
    common_stat "$1" "$5"
}

# common_mkdirs path mode owner group: the directories that are missing, each with
# these; those that were there are left as they are.
common_mkdirs() {
    common_parent "$1"
    [ -d "$common_dir" ] || (common_mkdirs "$common_dir" "$2" "$3" "$4") || exit
    [ ! -d "$1" ] || return 0
    mkdir -- "$1" 2>/dev/null || common_fail "the directory $1 can't be made: permission denied, or a file is in the way"
    common_set "$1" "$2" "$3" "$4" ''
}
