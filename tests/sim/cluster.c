/*
 * The life of a core node in the cluster, tick by tick:
 *
 *   read the store -> say "I live" -> (Masters) renew or try for the lease
 *   -> (the primary) bring the schema up, give each shard an owner, forget the dead
 *
 * Without the database nothing moves: owners stay connected, the primary's
 * lease runs out, nobody is promoted.
 */
#include "node.h"
#include "peer.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct pacing {
    long long report_at, lease_at;
    sim_state said_state;
    bool said_primary, said_schema;
} pacing;

static bool load_registration(sim_db *db, sim_view *view)
{
    cJSON *document;
    if (!sim_store_json(db, "registration", &document))
        return false;
    if (document) {
        view->is_registered = true;
        view->registered_ms = (long long)sim_json_number(document, "registered_ms", 0);
        view->is_logged_off = sim_json_is_true(document, "logged_off");
        view->is_banned = sim_json_is_true(document, "banned");
        snprintf(view->number, sizeof view->number, "%s%s", sim_json_text(document, "cc", ""),
                 sim_json_text(document, "phone_number", ""));
    }
    cJSON_Delete(document);
    return true;
}

static bool load_shards(sim_db *db, sim_view *view)
{
    cJSON *document;
    long long now;
    sim_rows rows = { 0 };
    if (!sim_store_clock(db, &now) || !sim_store_json(db, "shards", &document))
        return false;
    view->shard_count = (int)sim_json_number(document, "count", 1);
    view->is_resharding = (double)now < sim_json_number(document, "ready_ms", 0);
    cJSON_Delete(document);
    bool done = sim_db_ask(db, &rows, "SELECT shard, owner FROM sim_shards");
    for (int i = 0; done && i < rows.rows; i++) {
        long long shard = sim_cell_number(&rows, i, 0);
        if (shard >= -1 && shard < SIM_SHARDS_MAX)
            snprintf(view->owners[shard + 1], SIM_ID_MAX, "%s", sim_cell(&rows, i, 1));
    }
    sim_rows_free(&rows);
    return done;
}

bool sim_view_load(sim_app *app, sim_db *db, sim_view *view)
{
    cJSON *settings;
    *view = (sim_view){ 0 };
    if (!load_registration(db, view) || !load_shards(db, view) || !sim_store_number(db, "schema", &view->schema) ||
        !sim_store_number(db, "stop_epoch", &view->stop_epoch) || !sim_settings_load(app, db, &settings))
        return false;
    view->heartbeat_s = sim_json_number(settings, "heartbeat_interval", 5);
    view->unhealthy_s = sim_json_number(settings, "unhealthy_interval", 30);
    cJSON_Delete(settings);
    return true;
}

static bool report(sim_node *node, sim_db *db)
{
    const sim_config *config = &node->app->config;
    long matched = sim_db_do(db, "UPDATE sim_nodes SET seen_ms = NOW_MS() WHERE id = ?s", config->id);
    if (matched != 0)
        return matched > 0;
    if (!sim_fault_is_on(node->app->faults, "stale_nodes"))
        sim_db_do(db, "DELETE FROM sim_nodes WHERE host = ?s AND api_port = ?l", config->host,
                  (long long)config->external_ports[SIM_PORT_API]);
    return sim_db_do(db, "INSERT INTO sim_nodes (id, host, container, kind, api_port, health_port, version,"
                         " started_ms, seen_ms) VALUES (?s, ?s, ?s, ?s, ?l, ?l, ?s, NOW_MS(), NOW_MS())",
                     config->id, config->host, config->container, sim_kind_name(config->kind),
                     (long long)config->external_ports[SIM_PORT_API],
                     (long long)config->external_ports[SIM_PORT_HEALTH], config->version) >= 0;
}

/* A node whose version is older than the schema must not lead. */
static bool may_lead(const sim_node *node)
{
    return node->app->config.kind != SIM_COREAPP && sim_now_ms() >= node->ready_at &&
           (node->schema_fits || node->view.schema <= sim_version_schema(node->app->config.version)) &&
           node->view.stop_epoch == node->first_stop_epoch;
}

