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

database_answers() { in_host_dir "$1" mariadb -e 'SELECT 1' >/dev/null 2>&1; }
