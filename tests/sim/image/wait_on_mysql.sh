#!/bin/sh
# Waits until MySQL's port answers, then becomes what it was given.
host=${WA_DB_HOSTNAME:-db} port=${WA_DB_PORT:-3306}
until timeout 5 nc -w 3 "$host" "$port" </dev/null >/dev/null 2>&1; do
    echo "Waiting for MySQL at $host:$port"
    sleep 1
done
exec "$@"
