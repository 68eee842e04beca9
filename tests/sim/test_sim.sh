#!/bin/sh
# The simulator as plain processes over a real database: bring-up, registration,
# takeovers, shards, users, faults. TAP on standard output; half a minute.
#
#   test_sim.sh FOLDER-OF-THE-PROGRAMS [mariadb|pgsql]      (KEEP=1 keeps logs)
# shellcheck disable=SC2016,SC2034
BIN=${1:?folder that holds wa-web and wa-core} ENGINE=${2:-mariadb}
# shellcheck source=test_lib.sh
. "$(dirname "$0")/test_lib.sh"
use_engine "$ENGINE"

ADMIN='Wap1ay!Admin'
CERT=$(printf 'My Test Shop' | base64)
ACCOUNT="{\"cc\":\"49\",\"phone_number\":\"1701234567\",\"method\":\"sms\",\"cert\":\"$CERT\"}"
shards() { echo "{\"cc\":\"49\",\"phone_number\":\"1701234567\",\"shards\":$1,\"cert\":\"$CERT\"}"; }

check "the README has the tables as they are" sh -c \
    '"$1"/wa-core --tables | grep -v "^$" | grep -vxFf "$2" | { ! grep .; }' sh "$BIN" "$(dirname "$0")/README.md"

echo "# before the database is there"
start_node web1 web
sleep 1
call GET /
result "$([ "$STATUS" = 000 ]; echo $?)" "without a database the port is open and nothing answers"
result "$(grep -q 'will retry after [0-9]* ms' "$TEST_DIR/web1.log"; echo $?)" "the log says when it will retry"
start_database

echo "# a fresh cluster"
wait_for_web "$WEB1"
result "$([ "$STATUS" = 200 ]; echo $?)" "the web server answers once the database does"
call GET /v1/health
expect "no token: 401" 401 '.errors[0].code == 1005'
log_in wrong
expect "a wrong password: 401" 401 '.errors[0].code == 1005'
log_in secret
expect "the default password alone: 401 with 1024" 401 '.errors[0].code == 1024'
log_in secret weak
expect "a weak new password: 400 with 1009" 400 '.errors[0].code == 1009'
log_in secret "$ADMIN"
expect "the default password with a new one: a token of three parts" 200 '.users[0].token | split(".") | length == 3'
expect "the end of the token is written as the client writes it" 200 \
    '.users[0].expires_after | test("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\\+00:00$")'
call GET /v1/health
expect "health without nodes is empty" 200 '.health == {} and .meta.version == "v2.53.6"'
call GET /v1/settings/application
expect "a master-only call without nodes: 500 with 1014" 500 \
    '.errors[0].code == 1014 and (.errors[0].details | startswith("Connection timed out. Please check if wacore"))'

start_node master1 master
start_node master2 master
expect_health "the winner makes the schema: uninitialized" 10 \
    'count("primary_master"; "uninitialized") == 1 and errors(1011) == 1'
expect_health "then it is unregistered, the other Master 1011" 10 \
    'count("primary_master"; "unregistered") == 1 and errors(1011) == 1'
start_node core1 coreapp
start_node core2 coreapp
expect_health "Coreapps are 1011 before registration" 10 \
    'count("primary_master"; "unregistered") == 1 and errors(1011) == 3 and ([$n[] | select(.role)] | length) == 1'

echo "# registration"
call POST /v1/account '{"cc":"49"}'
expect "a missing field: 400 with 1008" 400 '.errors[0].code == 1008'
call POST /v1/account "{\"cc\":\"+49\",\"phone_number\":\"1701234567\",\"method\":\"sms\",\"cert\":\"$CERT\"}"
expect "a bad field: 400 with 1009" 400 '.errors[0].code == 1009'
fault reg_blocked 1
call POST /v1/account "$ACCOUNT"
expect "a blocked registration: 403 with 1005" 403 \
    '.errors[0] | .code == 1005 and .details == "Unknown error: biz_link_on_prem_reg_blocked"'
