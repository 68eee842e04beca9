# library: a program of the site's as a module.

# library_run lines name: standard input is that many lines of arguments, then the
# program. Both are kept in a directory that only this user can enter; the program gets
# the path of its arguments.
library_run() {
    library_dir=$(umask 077 && mktemp -d "${TMPDIR:-/tmp}/waplay.XXXXXXXXXX") || common_fail "no directory can be made in ${TMPDIR:-/tmp}"
    trap 'rm -rf -- "$library_dir"; exit 129' HUP INT TERM
    library_umask=$(umask)
    umask 077
    library_left=$1
    while [ "$library_left" -gt 0 ] && IFS= read -r library_line; do
        printf '%s\n' "$library_line"
        library_left=$((library_left - 1))
    done >"$library_dir/args"
    if ! { cat >"$library_dir/$2" && chmod 700 "$library_dir/$2"; }; then
        rm -rf -- "$library_dir"
        common_fail "the module can't be kept in $library_dir: is the disk full?"
    fi
    umask "$library_umask"
    "$library_dir/$2" "$library_dir/args" </dev/null
    library_status=$?
    rm -rf -- "$library_dir"
    return $library_status
}
