#!/bin/sh
# What preflight wants to know of what a host reaches, as key=value lines: the database
# and what its user may do there, the world, the webhook, the media. All stays as it is; a
# file is made among the media for a moment.
# Takes DB_HOST, DB_PORT, DB_ENV (the WA_DB_ lines that db.env is to have), OUTBOUND
# (host:port, split by blanks), WEBHOOK, MEDIA and WA_DIR from the environment.

# ---- connecting --------------------------------------------------------------------

# connect HOST PORT: $ms is how many milliseconds it took, empty where it did not work;
# $said begins with what the other side said by itself: of MySQL, its version.
connect_with_curl() {
    said=$(curl -s --http0.9 --noproxy '*' --connect-timeout 5 --max-time 8 -w '\n%{time_namelookup} %{time_connect}' \
        "http://$1:$2/" 2>/dev/null | tr -cd '\12\40-\176')
    ms=$(printf '%s\n' "$said" | tail -n 1 | awk '$2 > 0 { printf "%.1f", ($2 - $1) * 1000 }')
}
connect_with_bash() {
    # shellcheck disable=SC2016 # bash is to expand it
    said=$(timeout 8 bash -c 'from=$(date +%s%N); exec 3<>"/dev/tcp/$0/$1" || exit 1
        echo "$((($(date +%s%N) - from) / 100000))"; timeout 1 head -c 80 <&3' "$1" "$2" 2>/dev/null |
        tr -cd '\12\40-\176')
    ms=$(printf '%s\n' "$said" | awk 'NR == 1 && /^[0-9]+$/ { printf "%.1f", $0 / 10 }')
    said=$(printf '%s\n' "$said" | tail -n +2)
}
connect() { ms=unknown said=; }
if command -v curl >/dev/null 2>&1; then
    connect() { connect_with_curl "$@"; }
elif command -v bash >/dev/null 2>&1; then
    connect() { connect_with_bash "$@"; }
fi

# ---- the database ------------------------------------------------------------------

connect "$DB_HOST" "$DB_PORT"
case $ms in '' | unknown) ;; *) connect "$DB_HOST" "$DB_PORT" ;; esac # the first has paid for names and neighbours
echo "db_ms=$ms"
printf '%s\n' "$said" |
    sed -n 's/^[^0-9]*\(5\.5\.5-\)\{0,1\}\([0-9][0-9]*\.[0-9][0-9]*\.[0-9][0-9]*\).*/db_version=\2/p' | head -n 1

db_address=$(getent hosts "$DB_HOST" 2>/dev/null | awk '{ print $1; exit }')
for own in 127.0.0.1 ::1 $(hostname -I 2>/dev/null); do
    [ "$own" != "${db_address:-$DB_HOST}" ] || echo "db_here=yes"
done

setting() { printf '%s\n' "$DB_ENV" | sed -n "s/^WA_DB_$1=//p" | sed "s/^'\(.*\)'\$/\1/"; }

# ask_mysql OPTION...: what the user may do; the password is in the environment, for nobody else to see.
ask_mysql() {
    MYSQL_PWD=$(setting PASSWORD) timeout 8 "$client" --no-defaults "$@" --protocol=tcp --connect-timeout=5 -NB \
        -h "$DB_HOST" -P "$DB_PORT" -u "$(setting USERNAME)" -e 'SHOW GRANTS' 2>&1
}

# An answer of the server itself is a refusal; what goes wrong with the client says nothing.
look_at_mysql() {
    said=$(ask_mysql)
    case $said in
        *'ERROR 1045 '*) # as it is refused too where it must be encrypted
            encrypted=$(ask_mysql --ssl)
            case $encrypted in *'GRANT '*) said=$encrypted ;; esac
            ;;
    esac
    case $said in
        *'GRANT '*) ;;
        *'ERROR 1'[0-9][0-9][0-9]' '*) echo "db_refused=$(printf '%s' "$said" | tail -n 1 | sed 's/^ERROR [^:]*: //')"; return ;;
        *) echo 'db_user=unknown'; return ;;
    esac
    # What comes by a role is not listed.
    ! printf '%s\n' "$said" | grep '^GRANT' | grep -qv ' ON ' || return
    granted=$(printf '%s\n' "$said" | sed -n 's/^GRANT \(.*\) ON .*/\1/p' | tr ',' '\n' | sed 's/^ *//')
    lacks=
    for right in SELECT INSERT UPDATE DELETE CREATE ALTER INDEX DROP; do
        printf '%s\n' "$granted" | grep -qx -e "$right" -e 'ALL PRIVILEGES' || lacks="$lacks $right"
    done
    [ -z "$lacks" ] || echo "db_lacks=${lacks# }"
}

