#!/bin/sh
# Makes room on a full disk: empties logs, removes crash logs and temporary files.
for log in /var/log/whatsapp/*.log /var/log/lighttpd/*.log; do
    [ -f "$log" ] && : >"$log"
done
rm -f /usr/local/waent/logs/*-crash.log
rm -rf /tmp/*
