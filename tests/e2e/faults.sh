# shellcheck shell=sh disable=SC2034,SC2154 # shared with run and the other parts
#
# The cluster's bring-up when something stands against it: told at once, all of it
# together, and nothing was changed.

. "$here/cluster.sh"

"$lab" snapshot before

# refuses SENTENCE CODE TEXT ARGS...: the run ends so, says this, and changes nothing.
refuses() {
    sentence_of_this=$1 code_of_this=$2 text_of_this=$3
    shift 3
    check "$sentence_of_this: exit code $code_of_this" exits_saying "$code_of_this" "$text_of_this" ha "$@"
    check "    nothing was changed" "$lab" changed before
}

# exits_saying CODE TEXT CMD...
exits_saying() {
    code_wanted=$1 text_wanted=$2 code_seen=0
    shift 2
    "$@" >"$scratch/said" 2>&1 || code_seen=$?
    grep -qF -- "$text_wanted" "$scratch/said" && [ "$code_seen" = "$code_wanted" ] && return
    echo "exit code $code_seen; it should be $code_wanted, with '$text_wanted':"
    cat "$scratch/said"
    return 1
}

refuses "a password that the client can't take" 2 'WA_DB_PASSWORD' -e '{wa_db_password: "not=good"}'
refuses "an engine that there isn't" 2 'WA_DB_ENGINE' -e wa_db_engine=ORACLE
refuses "a version that isn't allowed" 2 'allowed is 5.7' -e '{wa_db_versions: {MYSQL: ["5.7"]}}'
refuses "a database that isn't there" 2 "can't be reached" -e wa_db_hostname=nowhere
refuses "a database on a host of the cluster" 2 'needs one of its own' -e wa_db_hostname=core1 -e wa_db_port=22
inventory=tests/e2e/too-few
refuses "too few hosts" 2 'at least 2 hosts'
inventory=lab

"$lab" unplug core2
refuses "a host that can't be reached" 2 "core2: can't be reached" -e wa_db_engine=ORACLE --timeout 3
check "the other faults are told with it" says WA_DB_ENGINE ha -e wa_db_engine=ORACLE --timeout 3
"$lab" plug core2

refuses "a wrong password of the database" 2 'refuses wa: Access denied' -e wa_db_password=wrong

# Where the hosts have no client of the database to ask with.
for host in web1 master1 master2 core1 core2; do "$lab" exec "$host" rm /usr/bin/mysql /usr/bin/mariadb; done
check "with nothing to ask the database with, that is told" says 'core1, core2: no client of the database there' ha --check -e wa_db_password=wrong
check "and the run fails, with the end of the Webapp's log" exits_saying 2 'retry' ha -e wa_db_password=wrong -e wa_timeout=15
check "with the right one it succeeds" ha
check "and the cluster is healthy" health_is "$healthy"
