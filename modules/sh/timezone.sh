# timezone: the zone of the host, and whether its clock of hardware goes by it.

# timezone_probe name: by (systemd or files), zone, clock (UTC or local), and known,
# where there is such a zone.
timezone_probe() {
    timezone_by=files
    if [ -d /run/systemd/system ] && command -v timedatectl >/dev/null 2>&1; then
        timezone_by=systemd
    fi
    common_field by "$timezone_by"
    timezone_zone=
    timezone_link=$(readlink /etc/localtime 2>/dev/null) || timezone_link=
    case $timezone_link in
    */zoneinfo/*) timezone_zone=${timezone_link#*/zoneinfo/} ;;
    *) [ ! -r /etc/timezone ] || IFS= read -r timezone_zone </etc/timezone ;;
    esac
    common_field zone "$timezone_zone"
    [ ! -f /etc/timezone ] || IFS= read -r timezone_zone </etc/timezone || :
    [ ! -f /etc/timezone ] || common_field file "$timezone_zone"
    common_field clock "$(timezone_clock)"
    [ -z "$1" ] || [ ! -f "/usr/share/zoneinfo/$1" ] || common_field known 1
}

timezone_clock() {
    timezone_last=
    [ ! -r /etc/adjtime ] || while IFS= read -r timezone_line; do
        timezone_last=$timezone_line
    done </etc/adjtime
    if [ "$timezone_last" = LOCAL ]; then printf local; else printf UTC; fi
}

# timezone_set by name clock: empty is left as it is.
timezone_set() {
    if [ "$1" = systemd ]; then
        [ -z "$2" ] || timedatectl set-timezone -- "$2" || exit
        case $3 in
        UTC) timedatectl set-local-rtc 0 || exit ;;
        local) timedatectl set-local-rtc 1 || exit ;;
        esac
        return 0
    fi
    if [ -n "$2" ]; then
        ln -sfn "/usr/share/zoneinfo/$2" /etc/localtime.waplay || exit
        mv -f /etc/localtime.waplay /etc/localtime || exit
        [ ! -f /etc/timezone ] || timezone_replace /etc/timezone "$2"
    fi
    [ -n "$3" ] || return 0
    timezone_word=UTC
    [ "$3" != local ] || timezone_word=LOCAL
    timezone_head='0.0 0 0.0
0'
    [ ! -r /etc/adjtime ] || timezone_head=$(head -n 2 /etc/adjtime)
    timezone_replace /etc/adjtime "$timezone_head
$timezone_word"
}

timezone_replace() {
    timezone_new=$(mktemp "$1.XXXXXXXXXX") || common_fail "$1 can't be written"
    if ! { printf '%s\n' "$2" >"$timezone_new" && chmod 644 "$timezone_new" && mv -f -- "$timezone_new" "$1"; }; then
        rm -f -- "$timezone_new"
        common_fail "$1 can't be written"
    fi
}
