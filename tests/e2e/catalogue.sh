# shellcheck shell=sh disable=SC2016,SC2034,SC2086,SC2154 # shared with run and the other parts; lists of words
#
# What can go wrong, provoked one by one: what the user reads, the exit code, what was
# left behind; and that running it again after the repair finishes the job. What stands
# against a run before it begins is in faults.sh.
#
# A fault is a row of the simulator's table sim_faults, or a setting that is wrong.

. "$here/cluster.sh"

quick='-e wa_timeout=15 -e wa_interval=0.5'
joined='-i tests/e2e/joined.yml'

sql() { "$lab" exec db1 mariadb -e "$1" >/dev/null 2>&1; }
fault() { sql "REPLACE INTO waent.sim_faults VALUES ('$1', '${2:-on}')"; sleep 0.5; }
no_faults() { sql 'DELETE FROM waent.sim_faults'; sleep 0.5; }
faults_at_start() { printf '{wa_db_env_more: {WA_SIM_TIME_FACTOR: "0.1", WA_SIM_FAULTS: "%s"}}' "$1"; }
container() { "$lab" exec "$1" docker ps -aqf "label=com.docker.compose.service=$2"; }

# left: which services run where, in a line.
left() {
    for host in web1 master1 master2 core1 core2 spare1; do
        "$lab" exec "$host" docker ps --format '{{.Label "com.docker.compose.service"}} {{.Status}}' 2>/dev/null |
            sed "s/^\([a-z]*\) \([A-Z][a-z]*\).*/$host:\1 \2/"
    done | sort | tr '\n' ' '
}

# fails_with SENTENCE CODE TEXT PLAYBOOK ARGS...
fails_with() {
    sentence_of_this=$1 code_of_this=$2 text_of_this=$3
    shift 3
    check "$sentence_of_this: exit code $code_of_this, '$text_of_this'" ends_with "$code_of_this" "$text_of_this" "$@"
    grep -h -E 'fatal:|failed:' "$scratch/said" | grep -o '"msg": "[^"]*' | tail -n 1 | cut -c 9-300 | sed 's/^/#     reads: /'
    echo "#     left: $(left)"
}

# predicts TASK ARGS...: a preview says that it changes something.
predicts() {
    predicted=$1
    shift
    play_to "$scratch/preview" "$@" --check &&
        jq -se --arg task "$predicted" 'any(.[]; .event == "result" and .status == "changed" and .task == $task)' "$scratch/preview" >/dev/null
}

ends_with() {
    code_wanted=$1 text_wanted=$2 code_seen=0
    shift 2
    play "$@" -e "$short" >"$scratch/said" 2>&1 || code_seen=$?
    grep -qF -- "$text_wanted" "$scratch/said" && [ "$code_seen" = "$code_wanted" ] && return
    echo "exit code $code_seen; it should be $code_wanted, with '$text_wanted':"
    tail -n 30 "$scratch/said" | cut -c 1-1000
    return 1
}

# finishes SENTENCE PLAYBOOK ARGS...: the repair, and then the same once more.
# calls ARGUMENTS: a single call of the API, to whose arguments the usual ones are added.
calls() {
    "$lab" control timeout 60 "$waplay" run -i lab web1 -m api_call \
        -a "{\"url\": \"https://web1:9090\", \"validate_certs\": false, \"retry_for\": 0, $1}" </dev/null
}

# call_says SENTENCE TEXT ARGUMENTS: one that fails with this text.
call_says() {
    check "$1: '$2'" fails_saying "$2" "$3"
    grep -o '"msg": "[^"]*' "$scratch/said" | cut -c 9-300 | sed 's/^/#     reads: /'
}
fails_saying() { says "$1" fails calls "$2"; }

finishes() {
    sentence_of_this=$1
    shift
    check "    $sentence_of_this: it finishes" play "$@" -e "$short"
}

ha=playbooks/ha.yml

echo "# -- a cluster that is being made"
# `short` is put behind all others: here it has the faults.
at_start() { # SENTENCE FAULT TEXT
    kept_short=$short
    short=$(faults_at_start "$2")
    fails_with "$1" 2 "$3" $ha $quick
    short=$kept_short
    finishes "without that" $ha
    "$lab" reset || exit 1
}
at_start "a Webapp that never answers" tls_reset 'no answer'
at_start "a Webapp that crashes" web_crash "the last lines of its log"
at_start "nodes that never get ready" never_ready 'no Master is primary'
at_start "a database schema that is never done" migration_stuck 'database schema'
at_start "a build that has expired" expired_build 'expired'

