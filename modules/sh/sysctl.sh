# sysctl: settings of the kernel.

# sysctl_probe file name: live (what the kernel has), obstacle, readonly, stat, content.
sysctl_probe() {
    if sysctl_live=$(LC_ALL=C sysctl -n "$2" 2>/dev/null); then
        common_field live "$sysctl_live"
    elif ! command -v sysctl >/dev/null 2>&1; then
        common_fail "this host has no sysctl: install procps"
    fi
    common_obstacle "$1"
    common_stat "$1" follow || return 0
    printf 'content='
    cat -- "$1" || common_fail "$1 can't be read: permission denied"
}

# sysctl_run ignore argument ...
sysctl_run() {
    sysctl_ignore=$1
    shift
    sysctl_said=$(LC_ALL=C sysctl ${sysctl_ignore:+-e} "$@" 2>&1) || [ -n "$sysctl_ignore" ] ||
        common_fail "sysctl $*: $(printf '%s\n' "$sysctl_said" | grep '^sysctl:' || printf '%s' "$sysctl_said")"
}

# sysctl_set name value ignore
sysctl_set() {
    sysctl_run "$3" -w "$1=$2"
}

# sysctl_load file ignore
sysctl_load() {
    sysctl_run "$2" -p "$1"
}
