#!/bin/sh
# Runs the upgrade of the database in $FOLDER and waits for its end: a container that
# ended with 0, or, where it is told to stay (EXIT_ON_SUCCESS=FALSE), says $DONE_TEXT.
# A failure that Docker starts again is no end until that was $TRIES times; then it is
# stopped, since it would be started for ever. $DONE is made when all is well.
set -u
cd "$FOLDER" || exit 1

compose() {
    if docker compose version >/dev/null 2>&1; then docker compose "$@"; else docker-compose "$@"; fi
}
# One that was given up is of no use any more; one that is at work is waited for.
for id in $(docker ps -aq --filter label=com.docker.compose.project=dbupgrade --filter status=exited); do
    docker rm -f "$id" >/dev/null
done
compose -f compose.yml -p dbupgrade up -d >/dev/null 2>"$FOLDER/up.log" ||
    { cat "$FOLDER/up.log"; rm -f "$FOLDER/up.log"; exit 1; }
rm -f "$FOLDER/up.log"
id=$(compose -f compose.yml -p dbupgrade ps -q dbupgrade)

well() {
    docker rm -f "$id" >/dev/null
    : >"$DONE"
    echo "the database is that of version $WA_API_VERSION"
    exit 0
}

fail() {
    docker update --restart=no "$id" >/dev/null
    docker stop "$id" >/dev/null
    echo "dbupgrade $1; the end of its log:" >&2
    docker logs --tail 10 "$id" >&2
    exit 1
}

while :; do
    # A restart may fall between two looks, so state, code and count are one look.
    seen=$(docker inspect -f '{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}' "$id") || exit 1
    read -r state code restarts <<END
$seen
END
    case $state:$code in
        exited:0) well ;;
        exited:*) fail "ended with $code" ;;
    esac
    [ "$restarts" -lt "$TRIES" ] || fail "failed $restarts times"
    if [ -n "$DONE_TEXT" ] && docker logs "$id" 2>&1 | grep -qF -- "$DONE_TEXT"; then
        well
    fi
    sleep 1
done
