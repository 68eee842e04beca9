# apt_repository: files of sources.list and sources.list.d. Uses apt_update of apt.

# apt_repository_probe: for each file file= its path and text= what is in it; list= and
# parts=, where apt looks for them.
apt_repository_probe() {
    command -v apt-config >/dev/null 2>&1 || common_fail "this host has no apt-config: is it Debian or its like?"
    apt_repository_list=/etc/apt/sources.list
    apt_repository_parts=/etc/apt/sources.list.d/
    eval "$(apt-config shell apt_repository_list Dir::Etc::sourcelist/f apt_repository_parts Dir::Etc::sourceparts/d)"
    apt_repository_parts=${apt_repository_parts%/}
    common_field list "$apt_repository_list"
    common_field parts "$apt_repository_parts"
    for apt_repository_file in "$apt_repository_list" "$apt_repository_parts"/*.list; do
        [ -f "$apt_repository_file" ] || continue
        apt_repository_text=$(cat -- "$apt_repository_file" && printf .) || common_fail "$apt_repository_file can't be read: permission denied"
        common_field file "$apt_repository_file"
        common_field text "${apt_repository_text%.}"
    done
}

# apt_repository_apply update retries max-delay, then for each file path mode text; a
# file without a text goes. Where the lists can't be read then, all is as it was.
apt_repository_apply() {
    apt_repository_update=$1
    apt_repository_retries=$2
    apt_repository_delay=$3
    shift 3
    apt_repository_kept=$(umask 077 && mktemp -d "${TMPDIR:-/tmp}/waplay.XXXXXXXXXX") || common_fail "no directory can be made in ${TMPDIR:-/tmp}"
    trap 'rm -rf -- "$apt_repository_kept"; exit 129' HUP INT TERM
    apt_repository_count=0
    for apt_repository_word; do
        case $((apt_repository_count % 3)) in
        0) apt_repository_file=$apt_repository_word ;;
        1) apt_repository_mode=$apt_repository_word ;;
        2) apt_repository_write "$apt_repository_word" ;;
        esac
        apt_repository_count=$((apt_repository_count + 1))
    done
    apt_repository_status=0
    if [ -n "$apt_repository_update" ]; then
        (apt_update "$apt_repository_retries" "$apt_repository_delay") || apt_repository_status=$?
    fi
    [ "$apt_repository_status" -eq 0 ] || apt_repository_restore "$@"
    rm -rf -- "$apt_repository_kept"
    return "$apt_repository_status"
}

apt_repository_write() {
    if [ -e "$apt_repository_file" ]; then
        cp -p -- "$apt_repository_file" "$apt_repository_kept/$apt_repository_count" || common_fail "$apt_repository_file can't be kept aside"
    fi
    if [ -z "$1" ]; then
        rm -f -- "$apt_repository_file" || exit
        return
    fi
    [ -d "${apt_repository_file%/*}" ] || mkdir -p -- "${apt_repository_file%/*}" || exit
    apt_repository_new=$(mktemp "${apt_repository_file%/*}/.waplay.XXXXXXXXXX") || common_fail "${apt_repository_file%/*} can't be written to"
    cat >"$apt_repository_new" <<END
${1%
}
END
    if ! { chmod -- "$apt_repository_mode" "$apt_repository_new" && mv -f -- "$apt_repository_new" "$apt_repository_file"; }; then
        rm -f -- "$apt_repository_new"
        common_fail "$apt_repository_file can't be replaced"
    fi
}

apt_repository_restore() {
    apt_repository_count=0
    while [ $# -gt 0 ]; do
        apt_repository_copy=$apt_repository_kept/$((apt_repository_count + 2))
        if [ -e "$apt_repository_copy" ]; then
            cp -p -- "$apt_repository_copy" "$1"
        else
            rm -f -- "$1"
        fi
        apt_repository_count=$((apt_repository_count + 3))
        shift 3
    done
}