call POST /v1/settings/backup '{"password":"p"}'
expect "no backup before registration" 500 '.errors[0].code == 1011'
call POST /v1/account "$ACCOUNT"
expect "a code is sent: 202 with the name of the certificate" 202 '.account[0].vname == "My Test Shop"'
call POST /v1/account/verify '{"code":"000000"}'
expect "a wrong code is refused" 400 '.errors[0].code == 1009'
call POST /v1/account/verify '{"code":"123456"}'
expect "the right code: 201" 201 '.errors == null'
expect_health "one Coreapp connects, all others are disconnected" 10 \
    'count("coreapp"; "connected") == 1 and count("coreapp"; "disconnected") == 1 and
     count("primary_master"; "disconnected") == 1 and count("secondary_master"; "disconnected") == 1'
call POST /v1/account "$ACCOUNT"
expect "registering again: 201" 201 '.account == null'
call GET /v1/support
expect "the active Coreapp owns the control shard and shard 0" 200 \
    '[.support[] | select(.shards == [[-1,-1],[0,0]])] | length == 1'
call POST /v1/messages '{"to":"491701","type":"text","text":{"body":"x"}}'
expect "a message is taken" 201 '.messages[0].id | length > 10'

echo "# takeovers"
active=$(name_of "$(who coreapp connected)")
stop_process "$active" KILL
expect_health "the active Coreapp dies: the standby takes over, the dead one is 1014" 10 \
    'count("coreapp"; "connected") == 1 and errors(1014) == 1'
start_node "$active" coreapp
expect_health "it comes back under a new id, as standby" 10 \
    'count("coreapp"; "connected") == 1 and count("coreapp"; "disconnected") == 1 and errors(1014) == 0'
active=$(name_of "$(who coreapp connected)")
fault "core_hang@$(address_of "$active")"
expect_health "a Coreapp that hangs loses its shard as well" 15 \
    'count("coreapp"; "connected") == 1 and errors(1014) == 1'
no_fault
expect_health "and is standby when it answers again" 10 \
    'count("coreapp"; "connected") == 1 and count("coreapp"; "disconnected") == 1'
primary=$(name_of "$(who primary_master disconnected)")
stop_process "$primary" KILL
call POST /v1/account/shards "$(shards 2)"
expect "shards without a primary Master: 403" 403
expect_health "the primary Master dies: the other takes over" 10 \
    'count("primary_master"; "disconnected") == 1 and errors(1014) == 1 and count("coreapp"; "connected") == 1'
start_node "$primary" master
expect_health "it comes back as secondary" 10 'count("secondary_master"; "disconnected") == 1'

echo "# shards"
call POST /v1/account/shards "$(shards 3)"
expect "three shards: 400 with 1009" 400 '.errors[0].code == 1009'
call POST /v1/account/shards '{"cc":"49","phone_number":"1701234567","shards":2}'
expect "without the certificate: 400 with 1008" 400 '.errors[0].code == 1008'
tries=0
STATUS=403
while [ "$STATUS" = 403 ] && [ $tries -lt 30 ]; do
    call POST /v1/account/shards "$(shards 2)"
    [ "$STATUS" = 403 ] && sleep 0.1
    tries=$((tries + 1))
done
expect "two shards: 201 after retries" 201
call POST /v1/account/shards "$(shards 2)"
expect "while the map is rebuilt: 403" 403
expect_health "two Coreapps and the primary Master are connected" 10 \
    'count("coreapp"; "connected") == 2 and count("primary_master"; "connected") == 1 and
     count("secondary_master"; "disconnected") == 1'
call GET /v1/account/shards
expect "the number of shards can be read" 200 '.account.shards == 2'
start_node core3 coreapp
expect_health "a third Coreapp is standby" 10 'count("coreapp"; "connected") == 2 and count("coreapp"; "disconnected") == 1'
stop_process core1 KILL
expect_health "it takes over from one that died" 10 'count("coreapp"; "connected") == 2 and errors(1014) == 1'
expect_health "the dead one is forgotten in the end" 20 '($n | length) == 4'

