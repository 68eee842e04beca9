/* The pool of connections, and SQL with our marks filled in. */
#include "db.h"
#include "timeline.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sim_db_pool {
    const struct sim_db_config *config;
    const sim_db_engine *engine;
    pthread_mutex_t lock;
    sim_db *idle;
};

typedef struct sql_text {
    char *text;
    size_t len, size;
} sql_text;

static void append(sql_text *sql, const char *piece, size_t len)
{
    if (sql->len + len + 1 > sql->size) {
        sql->size = (sql->len + len + 1) * 2;
        sql->text = realloc(sql->text, sql->size);
        if (!sql->text)
            abort();
    }
    memcpy(sql->text + sql->len, piece, len);
    sql->len += len;
    sql->text[sql->len] = '\0';
}

static void append_text(sim_db *db, sql_text *sql, const char *value)
{
    if (!value) {
        append(sql, "NULL", 4);
        return;
    }
    char *quoted = db->engine->quote(db, value);
    append(sql, quoted, strlen(quoted));
    free(quoted);
}

static char *fill_marks(sim_db *db, const char *template, va_list args)
{
    static const char now[] = "NOW_MS()", long_text[] = "LONG_TEXT";
    sql_text sql = { 0 };
    append(&sql, "", 0);
    for (const char *c = template; *c; c++) {
        if (c[0] == '?' && c[1] == 's') {
            append_text(db, &sql, va_arg(args, const char *));
            c++;
        } else if (c[0] == '?' && c[1] == 'l') {
            char number[32];
            snprintf(number, sizeof number, "%lld", va_arg(args, long long));
            append(&sql, number, strlen(number));
            c++;
        } else if (strncmp(c, now, sizeof now - 1) == 0) {
            append(&sql, db->engine->now_ms, strlen(db->engine->now_ms));
            c += sizeof now - 2;
        } else if (strncmp(c, long_text, sizeof long_text - 1) == 0) {
            append(&sql, db->engine->long_text, strlen(db->engine->long_text));
            c += sizeof long_text - 2;
        } else {
            append(&sql, c, 1);
        }
    }
    return sql.text;
}

bool sim_db_fail(sim_db *db, const char *message)
{
    snprintf(db->error, sizeof db->error, "%s", message);
    char *end = db->error + strlen(db->error);
    while (end > db->error && (end[-1] == '\n' || end[-1] == ' '))
        *--end = '\0';
    for (char *c = db->error; *c; c++)
        if (*c == '\n')
            *c = ' ';
    return false;
}

long sim_db_do(sim_db *db, const char *sql, ...)
{
    va_list args;
    va_start(args, sql);
    char *filled = fill_marks(db, sql, args);
    va_end(args);
    long affected = 0;
    bool done = db->engine->run(db, filled, NULL, &affected);
    free(filled);
    return done ? affected : -1;
}

bool sim_db_ask(sim_db *db, sim_rows *rows, const char *sql, ...)
{
    *rows = (sim_rows){ 0 };
    va_list args;
    va_start(args, sql);
    char *filled = fill_marks(db, sql, args);
    va_end(args);
    long affected = 0;
    bool done = db->engine->run(db, filled, rows, &affected);
    free(filled);
    return done;
}

void sim_rows_free(sim_rows *rows)
{
    for (int i = 0; i < rows->rows * rows->columns; i++)
        free(rows->cells[i]);
    free(rows->cells);
    *rows = (sim_rows){ 0 };
}

const char *sim_cell(const sim_rows *rows, int row, int column)
{
    const char *cell = rows->cells[row * rows->columns + column];
    return cell ? cell : "";
}

long long sim_cell_number(const sim_rows *rows, int row, int column)
{
    return atoll(sim_cell(rows, row, column));
}

sim_db_pool *sim_db_pool_new(const struct sim_db_config *config)
{
    sim_db_pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        abort();
    pool->config = config;
    pool->engine = config->is_pgsql ? &sim_db_pgsql : &sim_db_mysql;
    pthread_mutex_init(&pool->lock, NULL);
    return pool;
}

static void drop(sim_db *db)
{
    if (db->handle)
        db->engine->close(db);
    free(db);
}

static sim_db *take_idle(sim_db_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    sim_db *db = pool->idle;
    if (db)
        pool->idle = db->next;
    pthread_mutex_unlock(&pool->lock);
    return db;
}

sim_db *sim_db_borrow(sim_db_pool *pool, char *error)
{
    sim_db *db;
    while ((db = take_idle(pool))) {
        if (sim_now_ms() - db->idle_since < 500 || db->engine->is_alive(db))
            return db;
        drop(db);
    }
    db = calloc(1, sizeof *db);
    if (!db)
        abort();
    db->engine = pool->engine;
    if (db->engine->connect(db, pool->config))
        return db;
    if (error)
        memcpy(error, db->error, sizeof db->error);
    drop(db);
    return NULL;
}

void sim_db_return(sim_db_pool *pool, sim_db *db)
{
    if (!db)
        return;
    if (db->is_broken) {
        drop(db);
        return;
    }
    db->idle_since = sim_now_ms();
    pthread_mutex_lock(&pool->lock);
    db->next = pool->idle;
    pool->idle = db;
    pthread_mutex_unlock(&pool->lock);
}