"$lab" exec db1 mariadb <<'END'
CREATE USER odd@'%' IDENTIFIED BY 'a$b$$c#d e"f\\g%h';
GRANT ALL ON *.* TO odd@'%';
END
odd='-e wa_db_username=odd'
finishes "a password that shells and compose may take for something else" $ha $odd -e '{wa_db_password: "a$b$$c#d e\"f\\g%h"}'
check "    again, there is nothing to do" nothing_changed_by $ha $odd -e '{wa_db_password: "a$b$$c#d e\"f\\g%h"}'
"$lab" reset || exit 1

at_start "a registration that Meta refuses" reg_blocked 'biz_link_on_prem_reg_blocked'
at_start "a certificate that is refused" bad_cert 'ertificate'

fails_with "a code that is wrong" 2 'The code is not valid' $ha -e '{"wa_registration_code":"000000"}'
finishes "with the right one" $ha -e wa_request_code=false
check "    and the cluster is well" health_is "$healthy"

echo "# -- single calls"
as_admin='"password": "{{ wa_admin_password }}"' as_john='"username": "john", "password": "Johns-Pass.1"'
users='"method": "POST", "path": "/v1/users"' shards='"method": "POST", "path": "/v1/account/shards"'
john='"body": {"username": "john", "password": "Johns-Pass.1"}' number='"cc": "49", "phone_number": "1701234567"'
check "a user is made" calls "$as_admin, $users, $john"
call_says "a user that is there already" 'Already exist?; ask for it first' "$as_admin, $users, $john"
call_says "a call that is not for this user" '403: 1005' "$as_john, \"method\": \"PATCH\", \"path\": \"/v1/settings/application\", \"body\": {\"heartbeat_interval\": 6}"
call_says "a field that is missing" '400: 1008' "$as_admin, $users, \"body\": {\"username\": \"jane\"}"
call_says "a value that is not valid" '400: 1009' "$as_admin, $shards, \"body\": {$number, \"shards\": 3, \"cert\": \"x\"}"
call_says "shards without the certificate" '400: 1008' "$as_admin, $shards, \"body\": {$number, \"shards\": 2}"

echo "# -- the way to the API"
fails_with "a certificate that nobody vouches for" 2 'certificate' $ha $quick -e wa_api_validate_certs=true
"$lab" control curl -sk https://web1:9090/v1/certificates/external/ca \
    -H "Authorization: Bearer $("$lab" control curl -sk -u "admin:$(lab_value wa_admin_password)" -X POST https://web1:9090/v1/users/login | jq -r '.users[0].token')" >"$scratch/ca.pem"
fails_with "a certificate of another name" 2 'certificate' playbooks/health.yml -e wa_api_validate_certs=true -e wa_api_ca_file="$scratch/ca.pem" -e wa_api_url=https://"$("$lab" exec web1 hostname -I | awk '{ print $1 }')":9090
finishes "with its CA" $ha -e wa_api_validate_certs=true -e wa_api_ca_file="$scratch/ca.pem"
fails_with "another password of admin than the wanted one" 2 'password' $ha $quick -e wa_admin_password=Other-Admin.2
finishes "with the right one" $ha
fails_with "a weak password" 2 'wa_admin_password: needs' $ha -e wa_admin_password=weak
finishes "with the right one" $ha

# What passes by itself: the run waits, and succeeds.
for passing in throttle=3 retry_after=2 overload=3 not_ready=2 not_primary=2 db_error=2 error_500=2 health_500=3 token_invalid=1 slow=800 stale_nodes=on; do
    fault "${passing%=*}" "${passing#*=}"
    check "${passing%=*} for a while: the run succeeds" play playbooks/health.yml -e wait=60 -e "$short"
    no_faults
done
fault throttle
fails_with "too many requests, for ever" 2 '1015' playbooks/health.yml -e wait=8
no_faults
fault hang
fails_with "a Webapp that takes requests and answers none" 2 'no answer' playbooks/health.yml -e wait=8
no_faults
fault no_resolve
fails_with "a Webapp that doesn't know the nodes' names" 2 'getaddrinfo' playbooks/health.yml -e wait=8
no_faults
finishes "without all that" playbooks/health.yml -e wait=60

