# mount: file systems at their places.

# mount_probe path fstab: real, there, mountinfo, and of fstab stat, content.
mount_probe() {
    mount_real=
    [ "$1" = none ] || mount_real=$(readlink -f -- "$1" && printf .)
    case $mount_real in
    /*) common_field real "${mount_real%?.}" ;;
    *) common_field real "$1" ;;
    esac
    case $1 in
    /*) [ ! -d "$1" ] || common_field there 1 ;;
    esac
    printf 'mountinfo='
    cat /proc/self/mountinfo
    printf '\0'
    common_stat "$2" follow || return 0
    printf 'content='
    cat -- "$2" || common_fail "$2 can't be read: permission denied"
}

mount_try() {
    mount_said=$(LC_ALL=C "$@" 2>&1) && return 0
    mount_said=$(printf '%s' "$mount_said" | tr '\n' ' ')
    return 1
}

# mount_mount path source type options remounts
mount_mount() {
    [ -e "$1" ] || mkdir -p -- "$1" || common_fail "the directory $1 can't be made"
    if [ -n "$5" ]; then
        mount_try mount -o "remount,$4" "$1" && return 0
        mount_try umount "$1" || common_fail "$1 can't be mounted anew: $mount_said"
    fi
    mount_try mount -t "$3" -o "$4" "$2" "$1" || common_fail "$2 can't be mounted at $1: $mount_said"
}

# mount_remount path options
mount_remount() {
    mount_try mount -o "remount${2:+,$2}" "$1" && return 0
    { mount_try umount "$1" && mount_try mount "$1"; } || common_fail "$1 can't be mounted anew: $mount_said"
}

mount_unmount() {
    mount_try umount "$1" || common_fail "$1 can't be unmounted: $mount_said"
}

mount_rmdir() {
    mount_try rmdir -- "$1" || common_fail "$mount_said"
}
