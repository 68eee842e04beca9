/* Tables and documents of the cluster store. */
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const tables[] = {
    "CREATE TABLE IF NOT EXISTS sim_kv (name VARCHAR(64) PRIMARY KEY, value LONG_TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS sim_nodes (id VARCHAR(255) PRIMARY KEY, host VARCHAR(255) NOT NULL,"
    " container VARCHAR(255) NOT NULL, kind VARCHAR(16) NOT NULL, api_port INTEGER NOT NULL,"
    " health_port INTEGER NOT NULL, version VARCHAR(32) NOT NULL, started_ms BIGINT NOT NULL, seen_ms BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS sim_lease (name VARCHAR(32) PRIMARY KEY, holder VARCHAR(255) NOT NULL,"
    " expires_ms BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS sim_shards (shard INTEGER PRIMARY KEY, owner VARCHAR(255) NOT NULL)",
    "CREATE TABLE IF NOT EXISTS sim_users (name VARCHAR(64) PRIMARY KEY, role VARCHAR(16) NOT NULL,"
    " secret VARCHAR(255) NOT NULL, must_change INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS sim_tokens (hash VARCHAR(64) PRIMARY KEY, username VARCHAR(64) NOT NULL,"
    " expires_ms BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS sim_faults (name VARCHAR(96) PRIMARY KEY, value VARCHAR(96) NOT NULL)",
};

/* Nodes start together: only one at a time may look for the tables and make them. */
static bool lock_tables(sim_db *db, bool take)
{
    bool is_pgsql = db->engine == &sim_db_pgsql;
    const char *sql = is_pgsql ? (take ? "SELECT pg_advisory_lock(6252)" : "SELECT pg_advisory_unlock(6252)")
                               : (take ? "SELECT GET_LOCK('waent', 20)" : "SELECT RELEASE_LOCK('waent')");
    return sim_db_do(db, sql) >= 0;
}

static bool make_tables(sim_db *db)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (sim_db_do(db, tables[i]) < 0)
            return false;
    sim_rows rows;
    bool done = sim_db_ask(db, &rows, "SELECT name FROM sim_lease WHERE name = 'master'");
    if (done && rows.rows == 0)
        done = sim_db_do(db, "INSERT INTO sim_lease (name, holder, expires_ms) VALUES ('master', '', 0)") >= 0;
    sim_rows_free(&rows);
    return done;
}

bool sim_store_prepare(sim_db *db)
{
    if (!lock_tables(db, true))
        return false;
    bool done = make_tables(db);
    char error[sizeof db->error];
    memcpy(error, db->error, sizeof error);
    lock_tables(db, false);
    if (!done)
        memcpy(db->error, error, sizeof error);
    return done;
}

bool sim_store_text(sim_db *db, const char *name, char **value)
{
    sim_rows rows;
    *value = NULL;
    bool done = sim_db_ask(db, &rows, "SELECT value FROM sim_kv WHERE name = ?s", name);
    if (done && rows.rows == 1)
        *value = strdup(sim_cell(&rows, 0, 0));
    sim_rows_free(&rows);
    return done;
}

bool sim_store_json(sim_db *db, const char *name, cJSON **value)
{
    char *text;
    *value = NULL;
    if (!sim_store_text(db, name, &text))
        return false;
    if (text)
        *value = cJSON_Parse(text);
    free(text);
    return true;
}

bool sim_store_number(sim_db *db, const char *name, long long *value)
{
    char *text;
    *value = 0;
    if (!sim_store_text(db, name, &text))
        return false;
    if (text)
        *value = atoll(text);
    free(text);
    return true;
}

bool sim_store_put(sim_db *db, const char *name, const char *value)
{
    if (!value)
        return sim_db_do(db, "DELETE FROM sim_kv WHERE name = ?s", name) >= 0;
    long matched = sim_db_do(db, "UPDATE sim_kv SET value = ?s WHERE name = ?s", value, name);
    if (matched != 0)
        return matched > 0;
    return sim_db_do(db, "INSERT INTO sim_kv (name, value) VALUES (?s, ?s)", name, value) >= 0;
}

bool sim_store_put_json(sim_db *db, const char *name, const cJSON *value)
{
    char *text = cJSON_PrintUnformatted(value);
    bool done = text && sim_store_put(db, name, text);
    free(text);
    return done;
}

bool sim_store_put_number(sim_db *db, const char *name, long long value)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", value);
    return sim_store_put(db, name, text);
}

bool sim_store_claim(sim_db *db, const char *name, const char *value, char **kept)
{
    if (!sim_store_text(db, name, kept))
        return false;
    if (*kept)
        return true;
    sim_db_do(db, "INSERT INTO sim_kv (name, value) VALUES (?s, ?s)", name, value); /* another may be first */
    return sim_store_text(db, name, kept) && *kept;
}

bool sim_store_clock(sim_db *db, long long *now_ms)
{
    sim_rows rows;
    bool done = sim_db_ask(db, &rows, "SELECT NOW_MS()") && rows.rows == 1;
    if (done)
        *now_ms = sim_cell_number(&rows, 0, 0);
    sim_rows_free(&rows);
    return done;
}

const char *sim_json_text(const cJSON *object, const char *key, const char *fallback)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return text ? text : fallback;
}

double sim_json_number(const cJSON *object, const char *key, double fallback)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(item) ? item->valuedouble : fallback;
}

bool sim_json_is_true(const cJSON *object, const char *key)
{
    return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, key));
}