static bool compete(sim_node *node, sim_db *db)
{
    long lease_ms = sim_duration_ms(&node->app->config, SIM_LEASE);
    long long before = sim_now_ms();
    long matched = sim_db_do(db, "UPDATE sim_lease SET holder = ?s, expires_ms = NOW_MS() + ?l WHERE name = 'master'"
                                 " AND (holder = ?s OR expires_ms < NOW_MS())",
                             node->app->config.id, (long long)lease_ms, node->app->config.id);
    if (matched < 0)
        return false;
    pthread_mutex_lock(&node->lock);
    if (matched > 0 && !sim_node_is_primary(node)) {
        node->primary_since = before;
        node->beat_count = 0;
    }
    node->lease_until = matched > 0 ? before + lease_ms : 0;
    pthread_mutex_unlock(&node->lock);
    return true;
}

/* True once the schema is the one this version works with. */
static bool bring_schema_up(sim_node *node, sim_db *db)
{
    int wanted = sim_version_schema(node->app->config.version);
    if (node->schema_fits)
        return true;
    if (node->migrated_at == 0) {
        sim_say(node->app, 'I', "Database schema %lld, upgrading to %d", node->view.schema, wanted);
        node->migrated_at = sim_now_ms() + sim_duration_ms(&node->app->config, SIM_MIGRATION);
    }
    if (sim_now_ms() < node->migrated_at || sim_fault_is_on(node->app->faults, "migration_stuck"))
        return false;
    if (!sim_store_put_number(db, "schema", wanted))
        return false;
    sim_say(node->app, 'I', "Database schema is now %d", wanted);
    node->migrated_at = 0;
    node->schema_fits = true;
    return true;
}

static sim_beat *find_beat(sim_node *node, const char *id)
{
    for (int i = 0; i < node->beat_count; i++)
        if (strcmp(node->beats[i].id, id) == 0)
            return &node->beats[i];
    return NULL;
}

/* An owner that was never asked by this primary gets the whole interval. */
static bool is_healthy(sim_node *node, const char *id)
{
    const sim_config *config = &node->app->config;
    const sim_beat *beat = find_beat(node, id);
    long long last = beat ? beat->last_ms : node->primary_since;
    return sim_now_ms() - last <= sim_scale_ms(config, node->view.unhealthy_s * 1000, 1500);
}

static bool is_owner(const sim_view *view, const char *id)
{
    for (int shard = 0; shard < view->shard_count; shard++)
        if (strcmp(view->owners[shard + 1], id) == 0)
            return true;
    return false;
}

static const sim_beat *pick_standby(sim_node *node, const sim_view *view)
{
    long fresh_ms = 2 * sim_scale_ms(&node->app->config, node->view.heartbeat_s * 1000, 300) +
                    sim_duration_ms(&node->app->config, SIM_PEER_WAIT);
    for (int i = 0; i < node->beat_count; i++) {
        const sim_beat *beat = &node->beats[i];
        if (beat->is_ready && sim_now_ms() - beat->last_ms <= fresh_ms && !is_owner(view, beat->id))
            return beat;
    }
    return NULL;
}

/* Fills in owners; a dead owner stays until a standby can take over. */
static void assign(sim_node *node, sim_view *view)
{
    for (int shard = 0; shard < view->shard_count; shard++) {
        char *owner = view->owners[shard + 1];
        if (*owner && is_healthy(node, owner))
            continue;
        const sim_beat *standby = pick_standby(node, view);
        if (!standby)
            continue;
        if (*owner)
            sim_say(node->app, 'W', "Coreapp %s is unhealthy, promoting %s for shard %d", owner, standby->id, shard);
        else
            sim_say(node->app, 'I', "Promoting %s for shard %d", standby->id, shard);
        snprintf(owner, SIM_ID_MAX, "%s", standby->id);
    }
    snprintf(view->owners[0], SIM_ID_MAX, "%s",
             view->shard_count > 1 ? node->app->config.id : view->owners[1]);
}

static bool write_owner(sim_db *db, int shard, const char *owner)
{
    long matched = sim_db_do(db, "UPDATE sim_shards SET owner = ?s WHERE shard = ?l", owner, (long long)shard);
    if (matched != 0)
        return matched > 0;
    return sim_db_do(db, "INSERT INTO sim_shards (shard, owner) VALUES (?l, ?s)", (long long)shard, owner) >= 0;
}

