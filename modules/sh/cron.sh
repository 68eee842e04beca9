# cron: crontabs, by the program crontab of cron, cronie or busybox, and files of cron.d.

# cron_tab user argument ...: crontab, for that user where one is named.
cron_tab() {
    cron_user=$1
    shift
    LC_ALL=C crontab ${cron_user:+-u "$cron_user"} "$@"
}

# cron_probe user file: there (where one is), content.
cron_probe() {
    if [ -n "$2" ]; then
        [ -f "$2" ] || return 0
        [ -r "$2" ] || common_fail "$2 can't be read: permission denied"
        common_field there 1
        printf 'content='
        cat -- "$2"
        return
    fi
    command -v crontab >/dev/null 2>&1 || common_fail "this host has no crontab: install cron (cronie, busybox)"
    if cron_text=$(cron_tab "$1" -l 2>/dev/null && printf .); then
        common_field there 1
        printf 'content=%s' "${cron_text%.}"
        return 0
    fi
    cron_said=$(cron_tab "$1" -l 2>&1)
    case $cron_said in
    *'no crontab'* | *"can't open"* | *'No such file'*) return 0 ;;
    esac
    common_fail "$cron_said"
}

# cron_install user backup: standard input becomes the crontab; field backup.
cron_install() {
    if [ -n "$2" ]; then
        cron_backup=$(umask 077 && mktemp /tmp/crontab.XXXXXXXX) || common_fail "no backup can be made in /tmp"
        cron_tab "$1" -l >"$cron_backup" 2>/dev/null
        common_field backup "$cron_backup"
    fi
    cron_said=$(cron_tab "$1" - 2>&1) || common_fail "crontab does not take it: $cron_said"
}
