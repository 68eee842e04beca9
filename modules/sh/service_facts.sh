# service_facts: which services the host has.

# service_facts_list: units= and files= of systemd, openrc= and levels=, sysv=
service_facts_list() {
    export LC_ALL=C
    service_facts_first=
    [ ! -r /proc/1/comm ] || IFS= read -r service_facts_first </proc/1/comm
    if [ -d /run/systemd/system ] || [ "$service_facts_first" = systemd ]; then
        common_field units "$(systemctl list-units --no-pager --no-legend --plain --type service --all 2>/dev/null)"
        common_field files "$(systemctl list-unit-files --no-pager --no-legend --type service --all 2>/dev/null)"
    fi
    if command -v rc-status >/dev/null 2>&1; then
        common_field openrc "$(rc-status -a -s -m 2>&1)"
        common_field levels "$(rc-update show -v 2>&1)"
    elif command -v chkconfig >/dev/null 2>&1; then
        common_field chkconfig "$(chkconfig --list 2>/dev/null)"
        service_facts_scripts
    elif command -v service >/dev/null 2>&1; then
        common_field sysv "$(service --status-all 2>/dev/null </dev/null)"
    fi
    return 0
}

# Whether each init script's service runs, as [ + ] and [ - ].
service_facts_scripts() {
    for service_facts_script in /etc/init.d/*; do
        if [ -f "$service_facts_script" ] && [ -x "$service_facts_script" ] &&
            "$service_facts_script" status </dev/null >/dev/null 2>&1; then
            common_field runs "${service_facts_script##*/}"
        fi
    done
}
