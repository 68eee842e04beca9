# wait_for: what there is to be waited for.

# wait_for_path path content: stat; with content, at last content= of a file.
wait_for_path() {
    common_stat "$1" follow || return 0
    if [ -n "$2" ] && [ -f "$1" ] && [ -r "$1" ]; then
        printf 'content='
        cat -- "$1"
    fi
}

# wait_for_connections: the system's list of connections.
wait_for_connections() {
    cat /proc/net/tcp 2>/dev/null || common_fail "the host does not tell its connections (/proc/net/tcp)"
    cat /proc/net/tcp6 2>/dev/null || :
}
