# shellcheck shell=sh disable=SC2034,SC2154 # shared with run and the other parts
#
# What the parts about the cluster share: the playbook with short times, and a
# look at the cluster's health that doesn't go through waplay.

short='{wa_db_env_more: {WA_SIM_TIME_FACTOR: "0.1"}}'

# ha ARGS..., ha_to FILE ARGS...
ha() { play playbooks/ha.yml -e "$short" "$@"; }
ha_to() {
    ha_log=$1
    shift
    play_to "$ha_log" playbooks/ha.yml -e "$short" "$@"
}

# nothing_changed_by ARGS...: a run that succeeds without a change.
nothing_changed_by() { play_to "$scratch/by" "$@" -e "$short" && nothing_changed "$scratch/by"; }

# lab_value NAME: a plain variable of the lab's inventory.
lab_value() { cat inventories/lab/group_vars/all/*.yml | sed -n "s/^$1: *//p" | tr -d "\"'"; }

# changes_only TASK ARGS...: what a preview says and what the run then does is this task alone.
changes_only() {
    only=$1
    shift
    for check_only in --check ''; do
        # shellcheck disable=SC2086 # one word or none
        play_to "$scratch/only" "$@" -e "$short" $check_only || return 1
        seen=$(jq -r 'select(.event == "result" and .status == "changed") | .task' "$scratch/only" | sort -u)
        [ "$seen" = "$only" ] || { echo "changed${check_only:+ in the preview}: $seen"; return 1; }
    done
}

health() {
    token=$("$lab" control curl -sk -m 5 -u "admin:$(lab_value wa_admin_password)" -X POST \
        https://web1:9090/v1/users/login | jq -r '.users[0].token')
    "$lab" control curl -sk -m 5 -H "Authorization: Bearer $token" https://web1:9090/v1/health
}

# health_is JQ: until the nodes, a list with host, role and status, are so; a minute at most.
nodes='[.health | to_entries[] | {host: (.key | split(":")[0]), role: .value.role,
    status: (.value.gateway_status // "error")}]'
health_is() {
    until_then=$(($(date +%s) + 60))
    while [ "$(date +%s)" -lt "$until_then" ]; do
        seen=$(health)
        echo "$seen" | holds "$nodes | $1" >/dev/null && return
        sleep 0.5
    done
    echo "$seen"
    return 1
}

healthy='(map("\(.role) \(.status)") | sort) == ["coreapp connected", "coreapp disconnected",
    "primary_master disconnected", "secondary_master disconnected"]'

# coreapps_are CONNECTED [STANDBY]: the nodes without error, for health_is.
coreapps_are() {
    printf '([.[] | select(.role == "coreapp" and .status == "connected") | .host] == ["%s"])' "$1"
    [ $# -lt 2 ] ||
        printf ' and ([.[] | select(.role == "coreapp" and .status == "disconnected") | .host] == ["%s"])' "$2"
}

active_coreapp() { health | jq -r "$nodes"' | .[] | select(.role == "coreapp" and .status == "connected") | .host'; }

changed_hosts() { jq -r 'select(.event == "recap" and .changed > 0) | .host' "$1" | sort | tr '\n' ' ' | sed 's/ $//'; }

same_on() { "$lab" exec "$1" cat "$2" | diff - "$3"; }
