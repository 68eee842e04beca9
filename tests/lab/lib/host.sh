# shellcheck shell=sh
#
# The life of a host. Its folder has
#
#     base/     what the lab gives it: names, keys, services; a lower layer
#     upper/    what the host wrote since it was made
#     docker/   its /var/lib/docker, copied from the template
#     process   the record of its first process, while it runs
#
# Killing the first process ends everything in the host, as a power cut would.

# await SECONDS WHAT CMD...: until CMD succeeds; false when the time is over.
await() {
    await_end=$(($(date +%s) + $1))
    await_what=$2
    shift 2
    until "$@"; do
        [ "$(date +%s)" -le "$await_end" ] || { say "$await_what: no answer in time"; return 1; }
        sleep 0.1
    done
}

# has_engine KIND: an `engine` is one that others use, its `clients`.
has_engine() { [ "$1" = docker ] || [ "$1" = engine ]; }

# fresh_host DIR KIND: the folder of a host that was never started.
fresh_host() {
    rm -rf "$1"
    mkdir -p "$1/base" "$1/upper" "$1/work" "$1/root"
    ! has_engine "$2" || mkdir -p "$1/docker" "$1/base/var/lib/docker"
}

# make_host NAME: the same for one of the table, with all that it is given.
make_host() {
    dir=$(host_dir "$1") kind=$(host_kind "$1")
    fresh_host "$dir" "$kind"
    ! has_engine "$kind" || cp -a --reflink=auto "$(docker_template)/." "$dir/docker"

    mkdir -p "$dir/base/etc/ssh"
    echo "$1" >"$dir/base/etc/hostname"
    printf '127.0.0.1 localhost\n%s %s\n' "$(host_address "$1")" "$1" >"$dir/base/etc/hosts"
    printf 'nameserver %s\n' "$CONTROL_ADDRESS" >"$dir/base/etc/resolv.conf"
    install -m 600 "$LAB_STATE/keys/$1" "$dir/base/etc/ssh/ssh_host_ed25519_key"
    install -m 644 "$LAB_STATE/keys/$1.pub" "$dir/base/etc/ssh/ssh_host_ed25519_key.pub"
    install -m 644 "$LAB_STATE/keys/user.pub" "$dir/base/etc/ssh/lab_authorized_keys"
}

# boot_host DIR NAME KIND [ADDRESS]: starts it and gives it its network; what
# it runs may need a moment more.
boot_host() {
    boot_dir=$1 boot_name=$2 boot_kind=$3 boot_address=${4-}
    mkdir -p "$boot_dir/base/usr/lib/lab" "$boot_dir/base/etc/docker"
    cp "$LAB_HOME/inside/services" "$boot_dir/base/usr/lib/lab/services"
    case $boot_kind in
        # Hosts must not share a cgroup: each engine takes itself for the only one.
        # And one for many needs more networks than Docker has room for by itself.
        docker | engine)
            install -D -m 755 "$LAB_HOME/inside/docker-service" "$boot_dir/base/etc/init.d/docker"
            printf '{"cgroup-parent": "/%s", "default-address-pools": [{"base": "10.64.0.0/12", "size": 24}]}\n' "$LAB_PREFIX-${boot_name#"$LAB_PREFIX-"}" >"$boot_dir/base/etc/docker/daemon.json"
            ;;
        database) database_sql >"$boot_dir/base/usr/lib/lab/init.sql" ;;
        postgres) postgres_sql >"$boot_dir/base/usr/lib/lab/init.sql" ;;
    esac

    setsid unshare --mount --uts --ipc --pid --net --fork --kill-child \
        "$LAB_HOME/inside/boot-host" "$boot_dir" "$(root_dir)" "$boot_name" "$boot_kind" "$boot_address" "$CONTROL_ADDRESS" \
        </dev/null >"$boot_dir/boot.log" 2>&1 9<&- &
    await 10 "$boot_name" process_alive "$boot_dir/process" ||
        fail "$boot_name did not start" "see $boot_dir/boot.log"
    [ -z "$boot_address" ] || wire_host "$boot_name" "$(process_pid "$boot_dir/process")"
}

# start_host NAME: makes it if it is new, starts it, waits until it serves.
start_host() (
    dir=$(host_dir "$1")
    ! process_alive "$dir/process" || exit 0
    [ -d "$dir/work" ] || make_host "$1"
    boot_host "$dir" "$1" "$(host_kind "$1")" "$(host_address "$1")"
    host_await "$1" sshd
    host_await "$1" "$(host_kind "$1")"
)

# host_await NAME sshd|docker|database
host_await() {
    await 60 "$2 on $1" answers_or_died "$2" "$(host_dir "$1")" || true
    "$2_answers" "$(host_dir "$1")" ||
        fail "$2 on $1 does not work" "tests/lab/lab log $1"
}

answers_or_died() { "$1_answers" "$2" || ! process_alive "$2/process"; }

sshd_answers() { in_host_dir "$1" test -s /run/sshd.pid 2>/dev/null; }

# stop_host NAME: the power cut.
stop_host() {
    process_end "$(host_dir "$1")/process"
    remove_cgroups "$LAB_PREFIX-$1"
}

remove_host() {
    stop_host "$1"
    rm -rf --one-file-system "$(host_dir "$1")"
}

# in_host NAME CMD...: as root inside it.
in_host() {
    name=$1
    process_alive "$(host_dir "$name")/process" || fail "$name is not up" "tests/lab/lab start $name"
    shift
    in_host_dir "$(host_dir "$name")" "$@"
}

in_host_dir() {
    entered=$(process_pid "$1/process")
    shift
    nsenter --target "$entered" --mount --uts --ipc --net --pid --root --wd -- \
        env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" "$@"
}

# on_hosts FUNCTION NAME...: FUNCTION for each, all at once; false if one failed.
on_hosts() (
    function=$1
    shift
    workers=
    for host in "$@"; do
        "$function" "$host" &
        workers="$workers $!"
    done
    failed=0
    for worker in $workers; do wait "$worker" || failed=1; done
    exit "$failed"
)

host_status() {
    dir=$(host_dir "$1")
    if process_alive "$dir/process"; then
        case $(host_kind "$1") in
            docker | engine) serves=$(in_host "$1" docker ps -q 2>/dev/null | wc -l)" containers" ;;
            database | postgres) serves=$("$(host_kind "$1")_answers" "$dir" && echo serving || echo "not serving") ;;
            *) serves=sshd ;;
        esac
        state="up, $serves"
    elif [ -d "$dir" ]; then
        state=off
    else
        state="not made"
    fi
    printf '%-8s %-15s %-9s %s\n' "$1" "$(host_address "$1")" "$(host_kind "$1")" "$state"
}
