# shellcheck shell=sh disable=SC2016,SC2034,SC2086,SC2154 # shared with run and the other parts; lists of words
#
# A larger site: two Webapps behind HAProxy, PostgreSQL, a certificate of its own, by
# site-example.yml, which puts its own steps around ha.yml.

. "$here/cluster.sh"

"$lab" up web2 lb1 pg1 || exit 1

# certificate FILE CA NAME...: key, certificate and CA, as the Webapp wants them.
certificate() {
    file=$1 ca=$2
    shift 2
    names=$(printf 'DNS:%s,' "$@")
    [ -f "$ca" ] || openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Site CA" -keyout "$scratch/ca.key" -out "$ca" \
        -addext basicConstraints=critical,CA:true
    openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$scratch/web.key" -out "$scratch/web.csr"
    printf 'subjectAltName=%s\n' "${names%,}" >"$scratch/ext"
    openssl x509 -req -in "$scratch/web.csr" -CA "$ca" -CAkey "$scratch/ca.key" -days 30 -extfile "$scratch/ext" -out "$scratch/web.crt"
    cat "$scratch/web.key" "$scratch/web.crt" "$ca" >"$file"
} >/dev/null 2>&1
certificate "$scratch/web.pem" "$scratch/ca.pem" lb1 web1 web2

site="-i tests/e2e/site -e wa_api_certificate_file=$scratch/web.pem -e wa_api_ca_file=$scratch/ca.pem"
through_lb() {
    token=$("$lab" control curl -s -m 5 --cacert "$scratch/ca.pem" -u "admin:$(lab_value wa_admin_password)" -X POST \
        https://lb1:9090/v1/users/login | jq -r '.users[0].token')
    "$lab" control curl -s -m 5 --cacert "$scratch/ca.pem" -H "Authorization: Bearer $token" "https://lb1:9090$1"
}
nodes_of_site() { through_lb /v1/health | holds "$nodes | $healthy"; }

pg() { "$lab" exec pg1 su postgres -c "psql -qc '$1'"; }
pg 'ALTER ROLE wa NOCREATEDB'
check "PostgreSQL: a user who may not make databases is told" says 'wa may not CREATEDB' play playbooks/preflight.yml $site
pg 'ALTER ROLE wa CREATEDB'
check "one with a wrong password, too" says 'refuses wa: password authentication failed' play playbooks/preflight.yml $site -e wa_db_password=wrong

"$lab" snapshot before
check "site: the preview succeeds" play_to "$scratch/preview" playbooks/site-example.yml $site -e wa_version=2.53.5 --check --diff
check "it changes nothing on any host" "$lab" changed before
check "the run succeeds" play_to "$scratch/first" playbooks/site-example.yml $site -e wa_version=2.53.5
check "it changed what the preview said" "$here/same-changes" "$scratch/preview" "$scratch/first"
check "a second run succeeds" play_to "$scratch/second" playbooks/site-example.yml $site -e wa_version=2.53.5
check "and changes nothing" nothing_changed "$scratch/second"
check "through the balancer, with the site's certificate, the cluster is well" nodes_of_site
settings_of_site() { through_lb /v1/settings/application | holds '.settings.application.callback_backoff_delay_ms == 5000'; }
check "the site's own settings are there" settings_of_site

"$lab" kill web1
sleep 3
check "a Webapp's host without power: the API answers at the balancer" nodes_of_site
"$lab" start web1

certificate "$scratch/web.pem" "$scratch/ca.pem" lb1 web1 web2
check "a renewed certificate: the preview succeeds" play_to "$scratch/preview" playbooks/ha.yml $site -e wa_version=2.53.5 --check
check "the run succeeds" play_to "$scratch/first" playbooks/ha.yml $site -e wa_version=2.53.5
check "it changed what the preview said" "$here/same-changes" "$scratch/preview" "$scratch/first"
shown() { "$lab" control sh -c 'openssl s_client -connect lb1:9090 </dev/null 2>/dev/null | openssl x509 -noout -serial'; }
check "clients see it" [ "$(shown)" = "$(openssl x509 -in "$scratch/web.crt" -noout -serial)" ]

check "an upgrade succeeds" play_to "$scratch/first" playbooks/upgrade.yml $site -e wa_version=2.53.6 -e wa_backup_dir="$scratch/backups"
result=$(jq -r 'select(.event == "result" and .task == "Result" and .result.msg) | .result.msg' "$scratch/first")
echo "# $result"
check "the API's time without an answer is told" sh -c 'case $1 in *answered*|*"did not answer for"*) ;; *) exit 1 ;; esac' sh "$result"
check "four Masters are only told" says 'more than three are of no use' play playbooks/preflight.yml $site -e wa_version=2.53.6 -i tests/e2e/masters.yml
check "Masters beside Coreapps: the run succeeds" play playbooks/ha.yml $site -e wa_version=2.53.6 -i tests/e2e/masters.yml
check "and the cluster is well" play playbooks/health.yml $site -i tests/e2e/masters.yml -e wait=60
