# apk: packages of Alpine.
#
# apk_probe mode refresh world options names: what would be done; apk_apply the same,
# and does it. Options and names are lines; world is the file with what was asked for.
#   mode   present latest absent upgrade nothing
# Fields: stale, act=, status, said; of apk_apply rc, out, err.

apk_line='
'

apk_start() {
    apk_mode=$1
    apk_refresh=$2
    apk_world=$3
    apk_options=$4
    apk_names=$5
    command -v apk >/dev/null 2>&1 || common_fail "this host has no apk: is it Alpine?"
    export LC_ALL=C
    IFS=$apk_line
    set -f
}

# Was it asked for by name, so that it stays when those that need it go?
apk_is_asked_for() {
    [ -r "$apk_world" ] || return 0
    while IFS= read -r apk_text; do
        [ "${apk_text%%[=<>~@]*}" != "${1%%[=<>~@]*}" ] || return 0
    done <"$apk_world"
    return 1
}

# apk_decide: names that are not as wanted. A name may have a version behind =, <, > or ~.
apk_decide() {
    apk_act=
    for apk_spec in $apk_names; do
        case $apk_mode in
        latest) apk_act=$apk_act$apk_spec$apk_line ;;
        absent) ! apk info -e "${apk_spec%%[=<>~@]*}" >/dev/null 2>&1 || apk_act=$apk_act${apk_spec%%[=<>~@]*}$apk_line ;;
        *) { apk info -e "${apk_spec%%@*}" >/dev/null 2>&1 && apk_is_asked_for "$apk_spec"; } || apk_act=$apk_act$apk_spec$apk_line ;;
        esac
    done
}

apk_has_work() {
    [ "$apk_mode" = upgrade ] || [ -n "$apk_act" ]
}

apk_work() {
    # shellcheck disable=SC2086 # lines are split, and only they
    case $apk_mode in
    present) apk add "$@" $apk_options $apk_act ;;
    latest) apk add "$@" --upgrade $apk_options $apk_act ;;
    absent) apk del "$@" --purge $apk_options $apk_act ;;
    upgrade) apk upgrade "$@" $apk_options ;;
    esac
}

apk_probe() {
    apk_start "$@"
    [ -z "$apk_refresh" ] || common_field stale 1
    apk_decide
    for apk_name in $apk_act; do
        common_field act "$apk_name"
    done
    apk_has_work || return 0
    apk_said=$(apk_work --simulate 2>&1 </dev/null)
    common_field status "$?"
    common_field said "$apk_said"
}

apk_apply() {
    apk_start "$@"
    if [ -n "$apk_refresh" ]; then
        apk_said=$(apk update 2>&1 </dev/null) || common_fail "could not update package db: $apk_said"
        common_field refreshed 1
    fi
    apk_decide
    if ! apk_has_work; then
        [ -z "$apk_refresh" ] || common_field out "$apk_said"
        return 0
    fi
    apk_files=$(mktemp -d "${TMPDIR:-/tmp}/waplay.XXXXXXXXXX") || common_fail "no directory can be made in ${TMPDIR:-/tmp}"
    apk_work >"$apk_files/out" 2>"$apk_files/err" </dev/null
    common_field rc "$?"
    common_field out "$(cat "$apk_files/out")"
    common_field err "$(cat "$apk_files/err")"
    rm -rf -- "$apk_files"
}
