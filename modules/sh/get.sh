# Reading files whole.

# get_file path: its bytes; fails with the reason.
get_file() {
    [ -e "$1" ] || common_fail "$1 is not there"
    [ ! -d "$1" ] || common_fail "$1 is a directory"
    [ -r "$1" ] || common_fail "$1 can't be read: permission denied"
    cat -- "$1"
}
