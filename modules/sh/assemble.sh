# assemble: the pieces that lie in a directory.

# assemble_read dir: of each file in it fragment= and bytes=, and so many bytes behind them.
assemble_read() {
    if [ ! -d "$1" ]; then
        [ -e "$1" ] && common_fail "$1 is no directory"
        common_fail "the directory $1 is not there"
    fi
    for assemble_file in "$1"/* "$1"/.[!.]* "$1"/..?*; do
        [ -f "$assemble_file" ] || continue
        [ -r "$assemble_file" ] || common_fail "$assemble_file can't be read: permission denied"
        common_field fragment "${assemble_file##*/}"
        common_field bytes "$(($(wc -c <"$assemble_file")))"
        cat -- "$assemble_file"
    done
}
