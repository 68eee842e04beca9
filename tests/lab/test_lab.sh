#!/bin/sh
#
# Tests of the lab itself: brings one up beside any other (with a prefix and a
# state folder of its own; the cache is shared), and takes it down again.
# Exits with 77 where no lab can be made.
#
# Every case is a sentence and a command that must succeed.
# shellcheck disable=SC2317 # the helpers are called by check
set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
lab=$here/lab
WAPLAY_LAB_PREFIX=waplabtest
WAPLAY_LAB_STATE=${WAPLAY_LAB_STATE:-/var/lib/waplay-lab}-test
export WAPLAY_LAB_PREFIX WAPLAY_LAB_STATE

if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
    echo "skipped: the lab needs root and debootstrap"
    exit 77
fi

failed=0
output=$(mktemp)
scratch=$(mktemp -d)
trap '"$lab" down 2>/dev/null; rm -rf "$output" "$scratch"' EXIT
trap 'exit 1' INT TERM

check() {
    sentence=$1
    shift
    if "$@" >"$output" 2>&1; then
        echo "ok   - $sentence"
    else
        echo "FAIL - $sentence"
        sed 's/^/       /' "$output"
        failed=1
    fi
}

fails() { ! "$@"; }

says() { # says TEXT CMD...: its output has TEXT
    text=$1
    shift
    "$@" 2>&1 | tee "$scratch/said" | grep -qF -- "$text" || { cat "$scratch/said"; return 1; }
}

strict_ssh() { "$lab" control ssh -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=3 "$@"; }

# ssh_with_password USER HOST CMD: with no key, and the password from the inventory.
ssh_with_password() {
    password=$(sed -n 's/^lab_admin_password: *//p' "$here/../../inventories/lab/group_vars/all/lab.yml")
    printf '#!/bin/sh\necho "%s"\n' "$password" >"$scratch/askpass"
    chmod 700 "$scratch/askpass"
    SSH_ASKPASS=$scratch/askpass SSH_ASKPASS_REQUIRE=force "$lab" control ssh -o PubkeyAuthentication=no "$1@$2" "$3"
}

# traces: what the machine has of this lab, and what the lab must not touch.
traces() {
    cat /proc/mounts
    ip netns
    ip -o link | cut -d : -f 2
    cksum /etc/hosts /etc/resolv.conf /etc/passwd
    find ~/.ssh -exec ls -ld {} + 2>/dev/null
    ls -d "$WAPLAY_LAB_STATE" "/run/waplay-lab/$WAPLAY_LAB_PREFIX" 2>/dev/null
    find /sys/fs/cgroup -maxdepth 2 -name "$WAPLAY_LAB_PREFIX*"
    # Its processes: they stand on its folders, or name them.
    grep -lsF "$WAPLAY_LAB_STATE/" /proc/[0-9]*/mountinfo /proc/[0-9]*/cmdline
}

leaves_nothing() {
    traces >"$scratch/after" 2>/dev/null
    diff "$scratch/before" "$scratch/after"
}

"$lab" down
traces >"$scratch/before" 2>/dev/null

check "it comes up" "$lab" up
[ "$failed" = 0 ] || exit 1
check "up again changes nothing" says "web1" "$lab" up
check "seven hosts are up" [ "$("$lab" status | grep -c ' up, ')" = 7 ]

# One host is not the other.
"$lab" exec web1 sh -c 'echo here >/etc/mark; sleep 4242 & echo >/tmp/mark' </dev/null
check "a file that one host wrote is there" "$lab" exec web1 grep here /etc/mark
check "no other host sees it" fails "$lab" exec core1 ls /etc/mark
check "nor does the machine" [ ! -e /etc/mark ]
check "a host sees its own processes only" fails "$lab" exec core1 sh -c 'pgrep -f "sleep 424[2]"'
check "each has its name" says core2 "$lab" exec core2 hostname
check "each has its address" says "$("$lab" status | awk '$1 == "core2" { print $2 }')" "$lab" exec core2 hostname -I
check "no Python is to be found" fails "$lab" exec web1 sh -c 'command -v python3 || command -v python'

# SSH.
for host in web1 master1 master2 core1 core2 spare1 db1; do
    check "root logs in to $host, its key being known" says 'uid=0(root)' strict_ssh "root@$host" id
done
for user in ops admin dock; do
    check "$user logs in" says "($user)" strict_ssh "$user@web1" id
done
check "ops becomes root without a password" says 'uid=0(root)' strict_ssh ops@web1 sudo -n id
check "ops may not use Docker" fails strict_ssh ops@web1 docker ps
check "admin doesn't become root without a password" fails strict_ssh admin@web1 sudo -n id
check "admin logs in with a password" says '(admin)' ssh_with_password admin web1 id
check "admin becomes root with a password" says 'uid=0(root)' strict_ssh admin@web1 "echo '$(sed -n 's/^lab_admin_password: *//p' "$here/../../inventories/lab/group_vars/all/lab.yml")' | sudo -S id"
check "dock uses Docker" strict_ssh dock@web1 docker ps
check "dock may not become root" fails strict_ssh dock@web1 sudo -n id
"$lab" hostkey web1 forget
check "an unknown host key is refused" says 'Host key verification failed' strict_ssh web1 id
"$lab" hostkey web1 trust
check "a known one is not" strict_ssh web1 id
"$lab" hostkey web1 new
check "a changed host key is refused" says 'IDENTIFICATION HAS CHANGED' strict_ssh web1 id
"$lab" hostkey web1 trust
check "the new one is believed when told to" strict_ssh web1 id

