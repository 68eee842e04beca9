# shellcheck shell=sh
#
# What a run changed on the hosts. A host's upper folder is all that it wrote,
# so a listing of it (type, mode, owner, size, time, checksum, path) before and
# after tells; to that come its mounts, containers, volumes and networks.
#
# Left out is what changes by itself: logs, the database's own files, the
# engine's files; apt's index of its lists, which whoever asks apt makes; and the folders for temporary files, not what
# is left in them. Of what lies in volumes only kind, mode and owner count: the containers write there.

take_snapshot() {
    rm -rf "$1"
    mkdir -p "$1"
    for host in $(all_hosts); do
        host_state "$host" >"$1/$host" 2>/dev/null &
    done
    wait
}

host_state() {
    dir=$(host_dir "$1")
    [ -d "$dir/upper" ] || { echo "not made"; return; }
    written_files "$dir/upper"
    process_alive "$dir/process" || { echo "host is off"; return; }
    case $(host_kind "$1") in
        docker | engine) docker_state "$1" ;;
        database) echo "databases: $(in_host "$1" mariadb -Ne 'SHOW DATABASES' 2>/dev/null | tr '\n' ' ')" ;;
    esac
    # shellcheck disable=SC2016 # for awk
    in_host "$1" awk '$2 !~ "^/((proc|sys|dev|run|var/lib/docker)(/|$)|$)" { print "mount", $1, $2, $3, $4 }' /proc/mounts
}

written_files() (
    cd "$1" || exit
    set -- '(' -path ./var/log -o -path ./var/lib/mysql -o -path ./var/lib/postgresql -o -path ./var/lib/docker -o -path ./var/lib/containerd \
        -o -path ./var/lib/sudo -o -name .sudo_as_admin_successful -o -path './var/cache/apt/*pkgcache.bin' ')' -prune -o
    {
        find . "$@" -type f -printf '%p\tfile %m %U:%G %s %T@\n'
        find . "$@" -type l -printf '%p\tlink %U:%G -> %l\n'
        find . "$@" ! -type f ! -type l ! -path ./tmp ! -path ./var/tmp ! -path ./var/cache ! -path ./var/cache/apt -printf '%p\t%y %m %U:%G\n'
        find . "$@" -type f -exec sha256sum {} + | sed 's/^\([^ ]*\)  \(.*\)/\2\tsha256 \1/'
    } | LC_ALL=C sort
)

docker_state() {
    # shellcheck disable=SC2016 # for the host's shell
    in_host "$1" sh -c '
        docker ps -aq --no-trunc | sort | xargs -r docker inspect \
            -f "container {{.Name}} {{.Id}} {{.Config.Image}} {{.State.Status}} since {{.State.StartedAt}}"
        docker volume ls --format "volume {{.Name}}" | sort
        docker network ls --filter type=custom --format "network {{.Name}} {{.ID}}" | sort
        docker image ls --no-trunc --format "image {{.Repository}}:{{.Tag}} {{.ID}}" | sort'
    (cd "$(host_dir "$1")/docker/volumes" && find . -path './*/_data*' -printf '%p\tin volume %y %m %U:%G\n' | LC_ALL=C sort)
}

# compare_snapshot DIR: shows what differs now; false if something does.
compare_snapshot() (
    now=$LAB_STATE/snapshots/.now
    take_snapshot "$now"
    changed=0
    for host in $(all_hosts); do
        diff -U 0 "$1/$host" "$now/$host" >"$now/diff" && continue
        changed=1
        sed -n "/^[-+][-+][-+] /d; s/^\([-+]\)/\1 $host: /p" "$now/diff"
    done
    exit "$changed"
)
