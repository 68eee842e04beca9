#!/bin/sh
# The rarer roads: too few Coreapps, all Masters dead, stale entries, restore,
# crashes, an expired build, another version's schema, a single instance.
#
#   test_recovery.sh FOLDER-OF-THE-PROGRAMS [mariadb|pgsql]
# shellcheck disable=SC2016,SC2034
BIN=${1:?folder that holds wa-web and wa-core} ENGINE=${2:-mariadb}
# shellcheck source=test_lib.sh
. "$(dirname "$0")/test_lib.sh"
use_engine "$ENGINE"

ADMIN='Wap1ay!Admin'
CERT=$(printf 'My Test Shop' | base64)
ACCOUNT="{\"cc\":\"49\",\"phone_number\":\"1701234567\",\"method\":\"SMS\",\"cert\":\"$CERT\"}"
shards() { echo "{\"cc\":\"49\",\"phone_number\":\"1701234567\",\"shards\":$1,\"cert\":\"${2:-$CERT}\"}"; }

# Again and again while the answer is 403, as clients are told to.
set_shards() { # number
    STATUS=403 tries=0
    while [ "$STATUS" = 403 ] && [ $tries -lt 50 ]; do
        call POST /v1/account/shards "$(shards "$@")"
        [ "$STATUS" != 403 ] || sleep 0.1
        tries=$((tries + 1))
    done
}

register() {
    call POST /v1/account "$ACCOUNT"
    call POST /v1/account/verify '{"code":"123456"}'
}

start_database
start_node web1 web
for node in master1 master2; do start_node $node master; done
for node in core1 core2; do start_node $node coreapp; done
wait_for_web "$WEB1"
log_in secret "$ADMIN"
expect_health "a cluster comes up" 20 'count("primary_master"; "unregistered") == 1 and errors(1011) == 3'
register
expect_health "and is registered" 20 'count("coreapp"; "connected") == 1'

echo "# more shards than Coreapps"
set_shards 4
expect "four shards for two Coreapps are taken" 201
expect_health "two are served" 10 'count("coreapp"; "connected") == 2 and count("primary_master"; "connected") == 1'
sent=0 refused=0
for to in 1 2 3 4 5 6 7 8; do
    call POST /v1/messages "{\"to\":\"4917$to\"}"
    case $STATUS in 201) sent=$((sent + 1)) ;; 500) refused=$((refused + 1)) ;; esac
done
check "some messages pass, the others have no owner" [ $((sent > 0 && refused > 0 && sent + refused == 8)) = 1 ]
set_shards 1
expect_health "back to one" 10 'count("coreapp"; "connected") == 1 and count("primary_master"; "disconnected") == 1'

echo "# a certificate that is wrong"
set_shards 1 "$(printf 'Another Shop' | base64)"
expect "another certificate: refused" 400 '.errors[0].details | test("logged off")'
expect_health "and the client is logged off" 10 'count("coreapp"; "connected") == 0 and count("coreapp"; "disconnected") == 2'
set_shards 1
expect_health "the right one brings it back" 10 'count("coreapp"; "connected") == 1'

echo "# all Masters dead"
stop_process master1 KILL
stop_process master2 KILL
sleep 2
call POST /v1/messages '{"to":"491701"}'
expect "messages go on" 201
call GET /v1/settings/application
expect "administration fails" 500 '.errors[0].code == 1017'
stop_process "$(name_of "$(who coreapp connected)")" KILL
sleep 3
expect_health "nobody takes over" 1 'count("coreapp"; "connected") == 0'
start_node master1 master
expect_health "until a Master is back" 10 'count("coreapp"; "connected") == 1 and count("primary_master"; "disconnected") == 1'
for node in core1 core2; do [ -f "$TEST_DIR/$node.pid" ] || start_node $node coreapp; done
expect_health "all Coreapps are there again" 10 'count("coreapp"; "disconnected") == 1'

echo "# stale entries"
fault stale_nodes
stop_process core2 KILL
start_node core2 coreapp
expect_health "a replaced container stays in health, in error" 20 \
    '[$n[] | select(.id | startswith("'"$(address_of core2)"':"))] | length == 2 and (map(select(.errors[0].code == 1014)) | length == 1)'
