# apt: packages of Debian and its like, by apt-get and dpkg.
#
# apt_probe mode refresh valid options names: what would be done. apt_apply has the
# same arguments and policy, and does it; it decides again, since the lists may be
# newer by then. Options and names are lines.
#   mode     present latest absent fixed build-dep safe full deb autoremove autoclean
#            nothing; options may begin with the words only-upgrade, purge and clean
# Fields of the probe: cache_time (when the lists were read), stale (they are to be read
# again), clean, auto= (wanted by the user, but installed for the sake of others),
# act= (what apt-get is to be called for), status and said (of its simulation).

apt_line='
'

apt_start() {
    apt_mode=$1
    apt_refresh=$2
    apt_valid=$3
    apt_options=$4
    apt_names=$5
    apt_only_upgrade=
    apt_purge=
    apt_clean=
    while :; do
        case $apt_options in
        only-upgrade"$apt_line"*) apt_only_upgrade=1 ;;
        purge"$apt_line"*) apt_purge=1 ;;
        clean"$apt_line"*) apt_clean=1 ;;
        *) break ;;
        esac
        apt_options=${apt_options#*"$apt_line"}
    done
    command -v apt-get >/dev/null 2>&1 || common_fail "this host has no apt-get: is it Debian or its like?"
    export DEBIAN_FRONTEND=noninteractive DEBIAN_PRIORITY=critical LC_ALL=C LANGUAGE=C
    IFS=$apt_line
    set -f
}

apt_get() {
    # shellcheck disable=SC2086 # lines are split, and only they
    apt-get -y $apt_options "$@"
}

# ---- the lists -----------------------------------------------------------------

apt_cache_time() {
    apt_time=$(stat -c %Y /var/lib/apt/periodic/update-success-stamp 2>/dev/null) ||
        apt_time=$(stat -c %Y /var/lib/apt/lists 2>/dev/null) || apt_time=0
}

# With no limit to their age they are always read again.
apt_is_stale() {
    [ -n "$apt_refresh" ] || return 1
    apt_cache_time
    [ $((apt_time + apt_valid)) -lt "$(date +%s)" ] || [ "$apt_valid" -eq 0 ]
}

# apt_update retries max-delay
apt_update() {
    apt_try=0
    apt_delay=1
    while :; do
        apt_said=$(apt-get -q -o APT::Update::Error-Mode=any -o DPkg::Lock::Timeout=60 update 2>&1 </dev/null) && return 0
        apt_try=$((apt_try + 1))
        [ "$apt_try" -lt "$1" ] || break
        sleep "$apt_delay"
        apt_delay=$((apt_delay * 2))
        [ "$apt_delay" -le "$2" ] || apt_delay=$2
    done
    common_fail "Failed to update apt cache: $(printf '%s\n' "$apt_said" | grep '^[EW]:' || printf '%s\n' "$apt_said" | tail -n 3)"
}

# ---- what is there ---------------------------------------------------------------

# Names with wildcards become those that apt knows.
apt_expand() {
    apt_all=
    for apt_spec in $apt_names; do
        case ${apt_spec%%[=/]*} in
        *[\*?[]*) ;;
        *)
            apt_all=$apt_all$apt_spec$apt_line
            continue
            ;;
        esac
        apt_found=
        for apt_name in $(apt-cache pkgnames 2>/dev/null); do
            # shellcheck disable=SC2254 # a pattern
            case $apt_name in
            $apt_spec) apt_found=$apt_found$apt_name$apt_line ;;
            esac
        done
        [ -n "$apt_found" ] || [ -n "$apt_stale" ] || common_fail "No package(s) matching '$apt_spec' available"
        apt_all=$apt_all$apt_found
    done
    apt_names=$apt_all
}

# Of all that are asked for, one call: lines `name:arch name state version`.
apt_look() {
    apt_bare=
    for apt_spec in $apt_names; do
        apt_spec=${apt_spec%%[=/]*}
        apt_bare=$apt_bare${apt_spec%>}$apt_line
    done
    # shellcheck disable=SC2016,SC2086 # dpkg-query's; lines are split
    apt_known=$(dpkg-query -W -f '${Package}:${Architecture} ${Package} ${db:Status-Status} ${Version}\n' $apt_bare 2>/dev/null)
}

