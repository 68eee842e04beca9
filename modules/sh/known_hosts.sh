# known_hosts: host keys, looked up by ssh-keygen, since names may be hashed.

# known_hosts_lines name file: numbers of its lines that are of that host.
known_hosts_lines() {
    LC_ALL=C ssh-keygen -F "$1" -f "$2" 2>/dev/null | sed -n 's/^# Host .* found: line \([0-9][0-9]*\).*/\1/p'
}

# known_hosts_probe name file hash: standard input is the line that is wanted, or nothing.
# Fields: other (the line is of another host), hashed (the line with its name hashed),
# lines (numbers, one a line), obstacle, readonly, stat, content.
known_hosts_probe() {
    command -v ssh-keygen >/dev/null 2>&1 || common_fail "this host has no ssh-keygen: install openssh-client"
    known_hosts_dir=$(umask 077 && mktemp -d "${TMPDIR:-/tmp}/waplay.XXXXXXXXXX") || common_fail "no directory can be made in ${TMPDIR:-/tmp}"
    trap 'rm -rf -- "$known_hosts_dir"; exit 129' HUP INT TERM PIPE
    cat >"$known_hosts_dir/key"
    if [ -s "$known_hosts_dir/key" ]; then
        [ -n "$(known_hosts_lines "$1" "$known_hosts_dir/key")" ] || common_field other 1
        if [ -n "$3" ] && ssh-keygen -H -f "$known_hosts_dir/key" >/dev/null 2>&1; then
            common_field hashed "$(cat "$known_hosts_dir/key")"
        fi
    fi
    rm -rf -- "$known_hosts_dir"
    trap - HUP INT TERM PIPE
    common_obstacle "$2"
    common_stat "$2" || return 0
    [ -f "$2" ] || common_fail "$2 is there, and no file"
    common_field lines "$(known_hosts_lines "$1" "$2")"
    printf 'content='
    cat -- "$2" || common_fail "$2 can't be read: permission denied"
}
