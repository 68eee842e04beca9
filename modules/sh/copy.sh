# copy with remote_src: both ends are on this host. Common and put come with it.
# shellcheck disable=SC2034 # put_path and put_tmp are read there

# copy_look src dest name follow owner group content
# Of a file: stat, sum, md5, and where it is asked for and not too large, last, content=. Of a directory also treedest, differs (something does), now=
# and then, last, the stat of treedest.
copy_look() {
    common_stat "$1" follow || return 0
    if [ ! -d "$1" ]; then
        common_sum sha1 "$1"
        # shellcheck disable=SC2154 # common_sum sets it
        common_field sum "$common_sum"
        common_sum md5 "$1"
        common_field md5 "$common_sum"
        [ -n "$7" ] && [ "$(($(wc -c <"$1")))" -le 104448 ] || return 0
        printf 'content='
        cat -- "$1"
        return 0
    fi
    case $1 in
    */) copy_dest=$2 ;;
    *) copy_dest=${2%/}/$3 ;;
    esac
    common_field treedest "$copy_dest"
    common_umask
    common_check_owner "$5"
    common_check_group "$6"
    copy_same "${1%/}" "${copy_dest%/}" "$4" || common_field differs 1
    printf 'now='
    common_stat "$copy_dest" follow || :
}

# copy_same src dest follow: is all of src in dest, alike?
copy_same() {
    [ -d "$2" ] || return 1
    for copy_from in "$1"/* "$1"/.[!.]* "$1"/..?*; do
        [ -e "$copy_from" ] || [ -L "$copy_from" ] || continue
        copy_to=$2/${copy_from##*/}
        if [ -L "$copy_from" ] && [ -z "$3" ]; then
            [ -L "$copy_to" ] && [ "$(readlink -- "$copy_from")" = "$(readlink -- "$copy_to")" ] || return 1
        elif [ -d "$copy_from" ]; then
            (copy_same "$copy_from" "$copy_to" "$3") || return 1
        else
            [ -f "$copy_to" ] && cmp -s -- "$copy_from" "$copy_to" || return 1
        fi
    done
}

# copy_tree src dest follow force mode owner group: owner and group are for all that
# is copied, the mode for dest itself.
copy_tree() {
    (copy_below "${1%/}" "${2%/}" "$3" "$4") || exit
    if [ -n "$6$7" ]; then
        chown -R -h -P -- "$6${7:+:$7}" "$2" || common_fail "the owner of $2 can't be set to $6${7:+:$7}"
    fi
    common_dress "$2" "$5" '' '' follow
}

copy_below() {
    if [ ! -d "$2" ]; then
        mkdir -p -- "$2" || common_fail "the directory $2 can't be made"
        chmod -- "$(stat -L -c %a -- "$1")" "$2"
    fi
    for copy_from in "$1"/* "$1"/.[!.]* "$1"/..?*; do
        [ -e "$copy_from" ] || [ -L "$copy_from" ] || continue
        copy_to=$2/${copy_from##*/}
        if [ -L "$copy_from" ] && [ -z "$3" ]; then
            (put_link "$copy_to" "$(readlink -- "$copy_from")" '' '') || exit
        elif [ -d "$copy_from" ]; then
            (copy_below "$copy_from" "$copy_to" "$3" "$4") || exit
        elif [ -f "$copy_to" ] && { [ -z "$4" ] || cmp -s -- "$copy_from" "$copy_to"; }; then
            continue
        else
            copy_one "$copy_from" "$copy_to"
        fi
    done
}

copy_one() {
    put_path=$2
    put_tmp=${2%/*}/.waplay-copy
    put_check_place "$2"
    put_create
    put_fill "$(($(wc -c <"$1")))" '' <"$1"
    put_dress "$(stat -L -c %a -- "$1")" '' ''
    put_rename ''
}
