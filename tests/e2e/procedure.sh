# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # shared with run and the other parts
#
# The whole procedure, from nothing to nothing, each step by its playbook: first as a
# preview, whose word is compared with what then happens, and once more, which changes
# nothing where that is the meaning. At the end a table of it, beside the times of the
# same steps by hand (by-hand), as the written procedure has them.
#
# BY_HAND=no leaves that out. The short form has neither that, nor second runs, nor the
# steps that only look.

. "$here/cluster.sh"

old='-e wa_version=2.29.2' new='-e wa_version=2.29.3'
joined='-i tests/e2e/joined.yml'
shards='-e wa_shards=2 -e wa_spare=0'
table=$scratch/table
: >"$table"

# timed CMD...: its seconds, to a tenth, in $took.
timed() {
    began=$(date +%s%N)
    code=0
    "$@" || code=$?
    took=$(awk -v ns="$(($(date +%s%N) - began))" 'BEGIN { printf "%.1f", ns / 1e9 }')
    return "$code"
}

changes_of() { jq -s '[.[] | select(.event == "recap") | .changed] | add' "$1"; }

# runs WHAT LOG ARGS...: a check that is timed.
runs() {
    what=$1 log=$2
    shift 2
    timed play_to "$log" "$@" -e "$short" >"$scratch/told" 2>&1
    code=$?
    check "$what" sh -c 'cat "$1"; exit "$2"' told "$scratch/told" "$code"
}

# longer NAME same|again PLAYBOOK ARGS...: a step that the short form has not.
longer() { [ -n "$short_form" ] || step "$@"; }

# step NAME same|again PLAYBOOK ARGS...: `again` is for what has its effect each time.
step() {
    name=$1 meaning=$2
    shift 2
    "$lab" snapshot before
    runs "$name: the preview succeeds" "$scratch/$name.preview" "$@" --check
    check "$name: it changes nothing on any host" "$lab" changed before
    runs "$name: the run succeeds" "$scratch/$name.first" "$@"
    first=$took
    check "$name: it changed what the preview said" "$here/same-changes" "$scratch/$name.preview" "$scratch/$name.first"
    fidelity=$("$here/same-changes" "$scratch/$name.preview" "$scratch/$name.first" | tail -n 1)
    second=-
    if [ "$meaning" = same ] && [ -z "$short_form" ]; then
        runs "$name: a second run succeeds" "$scratch/$name.second" "$@"
        second=$took
        check "$name: it changes nothing" nothing_changed "$scratch/$name.second"
    fi
    printf '%s|%s|%s|%s|%s\n' "$name" "$first" "$(changes_of "$scratch/$name.first")" "$second" "$fidelity" >>"$table"
}

shards_are() { health_is "([.[] | select(.role == \"coreapp\" and .status == \"connected\")] | length) == $1 and
    ([.[] | select(.role == \"coreapp\" and .status == \"disconnected\")] | length) == $2"; }
versions_are() {
    for host in web1 master1 master2 core1 core2 spare1; do
        "$lab" exec "$host" docker ps --format '{{.Image}}' | grep -q ":v$1\$" || { echo "$host does not run $1"; return 1; }
    done
}
told() { jq -r 'select(.event == "result" and .task == "Result") | .result.msg' "$1"; }

# shellcheck disable=SC2086 # lists of words
{
    longer preflight same playbooks/preflight.yml $old
    step ha same playbooks/ha.yml $old
    check "ha: one Coreapp is connected, the other stands by" health_is "$healthy"
    step multiconnect same playbooks/multiconnect.yml $old $shards
    check "multiconnect: both are connected" shards_are 2 0
    step add-coreapp same playbooks/add-coreapp.yml $old -e host=spare1
    check "add-coreapp: it stands by" shards_are 2 1
    longer status same playbooks/status.yml $old $joined
    longer backup again playbooks/backup.yml $old $joined -e wa_backup_dir="$scratch/backups"

    [ -n "$short_form" ] || {
        # shellcheck disable=SC2016 # for the host's shell
        "$lab" exec core1 sh -c 'docker kill "$(docker ps -qf label=com.docker.compose.service=wacore)"' >/dev/null
        timed shards_are 2 0
        check "a Coreapp is killed: the standby takes over" shards_are 2 0
        printf 'standby takes over|%s|-|-|\n' "$took" >>"$table"
    }
    longer repair same playbooks/multiconnect.yml $old $shards $joined
    check "two are connected, one stands by" shards_are 2 1

    step upgrade same playbooks/upgrade.yml $new $joined -e wa_backup_dir="$scratch/backups"
    check "upgrade: all hosts have the version" versions_are 2.29.3
    check "upgrade: two are connected, one stands by" shards_are 2 1
    check "upgrade: the settings were saved before, for their owner only" \
        sh -c 'test "$(stat -c %a "$1"/backups/*.vault | sort -u)" = 600' sh "$scratch"
    echo "# upgrade: $(told "$scratch/upgrade.first")"
    step chown-media same playbooks/chown-media.yml $new $joined
    step logs again playbooks/logs.yml $new $joined -e wa_logs_dir="$scratch/logs"
    check "logs: an archive of each host" sh -c 'ls "$1"/logs/*/*.tar.gz | wc -l | grep -qx 6' sh "$scratch"
    check "logs: no secret is in them" fails sh -c 'for f in "$1"/logs/*/*.tar.gz; do tar -xzOf "$f"; done | grep -F -e "$2" -e "$3"' \
        sh "$scratch" "$(lab_value wa_db_password)" "$(lab_value wa_admin_password)"
    longer health same playbooks/health.yml $new $joined
    step rollback same playbooks/rollback.yml $new $joined
    check "rollback: all hosts have the version of before" versions_are 2.29.2
    check "rollback: two are connected, one stands by" shards_are 2 1
    step remove-coreapp same playbooks/remove-coreapp.yml $old $joined -e host=core2
    check "remove-coreapp: another has taken over" shards_are 2 0
    step uninstall same playbooks/uninstall.yml $old $joined -e confirm=yes -e remove_volumes=yes -e remove_files=yes
    check "uninstall: no container is left" sh -c 'for h in web1 master1 master2 core1 core2 spare1; do "$1" exec $h docker ps -aq; done | grep -q . && exit 1 || exit 0' sh "$lab"
}
check "no secret is in what they said" fails grep -lF -e "$(lab_value wa_db_password)" -e "$(lab_value wa_admin_password)" \
    "$scratch"/*.first "$scratch"/*.preview

: >"$scratch/by-hand"
[ "${BY_HAND-}" = no ] || [ -n "$short_form" ] || {
    "$lab" reset || exit 1
    check "by hand, the same steps succeed" "$here/by-hand" "$lab" "$scratch/by-hand"
}
awk -F '|' '
    FILENAME == ARGV[1] { hand[$1] = $2; next }
    FNR == 1 { printf "# %-20s %8s %8s %8s %8s  %s\n", "step", "seconds", "changed", "again", "by hand", "preview and run" }
    { printf "# %-20s %8s %8s %8s %8s  %s\n", $1, $2, $3, $4, $1 in hand ? hand[$1] : "-", $5 }' \
    "$scratch/by-hand" "$table"
