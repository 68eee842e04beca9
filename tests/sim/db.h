/*
 * The database, whichever engine it is.
 *
 * SQL is written once, in the part that MariaDB and PostgreSQL share, with
 * three marks of our own: ?s is a text (quoted), ?l a long long, and NOW_MS()
 * the server's clock in milliseconds. All comparisons of time between nodes
 * use that clock.
 *
 * A connection belongs to one thread at a time: borrow it from the pool, give
 * it back. One that broke is dropped on the way back. Any call may fail
 * because the server went away; then sim_db_error() says how.
 */
#ifndef SIM_DB_H
#define SIM_DB_H

#include "config.h"

#include <stddef.h>

typedef struct sim_db sim_db;
typedef struct sim_db_pool sim_db_pool;

/* cells[row * columns + column]; NULL for SQL's null. */
typedef struct sim_rows {
    int rows, columns;
    char **cells;
} sim_rows;

typedef struct sim_db_engine {
    const char *now_ms;    /* SQL for NOW_MS() */
    const char *long_text; /* column type for documents */
    bool (*connect)(sim_db *db, const struct sim_db_config *config);
    void (*close)(sim_db *db);
    bool (*is_alive)(sim_db *db);
    bool (*run)(sim_db *db, const char *sql, sim_rows *rows, long *affected);
    char *(*quote)(sim_db *db, const char *text); /* to be freed */
} sim_db_engine;

struct sim_db {
    const sim_db_engine *engine;
    void *handle;
    bool is_broken;
    long long idle_since;
    sim_db *next;
    char error[512];
};

extern const sim_db_engine sim_db_mysql, sim_db_pgsql;

sim_db_pool *sim_db_pool_new(const struct sim_db_config *config);

/* NULL when the database can't be reached; `error` (512 bytes) says why. */
sim_db *sim_db_borrow(sim_db_pool *pool, char *error);
void sim_db_return(sim_db_pool *pool, sim_db *db);

/* Runs a statement; the number of rows that matched, or -1. */
long sim_db_do(sim_db *db, const char *sql, ...);

/* Runs a query; free `rows` whether it succeeded or not. */
bool sim_db_ask(sim_db *db, sim_rows *rows, const char *sql, ...);
void sim_rows_free(sim_rows *rows);
const char *sim_cell(const sim_rows *rows, int row, int column); /* "" for null */
long long sim_cell_number(const sim_rows *rows, int row, int column);

bool sim_db_fail(sim_db *db, const char *message); /* for engines: false */

#endif
