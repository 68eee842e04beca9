# shellcheck shell=sh
# Helpers of the simulator's tests: a database, nodes as plain processes, curl.
#
# A cluster is a folder with pid files and logs, and addresses in 127.NET.0.x, one
# a node, so that all of them listen on the same ports. Everything that was
# started is ended by its pid when the script ends.

# NET: part of the addresses, so that two runs don't meet.
NET=127.$(($$ % 200 + 20)).0
WEB1=$NET.11 WEB2=$NET.12
WEB_PORT=9443
DB_PORT=$((20000 + $$ % 20000))
TEST_DIR=$(mktemp -d "${TMPDIR:-/tmp}/waplay-sim.XXXXXX")
TESTS=0 FAILED=0
TOKEN='' STATUS='' BODY='' AT=''

export WA_SIM_TIME_FACTOR="${WA_SIM_TIME_FACTOR:-0.05}"
export WA_APP_MULTICONNECT=1 WA_DB_HOSTNAME=127.0.0.1 WA_DB_PORT=$DB_PORT
export WA_DB_USERNAME=root WA_SIM_WEB_PORT=$WEB_PORT WA_DB_PASSWORD=testpass WA_SIM_VERSION=2.53.6

# For a database the signal is QUIT: both engines then end without waiting for clients.
stop_process() { # name [signal]
    [ -f "$TEST_DIR/$1.pid" ] || return 0
    stopped=$(cat "$TEST_DIR/$1.pid")
    kill "-${2:-TERM}" "$stopped" 2>/dev/null
    wait "$stopped" 2>/dev/null
    rm -f "$TEST_DIR/$1.pid"
}

end_all() {
    for pid_file in "$TEST_DIR"/*.pid; do
        [ "$pid_file" = "$TEST_DIR/db.pid" ] || stop_process "$(basename "$pid_file" .pid)"
    done
    stop_process db QUIT
    [ -n "${KEEP:-}" ] || rm -rf "$TEST_DIR"
}
trap end_all EXIT
trap 'exit 1' INT TERM HUP

run_in_background() { # name command...
    name=$1
    shift
    "$@" >>"$TEST_DIR/$name.log" 2>&1 &
    echo $! >"$TEST_DIR/$name.pid"
}

# One of two engines, named by use_engine; run_ENGINE starts it again after a stop.
start_database() {
    "make_$DB_ENGINE"
    "run_$DB_ENGINE"
}

make_mariadb() {
    mariadb-install-db --no-defaults --datadir="$TEST_DIR/db" --auth-root-authentication-method=normal \
        --skip-test-db --user="$(id -un)" >"$TEST_DIR/install.log" 2>&1 || { cat "$TEST_DIR/install.log"; exit 1; }
    echo "ALTER USER root@localhost IDENTIFIED BY 'testpass';" >"$TEST_DIR/init.sql"
}

run_mariadb() {
    run_in_background db mariadbd --no-defaults --datadir="$TEST_DIR/db" --user="$(id -un)" --port="$DB_PORT" \
        --bind-address=127.0.0.1 --socket="$TEST_DIR/db.sock" --pid-file="$TEST_DIR/mariadbd.own" \
        --init-file="$TEST_DIR/init.sql" --innodb-buffer-pool-size=16M --innodb-log-file-size=8M \
        --innodb-flush-log-at-trx-commit=0 --skip-log-bin --max-connections=200
}

# PostgreSQL refuses to run as root.
AS_POSTGRES=''
[ "$(id -u)" != 0 ] || AS_POSTGRES='setpriv --reuid=postgres --regid=postgres --clear-groups'

make_pgsql() {
    echo testpass >"$TEST_DIR/password"
    mkdir "$TEST_DIR/db"
    chmod 755 "$TEST_DIR"
    [ "$(id -u)" != 0 ] || chown postgres "$TEST_DIR/db"
    # shellcheck disable=SC2086 # a command and its words
    $AS_POSTGRES "$(pg_program initdb)" -D "$TEST_DIR/db" -U root -A scram-sha-256 --pwfile="$TEST_DIR/password" -N \
        >"$TEST_DIR/install.log" 2>&1 || { cat "$TEST_DIR/install.log"; exit 1; }
}

run_pgsql() {
    rm -f "$TEST_DIR/db/postmaster.pid"
    # shellcheck disable=SC2086 # a command and its words
    run_in_background db $AS_POSTGRES "$(pg_program postgres)" -D "$TEST_DIR/db" -p "$DB_PORT" -h 127.0.0.1 \
        -k '' -c fsync=off -c shared_buffers=16MB -c max_connections=200
}

pg_program() {
    command -v "$1" || find /usr/lib/postgresql/*/bin -name "$1" | sort -V | tail -n 1
}

sql() {
    if [ "$DB_ENGINE" = pgsql ]; then
        PGPASSWORD=testpass psql -qAt -h 127.0.0.1 -p "$DB_PORT" -U root -d waent -c "$1"
    else
        mariadb --no-defaults -h 127.0.0.1 -P "$DB_PORT" -u root -ptestpass -N -e "$1" waent
    fi
}

fault() { # name [value]
    sql "DELETE FROM sim_faults WHERE name = '$1'"
    sql "INSERT INTO sim_faults (name, value) VALUES ('$1', '${2:-on}')"
    sleep 0.3
}