"$lab" exec web1 sh -c 'docker stop $(docker ps -qf label=com.docker.compose.service=waweb)' >/dev/null
fails_with "a Webapp that isn't started" 2 'no answer' playbooks/health.yml -e wait=3
check "    the preview tells that it will be started, and no more" changes_only "Container of waweb" $ha
finishes "started" $ha
# shellcheck disable=SC2046 # words
"$lab" exec db1 sh -c 'kill $(pidof mariadbd); while pidof mariadbd; do sleep 0.2; done' >/dev/null
fails_with "a database that goes away under the cluster" 2 'answer is 500' playbooks/health.yml -e wait=3
"$lab" kill db1 && "$lab" start db1
finishes "it is there again" playbooks/health.yml -e wait=60

echo "# -- what preflight looks at"
sql "REVOKE DROP, INDEX ON *.* FROM 'wa'@'%'; FLUSH PRIVILEGES"
fails_with "a user of the database that may not do all" 2 'wa may not INDEX, DROP' $ha
sql "GRANT DROP, INDEX ON *.* TO 'wa'@'%'; FLUSH PRIVILEGES"
fails_with "a world that can't be reached" 2 "doesn't reach g.whatsapp.net:443" $ha -e '{wa_outbound: ["control:53", "g.whatsapp.net:443"]}'
fails_with "a webhook that isn't there" 2 'webhook (wa_webhook_url) does not answer' $ha -e wa_webhook_url=https://web1:9091/hook
fails_with "one without TLS" 2 'has to begin with https' $ha -e wa_webhook_url=http://web1:9090/hook
check "    one that is there becomes the setting" changes_only "Where it delivers to" $ha -e wa_webhook_url=https://web1:9090/hook
finishes "one that is there" $ha -e wa_webhook_url=https://web1:9090/hook
check "    again, there is nothing to do" nothing_changed_by $ha -e wa_webhook_url=https://web1:9090/hook
"$lab" exec core1 sh -c 'printf "#!/bin/sh\nexec /bin/date -d \"10 minutes ago\" \"\$@\"\n" >/usr/local/bin/date; chmod 755 /usr/local/bin/date'
fails_with "a clock that is wrong" 2 'core1: its clock differs by' $ha
"$lab" exec core1 rm /usr/local/bin/date
for host in web1 master1 master2 core1 core2; do "$lab" exec $host mkdir -p /srv/media; done
"$lab" exec core2 mount -t tmpfs nas:/other /srv/media
fails_with "media that the hosts don't share" 2 "don't share their media" $ha -e wa_media_path=/srv/media
"$lab" exec core2 sh -c 'umount /srv/media && mount -t tmpfs -o ro nas:/media /srv/media'
fails_with "media that can't be written" 2 "core2: the media in /srv/media can't be written" $ha -e wa_media_path=/srv/media
"$lab" exec core2 umount /srv/media
"$lab" exec core2 sed -i 's/^WA_DB_PORT=.*/WA_DB_PORT=3307/' /opt/whatsapp/db.env
fails_with "a db.env that differs from the others" 2 'core2: db.env has another WA_DB_PORT' playbooks/upgrade.yml -e wa_backup_dir="$scratch/backups"
finishes "written anew" $ha
"$lab" exec core2 sh -c '{ echo "# by hand"; sed "s/^\(WA_DB_PORT\)=\(.*\)/\1=\"\2\"/" /opt/whatsapp/db.env; } >/tmp/db.env && cat /tmp/db.env >/opt/whatsapp/db.env && rm /tmp/db.env'
check "    one that says the same in other words is written, and nothing is started anew" changes_only "Settings of the database" $ha
finishes "written anew" $ha