no_fault
expect_health "and goes at last" 20 '([$n[] | select(.errors[0].code == 1014 and (.id | startswith("'"$(address_of core2)"':")))] | length) == 0'

echo "# faults of nodes"
fault "core_crash@$(address_of core1)" 1
sleep 1
check "a crash leaves a log" test -f "$TEST_DIR"/core1/usr/local/waent/logs/wa-service-*-crash.log
rm -f "$TEST_DIR/core1.pid"
no_fault
start_node core1 coreapp WA_SIM_FAULTS=no_connect
stop_process core2 KILL
expect_health "a fault of its own: connecting, never connected" 15 'count("coreapp"; "connecting") == 1'
stop_process core1 KILL
start_node core1 coreapp
start_node core2 coreapp
expect_health "without it: connected" 15 'count("coreapp"; "connected") == 1 and count("coreapp"; "disconnected") == 1'

echo "# backup and restore"
call POST /v1/settings/backup '{"password":"p"}'
data=$(echo "$BODY" | jq -r .settings.data)
call POST /v1/settings/restore "{\"password\":\"p\",\"data\":\"nonsense\"}"
expect "what is no backup: 400" 400 '.errors[0].code == 1009'
call POST /v1/settings/restore "{\"password\":\"p\",\"data\":\"$data\"}"
expect "restored over a registered cluster: 200" 200
expect_health "its nodes are down" 10 'errors(1011) == 3'
for node in master1 core1 core2; do stop_process $node; done
start_node master1 master
start_node core1 coreapp
start_node core2 coreapp
expect_health "until they were started again" 20 'count("coreapp"; "connected") == 1 and errors(1011) == 0'
sql "DELETE FROM sim_kv WHERE name IN ('registration', 'shards', 'settings')"
sql "DELETE FROM sim_shards"
expect_health "a cluster that isn't registered" 10 'count("primary_master"; "unregistered") == 1'
call POST /v1/settings/restore "{\"password\":\"p\",\"data\":\"$data\"}"
expect "takes a backup" 200
expect_health "and initialises itself" 10 'count("coreapp"; "connected") == 1'

echo "# versions"
sql "UPDATE sim_kv SET value = '1' WHERE name = 'schema'"
fault migration_stuck
stop_process master1
start_node master1 master
expect_health "an old schema: uninitialized" 20 'count("primary_master"; "uninitialized") == 1'
call GET /v1/settings/application
expect "and 1011 for those who ask" 500 '.errors[0].code == 1011'
no_fault
expect_health "until it is changed" 20 'count("primary_master"; "disconnected") == 1'
start_node master2 master WA_SIM_VERSION=2.29.3
sleep 1
expect_health "a version older than the schema is never ready" 5 'errors(1011) == 1'
stop_process master2
stop_process master1
start_node master1 master WA_SIM_EXPIRES_ON=2020-01-01
expect_health "a build that expired" 20 'count("primary_master"; "disconnected") == 1'
call POST /v1/account "$(echo "$ACCOUNT" | sed 's/1701234567/1709999999/')"
expect "registers nobody" 403 '.errors[0].code == 1005'

echo "# a single instance"
for node in master1 core1 core2 web1; do stop_process $node; done
export WA_DB_NAME_PREFIX=single_
start_node core3 coreapp WA_APP_MULTICONNECT=0
start_node web1 web WA_APP_MULTICONNECT=0 WACORE_HOSTNAME="$(address_of core3)"
wait_for_web "$WEB1"
log_in secret "$ADMIN"
expect_single() { # sentence status
    i=0
    call GET /v1/health
    while [ $i -lt 100 ] && ! echo "$BODY" | jq -ne "input | .health == {\"gateway_status\":\"$2\"}" >/dev/null 2>&1; do
        sleep 0.1
        call GET /v1/health
        i=$((i + 1))
    done
    check "$1" [ $i -lt 100 ]
}
expect_single "has one status: unregistered" unregistered
register
expect_single "then connected" connected
finish
