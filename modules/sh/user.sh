# user: the host's users, by shadow's tools or, for the simple cases, busybox's.

# user_line file name: prints the line of a name.
user_line() {
    [ -r "$1" ] || return 1
    while IFS= read -r user_text; do
        case $user_text in
        "$2":*)
            printf '%s' "$user_text"
            return 0
            ;;
        esac
    done <"$1"
    return 1
}

# user_probe name local key-file home group ...
#   home  the one that is wanted, empty: the one there is
#   standard input: the hash of the password that is wanted, or nothing
# Fields: passwd (the line), primary (name of its group), member= of others, home_there,
# locked, expires, max, min, password (same or differs), own_group (there is a group
# of that name), key (the public one of key-file), and for each group asked for
# found= its number, or missing= its name.
user_probe() {
    IFS= read -r user_hash || :
    user_name=$1
    user_key=$3
    user_found=$(user_line /etc/passwd "$1") || { [ -z "$2" ] && user_found=$(getent passwd "$1" 2>/dev/null); } || user_found=
    [ -z "$user_found" ] || user_probe_one "$1" "$2" "$4"
    common_find_group "$1" && [ -n "$common_gid" ] && common_field own_group "$common_gid"
    shift 4
    for user_group; do
        case $user_group in
        '' | *[!0-9]*) common_find_group "$user_group" ;;
        *) common_gid=$user_group ;;
        esac
        if [ -n "$common_gid" ]; then
            common_field found "$common_gid"
        else
            common_field missing "$user_group"
        fi
    done
    return 0
}

user_probe_one() {
    common_field passwd "$user_found"
    user_tell_groups "$2"
    user_there=${3:-$(user_home)}
    [ ! -d "$user_there" ] || common_field home_there 1
    user_shadow=$(user_line /etc/shadow "$user_name") || user_shadow=
    if [ -n "$user_shadow" ]; then
        user_rest=${user_shadow#*:}
        user_old=${user_rest%%:*}
        case $user_old in '!'*) common_field locked 1 ;; esac
        if [ "${user_old#!}" = "$user_hash" ] || [ "$user_old" = "$user_hash" ]; then
            common_field password same
        else
            common_field password differs
        fi
        user_rest=${user_rest#*:*:}
        common_field min "${user_rest%%:*}"
        user_rest=${user_rest#*:}
        common_field max "${user_rest%%:*}"
        user_rest=${user_rest#*:*:*:}
        common_field expires "${user_rest%%:*}"
    fi
    user_tell_key
}

# By the members that groups name: two groups with one number would look like one to id.
user_tell_groups() {
    user_rest=${user_found#*:*:*:}
    user_gid=${user_rest%%:*}
    if [ -n "$1" ] || ! command -v getent >/dev/null 2>&1; then
        user_read_groups </etc/group
    else
        getent group | user_read_groups
    fi
}
user_read_groups() {
    user_primary=
    while IFS=: read -r user_group _ user_number user_members; do
        if [ "$user_number" = "$user_gid" ] && [ -z "$user_primary" ]; then
            user_primary=$user_group
            common_field primary "$user_group"
        fi
        case ,$user_members, in
        *,"$user_name",*) common_field member "$user_group" ;;
        esac
    done
}

user_home() {
    user_rest=${user_found#*:*:*:*:*:}
    printf '%s' "${user_rest%%:*}"
}

user_tell_key() {
    [ -n "$user_key" ] || return 0
    case $user_key in
    /*) ;;
    *) user_key=$(user_home)/$user_key ;;
    esac
    common_field key_file "$user_key"
    [ -f "$user_key" ] || return 0
    common_field key "$(cat -- "$user_key.pub" 2>/dev/null)"
    user_print=$(ssh-keygen -l -f "$user_key" 2>/dev/null) && common_field fingerprint "$user_print"
    return 0
}

# user_add options of useradd ... name
user_add() {
    if command -v useradd >/dev/null 2>&1; then
        LC_ALL=C useradd "$@"
        return
    fi
    user_args=
    user_home=1
    user_more=
    while [ $# -gt 1 ]; do
        case $1 in
        -u | -g | -c | -d | -s) user_busybox_option "$1" "$2" ;;
        -G) user_more=$2 ;;
        -m) ;;
        -M) user_home= ;;
        -N) ;;
        -r) user_args="$user_args -S" ;;
        *) common_fail "the option $1 needs useradd, which this host has not" ;;
        esac
        case $1 in -[ugcdsG]) shift ;; esac
        shift
    done
    [ -n "$user_home" ] || user_args="$user_args -H"
    eval "LC_ALL=C adduser -D $user_args -- \"\$1\"" || exit
    IFS=,
    for user_group in $user_more; do
        LC_ALL=C addgroup -- "$1" "$user_group" || exit
    done
    unset IFS
}

# One option in busybox's letters, quoted for eval.
user_busybox_option() {
    case $1 in
    -g) user_letter=-G ;;
    -c) user_letter=-g ;;
    -d) user_letter=-h ;;
    *) user_letter=$1 ;;
    esac
    user_args="$user_args $user_letter '$(printf %s "$2" | sed "s/'/'\\\\''/g")'"
}

user_modify() {
    command -v usermod >/dev/null 2>&1 || common_fail "changing a user needs usermod, which this host has not"
    LC_ALL=C usermod "$@"
}

# user_remove name home force
user_remove() {
    if command -v userdel >/dev/null 2>&1; then
        user_said=$(LC_ALL=C userdel ${2:+-r} ${3:+-f} -- "$1" 2>&1) && return 0
        user_status=$?
        printf '%s\n' "$user_said" >&2
        return $user_status
    fi
    LC_ALL=C deluser ${2:+--remove-home} -- "$1"
}

# user_make_home name home skeleton umask: a home that is missing, as useradd makes one.
user_make_home() {
    (umask "${4:-022}" && mkdir -p -- "$2") || common_fail "the home $2 can't be made"
    [ ! -d "${3:-/etc/skel}" ] || cp -R -P -- "${3:-/etc/skel}/." "$2" || common_fail "the home $2 can't be filled"
    chown -R -h -P -- "$1:" "$2" || common_fail "the home $2 can't be given to $1"
}

# user_password name: standard input is its hash, which no command line shows.
user_password() {
    IFS= read -r user_hash
    printf '%s:%s\n' "$1" "$user_hash" | LC_ALL=C chpasswd -e
}

# user_make_key name home key-file type bits comment
user_make_key() {
    case $3 in
    /*) user_key=$3 ;;
    *) user_key=$2/$3 ;;
    esac
    user_dir=${user_key%/*}
    if [ ! -d "$user_dir" ]; then
        if ! { mkdir -- "$user_dir" && chmod 700 -- "$user_dir" && chown -h "$1:" "$user_dir"; }; then
            common_fail "the directory $user_dir can't be made"
        fi
    fi
    rm -f -- "$user_key" "$user_key.pub"
    ssh-keygen -q -t "$4" ${5:+-b "$5"} -C "$6" -N '' -f "$user_key" >&2 || common_fail "the key $user_key can't be made"
    chown -h "$1:" "$user_key" "$user_key.pub"
}
