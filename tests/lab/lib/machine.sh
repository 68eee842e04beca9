# shellcheck shell=sh
#
# What the machine must offer, said before anything is made; and the promise
# that two labs don't meet: one command at a time works on a cache, and a
# prefix (it names the cgroups) belongs to one state folder.

LAB_CLAIMS=/run/waplay-lab

need_root() {
    [ "$(id -u)" = 0 ] || fail "the lab makes namespaces and mounts: it needs root" "sudo tests/lab/lab ..."
}

need_machine() {
    [ -f /etc/debian_version ] || fail "the lab is made with Debian's debootstrap and packages: this is no Debian" "run it in a Debian virtual machine"

    missing=
    for pair in unshare:util-linux nsenter:util-linux flock:util-linux setsid:util-linux \
        ip:iproute2 ssh-keygen:openssh-client debootstrap:debootstrap awk:mawk; do
        command -v "${pair%:*}" >/dev/null || missing="$missing ${pair#*:}"
    done
    [ -z "$missing" ] || fail "missing on this machine:$missing" "apt-get install$missing"

    unshare --mount --net --pid --ipc --uts --fork true 2>/dev/null ||
        fail "this machine doesn't let root make namespaces" "in a container? It must be a privileged one, or use a virtual machine"
    grep -qw overlay /proc/filesystems || modprobe overlay 2>/dev/null ||
        fail "the kernel has no overlayfs" "modprobe overlay"
    mkdir -p "$LAB_CACHE"
    case $(stat -f -c %T "$LAB_CACHE") in
        overlay*) fail "$LAB_CACHE lies on an overlayfs, on which no other can stand" "set WAPLAY_LAB_CACHE and WAPLAY_LAB_STATE to folders on a real disk" ;;
    esac
}

# take_turns: waits until no other lab command works on this cache. The lock is
# descriptor 9; whatever lives on must be started with 9<&-.
take_turns() {
    mkdir -p "$LAB_CACHE"
    exec 9<"$LAB_CACHE"
    flock -n 9 && return
    say "another lab command is at work, waiting for it"
    flock 9
}

codename() { sed -n 's/^VERSION_CODENAME=//p' /etc/os-release; }

# A claim is a file named after the prefix, with the state folder's name.
claim_prefix() {
    mkdir -p "$LAB_CLAIMS"
    if [ -f "$LAB_CLAIMS/$LAB_PREFIX" ]; then
        owner=$(cat "$LAB_CLAIMS/$LAB_PREFIX")
        [ "$owner" = "$LAB_STATE" ] || ! process_alive "$owner/control/process" ||
            fail "another lab with the prefix '$LAB_PREFIX' is up, its state is in $owner" \
                "end it with WAPLAY_LAB_STATE=$owner tests/lab/lab down, or set WAPLAY_LAB_PREFIX for this one"
    fi
    echo "$LAB_STATE" >"$LAB_CLAIMS/$LAB_PREFIX"
}

release_prefix() {
    [ ! -f "$LAB_CLAIMS/$LAB_PREFIX" ] || [ "$(cat "$LAB_CLAIMS/$LAB_PREFIX")" != "$LAB_STATE" ] ||
        rm "$LAB_CLAIMS/$LAB_PREFIX"
    rmdir "$LAB_CLAIMS" 2>/dev/null || true
}

# The state folder is removed with all that is in it: so it must be one that
# the lab made.
make_state() {
    [ -f "$LAB_STATE/made-by-lab" ] || [ ! -e "$LAB_STATE" ] || rmdir "$LAB_STATE" 2>/dev/null ||
        fail "$LAB_STATE is there and was not made by the lab" "set WAPLAY_LAB_STATE to a folder that doesn't exist yet"
    mkdir -p "$LAB_STATE/hosts" "$LAB_STATE/keys" "$LAB_STATE/snapshots" "$LAB_STATE/shared"
    : >"$LAB_STATE/made-by-lab"
    [ -z "${WAPLAY_LAB_HOSTS-}" ] || cp "$LAB_HOSTS" "$LAB_STATE/table"
    chmod 700 "$LAB_STATE"
}

# The cache is shared: no host of another lab may stand on it, and only what the
# lab put there is removed.
remove_cache() {
    ! grep -qsF ":$LAB_CACHE/root-" /proc/[0-9]*/mountinfo ||
        fail "hosts of another lab stand on $LAB_CACHE, it is kept" \
            "labs that are up: $(cat "$LAB_CLAIMS"/* 2>/dev/null | tr '\n' ' ')"
    rm -rf --one-file-system "$LAB_CACHE"/root-* "$LAB_CACHE"/docker-* "$LAB_CACHE/new-root" \
        "$LAB_CACHE/builder" "$LAB_CACHE/sim" "$LAB_CACHE/root.log" "$LAB_CACHE/images.log"
    rmdir "$LAB_CACHE" 2>/dev/null || true
}

remove_state() {
    [ ! -f "$LAB_STATE/made-by-lab" ] || rm -rf --one-file-system "$LAB_STATE"
}
