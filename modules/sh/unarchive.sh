# unarchive: an archive of this host, against a directory, and into it. Common, run and copy come with it.
#
# GNU's tar compares by itself. Where tar can't, and of zip files, what is in the archive is unpacked beside the
# directory's content and compared file by file.

# unarchive_created path: created=, where something of that name is there.
unarchive_created() {
    run_any "$1" && common_field created "$1"
    return 0
}

# unarchive_keep path: standard input becomes an archive that only this user can read.
unarchive_keep() {
    (umask 077 && set -C && cat >"$1") 2>/dev/null || {
        rm -f -- "$1"
        common_fail "the archive can't be kept in ${1%/*}: is the disk full?"
    }
}

# unarchive_kind archive: $unarchive_kind by its first bytes, and $unarchive_flag, what tar needs for it.
unarchive_kind() {
    case $(od -A n -t x1 -N 6 "$1" | tr -d ' \n') in
    504b0304* | 504b0506*) unarchive_kind=zip ;;
    1f8b*) unarchive_kind=tgz ;;
    425a68*) unarchive_kind=tbz ;;
    fd377a585a00) unarchive_kind=txz ;;
    28b52ffd*) unarchive_kind=tzst ;;
    *) unarchive_kind=tar ;;
    esac
    case $unarchive_kind in
    tgz) unarchive_flag=-z ;;
    tbz) unarchive_flag=-j ;;
    txz) unarchive_flag=-J ;;
    tzst) unarchive_flag=--zstd ;;
    *) unarchive_flag=-p ;;
    esac
    unarchive_tool=tar
    [ "$unarchive_kind" != zip ] || unarchive_tool=unzip
    command -v "$unarchive_tool" >/dev/null 2>&1 || unarchive_fail "this host has no $unarchive_tool"
}

unarchive_fail() {
    [ -z "$unarchive_upload" ] || rm -f -- "$unarchive_upload"
    common_fail "$1"
}

# unarchive_names archive option ...: what it lists.
unarchive_names() {
    unarchive_file=$1
    shift
    case $unarchive_kind in
    zip) unzip -Z1 "$unarchive_file" "$@" ;;
    *) tar -t "$unarchive_flag" -f "$unarchive_file" "$@" ;;
    esac
}

# unarchive_unpack archive directory option ...
unarchive_unpack() {
    unarchive_file=$1
    unarchive_into=$2
    shift 2
    case $unarchive_kind in
    zip) unzip -o -q -d "$unarchive_into" "$unarchive_file" "$@" ;;
    *) tar -x "$unarchive_flag" -C "$unarchive_into" -f "$unarchive_file" "$@" ;;
    esac
}

# unarchive_compare archive directory ignored option ...: $unarchive_differs is what is not alike; `ignored` is a
# regular expression of what does not count.
unarchive_compare() {
    unarchive_ignored=$3
    if [ "$unarchive_kind" != zip ] && tar --version 2>/dev/null | grep -q GNU; then
        unarchive_file=$1
        unarchive_into=$2
        shift 3
        unarchive_differs=$(LC_ALL=C tar -d "$unarchive_flag" -C "$unarchive_into" -f "$unarchive_file" "$@" 2>&1 |
            grep -Ev "$unarchive_ignored")
        return 0
    fi
    unarchive_try=$(umask 077 && mktemp -d "$2/.waplay.XXXXXXXX") || unarchive_fail "nothing can be made in $2: permission denied?"
    unarchive_differs=
    unarchive_from=$1
    unarchive_to=$2
    shift 3
    if ! unarchive_said=$(unarchive_unpack "$unarchive_from" "$unarchive_try" "$@" 2>&1); then
        rm -rf -- "$unarchive_try"
        unarchive_fail "$unarchive_from can't be unpacked: $unarchive_said"
    fi
    (copy_same "$unarchive_try" "$unarchive_to" '') || unarchive_differs="what is in $unarchive_to differs"
    rm -rf -- "$unarchive_try"
}

# unarchive_probe archive upload dest keep ignored nonce attributes owner group option ...
#   upload      non-empty: the archive is a copy of ours, and goes unless it is still needed (keep)
#   attributes  non-empty: tell what is there of each file, behind the nonce
# Fields: nodest, kind, owneruid and the like, umask, stat (of dest), differs, names=, and last the records.
unarchive_probe() {
    unarchive_upload=${2:+$1}
    unarchive_archive=$1
    unarchive_dest=$3
    unarchive_keep=$4
    unarchive_ignored=$5
    unarchive_nonce=$6
    unarchive_attributes=$7
    unarchive_owner=$8
    unarchive_group=$9
    shift 9
    [ -d "$unarchive_dest" ] || unarchive_fail "dest $unarchive_dest is no directory that is there"
    [ -e "$unarchive_archive" ] || common_fail "src $unarchive_archive is not there"
    { [ -r "$unarchive_archive" ] && [ -f "$unarchive_archive" ]; } || common_fail "src $unarchive_archive can't be read"
    [ -s "$unarchive_archive" ] || unarchive_fail "the archive $unarchive_archive is empty"
    unarchive_kind "$unarchive_archive"
    unarchive_list=$(unarchive_names "$unarchive_archive" "$@" 2>&1) ||
        unarchive_fail "$unarchive_archive is no archive that $unarchive_tool can read: $unarchive_list"
    unarchive_compare "$unarchive_archive" "$unarchive_dest" "$unarchive_ignored" "$@"
    common_field kind "$unarchive_kind"
    common_umask
    common_check_owner "$unarchive_owner"
    common_check_group "$unarchive_group"
    common_stat "$unarchive_dest" follow
    [ -z "$unarchive_differs" ] || common_field differs "$unarchive_differs"
    if [ -n "$unarchive_upload" ]; then
        { [ -n "$unarchive_keep" ] && [ -n "$unarchive_differs" ]; } || rm -f -- "$unarchive_upload"
    fi
    common_field names "$unarchive_list"
    [ -z "$unarchive_attributes" ] || unarchive_tell "$unarchive_nonce"
}

unarchive_tell() {
    printf '%s\n' "$unarchive_list" | (
        cd "$unarchive_dest" || exit
        while IFS= read -r unarchive_name; do
            [ -z "$unarchive_name" ] || [ -L "$unarchive_name" ] || [ ! -e "$unarchive_name" ] ||
                stat -c "$1 %f:%u:%g:%n" -- "$unarchive_name"
        done
    )
}

# unarchive_apply archive upload dest option ...
unarchive_apply() {
    unarchive_upload=${2:+$1}
    unarchive_archive=$1
    unarchive_dest=$3
    shift 3
    unarchive_kind "$unarchive_archive"
    unarchive_said=$(unarchive_unpack "$unarchive_archive" "$unarchive_dest" "$@" 2>&1) ||
        unarchive_fail "$unarchive_archive can't be unpacked into $unarchive_dest: $unarchive_said"
    [ -z "$unarchive_upload" ] || rm -f -- "$unarchive_upload"
}

# unarchive_dress dest mode owner group: of the names on standard input; links have no mode.
unarchive_dress() {
    cd "$1" || common_fail "$1 can't be entered"
    while IFS= read -r unarchive_name; do
        [ -e "$unarchive_name" ] || [ -L "$unarchive_name" ] || continue
        if [ -n "$3$4" ]; then
            chown -h -- "$3${4:+:$4}" "$unarchive_name" || common_fail "the owner of $1/$unarchive_name can't be set"
        fi
        [ -z "$2" ] || [ -L "$unarchive_name" ] || chmod -- "$2" "$unarchive_name" ||
            common_fail "the mode of $1/$unarchive_name can't be set"
    done
}
