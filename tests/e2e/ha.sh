# shellcheck shell=sh disable=SC2034,SC2154 # shared with run and the other parts
#
# The highly available cluster: what the preview says, what the run does, what a
# second run finds, and what happens when a Coreapp dies.

. "$here/cluster.sh"

"$lab" snapshot before
check "the preview succeeds" ha_to "$scratch/preview" --check --diff
check "and changes nothing on any host" "$lab" changed before
began=$(date +%s)
check "the run succeeds" ha_to "$scratch/first"
echo "# the first run took $(($(date +%s) - began)) s"
check "it changed what the preview said, task by task, host by host" "$here/same-changes" "$scratch/preview" "$scratch/first"
check "one Coreapp is connected, the other stands by" health_is "$healthy"
check "db.env is for root only" says '600 root' "$lab" exec core1 stat -c '%a %U' /opt/whatsapp/db.env

"$lab" snapshot after
began=$(date +%s)
check "a second run succeeds" ha_to "$scratch/second"
echo "# the second run took $(($(date +%s) - began)) s"
check "and reports no change" nothing_changed "$scratch/second"
check "and there was none" "$lab" changed after
check "a preview says the same" ha_to "$scratch/preview" --check
check "no change" nothing_changed "$scratch/preview"
check "no secret is in what they said" fails grep -qF -e "$(lab_value wa_db_password)" -e "$(lab_value wa_admin_password)" \
    "$scratch/first" "$scratch/second" "$scratch/preview"

# The active Coreapp's container is killed.
active=$(active_coreapp)
standby=$([ "$active" = core1 ] && echo core2 || echo core1)
check "there is one that is active" [ -n "$active" ]
# shellcheck disable=SC2016 # for the host's shell
"$lab" exec "$active" sh -c 'docker kill "$(docker ps -qf label=com.docker.compose.service=wacore)"' >/dev/null
check "the standby takes over" health_is "$(coreapps_are "$standby")"
check "the preview tells that it will be started, there and nowhere else" ha_to "$scratch/preview" --check
check "the run starts it" ha_to "$scratch/repair"
check "as the preview said" "$here/same-changes" "$scratch/preview" "$scratch/repair"
check "on this host only" [ "$(changed_hosts "$scratch/repair")" = "$active" ]
check "it stands by from then on" health_is "$(coreapps_are "$standby" "$active")"

# The site's own compose file.
"$lab" reset || exit 1
own='-e wa_compose_file=tests/sim/compose/prod-multiconnect-compose.yml'
# shellcheck disable=SC2086 # two words
{
    check "the site's own compose file: the run succeeds" ha_to "$scratch/first" $own
    check "the cluster is healthy" health_is "$healthy"
    check "a second run succeeds" ha_to "$scratch/second" $own
    check "and changes nothing" nothing_changed "$scratch/second"
}
check "the file on the host is the site's" same_on web1 /opt/whatsapp/prod-multiconnect-compose.yml \
    tests/sim/compose/prod-multiconnect-compose.yml