no_fault() {
    sql "DELETE FROM sim_faults"
    sleep 0.3
}

# Nodes learn the engine when they start, which may be before the database does.
use_engine() { # mariadb|pgsql
    case $1 in
        mariadb) needed=mariadbd ;;
        pgsql) needed=psql ;;
        *) echo "no such engine: $1"; exit 1 ;;
    esac
    command -v $needed >/dev/null || { echo "skipped: no $needed"; exit 77; }
    DB_ENGINE=$1
    if [ "$1" = pgsql ]; then export WA_DB_ENGINE=PGSQL; else export WA_DB_ENGINE=MYSQL; fi
}

start_node() { # name web|master|coreapp [VARIABLE=value...]
    node=$1 kind=$2
    shift 2
    address=$(address_of "$node") program=wa-core master=0
    case $kind in
        web) program=wa-web ;;
        master) master=1 ;;
    esac
    container=$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')
    run_in_background "$node" env WA_MASTER_NODE=$master COREAPP_HOSTNAME="$address" WEBAPP_HOSTNAME="$node" \
        WA_SIM_CONTAINER_ID="$container" WA_SIM_LISTEN_ADDRESS="$address" WA_SIM_ROOT="$TEST_DIR/$node" "$@" \
        "$BIN/$program"
}

address_of() {
    case $1 in
        web1) echo "$WEB1" ;;
        web2) echo "$WEB2" ;;
        master*) echo "$NET.2${1#master}" ;;
        core*) echo "$NET.3${1#core}" ;;
    esac
}

# Calls the API; leaves STATUS (000: no answer) and BODY.
call() { # METHOD path [body [more curl options...]]
    method=$1 path=$2 body=${3:-}
    if [ $# -ge 3 ]; then shift 3; else shift 2; fi
    # shellcheck disable=SC2086 # a command and its words
    BODY=$(${CURL:-curl} -sk -m 20 -X "$method" -w '\n%{http_code}' -H 'Content-Type: application/json' \
        ${TOKEN:+-H "Authorization: Bearer $TOKEN"} ${body:+-d "$body"} "$@" \
        "https://${AT:-$WEB1}:$WEB_PORT$path")
    STATUS=$(echo "$BODY" | tail -n 1)
    BODY=$(echo "$BODY" | sed '$d')
}

log_in() { # password [new password]
    saved=$TOKEN TOKEN=''
    call POST /v1/users/login "${2:+{\"new_password\":\"$2\"\}}" -u "admin:$1"
    TOKEN=$saved
    [ "$STATUS" != 200 ] || TOKEN=$(echo "$BODY" | jq -r '.users[0].token')
}

result() { # ok? sentence
    TESTS=$((TESTS + 1))
    if [ "$1" = 0 ]; then
        echo "ok $TESTS - $2"
    else
        FAILED=$((FAILED + 1))
        echo "not ok $TESTS - $2"
        echo "# last answer: $STATUS $BODY"
    fi
}

# Runs what is given, which has to succeed.
check() { # sentence command...
    sentence=$1
    shift
    "$@"
    result $? "$sentence"
}

# The last answer has this status and, if given, fulfils this jq expression.
expect() { # sentence status [jq expression]
    good=1
    if [ "$STATUS" = "$2" ] && { [ $# -lt 3 ] || echo "$BODY" | jq -ne "input | $3" >/dev/null 2>&1; }; then good=0; fi
    result $good "$1"
}

# GET /v1/health until it fulfils the expression; `nodes` is a list of entries with id.
expect_health() { # sentence seconds jq-expression
    deadline=$(($(date +%s) + $2)) good=1
    while [ "$(date +%s)" -le "$deadline" ] && [ $good = 1 ]; do
        call GET /v1/health
        if [ "$STATUS" = 200 ] && echo "$BODY" |
            jq -ne "input | (.health | to_entries | map(.value + {id: .key})) as \$n | $COUNTS $3" >/dev/null 2>&1; then
            good=0
        else
            sleep 0.1
        fi
    done
    result $good "$1"
}

# count("role"; "status"): how many nodes are so; errors(1011): how many in that error.
# shellcheck disable=SC2016
COUNTS='def count($r; $s): [$n[] | select(.role == $r and .gateway_status == $s)] | length;
        def errors($c): [$n[] | select(.errors[0].code == $c)] | length;'

wait_for_web() { # address
    AT=$1
    i=0
    while [ $i -lt 100 ]; do
        call GET /
        [ "$STATUS" = 200 ] && break
        sleep 0.1
        i=$((i + 1))
    done
    AT=''
}

# The address of the first node with this role and status; and the node's name.
who() {
    call GET /v1/health
    echo "$BODY" | jq -r --arg r "$1" --arg s "$2" \
        '[.health | to_entries[] | select(.value.role == $r and .value.gateway_status == $s) | .key][0]' | cut -d: -f1
}

name_of() { # address
    for node in master1 master2 core1 core2 core3; do
        [ "$(address_of $node)" = "$1" ] && echo $node
    done
}

finish() {
    echo "1..$TESTS"
    if [ $FAILED -gt 0 ]; then
        echo "# $FAILED failed"
        exit 1
    fi
}