# The control machine.
# shellcheck disable=SC2016 # for the inner shells
{
    check "control keeps the directory" [ "$(cd / && "$lab" control pwd)" = / ]
    check "control keeps PATH" [ "$("$lab" control sh -c 'echo "$PATH"')" = "$PATH" ]
    check "control gives back the exit code" [ "$("$lab" control sh -c 'exit 7'; echo $?)" = 7 ]
    check "control's home is the lab's" says "$WAPLAY_LAB_STATE" "$lab" control sh -c 'echo ~root "$HOME"'
}
if command -v ansible >/dev/null; then
    cd "$here/../.." || exit 1
    check "Ansible reads the inventory and reaches all hosts" says 7 sh -c \
        "'$lab' control ansible -i inventories/lab all -m raw -a id | grep -c 'uid=0(root)'"
    check "Ansible finds the hidden Python" "$lab" control ansible -i inventories/lab core1 -m ping
    cd / || exit 1
fi

# Docker.
check "the engine works" says 'Storage Driver: overlay2' "$lab" exec core1 docker info
check "docker-compose works" says 1.29 "$lab" exec core1 docker-compose version
check "an image is built from nothing" "$lab" exec core1 sh -c '
    mkdir /tmp/image && cd /tmp/image && cp /bin/busybox . &&
    printf "FROM scratch\nCOPY busybox /bin/busybox\nENTRYPOINT [\"/bin/busybox\"]\n" >Dockerfile &&
    docker build -t box .'
check "a container runs" says hello "$lab" exec core1 docker run --rm box echo hello
check "a container knows the other hosts" says "$("$lab" status | awk '$1 == "web1" { print $2 }')" \
    "$lab" exec core1 docker run --rm box nslookup web1
check "a container of another network, too" "$lab" exec core1 sh -c \
    'docker network create other && docker run --rm --network other box ping -c 1 web1'
check "a container reaches the database" says MariaDB "$lab" exec core1 sh -c 'docker run --rm box nc db1 3306 </dev/null'
check "a published port is reached from elsewhere" says 404 "$lab" exec core1 sh -c '
    docker run -d --name web -p 9090:80 --restart unless-stopped box httpd -f -p 80 >/dev/null &&
    curl -s --retry 5 --retry-connrefused -o /dev/null -w "%{http_code}" http://core1:9090/'
check "it is reached from the control machine" says 404 "$lab" control sh -c \
    'printf "GET / HTTP/1.0\r\n\r\n" | busybox nc core1 9090'
check "a pull fails, and at once" says 'no such host' "$lab" exec core1 timeout 5 docker pull docker.whatsapp.biz/web:v1
check "no way leads out" fails "$lab" exec core1 curl -s -m 5 http://192.0.2.1/
check "the engine's socket is reached from the machine" sh -c "DOCKER_HOST=\$('$lab' socket core1) docker ps"

# The database.
password=$(sed -n 's/^wa_db_password: *//p' "$here/../../inventories/lab/group_vars/all/lab.yml")
check "the cluster's user makes and fills a database" "$lab" exec core1 mariadb -h db1 -u wa "-p$password" -e \
    'CREATE DATABASE shop; CREATE TABLE shop.t (a INT, INDEX (a)); INSERT INTO shop.t VALUES (1); DROP DATABASE shop'

# What changed?
"$lab" snapshot before
check "nothing changed" "$lab" changed before
"$lab" exec master1 sh -c 'echo more >>/etc/motd'
"$lab" exec core1 docker volume create media >/dev/null
check "a changed file is seen" says './etc/motd' "$lab" changed before
check "a new volume is seen" says 'volume media' "$lab" changed before
check "and told by the exit code" fails "$lab" changed before

# Power and network.
check "a host is killed" "$lab" kill core1
check "it is off" says off sh -c "'$lab' status | grep core1"
check "no more can be done in it" fails "$lab" exec core1 true
check "it starts again" "$lab" start core1
check "with what it had" "$lab" exec core1 ls /tmp/image/Dockerfile
check "and with its containers" says Up "$lab" exec core1 docker ps --filter name=web
"$lab" unplug core1
check "an unplugged host isn't reached" fails strict_ssh core1 id
"$lab" plug core1
check "plugged in again it is" strict_ssh core1 id

# Back to the beginning.
check "reset" "$lab" reset
check "reset takes files away" fails "$lab" exec web1 ls /etc/mark
check "reset takes containers away" says '0 containers' sh -c "'$lab' status | grep core1"
check "reset keeps host keys" strict_ssh core1 id

# The end, in good order and otherwise.
check "another state folder is told of this lab" says 'is up' env "WAPLAY_LAB_STATE=$WAPLAY_LAB_STATE-other" "$lab" up
"$lab" control sleep 4243 &
check "down" "$lab" down
wait
check "down leaves nothing" leaves_nothing
check "down again is no error" "$lab" down

"$lab" up >/dev/null 2>&1 &
sleep 0.7
kill -KILL $!
wait 2>/dev/null
check "down after a broken off up" "$lab" down
check "that leaves nothing either" leaves_nothing

echo 'small1 99 client' >"$scratch/hosts"
check "a table of its own" env "WAPLAY_LAB_HOSTS=$scratch/hosts" "$lab" up
rm "$scratch/hosts"
check "is known afterwards" says small1 "$lab" status
check "down takes its hosts" "$lab" down
check "and that leaves nothing" leaves_nothing

mkdir "$WAPLAY_LAB_STATE" && : >"$WAPLAY_LAB_STATE/precious"
check "a folder that isn't the lab's is refused" fails "$lab" up
"$lab" down
check "and is not removed" [ -e "$WAPLAY_LAB_STATE/precious" ]
rm -r "$WAPLAY_LAB_STATE"

exit "$failed"
