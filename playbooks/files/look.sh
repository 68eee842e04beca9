#!/bin/sh
# What preflight wants to know of a host, as key=value lines. It changes nothing.
# Takes DB_HOST and DB_PORT, NAMES, PORTS, IMAGES, PROJECT and WA_DIR from the environment.

if said=$(docker version --format '{{.Server.Version}}' 2>&1); then
    echo "docker=$said"
else
    echo "docker_fault=$(printf '%s' "$said" | tail -n 1)"
fi

if said=$(docker compose version --short 2>/dev/null) || said=$(docker-compose version --short 2>/dev/null); then
    echo "compose=$said"
fi

# Connecting to the database: $ms is how many milliseconds it took, empty where it
# did not work; $said begins with what the database said, which in the case of MySQL
# has its version.
connect_with_curl() {
    said=$(curl -s --http0.9 --noproxy '*' --connect-timeout 5 --max-time 8 -w '\n%{time_namelookup} %{time_connect}' \
        "http://$DB_HOST:$DB_PORT/" 2>/dev/null | tr -cd '\12\40-\176')
    ms=$(printf '%s\n' "$said" | tail -n 1 | awk '$2 > 0 { printf "%.1f", ($2 - $1) * 1000 }')
}

connect_with_bash() {
    # shellcheck disable=SC2016 # bash is to expand it
    said=$(timeout 8 bash -c 'from=$(date +%s%N); exec 3<>"/dev/tcp/$0/$1" || exit 1
        echo "$((($(date +%s%N) - from) / 100000))"; timeout 1 head -c 80 <&3' "$DB_HOST" "$DB_PORT" 2>/dev/null |
        tr -cd '\12\40-\176')
    ms=$(printf '%s\n' "$said" | awk 'NR == 1 && /^[0-9]+$/ { printf "%.1f", $0 / 10 }')
    said=$(printf '%s\n' "$said" | tail -n +2)
}

ms=unknown said=
if command -v curl >/dev/null 2>&1; then
    connect_with_curl
    [ -z "$ms" ] || connect_with_curl # the first has paid for names and neighbours
elif command -v bash >/dev/null 2>&1; then
    connect_with_bash
    [ -z "$ms" ] || connect_with_bash
fi
echo "db_ms=$ms"
printf '%s\n' "$said" |
    sed -n 's/^[^0-9]*\(5\.5\.5-\)\{0,1\}\([0-9][0-9]*\.[0-9][0-9]*\.[0-9][0-9]*\).*/db_version=\2/p' | head -n 1

db_address=$(getent hosts "$DB_HOST" 2>/dev/null | awk '{ print $1; exit }')
for own in 127.0.0.1 ::1 $(hostname -I 2>/dev/null); do
    [ "$own" != "${db_address:-$DB_HOST}" ] || echo "db_here=yes"
done

# ---- what runs, and what it would need ---------------------------------------------

# Our containers: id, service, image, whether they run or not.
mine="label=com.docker.compose.project=$PROJECT"
ours=$(docker ps -a --filter "$mine" \
    --format '{{.ID}} {{.Label "com.docker.compose.service"}} {{.Image}}' 2>/dev/null |
    awk '$2 ~ /^(waweb|master|wacore)$/')
echo "runs=$(printf '%s\n' "$ours" | sed -n 's/^[^ ]* \([a-z]*\) .*:v\([0-9][0-9.]*\)$/\1=\2/p' | sort -u | tr '\n' ' ')"
echo "up=$(docker ps --filter "$mine" --format '{{.Label "com.docker.compose.service"}}' 2>/dev/null | sort -u | tr '\n' ' ')"

for image in $IMAGES; do
    if expires=$(docker image inspect -f '{{index .Config.Labels "EXPIRES_ON"}}' "$image" 2>/dev/null); then
        [ -z "$expires" ] || echo "expires=$expires"
    else
        echo "images_missing=$image"
    fi
done
root=$(docker info -f '{{.DockerRootDir}}' 2>/dev/null)
[ -z "$root" ] || df -Pm "$root" | awk 'NR == 2 { print "free_mb=" $4 }'

# A port is taken when something listens there that is none of our containers.
published=$(printf '%s\n' "$ours" | while read -r id _; do
    [ -z "$id" ] || docker port "$id" 2>/dev/null | sed 's/.*://'
done)
listening=$(awk '$4 == "0A" { split($2, part, ":"); print part[2] }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
taken=
for port in $PORTS; do
    printf '%s\n' "$published" | grep -qx "$port" || ! printf '%s\n' "$listening" | grep -qix "$(printf %04X "$port")" ||
        taken="$taken $port"
done
[ -z "$taken" ] || echo "taken_ports=${taken# }"

unknown=
for name in $NAMES; do
    getent hosts "$name" >/dev/null 2>&1 || unknown="$unknown $name"
done
[ -z "$unknown" ] || ! command -v getent >/dev/null 2>&1 || echo "unknown_names=${unknown# }"

[ ! -r "$WA_DIR/version.before" ] || echo "before=$(cat "$WA_DIR/version.before")"
for mark in "$WA_DIR"/dbupgrade/*.done; do
    [ ! -f "$mark" ] || echo "dbupgraded=$(basename "$mark" .done)"
done
echo "epoch=$(date +%s)"
