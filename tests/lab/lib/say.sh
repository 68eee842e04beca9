# shellcheck shell=sh
#
# What the lab tells its user, all on standard error: standard output belongs
# to the commands that it runs. A step that takes long shows that it is alive.

say() { printf 'lab: %s\n' "$*" >&2; }

# fail MESSAGE [REMEDY]: what is wrong, and how to get on.
fail() {
    printf 'lab: %s\n' "$1" >&2
    [ $# -lt 2 ] || printf '     %s\n' "$2" >&2
    exit 1
}

# seconds_since SECONDS: how long ago that was, as text.
seconds_since() { echo "$(($(date +%s) - $1)) s"; }

# long_step WHAT LOG CMD...: runs CMD with its output in LOG, and says every
# ten seconds how far it has come.
long_step() (
    what=$1 log=$2
    shift 2
    began=$(date +%s)
    say "$what ..."
    "$@" >"$log" 2>&1 &
    worker=$!
    ticks=0
    while kill -0 "$worker" 2>/dev/null; do
        sleep 0.2
        ticks=$((ticks + 1))
        [ $((ticks % 50)) -ne 0 ] ||
            say "  $(seconds_since "$began"): $(tail -n 1 "$log" | tr -cd '[:print:]' | cut -c 1-90)"
    done
    if ! wait "$worker"; then
        tail -n 15 "$log" >&2
        fail "failed: $what" "the whole output is in $log"
    fi
    say "  done in $(seconds_since "$began")"
)
