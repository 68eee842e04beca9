# hostname: the name of the host, now (the kernel's) and after the next boot (a file's).
#
# A way is systemd (hostnamectl), redhat (HOSTNAME= in sysconfig), openrc, freebsd
# (hostname= in their files), or the file whose only line it is.

# hostname_way use: $hostname_by and $hostname_file.
hostname_way() {
    hostname_by=$1
    if [ -z "$hostname_by" ]; then
        hostname_by=generic
        if [ -d /run/systemd/system ]; then
            hostname_by=systemd
        elif [ -f /etc/conf.d/hostname ] && command -v rc-service >/dev/null 2>&1 && [ ! -f /etc/alpine-release ]; then
            hostname_by=openrc
        elif [ -f /etc/sysconfig/network ] && [ ! -f /etc/hostname ]; then
            hostname_by=redhat
        fi
    fi
    hostname_key=
    case $hostname_by in
    redhat) hostname_file=/etc/sysconfig/network hostname_key=HOSTNAME ;;
    openrc) hostname_file=/etc/conf.d/hostname hostname_key=hostname ;;
    freebsd) hostname_file=/etc/rc.conf.d/hostname hostname_key=hostname ;;
    sles) hostname_file=/etc/HOSTNAME ;;
    openbsd) hostname_file=/etc/myname ;;
    *) hostname_file=/etc/hostname ;;
    esac
}

hostname_now() {
    if [ -r /proc/sys/kernel/hostname ]; then
        IFS= read -r hostname_name </proc/sys/kernel/hostname
    else
        hostname_name=$(uname -n)
    fi
}

# hostname_probe use: by, file, current, permanent, fqdn.
hostname_probe() {
    hostname_way "$1"
    common_field by "$hostname_by"
    common_field file "$hostname_file"
    hostname_now
    common_field current "$hostname_name"
    hostname_kept=
    if [ -r "$hostname_file" ]; then
        while IFS= read -r hostname_line || [ -n "$hostname_line" ]; do
            case $hostname_line in
            "$hostname_key"=*)
                hostname_kept=${hostname_line#*=}
                hostname_kept=${hostname_kept#\"}
                hostname_kept=${hostname_kept%\"}
                ;;
            '#'* | '') ;;
            *) [ -n "$hostname_key" ] || hostname_kept=$hostname_line ;;
            esac
        done <"$hostname_file"
    fi
    common_field permanent "$hostname_kept"
    common_field fqdn "$(hostname -f 2>/dev/null)"
}

# hostname_set by name current permanent: the last two say which of them.
hostname_set() {
    hostname_way "$1"
    if [ "$hostname_by" = systemd ]; then
        [ -z "$3" ] || hostnamectl --transient set-hostname -- "$2" || exit
        [ -z "$4" ] || hostnamectl --static set-hostname -- "$2" || exit
        return
    fi
    [ -z "$4" ] || hostname_write "$2"
    [ -n "$3" ] || return 0
    if command -v hostname >/dev/null 2>&1; then
        hostname -- "$2" || hostname "$2"
    else
        printf '%s\n' "$2" >/proc/sys/kernel/hostname
    fi
}

hostname_write() {
    [ -d "${hostname_file%/*}" ] || mkdir -p -- "${hostname_file%/*}" || exit
    hostname_new=$(mktemp "$hostname_file.XXXXXXXXXX") || common_fail "$hostname_file can't be written"
    if [ -z "$hostname_key" ]; then
        printf '%s\n' "$1" >"$hostname_new"
    else
        hostname_quote=\"
        [ "$hostname_by" != redhat ] || hostname_quote=
        hostname_done=
        [ ! -r "$hostname_file" ] || while IFS= read -r hostname_line || [ -n "$hostname_line" ]; do
            case $hostname_line in
            "$hostname_key"=*)
                hostname_line="$hostname_key=$hostname_quote$1$hostname_quote"
                hostname_done=1
                ;;
            esac
            printf '%s\n' "$hostname_line" >>"$hostname_new"
        done <"$hostname_file"
        [ -n "$hostname_done" ] || printf '%s\n' "$hostname_key=$hostname_quote$1$hostname_quote" >>"$hostname_new"
    fi
    if ! { chmod 644 "$hostname_new" && { mv -f -- "$hostname_new" "$hostname_file" 2>/dev/null || cat "$hostname_new" >"$hostname_file"; }; }; then
        rm -f -- "$hostname_new"
        common_fail "$hostname_file can't be written"
    fi
    rm -f -- "$hostname_new" # a file that is mounted can't be replaced
}
