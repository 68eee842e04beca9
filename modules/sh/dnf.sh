# dnf: packages of Red Hat's systems and their like, by dnf, or yum where that is all
# there is.
#
# dnf_probe mode refresh program options names root: what would be done; dnf_apply the
# same, and does it. Options and names are lines; root is what --installroot says.
#   mode   present latest absent autoremove nothing list; options may begin with the
#          word update-only
# Fields of the probe: stale, act= (what dnf is to be called for), status and said (of
# what it answers when nobody agrees). A list: available= and installed= lines.

dnf_line='
'

dnf_start() {
    dnf_mode=$1
    dnf_refresh=$2
    dnf_program=$3
    dnf_options=$4
    dnf_names=$5
    dnf_root=$6
    dnf_only_update=
    case $dnf_options in
    update-only"$dnf_line"*)
        dnf_only_update=1
        dnf_options=${dnf_options#*"$dnf_line"}
        ;;
    esac
    if [ -z "$dnf_program" ]; then
        for dnf_program in dnf yum ''; do
            ! command -v "${dnf_program:-dnf}" >/dev/null 2>&1 || break
        done
    fi
    command -v "$dnf_program" >/dev/null 2>&1 || common_fail "this host has no ${dnf_program:-dnf}: is it Red Hat or its like?"
    export LC_ALL=C LANGUAGE=C COLUMNS=1000
    IFS=$dnf_line
    set -f
}

dnf_call() {
    # shellcheck disable=SC2086 # lines are split, and only they
    "$dnf_program" $dnf_options "$@"
}

dnf_rpm() {
    rpm "--root=${dnf_root:-/}" "$@"
}

# dnf_is_there spec: is it installed, by name, by version, or by what it provides?
dnf_is_there() {
    case $1 in
    @*) return 1 ;;
    *.rpm)
        dnf_nevra=$(dnf_rpm -q -p --qf '%{name}-%{version}-%{release}.%{arch}' "$1" 2>/dev/null) || return 1
        dnf_rpm -q "$dnf_nevra" >/dev/null 2>&1
        ;;
    *[\*?]*) [ -n "$(dnf_rpm -q -a "$1" 2>/dev/null)" ] ;;
    *) dnf_rpm -q "$1" >/dev/null 2>&1 || dnf_rpm -q --whatprovides "$1" >/dev/null 2>&1 ;;
    esac
}

# $dnf_act: what to call it for; $dnf_newer: what to bring up to date.
dnf_decide() {
    dnf_act=
    dnf_newer=
    for dnf_name in $dnf_names; do
        if [ "$dnf_mode" = absent ]; then
            case $dnf_name in
            @*) dnf_act=$dnf_act$dnf_name$dnf_line ;;
            *) ! dnf_is_there "$dnf_name" || dnf_act=$dnf_act$dnf_name$dnf_line ;;
            esac
        elif [ "$dnf_name" = '*' ]; then
            dnf_newer='*'
        elif dnf_is_there "$dnf_name"; then
            [ "$dnf_mode" != latest ] || dnf_newer=$dnf_newer$dnf_name$dnf_line
        elif [ -z "$dnf_only_update" ]; then
            dnf_act=$dnf_act$dnf_name$dnf_line
        fi
    done
}

# dnf_work option: -y, or --assumeno.
dnf_work() {
    dnf_status=0
    # shellcheck disable=SC2086 # lines are split, and only they
    case $dnf_mode in
    autoremove) dnf_call "$1" autoremove || dnf_status=$? ;;
    absent) [ -z "$dnf_act" ] || dnf_call "$1" remove $dnf_act || dnf_status=$? ;;
    present | latest)
        [ -z "$dnf_act" ] || dnf_call "$1" install $dnf_act || dnf_status=$?
        if [ -n "$dnf_newer" ] && [ "$dnf_status" -le 1 ]; then
            [ "$dnf_newer" != '*' ] || dnf_newer=
            dnf_call "$1" upgrade $dnf_newer || dnf_status=$?
        fi
        ;;
    esac
    return "$dnf_status"
}

dnf_has_work() {
    [ "$dnf_mode" = autoremove ] || [ -n "$dnf_act$dnf_newer" ]
}

dnf_probe() {
    dnf_start "$@"
    common_field program "$dnf_program"
    [ -z "$dnf_refresh" ] || common_field stale 1
    if [ "$dnf_mode" = list ]; then
        dnf_list
        return
    fi
    dnf_decide
    for dnf_name in $dnf_act $dnf_newer; do
        common_field act "$dnf_name"
    done
    dnf_has_work || return 0
    dnf_said=$(dnf_work --assumeno 2>&1 </dev/null)
    common_field status "$?"
    common_field said "$dnf_said"
}

dnf_query() {
    dnf_call -q repoquery --qf '%{name}|%{epoch}|%{version}|%{release}|%{arch}|%{reponame}' "$@" 2>/dev/null </dev/null
}

dnf_list() {
    case ${dnf_names%"$dnf_line"} in
    repos) common_field repos "$(dnf_call -q repolist 2>/dev/null </dev/null)" ;;
    installed) common_field installed "$(dnf_query --installed)" ;;
    updates | upgrades) common_field available "$(dnf_query --upgrades)" ;;
    available) common_field available "$(dnf_query --available)" ;;
    *)
        common_field installed "$(dnf_query --installed "${dnf_names%"$dnf_line"}")"
        common_field available "$(dnf_query --available "${dnf_names%"$dnf_line"}")"
        ;;
    esac
}

# dnf_apply mode refresh program options names root lock-timeout
# Fields: rc, out, err. Another that holds the lock is waited for.
dnf_apply() {
    dnf_timeout=$7
    dnf_start "$@"
    dnf_files=$(mktemp -d "${TMPDIR:-/tmp}/waplay.XXXXXXXXXX") || common_fail "no directory can be made in ${TMPDIR:-/tmp}"
    if [ -n "$dnf_refresh" ]; then
        dnf_said=$(dnf_call -q makecache 2>&1 </dev/null) || common_fail "Failed to update the cache: $dnf_said"
    fi
    dnf_decide
    if dnf_has_work; then
        dnf_wait
        dnf_work -y >"$dnf_files/out" 2>"$dnf_files/err" </dev/null
        common_field rc "$?"
        common_field out "$(cat "$dnf_files/out")"
        common_field err "$(cat "$dnf_files/err")"
    fi
    rm -rf -- "$dnf_files"
}

dnf_wait() {
    for dnf_lock in "$dnf_root/var/run/yum.pid" "$dnf_root/var/run/dnf.pid"; do
        dnf_left=$dnf_timeout
        while [ -s "$dnf_lock" ] && kill -0 "$(cat "$dnf_lock")" 2>/dev/null; do
            [ "$dnf_left" -gt 0 ] || common_fail "another program holds $dnf_lock, after $dnf_timeout s still"
            dnf_left=$((dnf_left - 1))
            sleep 1
        done
    done
}
