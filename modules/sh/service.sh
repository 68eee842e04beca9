# service: services of systemd, of OpenRC, and of init scripts.
#
# A manager is systemd, openrc, sysvinit (the first process is an init that reads
# /etc/inittab), or service (init scripts under any other first process).

# service_which: $service_by, by who is at work here.
service_which() {
    service_first=
    [ ! -r /proc/1/comm ] || IFS= read -r service_first </proc/1/comm
    if [ -d /run/systemd/system ] || [ "$service_first" = systemd ]; then
        service_by=systemd
    elif [ -d /run/openrc ] || [ -f /run/openrc/softlevel ]; then
        service_by=openrc
    elif [ "$service_first" = init ]; then
        service_by=sysvinit
    else
        service_by=service
    fi
}

# service_probe manager name words pattern runlevel ...: words are options of systemctl.
# Fields: manager, exists, script (an init script), running (yes, no, ends), masked,
# enabled (yes, no), level= of each runlevel it is enabled in, broken (why its unit
# can't be loaded), and last show=, all that systemd tells of it.
service_probe() {
    service_by=$1
    [ "$1" != auto ] || service_which
    common_field manager "$service_by"
    [ -n "$2" ] || return 0
    service_name=$2
    service_words=$3
    service_pattern=$4
    shift 4
    service_script=
    [ ! -x "/etc/init.d/$service_name" ] || service_script=/etc/init.d/$service_name
    [ -z "$service_script" ] || common_field script 1
    case $service_by in
    systemd) service_look_systemd ;;
    openrc) service_look_openrc "$@" ;;
    *) service_look_script "$@" ;;
    esac
}

# ---- systemd ------------------------------------------------------------------

service_systemctl() {
    if [ -z "${XDG_RUNTIME_DIR-}" ]; then
        XDG_RUNTIME_DIR=/run/user/$(id -u)
        export XDG_RUNTIME_DIR
    fi
    # shellcheck disable=SC2086 # options, without blanks in them
    LC_ALL=C systemctl $service_words "$@"
}

service_look_systemd() {
    command -v systemctl >/dev/null 2>&1 || common_fail "this host has no systemctl: is it not managed by systemd?"
    service_said=$(service_systemctl show "$service_name" 2>&1) || service_said=
    service_word=$(service_systemctl is-enabled "$service_name" 2>/dev/null)
    service_status=$?
    service_loaded=
    service_active=
    service_error=
    while IFS= read -r service_line; do
        case $service_line in
        LoadState=*) service_loaded=${service_line#*=} ;;
        ActiveState=*) service_active=${service_line#*=} ;;
        LoadError=*) service_error=${service_line#*=} ;;
        esac
    done <<END
$service_said
END
    case $service_loaded in
    '' | not-found) service_unit_file ;;
    masked) common_field exists 1 ;;
    *)
        common_field exists 1
        [ -z "$service_error" ] || common_field broken "$service_error"
        ;;
    esac
    [ "$service_word" != masked ] || common_field masked 1
    case $service_active in
    active | activating) common_field running yes ;;
    deactivating) common_field running ends ;;
    '') common_field running unknown ;;
    *) common_field running no ;;
    esac
    service_enabled_systemd
    common_field show "$service_said"
}

# Without a systemd at work (in a chroot) units are known by their files only.
service_unit_file() {
    case $service_word in
    enabled* | linked* | masked* | static | indirect | disabled | generated | transient | alias) common_field exists 1 ;;
    *) [ -z "$service_script" ] || common_field exists 1 ;;
    esac
}

service_enabled_systemd() {
    service_on=no
    case $service_status:$service_word in
    0:indirect | 0:alias) ;;
    0:*) service_on=yes ;;
    *:*disabled | *:masked*) ;;
    *) [ -z "$service_script" ] || ! service_linked '?' || service_on=yes ;;
    esac
    common_field enabled "$service_on"
}

# ---- openrc -------------------------------------------------------------------

service_look_openrc() {
    command -v rc-service >/dev/null 2>&1 || common_fail "this host has no rc-service: is it not managed by OpenRC?"
    [ -z "$service_script" ] || common_field exists 1
    service_on=no
    while read -r service_one service_bar service_levels; do
        case "$service_one $service_bar $service_levels " in
        "$service_name | "*" ${1:-default} "* | "$service_name | ${1:-default} "*) service_on=yes ;;
        esac
    done <<END
$(rc-update show 2>/dev/null)
END
    common_field enabled "$service_on"
    if [ -n "$service_pattern" ]; then
        service_by_pattern "$service_pattern"
        return
    fi
    service_said=$(LC_ALL=C rc-service "$service_name" status 2>&1)
    case $?:$service_said in
    0:* | *started*) common_field running yes ;;
    *) common_field running no ;;
    esac
}

# ---- init scripts ---------------------------------------------------------------

