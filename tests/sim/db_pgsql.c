/* PostgreSQL, through libpq. */
#include "db.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static PGconn *open_database(const struct sim_db_config *config, const char *name)
{
    char port[16];
    snprintf(port, sizeof port, "%d", config->port);
    const char *const keys[] = { "host", "port", "user", "password", "dbname", "connect_timeout",
                                 "gssencmode", "options", "sslrootcert", "sslmode", NULL };
    const char *const values[] = { config->host, port, config->user, config->password, name, "5",
                                   "disable", "-c client_min_messages=error -c statement_timeout=15000",
                                   *config->ca ? config->ca : NULL, *config->ca ? "verify-ca" : "prefer", NULL };
    return PQconnectdbParams(keys, values, 0);
}

/* Another node may be creating it at the same moment; so nothing is checked. */
static void create_database(const struct sim_db_config *config)
{
    char sql[256];
    PGconn *server = open_database(config, "postgres");
    snprintf(sql, sizeof sql, "CREATE DATABASE \"%s\"", config->name);
    if (PQstatus(server) == CONNECTION_OK)
        PQclear(PQexec(server, sql));
    PQfinish(server);
}

static bool connect_pgsql(sim_db *db, const struct sim_db_config *config)
{
    PGconn *connection = open_database(config, config->name);
    if (PQstatus(connection) != CONNECTION_OK && strstr(PQerrorMessage(connection), "does not exist")) {
        PQfinish(connection);
        create_database(config);
        connection = open_database(config, config->name);
    }
    db->handle = connection;
    if (PQstatus(connection) != CONNECTION_OK)
        return sim_db_fail(db, PQerrorMessage(connection));
    return true;
}

static void close_pgsql(sim_db *db)
{
    PQfinish(db->handle);
}

static void keep(PGresult *result, sim_rows *rows)
{
    rows->rows = PQntuples(result);
    rows->columns = PQnfields(result);
    rows->cells = calloc((size_t)(rows->rows * rows->columns) + 1, sizeof *rows->cells);
    if (!rows->cells)
        abort();
    for (int i = 0; i < rows->rows; i++)
        for (int j = 0; j < rows->columns; j++)
            if (!PQgetisnull(result, i, j))
                rows->cells[i * rows->columns + j] = strdup(PQgetvalue(result, i, j));
}

static bool run(sim_db *db, const char *sql, sim_rows *rows, long *affected)
{
    PGresult *result = PQexec(db->handle, sql);
    ExecStatusType status = PQresultStatus(result);
    bool done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!done) {
        db->is_broken = PQstatus(db->handle) != CONNECTION_OK;
        sim_db_fail(db, PQerrorMessage(db->handle));
    } else {
        *affected = atol(PQcmdTuples(result));
        if (rows && status == PGRES_TUPLES_OK)
            keep(result, rows);
    }
    PQclear(result);
    return done;
}

static bool is_alive(sim_db *db)
{
    long affected;
    return run(db, "SELECT 1", NULL, &affected);
}

static char *quote(sim_db *db, const char *text)
{
    char *literal = PQescapeLiteral(db->handle, text, strlen(text));
    char *quoted = strdup(literal ? literal : "NULL");
    PQfreemem(literal);
    if (!quoted)
        abort();
    return quoted;
}

const sim_db_engine sim_db_pgsql = {
    .now_ms = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
    .long_text = "TEXT",
    .connect = connect_pgsql,
    .close = close_pgsql,
    .is_alive = is_alive,
    .run = run,
    .quote = quote,
};
