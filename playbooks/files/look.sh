#!/bin/sh
# What a host has and runs, as key=value lines. It changes nothing.
# Takes NAMES, PORTS, IMAGES, PROJECT and WA_DIR from the environment.

if said=$(docker version --format '{{.Server.Version}}' 2>&1); then
    echo "docker=$said"
else
    echo "docker_fault=$(printf '%s' "$said" | tail -n 1)"
fi

if said=$(docker compose version --short 2>/dev/null) || said=$(docker-compose version --short 2>/dev/null); then
    echo "compose=$said"
fi

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
# After a loss of power in the middle of a start, Docker's proxy may listen there for a
# container that does not run, and go on with it until Docker is restarted.
proxied=$(for process in /proc/[0-9]*; do
    { tr '\0' ' ' <"$process/cmdline"; echo; } 2>/dev/null | sed -n 's/^[^ ]*docker-proxy .*-host-port \([0-9]*\) .*/\1/p'
done)
in_use=$(docker ps --format '{{.Ports}}' 2>/dev/null)
taken='' stuck=''
for port in $PORTS; do
    ! printf '%s\n' "$published" | grep -qx "$port" || continue
    printf '%s\n' "$listening" | grep -qix "$(printf %04X "$port")" || continue
    if printf '%s\n' "$proxied" | grep -qx "$port" && ! printf '%s\n' "$in_use" | grep -q ":$port->"; then
        stuck="$stuck $port"
    else
        taken="$taken $port"
    fi
done
[ -z "$taken" ] || echo "taken_ports=${taken# }"
[ -z "$stuck" ] || echo "stuck_ports=${stuck# }"

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
