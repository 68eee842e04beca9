# stat: all that is to be known of one path, in one go.

# stat_probe path follow algorithm mime attributes: each of the last three empty to
# leave it out. Fields: stat, link, real, access (of r, w, x), sum, mime, lsattr.
stat_probe() {
    common_stat "$1" "$2" || return 0
    if [ -z "$2" ] && [ -L "$1" ]; then
        stat_real=$(readlink -f -- "$1" && printf .) && common_field real "${stat_real%?.}"
    fi
    stat_may=
    [ ! -r "$1" ] || stat_may=r
    [ ! -w "$1" ] || stat_may=${stat_may}w
    [ ! -x "$1" ] || stat_may=${stat_may}x
    common_field access "$stat_may"
    if [ -n "$3" ] && [ -f "$1" ] && [ -r "$1" ] && { [ -n "$2" ] || [ ! -L "$1" ]; }; then
        common_sum "$3" "$1"
        # shellcheck disable=SC2154 # common_sum sets it
        common_field sum "$common_sum"
    fi
    if [ -n "$4" ] && stat_mime=$(LC_ALL=C file -b ${2:+-L} --mime-type --mime-encoding -- "$1" 2>/dev/null); then
        common_field mime "$stat_mime"
    fi
    if [ -n "$5" ] && stat_flags=$(LC_ALL=C lsattr -vd -- "$1" 2>/dev/null); then
        common_field lsattr "$stat_flags"
    fi
}