echo "# -- hosts and nodes"
fails_with "an image that can't be had" 2 "can't be pulled" playbooks/upgrade.yml -e wa_version=2.53.7 -e wa_backup_dir="$scratch/backups"
finishes "the cluster is as it was" $ha
check "    nothing was changed" nothing_changed_by $ha
fails_with "no room for images" 2 'MB are free' playbooks/upgrade.yml -e wa_version=2.53.7 -e wa_min_free_mb=99999999
fails_with "a name that hosts don't know" 2 "doesn't know the name" $ha -e '{wa_external_hostname: "{{ inventory_hostname }}.nowhere"}'
fails_with "a version that runs is not the inventory's" 2 'upgrade.yml and rollback.yml change it' $ha -e wa_version=2.53.5
"$lab" exec spare1 /usr/sbin/sshd -p 6252
fails_with "a port that something else has" 2 'listens on port 6252' playbooks/add-coreapp.yml -e host=spare1
"$lab" kill spare1 && "$lab" start spare1
# A power cut in the middle of a start: Docker comes back with the port, and without the container.
for try in 1 2 3 4 5 6 7 8 9 10; do
    "$lab" exec spare1 sh -c 'docker rm -f cut; docker create --name cut -p 6252:1 docker.whatsapp.biz/coreapp:v2.53.6' >/dev/null 2>&1
    "$lab" exec spare1 docker start cut >/dev/null 2>&1 &
    sleep 0.1$try
    "$lab" kill spare1 && "$lab" start spare1
    [ "$("$lab" exec spare1 docker inspect -f '{{.State.Status}}' cut)" = running ] || ! "$lab" exec spare1 ss -ltn | grep -q ':6252 ' || break
done
"$lab" exec spare1 docker rm cut >/dev/null
check "    Docker holds a port for nobody: the preview tells that it will be restarted" \
    predicts 'Docker lets go of a port that it holds for nobody' playbooks/add-coreapp.yml -e host=spare1 -e "$short"
"$lab" exec spare1 sh -c 'mkdir -p /opt/whatsapp && echo WA_DB_PASSWORD=of-old >/opt/whatsapp/db.env'
finishes "without that, and with a db.env of old" playbooks/add-coreapp.yml -e host=spare1

fault core_hang@core1
check "a Coreapp that hangs: another takes over" health_is '[.[] | select(.role == "coreapp" and .status == "connected") | .host] | length == 1 and .[0] != "core1"'
fails_with "    until it is mended, health tells it" 2 'core1' playbooks/health.yml $joined -e wait=5
no_faults
finishes "mended" playbooks/health.yml $joined -e wait=60

"$lab" exec "$(health | jq -r "$nodes"' | .[] | select(.role == "primary_master") | .host')" sh -c 'docker kill $(docker ps -qf label=com.docker.compose.service=master)' >/dev/null
check "the primary Master dies: the other becomes it" health_is '[.[] | select(.role == "primary_master")] | length == 1'
finishes "it is started again" $ha $joined
for host in master1 master2; do "$lab" exec $host sh -c 'docker kill $(docker ps -qf label=com.docker.compose.service=master)' >/dev/null; done
fails_with "all Masters are dead: health tells it" 2 'no Master is primary' playbooks/health.yml $joined -e wait=5
check "    messages go on: a Coreapp is connected" health_is '[.[] | select(.role == "coreapp" and .status == "connected")] | length == 1'
finishes "they are started again" $ha $joined

fault no_promotion
sleep 1
for host in core1 core2 spare1; do "$lab" exec $host sh -c 'docker rm -f $(docker ps -qf label=com.docker.compose.service=wacore)' >/dev/null; done
fails_with "no Coreapp is promoted" 2 'of 1 Coreapps connected' $ha $joined $quick
no_faults
finishes "promoted again" $ha $joined

"$lab" kill db1
fails_with "a database that is gone" 2 "can't be reached" $ha $joined $quick
"$lab" start db1
finishes "it is there again" $ha $joined
check "    and the cluster is well" play playbooks/health.yml $joined -e wait=60 -e "$short"

"$lab" exec core1 sh -c 'docker stop $(docker ps -qf label=com.docker.compose.service=wacore)' >/dev/null
for host in core2 spare1; do "$lab" exec $host sh -c 'docker stop $(docker ps -qf label=com.docker.compose.service=wacore)' >/dev/null; done
fails_with "no Coreapp is left" 2 'of 1 Coreapps connected' playbooks/health.yml $joined -e wait=10
finishes "they are started again" $ha $joined

