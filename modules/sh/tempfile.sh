# tempfile: mktemp of all systems, which takes the X only at the end of the name.

# tempfile_look directory: could something be made there?
tempfile_look() {
    [ -d "$1" ] || common_fail "the directory $1 is not there"
    { [ -w "$1" ] && [ -x "$1" ]; } || common_fail "nothing can be made in $1: permission denied"
}

# tempfile_make state directory prefix suffix
tempfile_make() {
    tempfile_dir=${2:-${TMPDIR:-/tmp}}
    [ -d "$tempfile_dir" ] || common_fail "the directory $tempfile_dir is not there"
    umask 077
    # A place of our own gives the random part; in it nobody else can be faster.
    tempfile_own=$(mktemp -d "$tempfile_dir/.waplay.XXXXXXXX" 2>/dev/null) ||
        common_fail "nothing can be made in $tempfile_dir: permission denied, or the disk is full or read-only"
    tempfile_path=$tempfile_dir/$3${tempfile_own##*.}$4
    if [ "$1" = directory ]; then
        mkdir -- "$tempfile_path"
    else
        (set -C && : >"$tempfile_path")
    fi
    tempfile_status=$?
    rmdir -- "$tempfile_own"
    [ $tempfile_status = 0 ] || common_fail "$tempfile_path can't be made"
    common_field path "$tempfile_path"
    common_stat "$tempfile_path"
}
