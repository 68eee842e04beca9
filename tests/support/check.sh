# shellcheck shell=sh
#
# What the suites written in sh share. A check is a sentence about behaviour and
# a command that must succeed; what it wrote is shown only when it doesn't.
#
#     check "a second run changes nothing" says 'changed=0' run again.yml
#     finish                      # prints `N passed, N failed`, exits 0 or 1

passed=0 failed=0
scratch=$(mktemp -d "${TMPDIR:-/tmp}/waplay-test.XXXXXX")
trap 'at_end' EXIT
trap 'exit 1' INT TERM HUP
at_end() { rm -rf "$scratch"; }

check() {
    sentence=$1
    shift
    if "$@" >"$scratch/output" 2>&1; then
        echo "ok   - $sentence"
        passed=$((passed + 1))
    else
        echo "FAIL - $sentence"
        sed 's/^/       /' "$scratch/output"
        failed=$((failed + 1))
    fi
}

# fails CMD...: it ends with another code than 0.
fails() { ! "$@"; }

# exits CODE CMD...
exits() {
    wanted=$1 code=0
    shift
    "$@" || code=$?
    [ "$code" = "$wanted" ] || { echo "exit code $code instead of $wanted"; return 1; }
}

# says TEXT CMD...: its output has TEXT.
says() {
    text=$1
    shift
    "$@" >"$scratch/said" 2>&1
    grep -qF -- "$text" "$scratch/said" || { echo "it does not say '$text' but:"; cat "$scratch/said"; return 1; }
}

# holds FILTER: true of the JSON on standard input; none at all is no truth (jq -e takes it for one).
holds() { jq -ne "input | $1" 2>&1; }

# silent CMD...: it writes nothing, and succeeds.
silent() {
    said=$("$@" 2>&1) || { echo "$said"; return 1; }
    [ -z "$said" ] || { echo "$said"; return 1; }
}

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
    exit
}