echo "# -- shards"
shards=playbooks/multiconnect.yml
fault no_connect@core2
fails_with "a Coreapp that doesn't get its connection" 2 'core2 is connecting' $shards $joined -e wa_shards=2 $quick
no_faults
finishes "it gets it" $shards $joined -e wa_shards=2
finishes "and back to one" $shards $joined -e wa_shards=1
fails_with "a number of shards that there isn't" 2 'is none of 1, 2, 4' $shards $joined -e wa_shards=3
fails_with "more shards than Coreapps" 2 'standing by need 5' $shards $joined -e wa_shards=4
fails_with "an expired certificate, by its date" 2 'gets the number banned' $shards $joined -e wa_shards=2 -e '{wa_cert_expires: "2026-01-01"}'
fails_with "another number's certificate" 2 'logged off' $shards $joined -e wa_shards=2 -e wa_cert="$(printf 'Another Shop' | base64)" $quick
fault shards_busy 3
check "    with the right one, and busy three times: it finishes" play $shards $joined -e wa_shards=2 -e "$short"
no_faults
finishes "a Coreapp leaves, another takes over" playbooks/remove-coreapp.yml $joined -e host=core1
fails_with "another leaves, and nobody is left to take over" 2 'besides core2 are well' playbooks/remove-coreapp.yml $joined -e host=core2
finishes "the first comes back" playbooks/add-coreapp.yml $joined -e host=core1

echo "# -- backup and restore"
finishes "a backup" playbooks/backup.yml $joined -e wa_backup_dir="$scratch/backups"
saved=$(find "$scratch/backups" -name '*.vault' | sort | tail -n 1)
fails_with "a restore that nobody confirmed" 2 'nobody said yes' playbooks/restore.yml $joined -e backup="$saved"
fails_with "a restore with another password" 2 'vault' playbooks/restore.yml $joined -e backup="$saved" -e confirm=yes -e wa_backup_password=another
finishes "a restore over a registered cluster" playbooks/restore.yml $joined -e backup="$saved" -e confirm=yes
finishes "one shard" $shards $joined -e wa_shards=1
fails_with "a restore into another number of shards" 2 'this one has 1' playbooks/restore.yml $joined -e backup="$saved" -e confirm=yes
finishes "what the Cloud API wants" playbooks/migrate-to-cloud.yml $joined -e wa_backup_dir="$scratch/backups" -e '{"wa_pin":"123456"}'
check "    is there, for its owner only" sh -c 'test "$(stat -c %a "$1"/backups/*-cloud-register.json)" = 600 && jq -ne "input | .backup.data" "$1"/backups/*-cloud-register.json >/dev/null' sh "$scratch"

echo "# -- versions"
"$lab" reset || exit 1
old='-e wa_version=2.39.4' new='-e wa_version=2.41.3' backups="-e wa_backup_dir=$scratch/backups"
finishes "a cluster of 2.39.4" $ha $old
fault dbupgrade_fails
fails_with "a dbupgrade that always fails" 2 'failed 3 times' playbooks/dbupgrade.yml $new -e confirm=yes
check "    it is not started for ever" fails sh -c '"$1" exec master1 docker ps | grep dbupgrade' sh "$lab"
fault dbupgrade_fails 2
finishes "one that fails twice, then succeeds" playbooks/dbupgrade.yml $new -e confirm=yes
no_faults
check "    again it has nothing to do" nothing_changed_by playbooks/dbupgrade.yml $new -e confirm=yes
check "    the cluster serves on" play playbooks/health.yml $old -e wait=30 -e "$short"
"$lab" exec master1 rm -r /opt/whatsapp/dbupgrade
"$lab" exec master1 sh -c 'echo EXIT_ON_SUCCESS=FALSE >>/opt/whatsapp/db.env'
finishes "one that stays after its success (EXIT_ON_SUCCESS)" playbooks/dbupgrade.yml $new -e confirm=yes -e '{"wa_dbupgrade_done_text":"Database upgrade completed"}'
check "    and it is gone" fails sh -c '"$1" exec master1 docker ps -a | grep dbupgrade' sh "$lab"
# After the backup, which needs the old one.
(until "$lab" exec web1 test -f /opt/whatsapp/version.before; do sleep 0.1; done && fault web_crash@web1) &
fails_with "a new Webapp that crashes" 2 'Mend it and run the same again' playbooks/upgrade.yml $new $backups $quick
no_faults
finishes "mended" playbooks/upgrade.yml $new $backups
fails_with "no way back, as the database was upgraded" 2 'restore the dump' playbooks/rollback.yml
finishes "the cluster is well" $ha $new
fails_with "an older version by upgrade.yml" 2 'rollback.yml goes back' playbooks/upgrade.yml $old
fails_with "media owners, in a version that spoils them" 2 'would spoil the owners' playbooks/chown-media.yml -e '{media_fix_version: "2.53.0"}'
