#!/bin/sh
# The images on real hosts: the lab of tests/lab with the published compose file,
# one service a host. TAP; exits with 77 where no lab can be made.
#
# A lab of its own is brought up beside any other and taken down at the end;
# KEEP=1 leaves it there.
# shellcheck disable=SC2016,SC2034
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
lab=$here/../lab/lab
if [ "$(id -u)" != 0 ] || [ ! -x "$lab" ] || ! command -v debootstrap >/dev/null; then
    echo "skipped: the lab needs root and debootstrap"
    exit 77
fi
export WAPLAY_LAB_PREFIX=waplabsim WAPLAY_LAB_NET="${WAPLAY_LAB_NET:-10.213.79}"
export WAPLAY_LAB_STATE="${WAPLAY_LAB_STATE:-/var/lib/waplay-lab}-sim"
# shellcheck source=test_lib.sh
. "$here/test_lib.sh"
CURL="$lab control curl" AT=web1 WEB_PORT=9090
trap '[ -n "${KEEP:-}" ] || "$lab" down; end_all' EXIT

VERSION=2.53.6
ADMIN='Wap1ay!Admin'
CERT=$(printf 'My Test Shop' | base64)
NUMBER='"cc":"49","phone_number":"1701234567"'

value_of() {
    sed -n "s/^$1: *//p" "$here/../../inventories/lab/group_vars/all/lab.yml" | tr -d "\"'"
}

give_files() { # host
    "$lab" exec "$1" mkdir -p /opt/whatsapp
    for file in "$here"/compose/*.yml; do
        name=$(basename "$file")
        "$lab" exec "$1" sh -c "cat >/opt/whatsapp/$name" <"$file"
    done
    "$lab" exec "$1" sh -c 'umask 077; cat >/opt/whatsapp/db.env' <<END
WA_DB_ENGINE=MYSQL
WA_DB_HOSTNAME=db1
WA_DB_PORT=3306
WA_DB_USERNAME=$(value_of wa_db_username)
WA_DB_PASSWORD=$(value_of wa_db_password)
WA_SIM_TIME_FACTOR=${WA_SIM_TIME_FACTOR}
END
}

compose() { # host words...
    host=$1
    shift
    "$lab" exec "$host" env WA_API_VERSION="$VERSION" EXTERNAL_HOSTNAME="$host" sh -c \
        'cd /opt/whatsapp && exec docker-compose -f prod-multiconnect-compose.yml "$@" 2>&1' sh "$@"
}

up() { # host service
    compose "$1" up -d "$2" >"$TEST_DIR/up.$1.log" || cat "$TEST_DIR/up.$1.log"
}

container() { # host service
    compose "$1" ps -q "$2" | tail -n 1
}

WA_SIM_TIME_FACTOR=0.1
"$lab" up || exit 1
for host in web1 master1 master2 core1 core2 spare1; do give_files $host; done

echo "# an own bring-up: Webapp, Masters, Coreapps"
began=$(date +%s)
up web1 waweb
wait_for_web web1
AT=web1
log_in secret "$ADMIN"
expect "the default account changes its password" 200
up master1 master & up master2 master & wait $!
up core1 wacore & up core2 wacore & wait $!
expect_health "before registration: one unregistered primary, three 1011" 30 \
    'count("primary_master"; "unregistered") == 1 and errors(1011) == 3'
call POST /v1/account "{$NUMBER,\"method\":\"sms\",\"cert\":\"$CERT\"}"
expect "a code is sent" 202 '.account[0].vname == "My Test Shop"'
call POST /v1/account/verify '{"code":"123456"}'
expect "verified" 201
expect_health "HA: one Coreapp connected, the rest disconnected" 30 \
    'count("coreapp"; "connected") == 1 and count("coreapp"; "disconnected") == 1 and
     count("primary_master"; "disconnected") == 1 and count("secondary_master"; "disconnected") == 1'
echo "# up in $(($(date +%s) - began)) s"
call GET /v1/health
expect "keys are hosts and 12 digits of the container" 200 \
    '[.health | keys[] | select(test("^(master|core)[12]:[0-9a-f]{12}$"))] | length == 4'
result "$(compose web1 logs waweb | grep -q 'Web server is ready'; echo $?)" "logs are where docker-compose finds them"

echo "# hosts that die, links that break"
active=$(echo "$BODY" | jq -r '.health | to_entries[] | select(.value.gateway_status == "connected") | .key' | cut -d: -f1)
"$lab" kill "$active"
expect_health "the active Coreapp's host loses power: takeover" 30 'count("coreapp"; "connected") == 1 and errors(1014) == 1'
"$lab" start "$active"
expect_health "with power its container is back, as standby" 60 \
    'count("coreapp"; "connected") == 1 and count("coreapp"; "disconnected") == 1'
call GET /v1/health
primary=$(echo "$BODY" | jq -r '.health | to_entries[] | select(.value.role == "primary_master") | .key' | cut -d: -f1)
"$lab" unplug "$primary"
expect_health "the primary Master's cable is pulled: the other leads" 30 \
    'count("primary_master"; "disconnected") == 1 and errors(1014) == 1'
"$lab" plug "$primary"
expect_health "plugged in again it is secondary" 30 \
    'count("secondary_master"; "disconnected") == 1 and count("primary_master"; "disconnected") == 1'

echo "# two shards, a third Coreapp"
call POST /v1/account/shards "{$NUMBER,\"shards\":2,\"cert\":\"$CERT\"}"
expect "shards are set" 201
up spare1 wacore
expect_health "two owners, a standby, the primary Master connected" 30 \
    'count("coreapp"; "connected") == 2 and count("coreapp"; "disconnected") == 1 and
     count("primary_master"; "connected") == 1'

echo "# another version"
VERSION=2.53.5
old=$(container web1 waweb)
up web1 waweb
result "$([ "$old" != "$(container web1 waweb)" ]; echo $?)" "the Webapp is a new container"
call GET /
result "$([ "$STATUS" = 000 ]; echo $?)" "that doesn't answer at first"
wait_for_web web1
AT=web1
call GET /v1/health
expect "the token still holds, the version is the new one" 200 '.meta.version == "v2.53.5"'
expires=$("$lab" exec web1 docker inspect -f '{{index .Config.Labels "EXPIRES_ON"}}' docker.whatsapp.biz/web:v2.53.5)
result "$([ "$(echo "$expires" | tr -d 0-9)" = -- ]; echo $?)" "the image says when it expires"
VERSION=2.53.6

echo "# dbupgrade and a wrong password"
"$lab" exec web1 env WA_API_VERSION=$VERSION sh -c \
    'cd /opt/whatsapp && docker-compose -f dbupgrade-compose.yml up -d 2>&1 &&
     docker wait "$(docker-compose -f dbupgrade-compose.yml ps -q dbupgrade)"' >"$TEST_DIR/upgrade.log"
result "$([ "$(tail -n 1 "$TEST_DIR/upgrade.log")" = 0 ]; echo $?)" "dbupgrade ends with 0"
"$lab" exec spare1 sed -i 's/^WA_DB_PASSWORD=.*/WA_DB_PASSWORD=wrong/' /opt/whatsapp/db.env
up spare1 wacore
sleep 3
state=$("$lab" exec spare1 docker inspect -f '{{.State.Status}} {{.RestartCount}}' "$(container spare1 wacore)")
result "$([ "$state" = "running 0" ]; echo $?)" "with a wrong password the container stays running"
result "$(compose spare1 logs wacore | grep -q 'Access denied.*will retry after [0-9]* ms'; echo $?)" "and its log says why"
finish
