# fetch: what there is to be fetched.

# fetch_probe path: stat, and sum where it is a file that can be read.
fetch_probe() {
    common_stat "$1" follow || return 0
    if [ -f "$1" ] && [ -r "$1" ]; then
        common_sum sha1 "$1"
        # shellcheck disable=SC2154 # common_sum sets it
        common_field sum "$common_sum"
    fi
}
