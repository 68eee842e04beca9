# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # shared with run and the other parts
#
# The power of a host is cut (all its processes are killed) at a random moment of
# ha.yml, and of upgrade.yml: the run ends by itself; with power again, the same
# command once more ends with a cluster that is well. TIMES is how often (10), SEED
# chooses the moments, CUT is "ha" or "upgrade", if only one of them is to be cut.

. "$here/cluster.sh"

times=${TIMES:-10}
seed=${SEED:-$(date +%s)}
echo "# SEED=$seed"
old='-e wa_version=2.53.5' new='-e wa_version=2.53.6'
backups="-e wa_backup_dir=$scratch/backups"

# random FROM TO: $drawn, one of them or between, another each time, the same for the same SEED.
draws=0
random() {
    draws=$((draws + 1))
    drawn=$(awk -v seed="$((seed + draws * 7919))" -v from="$1" -v to="$2" \
        'BEGIN { srand(seed); rand(); printf "%d\n", from + int(rand() * (to - from + 1)) }')
}
one_of() {
    random 1 $#
    shift "$((drawn - 1))"
    drawn=$1
}

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# cut_during PLAYBOOK ARGS...: what happened is in $cut_host, $cut_at and $cut_code. A cut
# that comes when the run has ended is none: the next is drawn from a shorter time.
cut_during() {
    one_of web1 master1 master2 core1 core2
    cut_host=$drawn
    random 300 "$length"
    cut_at=$drawn
    play "$@" -e "$short" -e wa_timeout=20 --timeout 5 >"$scratch/cut" 2>&1 &
    cut_run=$!
    sleep "$(awk -v ms="$cut_at" 'BEGIN { printf "%.3f", ms / 1000 }')"
    was_in_time=yes
    kill -0 "$cut_run" 2>/dev/null || { was_in_time=no; length=$((length * 3 / 4)); }
    "$lab" kill "$cut_host"
    cut_code=0
    wait "$cut_run" || cut_code=$?
    "$lab" start "$cut_host"
}

# ended_by_itself: 124 is the limit of time in `play`; more is a signal.
ended_by_itself() { [ "$cut_code" -lt 124 ] || { echo "exit code $cut_code"; cat "$scratch/cut"; return 1; }; }

# cuts NAME PLAYBOOK ARGS...: once.
cuts() {
    cut_name=$1
    shift
    cut_during "$@"
    [ $was_in_time = yes ] || cut_name="$cut_name, too late"
    cut_what="$cut_name: $cut_host without power after $cut_at ms"
    check "$cut_what: the run ends (exit code $cut_code)" ended_by_itself
    grep -h -o '"msg": "[^"]*' "$scratch/cut" | tail -n 1 | cut -c 9-200 | sed 's/^/#      /'
    check "$cut_what: the same once more succeeds" play "$@" -e "$short"
    check "$cut_what: the cluster is well" health_is "$healthy"
}

versions_are() {
    for host in web1 master1 master2 core1 core2; do
        "$lab" exec "$host" docker ps --format '{{.Image}}' | grep -q ":v$1\$" || { echo "$host does not run $1"; return 1; }
    done
}

# shellcheck disable=SC2086 # lists of words
{
    began=$(milliseconds)
    check "ha.yml without a cut" play playbooks/ha.yml $old -e "$short"
    length=$(($(milliseconds) - began))
    turn=0
    while [ "${CUT-}" != upgrade ] && [ $turn -lt "$times" ]; do
        "$lab" reset || exit 1
        cuts "ha $((turn + 1))" playbooks/ha.yml $old
        [ $was_in_time = no ] || turn=$((turn + 1))
    done

    [ "${CUT-}" != ha ] || times=0
    [ "$times" = 0 ] || {
        began=$(milliseconds)
        check "upgrade.yml without a cut" play playbooks/upgrade.yml $new $backups -e "$short"
        length=$(($(milliseconds) - began))
    }
    turn=0
    while [ $turn -lt "$times" ]; do
        check "back again" play playbooks/rollback.yml -e "$short"
        cuts "upgrade $((turn + 1))" playbooks/upgrade.yml $new $backups
        check "upgrade $((turn + 1)): all have the version" versions_are 2.53.6
        [ $was_in_time = no ] || turn=$((turn + 1))
    done
}
