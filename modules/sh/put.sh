# Writing files so that none is ever seen half-written, or more readable than it
# will be: a temporary file beside the target (mode 0600, made anew), filled,
# checked, given owner and mode, then renamed.
#
# put_tmp is always the temporary file; whatever fails removes it.

put_fail() {
    [ -z "$put_tmp" ] || rm -f -- "$put_tmp"
    common_fail "$1"
}

# put_check_place path: can a file be put there?
put_check_place() {
    common_parent "$1"
    # shellcheck disable=SC2154 # common_parent sets it
    put_dir=$common_dir
    if [ ! -d "$put_dir" ]; then
        put_tmp=
        put_fail "the directory $put_dir is not there: make it first"
    fi
    if [ -d "$1" ]; then
        put_tmp=
        put_fail "$1 is a directory"
    fi
}

# put_fill size sha1: the temporary file, made anew for its owner only, takes standard
# input; all of it must have come.
put_fill() {
    trap 'rm -f -- "$put_tmp"; exit 129' HUP INT TERM PIPE
    if ! (umask 077 && set -C && exec dd bs=65536 conv=fsync >"$put_tmp") 2>/dev/null; then
        if [ ! -e "$put_tmp" ]; then
            put_tmp=
            put_fail "no file can be made in $put_dir: permission denied, or the disk is full or read-only"
        fi
        cat >"$put_tmp" || put_fail "writing in $put_dir failed: is the disk full?"
    fi
    put_check "$1" "$2"
}

# put_check size sha1: the digest, where there is one and a tool for it, tells all.
put_check() {
    if [ -n "$2" ]; then
        common_sum sha1 "$put_tmp" "$1"
        # shellcheck disable=SC2154 # common_sum sets it
        [ "$common_sum" != "$2" ] || return 0
    fi
    put_got=$(wc -c <"$put_tmp")
    [ "$((put_got))" = "$1" ] || put_fail "only $((put_got)) of $1 bytes arrived in $put_dir: is the disk full?"
    [ -z "$2" ] || [ -z "$common_sum" ] || put_fail "what arrived in $put_dir is damaged (SHA-1 differs)"
}

# put_validate program argument ...: the user's check of the temporary file. Where it fails, fields
# exit_status, stdout, stderr tell what it said.
put_validate() {
    put_status=0
    (umask 077 && : >"$put_tmp.said")
    put_said=$("$@" </dev/null 2>"$put_tmp.said") || put_status=$?
    put_complaint=$(cat "$put_tmp.said")
    rm -f -- "$put_tmp.said"
    [ $put_status != 0 ] || return 0
    common_field exit_status $put_status
    common_field stdout "$put_said"
    common_field stderr "$put_complaint"
    put_fail "failed to validate: $* ended with $put_status: $put_complaint"
}

# put_numeric_mode base mode: $put_mode_bits is what chmod makes of a symbolic mode,
# tried on an empty file, so that the real one is never more readable meanwhile.
put_numeric_mode() {
    put_try=$put_tmp.mode
    (umask 077 && set -C && : >"$put_try") 2>/dev/null &&
        chmod "$1" "$put_try" &&
        chmod "$2" "$put_try" &&
        put_mode_bits=$(stat -c %a -- "$put_try")
    put_status=$?
    rm -f -- "$put_try"
    [ $put_status = 0 ] || put_fail "no mode: $2"
}

# put_extras: the ACL and the extended attributes of the file that was there, where this host has tools for them.
put_extras() {
    if command -v getfacl >/dev/null 2>&1; then
        put_acl=$(getfacl -c -n -p -s -- "$put_path" 2>/dev/null)
        [ -z "$put_acl" ] || printf '%s\n' "$put_acl" | setfacl --set-file=- -- "$put_tmp" ||
            put_fail "the ACL of $put_path can't be kept"
    fi
    if command -v getfattr >/dev/null 2>&1; then
        getfattr -d -e base64 --absolute-names -- "$put_path" 2>/dev/null | while IFS= read -r put_line; do
            case $put_line in
            user.*=*) setfattr -n "${put_line%%=*}" -v "${put_line#*=}" -- "$put_tmp" || exit 1 ;;
            esac
        done || put_fail "the extended attributes of $put_path can't be kept"
    fi
}

# put_dress mode owner group: as asked, else as the file that was there, else as a
# new file of this user. put_path may be there or not.
put_dress() {
    put_want=$1
    put_owner=$2
    put_owner_group=$3
    put_keep='=rw'
    set --
    # shellcheck disable=SC2046 # three words for each of the two files
    [ ! -e "$put_path" ] || set -- $(stat -L -c '%u %g %a' -- "$put_tmp" "$put_path" 2>/dev/null)
    if [ $# -ge 6 ]; then
        put_keep=$6
        [ "$1" = "$4" ] && [ "$2" = "$5" ] || chown "$4:$5" "$put_tmp" 2>/dev/null || :
        put_extras
    fi
    if [ -n "$put_owner$put_owner_group" ]; then
        put_said=$(chown "$put_owner${put_owner_group:+:$put_owner_group}" "$put_tmp" 2>&1) ||
            put_fail "the owner of $put_path can't be set to $put_owner${put_owner_group:+:$put_owner_group}: ${put_said##*: }"
    fi
    case $put_want in
    '') put_want=$put_keep ;;
    *[!0-7]*) put_numeric_mode "$put_keep" "$put_want" && put_want=$put_mode_bits ;;
    esac
    chmod "$put_want" "$put_tmp" || put_fail "the mode of $put_path can't be set to $put_want"
    if [ -e /sys/fs/selinux/enforce ] && [ $# -ge 6 ]; then
        chcon --reference="$put_path" "$put_tmp" 2>/dev/null || :
    fi
}

