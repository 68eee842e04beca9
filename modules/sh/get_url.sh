# get_url: has the file its digest already?

# get_url_digest path algorithm: sum.
get_url_digest() {
    [ -f "$1" ] || return 0
    common_sum "$2" "$1"
    # shellcheck disable=SC2154 # common_sum sets it
    common_field sum "$common_sum"
}