# service_linked runlevel: does it begin there?
service_linked() {
    # shellcheck disable=SC2231 # the level may be a pattern
    for service_link in /etc/rc$1.d/S[0-9][0-9]"$service_name"; do
        [ ! -L "$service_link" ] && [ ! -e "$service_link" ] || return 0
    done
    return 1
}

service_look_script() {
    [ -z "$service_script" ] || common_field exists 1
    service_on=no
    ! service_linked '?' || service_on=yes
    common_field enabled "$service_on"
    for service_level; do
        ! service_linked "$service_level" || common_field level "$service_level"
    done
    [ -n "$service_script" ] || return 0
    if [ -n "$service_pattern" ]; then
        service_by_pattern "$service_pattern"
        return
    fi
    service_output=$(service_call status 2>&1)
    service_by_status $? "$service_output"
}

# The exit code as LSB has it; of scripts that always say 0, the words.
service_by_status() {
    case $1 in
    0) ;;
    1 | 2 | 3 | 4 | 69)
        common_field running no
        return
        ;;
    *)
        common_field running unknown
        return
        ;;
    esac
    case $2 in
    *'
'*) common_field running yes ;;
    *[Ss]top* | *'not running'* | *'is dead'* | *'dead but'* | *'could not access pid file'* | *inactive*)
        common_field running no
        ;;
    *) common_field running yes ;;
    esac
}

service_by_pattern() {
    case $(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ') in
    *"$1"*) common_field running yes ;;
    *) common_field running no ;;
    esac
}

# service_call verb argument: by `service`, which gives scripts a clean environment.
service_call() {
    if command -v service >/dev/null 2>&1; then
        LC_ALL=C service "$service_name" "$@"
    else
        LC_ALL=C "/etc/init.d/$service_name" "$@"
    fi
}

# ---- to act -----------------------------------------------------------------------

# service_do manager verb name words-or-arguments sleep runlevel ...
# Fields: did= the verb, rc, out, err. What fails ends the frame with why.
service_do() {
    service_by=$1
    service_verb=$2
    service_name=$3
    service_words=$4
    service_pause=$5
    shift 5
    # A daemon keeps the streams that it was given, so they are files.
    service_files=$(mktemp -d "${TMPDIR:-/tmp}/waplay.XXXXXXXXXX") || common_fail "no directory can be made in ${TMPDIR:-/tmp}"
    service_step "$@" >"$service_files/out" 2>"$service_files/err" </dev/null
    service_status=$?
    service_out=$(cat "$service_files/out" && printf .)
    service_err=$(cat "$service_files/err" && printf .)
    service_out=${service_out%.}
    service_err=${service_err%.}
    rm -rf -- "$service_files"
    if [ "$service_status" -ne 0 ]; then
        common_fail "Unable to $service_verb service $service_name: ${service_err:-${service_out:-exit code $service_status}}"
    fi
    common_field did "$service_verb"
    common_field rc "$service_status"
    common_field out "$service_out"
    common_field err "$service_err"
}

service_step() {
    case $service_by:$service_verb in
    systemd:daemon-*) service_systemctl "$service_verb" ;;
    systemd:*) service_systemctl "$service_verb" "$service_name" ;;
    openrc:enable) rc-update add "$service_name" "${1:-default}" ;;
    openrc:disable) rc-update delete "$service_name" "${1:-default}" ;;
    openrc:*) rc-service "$service_name" "$service_verb" ${service_words:+"$service_words"} ;;
    *:enable | *:disable) service_switch "$@" ;;
    *:restart)
        service_script_verb stop
        [ -z "$service_pause" ] || sleep "$service_pause"
        service_script_verb start || return
        [ -z "$service_pause" ] || sleep "$service_pause"
        ;;
    *) service_script_verb "$service_verb" ;;
    esac
}

service_script_verb() {
    # shellcheck disable=SC2086 # arguments as the user split them
    service_call "$1" $service_words
}

# service_switch runlevel ...: at boot, by whichever tool the host has.
service_switch() {
    if command -v update-rc.d >/dev/null 2>&1; then
        if [ "$service_verb" = enable ] && [ $# -eq 0 ]; then
            update-rc.d "$service_name" defaults && update-rc.d "$service_name" enable
        else
            update-rc.d "$service_name" "$service_verb" "$@"
        fi
    elif command -v chkconfig >/dev/null 2>&1; then
        service_levels=
        for service_level; do
            service_levels=$service_levels$service_level
        done
        if [ "$service_verb" = enable ]; then service_to=on; else service_to=off; fi
        chkconfig ${service_levels:+--level "$service_levels"} "$service_name" "$service_to"
    elif command -v insserv >/dev/null 2>&1; then
        if [ "$service_verb" = enable ]; then insserv "$service_name"; else insserv -r "$service_name"; fi
    else
        common_fail "this host has none of update-rc.d, chkconfig and insserv to $service_verb the service $service_name"
    fi
}
