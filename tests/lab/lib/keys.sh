# shellcheck shell=sh
#
# One user key opens all hosts; each host has a host key, which is kept over
# `lab reset`. The control machine's known_hosts has them all, until a test
# wants to meet an unknown or a changed one.

CONTROL_SSH=$CONTROL_DIR/home/.ssh

make_keys() {
    [ -f "$LAB_STATE/keys/user" ] ||
        ssh-keygen -q -t ed25519 -N '' -C "$LAB_PREFIX" -f "$LAB_STATE/keys/user"
    for host in $(all_hosts); do
        [ -f "$LAB_STATE/keys/$host" ] || make_host_key "$host"
    done
}

make_host_key() {
    rm -f "$LAB_STATE/keys/$1" "$LAB_STATE/keys/$1.pub"
    ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$LAB_STATE/keys/$1"
}

# The control machine believes the key that HOST has now, or none.
trust_host_key() {
    forget_host_key "$1"
    printf '%s,%s %s\n' "$1" "$(host_address "$1")" "$(cut -d ' ' -f 1,2 "$LAB_STATE/keys/$1.pub")" >>"$CONTROL_SSH/known_hosts"
}

forget_host_key() {
    sed -i "/^$1,/d" "$CONTROL_SSH/known_hosts"
}

# HOST gets another key, as if it had been installed anew; known_hosts is left
# as it is. sshd reads its keys anew when it is told to hang up.
change_host_key() {
    make_host_key "$1"
    record=$(host_dir "$1")/process
    if process_alive "$record"; then
        etc=/proc/$(process_pid "$record")/root/etc/ssh
        cat "$LAB_STATE/keys/$1" >"$etc/ssh_host_ed25519_key"
        cat "$LAB_STATE/keys/$1.pub" >"$etc/ssh_host_ed25519_key.pub"
        # shellcheck disable=SC2016 # for the host's shell
        in_host "$1" sh -c 'kill -HUP "$(cat /run/sshd.pid)"'
        host_await "$1" sshd
    fi
}