# put_rename unsafe: the temporary file takes its place.
put_rename() {
    if mv -f -- "$put_tmp" "$put_path" 2>/dev/null; then
        :
    elif [ -n "$1" ] && cat "$put_tmp" 2>/dev/null >"$put_path"; then
        rm -f -- "$put_tmp"
    else
        put_fail "$put_path can't be replaced${1:+, and not written to either}: permission denied, or something holds it (a mount?)"
    fi
    trap - HUP INT TERM PIPE
    [ ! -e /sys/fs/selinux/enforce ] || restorecon "$put_path" 2>/dev/null || :
}

put_keep_old() {
    [ -n "$1" ] || return 0
    [ -e "$put_path" ] || return 0
    cp -p -- "$put_path" "$1" || put_fail "the backup $1 can't be made"
}

# put_sweep: what a host left that lost its power, or its shell, while it wrote here.
put_sweep() {
    for put_old in "$put_dir"/.waplay-????????????????*; do
        [ -e "$put_old" ] || continue
        find "$put_old" -prune -mmin +60 -exec rm -rf -- {} + 2>/dev/null
    done
}

# put_file path temporary size sha1 mode owner group backup unsafe [validate ...]
put_file() {
    put_path=$1
    put_tmp=$2
    put_check_place "$1"
    put_fill "$3" "$4"
    put_mode=$5
    put_user=$6
    put_users=$7
    put_backup=$8
    put_unsafe=$9
    shift 9
    [ $# = 0 ] || put_validate "$@"
    put_keep_old "$put_backup"
    put_dress "$put_mode" "$put_user" "$put_users"
    put_rename "$put_unsafe"
    put_sweep
    common_stat "$put_path"
}

# ---- many at once ----

# put_mkdir path: there afterwards; its mode comes last, once it is filled.
put_mkdir() {
    [ -d "$1" ] || mkdir -- "$1" || common_fail "the directory $1 can't be made"
}

# put_mkdir_dress path mode owner group
put_mkdir_dress() {
    if [ -n "$3$4" ]; then
        chown -- "$3${4:+:$4}" "$1" || common_fail "the owner of $1 can't be set to $3${4:+:$4}"
    fi
    [ -z "$2" ] || chmod -- "$2" "$1" || common_fail "the mode of $1 can't be set to $2"
}

# put_unpack: standard input is a tar of files in folders that are named by put_folders, a
# function of the caller's that puts them behind the words it is given. Each is made
# here, for this user only, in the directory that its files will move to; what is in
# them is seen by nobody else, so that modes and owners may come in any order.
put_unpack() {
    trap 'put_folders rm -rf --; exit 129' HUP INT TERM PIPE
    if ! (umask 077 && put_folders mkdir --) 2>/dev/null; then
        put_folders rmdir -- 2>/dev/null
        common_fail "no files can be made there: permission denied, or the disk is full or read-only"
    fi
    if ! (umask 077 && tar -x -o -m -f - -C /); then
        put_folders rm -rf --
        common_fail "the files can't be unpacked: is the disk full, or tar missing?"
    fi
}

# put_place folder mode owner keep name ...: files of it get mode and owner ("keep" is the
# owner of those that were there, which may be impossible) and move up by one. The
# whole batch is a handful of programs, however many files there are.
put_place() {
    put_folder=$1
    put_dir=${1%/*}
    put_want=$2
    put_owner=$3
    put_keep=$4
    shift 4
    cd "$put_folder" || put_place_fail "$put_folder is gone"
    for put_name; do
        [ ! -d "$put_dir/$put_name" ] || [ -L "$put_dir/$put_name" ] || put_place_fail "$put_dir/$put_name is a directory"
    done
    [ -z "$put_keep" ] || chown -- "$put_keep" "$@" 2>/dev/null || :
    if [ -n "$put_owner" ]; then
        put_said=$(chown -- "$put_owner" "$@" 2>&1) ||
            put_place_fail "the owner of files in $put_dir can't be set to $put_owner: ${put_said##*: }"
    fi
    chmod -- "$put_want" "$@" || put_place_fail "the mode of files in $put_dir can't be set to $put_want"
    put_said=$(mv -f -- "$@" "${put_dir:-/}" 2>&1) || put_place_fail "files in $put_dir can't be replaced: ${put_said##*: }"
    if [ -e /sys/fs/selinux/enforce ] && cd "${put_dir:-/}"; then
        restorecon -- "$@" 2>/dev/null || :
    fi
}

put_place_fail() {
    cd /
    put_folders rm -rf --
    common_fail "$1"
}

# put_link path target owner group: beside its place first, so that there always is one.
put_link() {
    put_path=$1
    put_tmp=$1.waplay-link
    [ -L "$1" ] || [ ! -d "$1" ] || common_fail "$1 is a directory, where a link should be"
    rm -f -- "$put_tmp"
    ln -s -- "$2" "$put_tmp" || put_fail "the link $1 can't be made"
    if [ -n "$3$4" ]; then
        chown -h -- "$3${4:+:$4}" "$put_tmp" || put_fail "the owner of $1 can't be set to $3${4:+:$4}"
    fi
    if [ -d "$1" ]; then
        rm -f -- "$1" # a link to a directory: mv would move into that
    fi
    mv -f -- "$put_tmp" "$1" || put_fail "$1 can't be replaced by a link"
}
