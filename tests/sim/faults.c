/* Faults: gathered from three places, again and again. */
#include "faults.h"
#include "timeline.h"

#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FAULTS_MAX = 64, READ_EVERY_MS = 150 };

typedef struct fault {
    char name[97], value[97];
    bool is_in_db;
} fault;

struct sim_faults {
    const sim_config *config;
    sim_db_pool *pool;
    pthread_mutex_t lock;
    int count;
    fault list[FAULTS_MAX];
    int taken_count;
    struct taken {
        char name[97];
        long times;
    } taken[FAULTS_MAX]; /* of those that are not in the database */
};

const sim_fault_row sim_fault_rows[] = {
    { "throttle", "web", "429/1015 on every call but login" },
    { "overload", "web", "503/1016 on every call but login" },
    { "retry_after", "web", "value in seconds: a Retry-After header beside 429 and 503" },
    { "error_500", "web", "500/1000 on every call" },
    { "db_error", "web", "500/1023 on every call" },
    { "health_500", "web", "500/1014 on GET /v1/health" },
    { "health_empty_500", "web", "500/1014 instead of an empty health object when no core node is known" },
    { "not_ready", "web", "500/1011 on calls that go to a core node" },
    { "not_primary", "web", "500/1017 on calls for the primary Master" },
    { "not_primary_core", "web", "500/1018 on sends" },
    { "shards_busy", "web", "403 on POST /v1/account/shards" },
    { "no_resolve", "web", "core hosts can't be resolved: 1014 with the getaddrinfo details" },
    { "token_invalid", "web", "401: the token is taken for an expired one" },
    { "null_body", "web", "`null` where an old version has no payload" },
    { "slow", "web", "value in milliseconds: every answer comes that much later" },
    { "hang", "web", "the request is read, the answer comes after ten minutes" },
    { "tls_reset", "web", "while starting: the web server never gets ready, connections are reset" },
    { "web_crash", "web", "the process ends with 1 (before it serves, if set before)" },
    { "stale_nodes", "web and core", "replaced and dead nodes stay in health, in error" },
    { "drop_dead", "web", "a node that can't be reached is left out of health" },
    { "reg_blocked", "core", "403/1005 biz_link_on_prem_reg_blocked on POST /v1/account" },
    { "bad_cert", "core", "403/1005 on POST /v1/account: certificate refused" },
    { "expired_build", "core", "403/1005 on registration and sends" },
    { "never_ready", "core", "1011 for ever" },
    { "no_connect", "core", "an owner stays `connecting`" },
    { "core_hang", "core", "the node accepts connections and answers none: failover" },
    { "core_crash", "core", "the process ends with 1 and leaves a crash log" },
    { "migration_stuck", "core", "`uninitialized` as long as it is on" },
    { "no_promotion", "core", "the primary promotes nobody" },
    { "master_disconnected", "core", "multiconnect: the primary says `disconnected`, as one published sample does" },
    { "media_wrong_owner", "core", "at start, media folders get files of uid 33" },
    { "dbupgrade_fails", "core", "dbupgrade exits 1" },
    { 0 },
};

sim_faults *sim_faults_new(const sim_config *config, sim_db_pool *pool)
{
    sim_faults *faults = calloc(1, sizeof *faults);
    if (!faults)
        abort();
    faults->config = config;
    faults->pool = pool;
    pthread_mutex_init(&faults->lock, NULL);
    return faults;
}

/* "throttle@web1" is about us when web1 names our host, container, id or kind. */
static bool is_about_us(const sim_config *config, const char *name)
{
    const char *who = strchr(name, '@');
    return !who || strcmp(who + 1, config->host) == 0 || strcmp(who + 1, config->container) == 0 ||
           strcmp(who + 1, config->id) == 0 || strcmp(who + 1, sim_kind_name(config->kind)) == 0;
}

static bool is_named(const fault *one, const char *name)
{
    size_t len = strcspn(one->name, "@");
    return strlen(name) == len && strncmp(one->name, name, len) == 0;
}

static void add(sim_faults *faults, const char *name, const char *value, bool is_in_db)
{
    if (faults->count == FAULTS_MAX || !is_about_us(faults->config, name))
        return;
    fault *one = &faults->list[faults->count++];
    snprintf(one->name, sizeof one->name, "%s", name);
    snprintf(one->value, sizeof one->value, "%s", *value ? value : "on");
    one->is_in_db = is_in_db;
}

/* "name", "name=value", parted by commas, blanks or ends of line; `#` begins a comment. */
static void add_text(sim_faults *faults, char *text)
{
    for (char *hash = strchr(text, '#'); hash; hash = strchr(hash, '#'))
        while (*hash && *hash != '\n')
            *hash++ = ' ';
    char *rest = NULL;
    for (char *word = strtok_r(text, ", \t\r\n", &rest); word; word = strtok_r(NULL, ", \t\r\n", &rest)) {
        char *equals = strchr(word, '=');
        if (equals)
            *equals = '\0';
        add(faults, word, equals ? equals + 1 : "on", false);
    }
}

