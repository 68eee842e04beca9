# shellcheck shell=sh
#
# The root that all hosts share as their lowest layer. It is named after what
# it was made from, so a change of the recipe makes another one beside it, and
# a lab that is up keeps what it stands on. `lab purge` takes them all.

hash_of() { sha256sum | cut -c 1-12; }

root_dir() {
    echo "$LAB_CACHE/root-$({ cat "$LAB_HOME/inside/make-root"; codename; inventory_value lab_admin_password; } | hash_of)"
}

build_root() {
    root=$(root_dir)
    [ ! -d "$root" ] || return 0
    rm -rf "$LAB_CACHE/new-root"
    long_step "making the hosts' root with debootstrap (once, a few minutes)" "$LAB_CACHE/root.log" \
        unshare --mount --pid --fork --kill-child --mount-proc \
        "$LAB_HOME/inside/make-root" "$LAB_CACHE/new-root" "$(codename)" "$(inventory_value lab_admin_password)"
    mv "$LAB_CACHE/new-root" "$root"
}