# The right to make databases, unless one was made for the user.
look_at_pgsql() {
    said=$(PGPASSWORD=$(setting PASSWORD) PGCONNECT_TIMEOUT=5 timeout 8 "$client" -XAtw -F ' ' -h "$DB_HOST" -p "$DB_PORT" \
        -U "$(setting USERNAME)" -d postgres -c "
            SELECT split_part(current_setting('server_version'), ' ', 1), rolsuper OR rolcreatedb OR EXISTS (
                SELECT FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' AND has_database_privilege(oid, 'CREATE'))
            FROM pg_roles WHERE rolname = current_user" 2>&1)
    case $said in
        [0-9]*' t') echo "db_version=${said% *}" ;;
        [0-9]*' f') echo "db_version=${said% *}"; echo 'db_lacks=CREATEDB' ;;
        *'authentication failed'* | *'FATAL:  role '*) echo "db_refused=$(printf '%s' "$said" | tail -n 1 | sed 's/.*FATAL:  //')" ;;
        *) echo 'db_user=unknown' ;;
    esac
}

case $(setting ENGINE):$ms in
    *:) ;;
    MYSQL:*)
        if client=$(command -v mysql || command -v mariadb); then look_at_mysql; else echo 'db_user=unknown'; fi
        ;;
    PGSQL:*)
        if client=$(command -v psql); then look_at_pgsql; else echo 'db_user=unknown'; fi
        ;;
esac

# What db.env says here, and is to say: the names of what differs.
settings() { sed -n "s/^\(WA_DB_[A-Z_]*=\)[\"']\(.*\)[\"']\$/\1\2/; /^WA_DB_/p" | sort -u; }
if [ -r "$WA_DIR/db.env" ]; then
    differs=$({ settings <"$WA_DIR/db.env"; printf '%s\n' "$DB_ENV" | settings; } | sort | uniq -u | sed 's/=.*//' | sort -u | tr '\n' ' ')
    [ -z "$differs" ] || echo "db_env_differs=${differs% }"
fi

# ---- the world ---------------------------------------------------------------------

# reaches HOST PORT: that is all; curl would go on to talk. Without either, nothing is said.
reaches() {
    if command -v bash >/dev/null 2>&1; then
        # shellcheck disable=SC2016 # bash is to expand it
        timeout 5 bash -c ': <"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null
    elif command -v curl >/dev/null 2>&1; then
        ! curl -s --noproxy '*' -m 5 -o /dev/null -w '%{time_connect}' "https://$1:$2/" 2>/dev/null | grep -qx '0[.,]0*'
    fi
}
blocked=$(
    for place in $OUTBOUND; do
        { reaches "${place%:*}" "${place##*:}" || echo "$place"; } &
    done
    wait
)
# shellcheck disable=SC2086 # lines become words
[ -z "$blocked" ] || echo blocked=$blocked

# Whatever it answers, it is there; it has the three seconds that the client gives it. Its
# address may have a password in it.
if [ -n "$WEBHOOK" ] && command -v curl >/dev/null 2>&1; then
    said=$(printf '%s' "$WEBHOOK" | sed 's/["\\]/\\&/g; s/.*/url = "&"/' | curl -K - -IskS -m 3 -o /dev/null 2>&1) ||
        echo "webhook_fault=$(printf '%s' "$said" | tail -n 1 | sed 's/^curl: ([0-9]*) //')"
fi

# ---- the media ---------------------------------------------------------------------

# media: what is mounted there; `own`: the host's own disk; nothing: no such directory. A
# server that is gone must not stop us.
if [ -n "$MEDIA" ] && timeout -s KILL 5 test -d "$MEDIA"; then
    awk -v path="$MEDIA" '
        $3 ~ /^(nfs|ceph|cifs|smb|fuse[.]|gluster|lustre|gfs|ocfs|9p|virtiofs)/ || $2 == path {
            if (path == $2 || index(path, $2 "/") == 1) source = $1
        }
        END { print "media=" (source == "" ? "own" : source) }' /proc/mounts
    # shellcheck disable=SC2016 # for the inner shell
    said=$(timeout -s KILL 5 sh -c 'file=$(mktemp "$1/.waplay.XXXXXX") && rm -f "$file"' sh "$MEDIA" 2>&1) ||
        echo "media_fault=${said:-no answer for 5 seconds}"
elif [ -n "$MEDIA" ] && awk -v path="$MEDIA" '$2 == path { found = 1 } END { exit !found }' /proc/mounts; then
    echo "media_fault=no answer for 5 seconds"
fi