# apt_state name: $apt_is and $apt_has, its state and version.
apt_state() {
    apt_is=
    apt_has=
    for apt_found in $apt_known; do
        case $apt_found in
        "$1 "* | *" $1 "*) ;;
        *) continue ;;
        esac
        apt_has=${apt_found##* }
        apt_found=${apt_found% *}
        apt_is=${apt_found##* }
        [ "$apt_is" != installed ] || return 0
    done
}

# apt_is_there: is $apt_name there, in the version that is wanted?
apt_is_there() {
    [ "$apt_is" = installed ] || return 1
    case $apt_compare in
    '=')
        # shellcheck disable=SC2254 # may be a pattern
        case $apt_has in $apt_version) return 0 ;; esac
        return 1
        ;;
    '>=') dpkg --compare-versions "$apt_has" ge "$apt_version" ;;
    *) return 0 ;;
    esac
}

# apt_read spec: name, name=version, name>=version, name/release.
apt_read() {
    apt_compare=
    apt_version=
    apt_name=$1
    case $1 in
    *'>='*) apt_compare='>=' apt_name=${1%%>=*} apt_version=${1#*>=} ;;
    *=*) apt_compare='=' apt_name=${1%%=*} apt_version=${1#*=} ;;
    */*) apt_name=${1%%/*} ;;
    esac
    apt_state "$apt_name"
}

# ---- what is to be done ------------------------------------------------------------

# $apt_act: words for apt-get, a line each; $apt_there: names that are there already.
apt_decide() {
    apt_act=
    apt_there=
    case $apt_mode in
    present | latest | absent | fixed) apt_decide_names ;;
    build-dep) apt_act=$apt_names ;;
    deb) apt_decide_debs ;;
    esac
}

apt_decide_names() {
    apt_expand
    apt_look
    for apt_spec in $apt_names; do
        apt_read "$apt_spec"
        case $apt_mode in
        absent)
            if apt_is_there || { [ -n "$apt_purge" ] && [ "$apt_is" = config-files ]; }; then
                apt_act=$apt_act$apt_name$apt_line
            fi
            continue
            ;;
        present)
            if apt_is_there; then
                apt_there=$apt_there$apt_name$apt_line
                continue
            fi
            ;;
        esac
        [ -z "$apt_only_upgrade" ] || [ "$apt_is" = installed ] || continue
        case $apt_compare in
        '>=')
            apt_check_candidate
            apt_act=$apt_act$apt_name$apt_line
            ;;
        *) apt_act=$apt_act$apt_spec$apt_line ;;
        esac
    done
}

# Is there a version to be had that is new enough? Lists that are to be read anew may have one.
apt_check_candidate() {
    [ -z "$apt_stale" ] || return 0
    for apt_found in $(apt-cache policy "$apt_name" 2>/dev/null); do
        case $apt_found in
        *Candidate:*) ! dpkg --compare-versions "${apt_found##* }" ge "$apt_version" || return 0 ;;
        esac
    done
    common_fail "no available installation candidate for $apt_spec"
}

# Package files, by path or URL: those whose version is not the one that is there.
apt_decide_debs() {
    for apt_deb in $apt_names; do
        case $apt_deb in
        *://*) apt_download "$apt_deb" ;;
        /*) ;;
        *) apt_deb=./$apt_deb ;;
        esac
        if [ ! -e "$apt_deb" ]; then
            common_field absent_deb "$apt_deb"
            continue
        fi
        apt_control=$(dpkg-deb -f "$apt_deb" Package Version Architecture 2>&1) || common_fail "Unable to install package: $apt_control"
        apt_name=
        apt_version=
        for apt_found in $apt_control; do
            case $apt_found in
            'Package: '*) apt_name=${apt_found#* } ;;
            'Version: '*) apt_version=${apt_found#* } ;;
            esac
        done
        apt_known=$(dpkg-query -W -f '${Package}:${Architecture} ${Package} ${db:Status-Status} ${Version}\n' "$apt_name" 2>/dev/null)
        apt_state "$apt_name"
        if [ "$apt_is" = installed ] && dpkg --compare-versions "$apt_has" eq "$apt_version"; then
            continue
        fi
        apt_act=$apt_act$apt_deb$apt_line
    done
}

# Into a directory that goes when the frame ends; apt-helper is apt's own.
apt_download() {
    if [ -z "${apt_dir-}" ]; then
        apt_dir=$(umask 022 && mktemp -d "${TMPDIR:-/tmp}/waplay.XXXXXXXXXX") || common_fail "no directory can be made in ${TMPDIR:-/tmp}"
        chmod 755 "$apt_dir"
        trap 'rm -rf -- "$apt_dir"' EXIT
        trap 'rm -rf -- "$apt_dir"; exit 129' HUP INT TERM
    fi
    apt_deb=$apt_dir/${1##*/}
    case $apt_deb in *.deb) ;; *) apt_deb=$apt_deb.deb ;; esac
    apt_said=$(/usr/lib/apt/apt-helper download-file "$1" "$apt_deb" 2>&1) ||
        common_fail "Failed to download $1: $(printf '%s\n' "$apt_said" | grep '^E:' || printf '%s\n' "$apt_said" | tail -n 1)"
}

