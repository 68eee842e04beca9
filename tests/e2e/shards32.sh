# shellcheck shell=sh disable=SC2016,SC2034,SC2086,SC2154 # shared with run and the other parts; lists of words
#
# 32 shards: a Webapp, and 33 Coreapps and 2 Masters on hosts that are small, as they have
# no engine of their own but share one, beside which they have directories, projects and
# ports of their own; so what a run does to each is the same. The lab is one of its own,
# of the table that is made here. COREAPPS is how many (33), SHARDS how many shards (32).

. "$here/cluster.sh"

coreapps=${COREAPPS:-33} shards=${SHARDS:-32}
"$lab" down
export WAPLAY_LAB_HOSTS=$scratch/hosts
mkdir "$scratch/many"

{
    echo 'engine 200 engine'
    echo 'db1 51 database'
    echo 'web1 11 docker' # an engine of its own: the API is asked at 127.0.0.1 of its host
    echo 'master1 21 client'
    echo 'master2 22 client'
    for number in $(seq "$coreapps"); do echo "core$number $((100 + number)) client"; done
} >"$WAPLAY_LAB_HOSTS"

# The nodes' names are the engine's, their ports tell which is which: 10000 and up. Names are
# said host by host: the lab's group_vars/all, which has them too, goes before a group's.
{
    cat <<END
all:
  vars:
    wa_spare: $((coreapps - shards))
    wa_timeout: 600
    wa_db_env_more: {WA_SIM_TIME_FACTOR: "0.5", WA_SIM_TICK_MS: 1500, WA_SIM_REPORT_MS: 2000}
  children:
    small:
      vars:
        wa_dir: "/opt/{{ inventory_hostname }}"
      children: {master: , coreapp: }
END
    awk '$3 == "client" { group = $1; sub(/[0-9]*$/, "", group); hosts[group] = hosts[group] " " $1 }
        END {
            name["master"] = "master"; name["core"] = "coreapp"
            for (group in hosts) {
                printf "    %s:\n      hosts:\n", name[group]
                count = split(hosts[group], one, " ")
                for (i = 1; i <= count; i++) {
                    printf "        %s:\n          wa_external_hostname: %s.engine\n", one[i], one[i]
                    number = one[i]; sub(/^[a-z]*/, "", number)
                    first = (group == "core" ? 10000 : 20000) + 10 * number
                    kind = group == "core" ? "COREAPP" : "MASTER"
                    printf "          wa_compose_environment: {EXTERNAL_%s_PORT0: %d, EXTERNAL_%s_PORT1: %d, EXTERNAL_%s_PORT2: %d, EXTERNAL_%s_PORT3: %d}\n",
                        kind, first, kind, first + 1, kind, first + 2, kind, first + 3
                }
            }
        }' "$WAPLAY_LAB_HOSTS"
} >"$scratch/many/hosts.yml"
many="-i $scratch/many/hosts.yml"

check "$(grep -c client "$WAPLAY_LAB_HOSTS") small hosts come up" "$lab" up
patience=1800
timed() {
    began=$(date +%s)
    check "$@"
    echo "# that took $(($(date +%s) - began)) s"
}
timed "ha.yml: one Coreapp connected, $((coreapps - 1)) stand by" play playbooks/ha.yml $many
timed "multiconnect.yml: the preview succeeds" play_to "$scratch/preview" playbooks/multiconnect.yml $many -e wa_shards="$shards" --check
timed "multiconnect.yml: $shards shards, the rest standing by" play_to "$scratch/first" playbooks/multiconnect.yml $many -e wa_shards="$shards"
check "it changed what the preview said" "$here/same-changes" "$scratch/preview" "$scratch/first"
timed "a second run succeeds" play_to "$scratch/second" playbooks/multiconnect.yml $many -e wa_shards="$shards"
check "and changes nothing" nothing_changed "$scratch/second"
play playbooks/status.yml $many -e wa_shards="$shards" >"$scratch/status" 2>&1
check "status.yml shows each shard, and who owns it" [ "$(grep -c 'wacore *running .* connected  *[0-9]' "$scratch/status")" = "$shards" ]
timed "fewer shards: half of them" play playbooks/multiconnect.yml $many -e wa_shards="$((shards / 2))"
"$lab" down
unset WAPLAY_LAB_HOSTS
