/* MySQL and MariaDB, through libmariadb. */
#include "db.h"

#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool run(sim_db *db, const char *sql, sim_rows *rows, long *affected);

static bool fail(sim_db *db, MYSQL *mysql)
{
    unsigned code = mysql_errno(mysql);
    if (code >= 2000 || code == 1053 || code == 1927) /* the client's own codes; server going down */
        db->is_broken = true;
    return sim_db_fail(db, mysql_error(mysql));
}

static bool connect_mysql(sim_db *db, const struct sim_db_config *config)
{
    unsigned connect_s = 5, answer_s = 15;
    MYSQL *mysql = mysql_init(NULL);
    if (!mysql)
        abort();
    db->handle = mysql;
    mysql_options(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
    mysql_options(mysql, MYSQL_OPT_READ_TIMEOUT, &answer_s);
    mysql_options(mysql, MYSQL_OPT_WRITE_TIMEOUT, &answer_s);
    mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (*config->ca)
        mysql_ssl_set(mysql, NULL, NULL, config->ca, NULL, NULL);
    if (!mysql_real_connect(mysql, config->host, config->user, config->password, NULL,
                            (unsigned)config->port, NULL, CLIENT_FOUND_ROWS))
        return fail(db, mysql);

    char sql[256];
    long affected;
    if (mysql_select_db(mysql, config->name) == 0)
        return true;
    snprintf(sql, sizeof sql, "CREATE DATABASE IF NOT EXISTS `%s` CHARACTER SET utf8mb4", config->name);
    if (!run(db, sql, NULL, &affected))
        return false;
    if (mysql_select_db(mysql, config->name) != 0)
        return fail(db, mysql);
    return true;
}

static void close_mysql(sim_db *db)
{
    mysql_close(db->handle);
}

static bool is_alive(sim_db *db)
{
    return mysql_ping(db->handle) == 0;
}

static void keep(MYSQL_RES *result, sim_rows *rows)
{
    rows->rows = (int)mysql_num_rows(result);
    rows->columns = (int)mysql_num_fields(result);
    rows->cells = calloc((size_t)(rows->rows * rows->columns) + 1, sizeof *rows->cells);
    if (!rows->cells)
        abort();
    for (int i = 0; i < rows->rows; i++) {
        MYSQL_ROW row = mysql_fetch_row(result);
        for (int j = 0; j < rows->columns; j++)
            rows->cells[i * rows->columns + j] = row[j] ? strdup(row[j]) : NULL;
    }
}

static bool run(sim_db *db, const char *sql, sim_rows *rows, long *affected)
{
    MYSQL *mysql = db->handle;
    if (mysql_real_query(mysql, sql, strlen(sql)) != 0)
        return fail(db, mysql);
    MYSQL_RES *result = mysql_store_result(mysql);
    if (!result && mysql_field_count(mysql) > 0)
        return fail(db, mysql);
    *affected = (long)mysql_affected_rows(mysql);
    if (result && rows)
        keep(result, rows);
    mysql_free_result(result);
    return true;
}

static char *quote(sim_db *db, const char *text)
{
    size_t len = strlen(text);
    char *quoted = malloc(2 * len + 3);
    if (!quoted)
        abort();
    quoted[0] = '\'';
    size_t end = 1 + mysql_real_escape_string(db->handle, quoted + 1, text, len);
    quoted[end] = '\'';
    quoted[end + 1] = '\0';
    return quoted;
}

const sim_db_engine sim_db_mysql = {
    .now_ms = "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)",
    .long_text = "LONGTEXT",
    .connect = connect_mysql,
    .close = close_mysql,
    .is_alive = is_alive,
    .run = run,
    .quote = quote,
};
