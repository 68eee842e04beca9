# group: the host's groups, by shadow's tools or, where there are none, busybox's.

# group_probe name local: group=, the line of the group, from all sources of the system
# or, with local, from its file alone.
group_probe() {
    while IFS= read -r group_line; do
        case $group_line in
        "$1":*)
            common_field group "$group_line"
            return 0
            ;;
        esac
    done </etc/group
    [ -n "$2" ] || ! group_line=$(getent group "$1" 2>/dev/null) || common_field group "$group_line"
    return 0
}

# group_add name gid system non-unique
group_add() {
    if command -v groupadd >/dev/null 2>&1; then
        LC_ALL=C groupadd ${3:+-r} ${4:+-o} ${2:+-g "$2"} -- "$1"
    elif [ -n "$4" ]; then
        common_fail "a number that is taken already needs groupadd, which this host has not"
    else
        LC_ALL=C addgroup ${3:+-S} ${2:+-g "$2"} -- "$1"
    fi
}

# group_renumber name gid non-unique
group_renumber() {
    command -v groupmod >/dev/null 2>&1 || common_fail "another number needs groupmod, which this host has not"
    LC_ALL=C groupmod ${3:+-o} -g "$2" -- "$1"
}

group_remove() {
    if command -v groupdel >/dev/null 2>&1; then
        LC_ALL=C groupdel -- "$1"
    else
        LC_ALL=C delgroup -- "$1"
    fi
}