echo "# settings, backup, two-step"
call PATCH /v1/settings/application '{"heartbeat_interval":4,"callback_backoff_delay_ms":"2000"}'
expect "settings are changed" 200
call GET /v1/settings/application
expect "and read" 200 '.settings.application | .heartbeat_interval == 4 and .callback_backoff_delay_ms == 2000'
call PATCH /v1/settings/application '{"heartbeat_interval":"soon"}'
expect "a wrong type: 400 with 1009" 400 '.errors[0].code == 1009'
call POST /v1/settings/backup '{"password":"p"}'
expect "a backup is a text" 200 '.settings.data | length > 100'
data=$(echo "$BODY" | jq -r .settings.data)
call POST /v1/settings/restore "{\"password\":\"q\",\"data\":\"$data\"}"
expect "restore with another password: 403" 403 '.errors[0].code == 1005'
call POST /v1/settings/account/two-step '{"pin":"123456"}'
expect "a pin is set" 200
call POST /v1/account/shards "$(shards 1)"
expect "from then on shards want it" 400 '.errors[0].code == 1008'
call DELETE /v1/settings/account/two-step
expect "and it can be removed" 200
call POST /v1/account/shards "$(shards 1)"
expect "one shard again" 201
expect_health "back to one connected Coreapp" 10 'count("coreapp"; "connected") == 1 and count("primary_master"; "disconnected") == 1'
call POST /v1/settings/restore "{\"password\":\"p\",\"data\":\"$data\"}"
expect "a backup of another number of shards is refused" 400 '.errors[0].code == 1009'

echo "# users"
call POST /v1/users '{"username":"operator","password":"Oper4tor!x"}'
expect "a user is made" 201 '.users[0].username == "operator"'
call POST /v1/users '{"username":"operator","password":"Oper4tor!x"}'
expect "twice: 500 with 1014" 500 '.errors[0].details == "Unable to create user. Already exist?"'
call GET /v1/users/operator
expect "a user has a role" 200 '.users[0].ROLES == "ROLE_USER"'
call GET /v1/users/nobody
expect "an unknown user: 404" 404
admin_token=$TOKEN TOKEN=''
call POST /v1/users/login '' -u 'operator:Oper4tor!x'
TOKEN=$(echo "$BODY" | jq -r '.users[0].token')
call GET /v1/settings/application
expect "who is no administrator: 403 with 1005" 403 '.errors[0].code == 1005'
call POST /v1/users/logout
expect "logging out" 200
call GET /v1/health
expect "ends the token" 401
TOKEN=$admin_token

echo "# a second Webapp"
start_node web2 web WA_API_KEY=a-key-of-some-length
wait_for_web "$WEB2"
AT=$WEB2
call GET /v1/health
expect "takes the token of the first" 200
TOKEN=''
call GET /v1/health '' -H 'Authorization: Apikey a-key-of-some-length'
expect "and its API key" 200
TOKEN=$admin_token AT=''
call GET /v1/certificates/external/ca
echo "$BODY" >"$TEST_DIR/ca.pem"
curl -s --cacert "$TEST_DIR/ca.pem" --resolve "web1:$WEB_PORT:$WEB2" "https://web1:$WEB_PORT/" >/dev/null
result $? "both have the same certificate, of a CA that can be fetched"

echo "# faults"
fault throttle 2
fault retry_after 7
call GET /v1/health
expect "throttled: 429 with 1015" 429 '.errors[0].code == 1015'
call GET /v1/health '' -o /dev/null -D "$TEST_DIR/headers"
result "$(grep -qi '^retry-after: 7' "$TEST_DIR/headers"; echo $?)" "Retry-After"
call GET /v1/health
expect "only twice" 200
fault no_resolve
call GET /v1/health
expect "names that can't be resolved: 1014 with the details" 200 \
    '[.health[] | select(.errors[0].details | startswith("php_network_getaddresses: getaddrinfo failed"))] | length >= 4'
no_fault
stop_process db QUIT
sleep 0.5
call GET /v1/health
expect "the database is down: 500 with 1023" 500 '.errors[0].code == 1023'
"run_$ENGINE"
expect_health "and all is well when it is back" 20 'count("coreapp"; "connected") == 1 and count("primary_master"; "disconnected") == 1'

echo "# upgrade of the schema"
timeout 20 env WA_DB_UPGRADE=1 WA_SIM_ROOT="$TEST_DIR/up" "$BIN/wa-core" >"$TEST_DIR/up.log"
result $? "dbupgrade exits 0"
fault dbupgrade_fails 1
timeout 20 env WA_DB_UPGRADE=1 WA_SIM_ROOT="$TEST_DIR/up" "$BIN/wa-core" >"$TEST_DIR/up.log"
result "$([ $? = 1 ]; echo $?)" "and 1 when it fails"
finish
