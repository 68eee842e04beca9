#!/bin/sh
# The logs of $SERVICES of $PROJECT since $SINCE, and what docker knows of their containers, as an
# archive whose path is the last line; without the lines of $SECRETS, and at most
# $LIMIT_MB a file. The directory it lies in is for its owner only.
set -u
umask 077
command -v docker >/dev/null 2>&1 || { echo "docker is not there" >&2; exit 1; }
folder=$(mktemp -d "${TMPDIR:-/tmp}/waplay-logs.XXXXXX") || exit 1
trap 'rm -rf "$folder"' HUP INT TERM
mkdir "$folder/logs"

# Secrets by their values, wherever they stand; awk has them from the environment, as
# its arguments can be seen by others.
masked() {
    awk '
        BEGIN { count = split(ENVIRON["SECRETS"], secret, "\n") }
        {
            for (i = 1; i <= count; i++)
                if (secret[i] != "")
                    while (at = index($0, secret[i]))
                        $0 = substr($0, 1, at - 1) "***" substr($0, at + length(secret[i]))
            print
        }' | tail -c "$((LIMIT_MB * 1048576))"
}

# And what has a name like one, in the environment of a container.
named() { sed 's/\("[A-Z0-9_]*\(PASSWORD\|SECRET\|TOKEN\|KEY\|PIN\)[A-Z0-9_]*=\)[^"]*/\1***/'; }

for service in $SERVICES; do
    for id in $(docker ps -aq --filter "label=com.docker.compose.project=$PROJECT" \
        --filter "label=com.docker.compose.service=$service"); do
        name=$(docker inspect -f '{{.Name}}' "$id")
        name=$folder/logs/${name#/}
        docker logs --timestamps --since "$SINCE" "$id" 2>&1 | masked >"$name.log"
        docker inspect "$id" | named | masked >"$name.inspect.json"
        for file in /var/log/whatsapp/web.log /var/log/whatsapp/wacore.log /var/log/lighttpd/error.log; do
            docker exec "$id" cat "$file" 2>/dev/null | masked >"$name.${file##*/}"
            [ -s "$name.${file##*/}" ] || rm -f "$name.${file##*/}"
        done
        docker exec "$id" sh -c 'for f in /usr/local/waent/logs/*-crash.log; do [ ! -f "$f" ] || { echo "== $f"; cat "$f"; }; done' \
            2>/dev/null | masked >"$name.crash.log"
        [ -s "$name.crash.log" ] || rm -f "$name.crash.log"
    done
done
{
    docker version
    docker ps -a
    df -h
    date -u
} >"$folder/logs/host.txt" 2>&1
tar -czf "$folder/logs.tar.gz" -C "$folder/logs" . && rm -rf "$folder/logs" && echo "$folder/logs.tar.gz"
