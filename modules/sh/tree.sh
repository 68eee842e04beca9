# A tree of files that is to be brought here: what is there of it.

# tree_probe nonce dest owner group odd-name ...
#   standard input: names below dest, ./ in front, each ended by a NUL
#   odd names: those with newlines or backslashes, which the tools print in their own
#   ways, with an f in front, and links, with an l; for them fields (name=, stat=,
#   link=, sum=) are given one by one
# Then, one line each, in no order: "nonce columns:name" of whatever is there (links
# followed), and "sha1  name".
tree_probe() {
    tree_nonce=$1
    tree_dest=$2
    common_umask
    common_check_owner "$3"
    common_check_group "$4"
    shift 4
    if [ ! -d "$tree_dest" ]; then
        if [ -e "$tree_dest" ] || [ -L "$tree_dest" ]; then
            common_field obstacle "$tree_dest"
        fi
        common_obstacle "$tree_dest"
        return 0
    fi
    cd "$tree_dest" || exit
    common_field root "$(pwd)"
    for tree_kind; do
        tree_name=${tree_kind#?}
        common_field name "$tree_name"
        case $tree_kind in
        l*)
            common_stat "$tree_name" || :
            continue
            ;;
        esac
        common_stat "$tree_name" follow || continue
        [ -f "$tree_name" ] || continue
        common_sum sha1 "$tree_name"
        # shellcheck disable=SC2154 # common_sum sets it
        common_field sum "$common_sum"
    done
    printf 'lines='
    # shellcheck disable=SC2016 # expanded by the inner shell
    LC_ALL=C xargs -0 sh -c '
        stat -L -c "$0 %f:%u:%g:%U:%G:%s:%n" -- "$@" 2>/dev/null
        sha1sum -- "$@" 2>/dev/null
        :' "$tree_nonce"
    return 0
}
