# find: what lies below some directories.

# find_list nonce depth follow path ... -- find's own tests ...
#   depth  empty: no limit
# Fields: now (the host's clock), examined, and for each path that is none: nodir.
# Then, behind lines=, records "nonce columns:name" of all that passes the tests.
find_list() {
    find_nonce=$1
    find_depth=$2
    find_follow=$3
    shift 3
    common_field now "$(date +%s)"
    find_count=0
    for find_path; do
        [ "$find_path" != -- ] || break
        find_count=$((find_count + 1))
        [ -d "$find_path" ] || common_field nodir "$find_path"
    done
    find_examined=0
    find_each "$find_count" find_count_one "$@"
    common_field examined "$find_examined"
    printf 'lines='
    find_each "$find_count" find_print_one "$@"
    return 0
}

# find_each count function path ... -- tests ...: the function gets path tests ...
find_each() {
    find_left=$1
    find_function=$2
    shift 2
    while [ "$find_left" -gt 0 ]; do
        find_left=$((find_left - 1))
        find_path=$1
        shift
        [ -d "$find_path" ] || continue
        find_call "$find_function" "$find_path" "$find_left" "$@"
    done
}
find_call() {
    find_function=$1
    find_path=$2
    shift "$(($3 + 4))" # the paths that are left, and the dashes
    "$find_function" "$find_path" "$@"
}

find_count_one() {
    find_sum=$(find ${find_follow:+-L} "$1" -mindepth 1 ${find_depth:+-maxdepth "$find_depth"} \
        -exec sh -c 'echo $#' sh {} + 2>/dev/null)
    for find_number in $find_sum; do
        find_examined=$((find_examined + find_number))
    done
}

find_print_one() {
    find_path=$1
    shift
    LC_ALL=C find ${find_follow:+-L} "$find_path" -mindepth 1 ${find_depth:+-maxdepth "$find_depth"} "$@" \
        -exec stat -c "$find_nonce %f:%u:%g:%U:%G:%s:%X:%Y:%Z:%d:%i:%h:%b:%o:%t:%T:%x|%y|%z:%n" -- {} + 2>/dev/null
}

# find_sums path ...: name= and sum= of each.
find_sums() {
    for find_path; do
        common_sum sha1 "$find_path"
        # shellcheck disable=SC2154 # common_sum sets it
        common_field sum "$common_sum"
    done
}

# find_contents nonce path ...: for each "nonce", a line feed, what is in it, a line feed.
find_contents() {
    find_nonce=$1
    shift
    for find_path; do
        printf '%s\n' "$find_nonce"
        cat -- "$find_path" 2>/dev/null
        echo
    done
    return 0
}
