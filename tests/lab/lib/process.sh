# shellcheck shell=sh
#
# Processes are known by a record: a file with "PID BIRTH", where birth is the
# start time that the kernel keeps. A pid that was given to somebody else since
# has another birth, so only what the lab started is ever ended.

# process_birth PID: empty when there is none, or when only its corpse is left.
process_birth() {
    sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" { print $20 }'
}

process_record() { printf '%s %s\n' "$1" "$(process_birth "$1")" >"$2"; }

process_pid() { cut -d ' ' -f 1 "$1"; }

process_alive() {
    [ -s "$1" ] || return 1
    [ "$(process_birth "$(process_pid "$1")")" = "$(cut -d ' ' -f 2 "$1")" ]
}

# process_end RECORD: at once, and all of its pid namespace with it.
process_end() {
    if process_alive "$1"; then
        kill -KILL "$(process_pid "$1")"
        while process_alive "$1"; do sleep 0.05; done
    fi
    rm -f "$1"
}
