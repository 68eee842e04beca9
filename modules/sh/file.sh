# file: what is at a path, and making it otherwise.

# file_probe path src owner group content mode nonce
#   content  non-empty: of a directory, tell what is in it (for the diff of absent)
#   nonce    non-empty: of a directory, tell what below it differs (see file_differing)
# Fields: umask, owneruid and the like, nodir, obstacle, readonly, stat, link; of a link also real= and,
# behind target=, the stat of what it leads to; of src also srcpath= and, behind
# source=, its stat; empty= of an empty directory; at last below=, the listing.
file_probe() {
    common_umask
    common_check_owner "$3"
    common_check_group "$4"
    common_parent "$1"
    # shellcheck disable=SC2154 # common_parent sets it
    [ -d "$common_dir" ] || common_field nodir "$common_dir"
    common_obstacle "$1"
    if common_stat "$1"; then
        if [ -L "$1" ]; then
            file_real=$(readlink -f -- "$1" && printf .) && common_field real "${file_real%?.}"
            common_field target ''
            common_stat "$1" follow || :
        elif [ -d "$1" ]; then
            file_is_empty "$1" && common_field empty 1
            [ -z "$5" ] || file_list "$1"
        fi
    else
        common_note_new
    fi
    [ -z "$2" ] || file_source "$1" "$2"
    if [ -n "$7" ] && [ -d "$1" ] && [ -n "$3$4$6" ]; then
        printf 'below='
        # shellcheck disable=SC2154 # common_check_owner and _group set them
        file_differing "$1" "$7" "$6" "$common_uid" "$common_gid"
    fi
}

file_is_empty() {
    for file_name in "$1"/* "$1"/.[!.]* "$1"/..?*; do
        if [ -e "$file_name" ] || [ -L "$file_name" ]; then
            return 1
        fi
    done
}

# Where a link of this path would lead: from its directory, or from itself when it is one.
file_source() {
    case $2 in
    /*) file_src=$2 ;;
    *)
        if [ -d "$1" ] && [ ! -L "$1" ]; then
            file_src=$1/$2
        else
            common_parent "$1"
            file_src=$common_dir/$2
        fi
        ;;
    esac
    common_field srcpath "$file_src"
    common_field source ''
    common_stat "$file_src" follow || :
}

# file_list path: dir= and file= of all below, no more than a screen or two.
file_list() {
    file_left=200
    file_walk "$1"
}
file_walk() {
    for file_name in "$1"/* "$1"/.[!.]* "$1"/..?*; do
        [ -e "$file_name" ] || [ -L "$file_name" ] || continue
        file_left=$((file_left - 1))
        [ "$file_left" -gt 0 ] || return 0
        if [ -d "$file_name" ] && [ ! -L "$file_name" ]; then
            common_field dir "$file_name"
            file_walk "$file_name"
        else
            common_field file "$file_name"
        fi
    done
}

# file_differing path nonce mode uid gid: what is below a directory and not as wanted,
# links never followed. "nonce columns:name", a line each; a name may go over several.
# An empty mode (or a symbolic one, which depends on each file) lists them all.
file_differing() {
    file_top=$1
    file_nonce=$2
    file_mode=$3
    set -- ${4:+! -user "$4" -o} ${5:+! -group "$5" -o} ${3:+! -type l ! -perm "$3" -o} -name ''
    case $file_mode in
    *[!0-7]*) set -- -name '*' ;;
    esac
    LC_ALL=C find "$file_top" -mindepth 1 \( "$@" \) -exec stat -c "$file_nonce %f:%u:%g:%n" -- {} + 2>/dev/null
    return 0
}

# file_touch path accessed modified: each "now", a stamp for touch -t, or empty.
file_touch() {
    [ -e "$1" ] || : >>"$1" || common_fail "$1 can't be made: permission denied"
    file_set_time "$1" -a "$2" && file_set_time "$1" -m "$3"
}
file_set_time() {
    case $3 in
    '') ;;
    now) touch -c "$2" -- "$1" || common_fail "the time of $1 can't be set" ;;
    *) touch -c "$2" -t "$3" -- "$1" || common_fail "the time of $1 can't be set to $3" ;;
    esac
}

# file_link path target how: `how` is s for a symbolic link, empty for a hard one. What
# was there goes at the same moment, or just before where it is a directory.
file_link() {
    common_parent "$1"
    file_new=$common_dir/.waplay-link
    rm -f -- "$file_new"
    ln ${3:+-s} -- "$2" "$file_new" 2>/dev/null || common_fail "no link can be made in $common_dir: permission denied, or another file system"
    if [ -d "$1" ] && [ ! -L "$1" ]; then
        if ! rmdir -- "$1" 2>/dev/null; then
            rm -f -- "$file_new"
            common_fail "$1 is a directory that can't be removed"
        fi
    elif [ -d "$1" ]; then
        rm -f -- "$1"
    fi
    # Of two hard links to one file mv leaves both, so what was there goes first.
    [ -n "$3" ] || rm -f -- "$1"
    if ! mv -f -- "$file_new" "$1"; then
        rm -f -- "$file_new"
        common_fail "$1 can't be replaced"
    fi
}

# file_remove path: and all that is in it; links are not followed.
file_remove() {
    rm -rf -- "$1" 2>/dev/null
    if [ -e "$1" ] || [ -L "$1" ]; then
        common_fail "$1 can't be removed: permission denied, or it is in use"
    fi
}
