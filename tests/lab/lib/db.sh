# shellcheck shell=sh
#
# The database: its empty data folder comes with the shared root; the user that
# the cluster logs in with is made when the server starts, from the inventory.
# The privileges are those that the product asks for, on every database, which
# includes making one.

database_sql() {
    user="'$(inventory_value wa_db_username)'@'%'"
    cat <<END
CREATE USER IF NOT EXISTS $user IDENTIFIED BY '$(inventory_value wa_db_password)';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP ON *.* TO $user;
END
}

postgres_sql() {
    user=$(inventory_value wa_db_username)
    cat <<SQL
DO \$\$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$user') THEN
        CREATE ROLE $user LOGIN CREATEDB PASSWORD '$(inventory_value wa_db_password)';
    END IF;
END \$\$;
SQL
}

database_answers() { in_host_dir "$1" mariadb -e 'SELECT 1' >/dev/null 2>&1; }

postgres_answers() {
    in_host_dir "$1" su postgres -c "psql -Atc \"SELECT 1 FROM pg_roles WHERE rolname = '$(inventory_value wa_db_username)'\"" 2>/dev/null | grep -q 1
}

# Nothing serves there until a site's own playbook has set it up.
balancer_answers() { sshd_answers "$1"; }