static void read_variable_and_file(sim_faults *faults)
{
    char text[4096] = "";
    const char *variable = getenv("WA_SIM_FAULTS"), *path = getenv("WA_SIM_FAULT_FILE");
    snprintf(text, sizeof text, "%s", variable ? variable : "");
    add_text(faults, text);
    FILE *file = path && *path ? fopen(path, "re") : NULL;
    if (!file)
        return;
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    add_text(faults, text);
}

/* An unreachable database changes nothing: what it said last goes on. */
static void add_table(sim_faults *faults, const sim_rows *rows, const fault *old, int old_count)
{
    for (int i = 0; rows && i < rows->rows; i++)
        add(faults, sim_cell(rows, i, 0), sim_cell(rows, i, 1), true);
    for (int i = 0; !rows && i < old_count; i++)
        if (old[i].is_in_db)
            add(faults, old[i].name, old[i].value, true);
}

void sim_faults_read(sim_faults *faults, sim_db *db)
{
    sim_rows rows = { 0 };
    bool is_read = db && sim_db_ask(db, &rows, "SELECT name, value FROM sim_faults");
    pthread_mutex_lock(&faults->lock);
    fault old[FAULTS_MAX];
    int old_count = faults->count;
    memcpy(old, faults->list, sizeof old);
    faults->count = 0;
    read_variable_and_file(faults);
    add_table(faults, is_read ? &rows : NULL, old, old_count);
    pthread_mutex_unlock(&faults->lock);
    sim_rows_free(&rows);
}

static void *follow(void *closure)
{
    sim_faults *faults = closure;
    for (;; sim_sleep_ms(READ_EVERY_MS)) {
        sim_db *db = sim_db_borrow(faults->pool, NULL);
        sim_faults_read(faults, db);
        sim_db_return(faults->pool, db);
    }
    return NULL;
}

void sim_faults_follow(sim_faults *faults)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, follow, faults) != 0)
        abort();
    pthread_detach(thread);
}

static long *times_taken(sim_faults *faults, const char *name)
{
    for (int i = 0; i < faults->taken_count; i++)
        if (strcmp(faults->taken[i].name, name) == 0)
            return &faults->taken[i].times;
    struct taken *fresh = &faults->taken[faults->taken_count < FAULTS_MAX - 1 ? faults->taken_count++ : FAULTS_MAX - 1];
    snprintf(fresh->name, sizeof fresh->name, "%s", name);
    fresh->times = 0;
    return &fresh->times;
}

static bool is_count(const char *value)
{
    return isdigit((unsigned char)*value);
}

static fault *find(sim_faults *faults, const char *name)
{
    for (int i = faults->count - 1; i >= 0; i--) {
        fault *one = &faults->list[i];
        if (!is_named(one, name) || strcmp(one->value, "off") == 0)
            continue;
        long used = one->is_in_db ? 0 : *times_taken(faults, one->name);
        if (!is_count(one->value) || atol(one->value) > used)
            return one;
    }
    return NULL;
}

/* In the database others count too: one who comes too late gets false. */
static bool count_down_in_db(sim_faults *faults, fault *one)
{
    sim_rows rows = { 0 };
    char less[32];
    long matched = 0;
    sim_db *db = sim_db_borrow(faults->pool, NULL);
    if (db && sim_db_ask(db, &rows, "SELECT value FROM sim_faults WHERE name = ?s", one->name) && rows.rows == 1 &&
        sim_cell_number(&rows, 0, 0) > 0) {
        snprintf(less, sizeof less, "%lld", sim_cell_number(&rows, 0, 0) - 1);
        matched = sim_db_do(db, "UPDATE sim_faults SET value = ?s WHERE name = ?s AND value = ?s", less, one->name,
                            sim_cell(&rows, 0, 0));
        snprintf(one->value, sizeof one->value, "%s", less);
    }
    sim_rows_free(&rows);
    sim_db_return(faults->pool, db);
    return matched > 0;
}

static bool count_down(sim_faults *faults, fault *one)
{
    if (one->is_in_db)
        return count_down_in_db(faults, one);
    ++*times_taken(faults, one->name);
    return true;
}

bool sim_fault_is_on(sim_faults *faults, const char *name)
{
    pthread_mutex_lock(&faults->lock);
    bool is_on = find(faults, name);
    pthread_mutex_unlock(&faults->lock);
    return is_on;
}

bool sim_fault_take(sim_faults *faults, const char *name)
{
    pthread_mutex_lock(&faults->lock);
    fault *one = find(faults, name);
    bool is_on = one && (!is_count(one->value) || count_down(faults, one));
    pthread_mutex_unlock(&faults->lock);
    return is_on;
}

long sim_fault_number(sim_faults *faults, const char *name, long fallback)
{
    pthread_mutex_lock(&faults->lock);
    const fault *one = find(faults, name);
    long number = one && is_count(one->value) ? atol(one->value) : fallback;
    pthread_mutex_unlock(&faults->lock);
    return number;
}
