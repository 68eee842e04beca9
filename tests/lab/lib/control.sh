# shellcheck shell=sh
#
# The control machine: the machine itself as seen through a mount namespace in
# which /etc/hosts, /etc/resolv.conf and root's home are the lab's, in the
# lab's network. Files, the current directory, PATH and pids are the machine's,
# so that a freshly built waplay is run as it lies there and can be killed.

start_control() {
    ! process_alive "$CONTROL_DIR/process" || return 0
    # The network went with the one before: hosts that are left have lost theirs.
    # shellcheck disable=SC2046 # a list of names
    on_hosts stop_host $(all_hosts)
    mkdir -p "$CONTROL_SSH"
    chmod 700 "$CONTROL_SSH"
    cp "$LAB_STATE/keys/user" "$CONTROL_SSH/id_ed25519"
    cp "$LAB_STATE/keys/user.pub" "$CONTROL_SSH/id_ed25519.pub"
    : >"$CONTROL_SSH/known_hosts"
    for host in $(all_hosts); do trust_host_key "$host"; done

    { printf '127.0.0.1 localhost\n%s control\n' "$CONTROL_ADDRESS"; host_lines; } >"$CONTROL_DIR/hosts"
    printf 'nameserver %s\n' "$CONTROL_ADDRESS" >"$CONTROL_DIR/resolv.conf"
    printf 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n' >"$CONTROL_DIR/nsswitch.conf"
    awk -F : -v OFS=: -v home="$CONTROL_DIR/home" '$3 == 0 { $6 = home } 1' /etc/passwd >"$CONTROL_DIR/passwd"

    rm -f "$CONTROL_DIR/ready"
    setsid unshare --mount --net --uts --propagation slave \
        "$LAB_HOME/inside/boot-control" "$CONTROL_DIR" "$CONTROL_ADDRESS" \
        </dev/null >"$CONTROL_DIR/boot.log" 2>&1 9<&- &
    await 10 "the control machine" test -f "$CONTROL_DIR/ready" || fail "the control machine did not start" "see $CONTROL_DIR/boot.log"
}

host_lines() { for host in $(all_hosts); do echo "$(host_address "$host") $host"; done; }

need_control() {
    process_alive "$CONTROL_DIR/process" || fail "the lab is not up" "tests/lab/lab up"
}

# in_control CMD...: replaces this process, so that its pid is the command's.
in_control() {
    need_control
    unset SSH_AUTH_SOCK SSH_AGENT_PID
    export HOME="$CONTROL_DIR/home"
    # shellcheck disable=SC2016 # for the inner shell
    exec nsenter --target "$(process_pid "$CONTROL_DIR/process")" --mount --net --uts -- \
        sh -c 'cd "$1" && shift && exec "$@"' lab "$PWD" "$@"
}

# stop_control: with everything that was started there and is still running
# (an ssh that keeps a connection open, for one): it is known by its network
# namespace, in which there is nothing but the lab's.
stop_control() {
    if process_alive "$CONTROL_DIR/process"; then
        net=$(readlink "/proc/$(process_pid "$CONTROL_DIR/process")/ns/net")
        while pids=$(processes_in_net "$net") && [ -n "$pids" ]; do
            # shellcheck disable=SC2086 # a list of numbers
            kill -KILL $pids 2>/dev/null || true
            sleep 0.05
        done
    fi
    process_end "$CONTROL_DIR/names"
    process_end "$CONTROL_DIR/process"
}

processes_in_net() {
    for entry in /proc/[0-9]*; do
        [ "$(readlink "$entry/ns/net" 2>/dev/null)" != "$1" ] || echo "${entry#/proc/}"
    done
}