# Is there something to call apt-get for, and with which words?
apt_has_work() {
    case $apt_mode in
    nothing) return 1 ;;
    safe | full | autoremove | autoclean) return 0 ;;
    *) [ -n "$apt_act" ] ;;
    esac
}

apt_work() {
    # shellcheck disable=SC2086 # lines are split, and only they
    case $apt_mode in
    present | latest | fixed | deb) apt_get "$@" install $apt_act ;;
    absent) apt_get "$@" remove $apt_act ;;
    build-dep) apt_get "$@" build-dep $apt_act ;;
    safe) apt_get "$@" --with-new-pkgs upgrade ;;
    full) apt_get "$@" dist-upgrade ;;
    autoremove | autoclean) apt_get "$@" "$apt_mode" ;;
    esac
}

apt_probe() {
    apt_start "$@"
    apt_cache_time
    common_field cache_time "$apt_time"
    apt_stale=
    ! apt_is_stale || apt_stale=1
    [ -z "$apt_stale" ] || common_field stale 1
    [ -z "$apt_clean" ] || common_field clean 1
    apt_decide
    for apt_name in $apt_act; do
        common_field act "$apt_name"
    done
    if [ -n "$apt_there" ]; then
        # shellcheck disable=SC2086 # lines are split
        for apt_name in $(apt-mark showauto $apt_there 2>/dev/null); do
            common_field auto "$apt_name"
        done
    fi
    apt_has_work || return 0
    apt_said=$(apt_work --simulate 2>&1 </dev/null)
    common_field status "$?"
    common_field said "$apt_said"
}

# apt_apply mode refresh valid options names policy retries max-delay
# Fields: cache_time, refreshed, rc, out and err (of apt-get; none where there was
# nothing to be done).
apt_apply() {
    apt_policy=$6
    apt_retries=$7
    apt_max_delay=$8
    apt_start "$@"
    if [ -n "$apt_clean" ]; then
        apt-get clean || common_fail "apt-get clean failed"
    fi
    apt_stale=
    if apt_is_stale; then
        apt_update "$apt_retries" "$apt_max_delay"
        apt_before=$apt_time
        apt_cache_time
        [ "$apt_before" = "$apt_time" ] || common_field refreshed 1
    fi
    apt_cache_time
    common_field cache_time "$apt_time"
    apt_decide
    apt_manual
    apt_has_work || return 0
    apt_begin_policy
    apt_files=$(mktemp -d "${TMPDIR:-/tmp}/waplay.XXXXXXXXXX") || common_fail "no directory can be made in ${TMPDIR:-/tmp}"
    apt_work >"$apt_files/out" 2>"$apt_files/err" </dev/null
    common_field rc "$?"
    common_field out "$(cat "$apt_files/out")"
    common_field err "$(cat "$apt_files/err")"
    rm -rf -- "$apt_files"
    apt_end_policy
}

# Whatever is asked for by name stays when those that need it go.
apt_manual() {
    [ -n "$apt_there" ] || return 0
    # shellcheck disable=SC2086 # lines are split, and only they
    apt-mark manual $apt_there >/dev/null 2>&1 || :
}

# While packages are installed, the answer to whether their services may start.
apt_begin_policy() {
    [ -n "$apt_policy" ] || return 0
    apt_rc_d=/usr/sbin/policy-rc.d
    apt_kept=
    if [ -e "$apt_rc_d" ]; then
        apt_kept=$apt_rc_d.waplay
        mv -f "$apt_rc_d" "$apt_kept" || common_fail "$apt_rc_d can't be moved aside"
    fi
    trap 'apt_end_policy; exit 129' HUP INT TERM
    { printf '#!/bin/sh\nexit %s\n' "$apt_policy" >"$apt_rc_d" && chmod 755 "$apt_rc_d"; } || common_fail "$apt_rc_d can't be written"
}
apt_end_policy() {
    [ -n "$apt_policy" ] || return 0
    if [ -n "$apt_kept" ]; then
        mv -f "$apt_kept" "$apt_rc_d"
    else
        rm -f "$apt_rc_d"
    fi
}
