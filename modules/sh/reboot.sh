# reboot: what tells one boot from the next, and how this host is told to boot.

# reboot_look boot-time-command directory ...: boot= and program=, the first of shutdown, reboot that is in a directory.
reboot_look() {
    reboot_said=$(sh -c "$1" 2>&1) || common_fail "the boot time can't be told by '$1': $reboot_said"
    common_field boot "$reboot_said"
    shift
    for reboot_name in shutdown reboot; do
        for reboot_dir in "$@"; do
            [ -x "$reboot_dir/$reboot_name" ] || continue
            common_field program "$reboot_dir/$reboot_name"
            return 0
        done
    done
}
