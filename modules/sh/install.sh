# A file with a certain content at a certain place: what is there now.

# install_probe dest name follow sum content owner group
#   name     the file's name in case dest is a directory; empty: it can't be one
#   sum      SHA-1 that is wanted; empty: not known yet
#   content  always | differs (from sum) | empty: whether to tell what is in it, and
#            with a limit in bytes behind a colon
# Fields: dest, nodir (the directory it would be in, where that is missing),
# obstacle, readonly, umask, stat, link, sum, content.
install_probe() {
    install_path=$1
    case $1 in
    */)
        [ -n "$2" ] && install_path=$1$2
        ;;
    *)
        [ -n "$2" ] && [ -d "$1" ] && install_path=$1/$2
        ;;
    esac
    if [ -n "$3" ] && [ -L "$install_path" ]; then
        install_real=$(readlink -f -- "$install_path" && printf .) && install_path=${install_real%?.}
    fi
    common_field dest "$install_path"
    common_parent "$install_path"
    # shellcheck disable=SC2154 # common_parent sets it
    if [ ! -d "$common_dir" ]; then
        common_note_stuck
        common_field nodir "$common_dir"
    fi
    common_obstacle "$install_path"
    common_umask
    common_check_owner "$6"
    common_check_group "$7"
    if ! common_stat "$install_path"; then
        common_note_new
        return 0
    fi
    [ -f "$install_path" ] || return 0
    if [ ! -r "$install_path" ]; then
        common_field unreadable "$install_path"
        return 0
    fi
    # shellcheck disable=SC2154 # common_stat sets it
    install_size=${common_stat#*:*:*:*:*:}
    common_sum sha1 "$install_path" "${install_size%%:*}"
    # shellcheck disable=SC2154 # common_sum sets it
    common_field sum "$common_sum"
    install_tell_content "$4" "$5"
}

# install_new name size sha1 mode owner group content: the file that was not there, by a
# temporary one of this name.
install_new() {
    common_parent "$install_path"
    printf %s "$7" | put_file "$install_path" "$common_dir/$1" "$2" "$3" "$4" "$5" "$6" '' ''
}

install_tell_content() {
    case $2 in
    '') return 0 ;;
    differs*) [ "$common_sum" != "$1" ] || return 0 ;;
    esac
    install_limit=${2#*:}
    if [ -n "$install_limit" ] && [ "$(($(wc -c <"$install_path")))" -gt "$install_limit" ]; then
        common_field toolarge "$install_limit"
        return 0
    fi
    printf 'content='
    cat "$install_path"
}
