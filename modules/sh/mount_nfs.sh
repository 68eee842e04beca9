# Mounts of NFS. A server that is gone makes whoever looks at its mount hang: what
# touches the mount point has a limit of time.

# mount_nfs_limited seconds command...: 124 when it took longer.
mount_nfs_limited() {
    if command -v timeout >/dev/null 2>&1; then
        timeout -s KILL "$@" && return 0
        mount_nfs_status=$?
        case $mount_nfs_status in
        137 | 265) return 124 ;; # ksh93 counts signals from 256
        esac
        return "$mount_nfs_status"
    fi
    mount_nfs_left=$1
    shift
    "$@" &
    mount_nfs_pid=$!
    while kill -0 "$mount_nfs_pid" 2>/dev/null; do
        if [ "$mount_nfs_left" -le 0 ]; then
            kill -KILL "$mount_nfs_pid"
            return 124
        fi
        mount_nfs_left=$((mount_nfs_left - 1))
        sleep 1
    done
    wait "$mount_nfs_pid"
}

# mount_nfs_probe path fstab mode seconds: fields real, hung, kind (directory, other;
# none: nothing there), mode, full, wrong (directories with another mode), fstab,
# mountinfo.
mount_nfs_probe() {
    mount_nfs_real=$1
    mount_nfs_said=$(mount_nfs_limited "$4" readlink -f -- "$1" && printf .)
    case $? in
    0) mount_nfs_real=${mount_nfs_said%?.} ;;
    124) common_field hung "$1" ;;
    esac
    common_field real "$mount_nfs_real"
    # shellcheck disable=SC2016 # for the shell within
    mount_nfs_limited "$4" sh -c '
        if [ -d "$1" ]; then
            printf "kind=directory\0mode=%s\0" "$(stat -c %a -- "$1")"
            [ -z "$(ls -A -- "$1")" ] || printf "full=yes\0"
            printf "wrong=%s\0" "$(find "$1" -xdev -type d ! -perm "$2" -exec sh -c "for d; do echo; done" sh {} + | wc -l)"
        elif [ -e "$1" ] || [ -L "$1" ]; then
            printf "kind=other\0"
        fi' sh "$mount_nfs_real" "$3" 2>/dev/null
    case $? in
    124) common_field hung "$1" ;;
    esac
    printf 'fstab='
    [ ! -f "$2" ] || cat -- "$2"
    printf '\0mountinfo='
    cat /proc/self/mountinfo
    printf '\0'
}

# mount_nfs_mount path source type options seconds: makes the directory, mounts.
mount_nfs_mount() {
    [ -d "$1" ] || mkdir -p -- "$1" || common_fail "the directory $1 can't be made"
    mount_nfs_said=$(mount_nfs_limited "$5" mount -t "$3" -o "$4" "$2" "$1" 2>&1)
    mount_nfs_status=$?
    mount_nfs_said=$(printf '%s' "$mount_nfs_said" | tr '\n' ' ')
    case $mount_nfs_status in
    0) return 0 ;;
    124) common_fail "$2 was not mounted within $5 s: is the server up, and reachable from here?" ;;
    esac
    if ! command -v "mount.$3" >/dev/null 2>&1 && [ ! -x "/sbin/mount.$3" ]; then
        mount_nfs_said="$mount_nfs_said (mount.$3 is not there: install nfs-common or nfs-utils)"
    fi
    common_fail "$2 can't be mounted: ${mount_nfs_said:-exit code $mount_nfs_status}"
}

# mount_nfs_modes path mode seconds: of the directory and all directories below.
mount_nfs_modes() {
    mount_nfs_said=$(mount_nfs_limited "$3" find "$1" -xdev -type d ! -perm "$2" -exec chmod -- "$2" {} + 2>&1)
    case $? in
    0) return 0 ;;
    124) common_fail "the modes below $1 could not be set within $3 s" ;;
    *) common_fail "the modes below $1 can't be set to $2: ${mount_nfs_said##*: } (does the server map root to nobody?)" ;;
    esac
}

# mount_nfs_unmount path seconds
mount_nfs_unmount() {
    mount_nfs_said=$(mount_nfs_limited "$2" umount -- "$1" 2>&1)
    case $? in
    0) return 0 ;;
    124) common_fail "$1 was not unmounted within $2 s" ;;
    *) common_fail "$1 can't be unmounted: $(printf '%s' "$mount_nfs_said" | tr '\n' ' ')" ;;
    esac
}

mount_nfs_remove_directory() {
    rmdir -- "$1" 2>/dev/null || common_fail "$1 can't be removed: it is not empty"
}