static bool give_owners(sim_node *node, sim_db *db)
{
    pthread_mutex_lock(&node->lock);
    sim_view old = node->view, new = node->view;
    bool is_time = old.is_registered && !old.is_resharding && !sim_fault_is_on(node->app->faults, "no_promotion");
    if (is_time && node->app->config.kind == SIM_SINGLE)
        for (int shard = -1; shard < new.shard_count; shard++)
            snprintf(new.owners[shard + 1], SIM_ID_MAX, "%s", node->app->config.id);
    else if (is_time)
        assign(node, &new);
    pthread_mutex_unlock(&node->lock);

    for (int shard = -1; shard < new.shard_count; shard++)
        if (strcmp(old.owners[shard + 1], new.owners[shard + 1]) != 0 && !write_owner(db, shard, new.owners[shard + 1]))
            return false;
    return true;
}

static void forget_dead(sim_node *node, sim_db *db)
{
    if (!sim_fault_is_on(node->app->faults, "stale_nodes"))
        sim_db_do(db, "DELETE FROM sim_nodes WHERE seen_ms < NOW_MS() - ?l",
                  (long long)sim_duration_ms(&node->app->config, SIM_FORGET));
}

static bool lead(sim_node *node, sim_db *db)
{
    pthread_mutex_lock(&node->lock);
    bool is_ready = sim_node_is_primary(node) && bring_schema_up(node, db);
    pthread_mutex_unlock(&node->lock);
    if (!is_ready)
        return true;
    forget_dead(node, db);
    return give_owners(node, db);
}

static bool look(sim_node *node, sim_db *db)
{
    sim_view view;
    if (!sim_view_load(node->app, db, &view))
        return false;
    pthread_mutex_lock(&node->lock);
    sim_node_take_view(node, &view);
    pthread_mutex_unlock(&node->lock);
    return true;
}

static bool step(sim_node *node, sim_db *db, pacing *pace)
{
    const sim_config *config = &node->app->config;
    if (!look(node, db))
        return false;
    if (sim_now_ms() >= pace->report_at) {
        if (!report(node, db))
            return false;
        pace->report_at = sim_now_ms() + sim_duration_ms(config, SIM_REPORT);
    }
    if (sim_now_ms() >= pace->lease_at && may_lead(node)) {
        if (!compete(node, db))
            return false;
        pace->lease_at = sim_now_ms() + sim_duration_ms(config, SIM_LEASE_RENEW);
    }
    return lead(node, db);
}

static void say_what_changed(sim_node *node, pacing *pace)
{
    pthread_mutex_lock(&node->lock);
    sim_standing standing = sim_node_standing(node);
    bool is_primary = sim_node_is_primary(node);
    bool is_outdated = node->has_view && !node->schema_fits &&
                       node->view.schema > sim_version_schema(node->app->config.version);
    pthread_mutex_unlock(&node->lock);

    if (is_primary != pace->said_primary)
        sim_say(node->app, 'I', is_primary ? "Acquired master lease, now primary master" : "Lost master lease");
    if (standing.state != pace->said_state)
        sim_say(node->app, 'I', "Gateway status is now %s",
                standing.state == SIM_NOT_READY ? "not ready" : sim_state_name(standing.state));
    if (is_outdated && !pace->said_schema)
        sim_say(node->app, 'E', "Database schema is newer than version %s supports", node->app->config.version);
    pace->said_primary = is_primary;
    pace->said_state = standing.state;
    pace->said_schema = is_outdated;
}

static void crash(sim_app *app)
{
    char path[SIM_PATH_MAX];
    snprintf(path, sizeof path, "%s/usr/local/waent/logs/wa-service-%ld-crash.log", app->config.root, (long)time(NULL));
    sim_make_parents(path);
    FILE *file = fopen(path, "we");
    if (file) {
        fputs("*** Aborted: signal SIGSEGV (11)\n    @ simulated crash\n", file);
        fclose(file);
    }
    sim_say(app, 'E', "Crashed, see %s", path);
    exit(1);
}

void *sim_cluster_run(void *closure)
{
    sim_node *node = closure;
    pacing pace = { 0 };
    char error[sizeof((sim_db *)0)->error] = "";
    bool had_store = true;
    for (;; sim_sleep_ms(sim_duration_ms(&node->app->config, SIM_TICK))) {
        if (sim_fault_take(node->app->faults, "core_crash"))
            crash(node->app);
        sim_db *db = sim_db_borrow(node->app->pool, error);
        bool has_store = db && step(node, db, &pace);
        if (!has_store && had_store)
            sim_say(node->app, 'E', "Cluster store failed: %s", db ? db->error : error);
        sim_db_return(node->app->pool, db);
        had_store = has_store;
        say_what_changed(node, &pace);
    }
    return NULL;
}
