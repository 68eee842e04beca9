/* What a core node says of itself: status, heartbeat, support, stats; and sends. */
#include "node.h"
#include "store.h"

#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

static const char not_instantiated[] = "Wacore is not instantiated. Please check wacore log for details.";

/* {"id": ..., "entry": what /v1/health shows for this node} */
void sim_core_status(sim_call *call)
{
    sim_standing standing = sim_node_ask(call->owner);
    cJSON *answer = cJSON_CreateObject(), *entry;
    if (standing.state == SIM_NOT_READY) {
        entry = sim_error_object(1011, not_instantiated);
    } else {
        entry = cJSON_CreateObject();
        cJSON_AddStringToObject(entry, "gateway_status", sim_state_name(standing.state));
        if (standing.role)
            cJSON_AddStringToObject(entry, "role", standing.role);
    }
    cJSON_AddStringToObject(answer, "id", call->app->config.id);
    cJSON_AddItemToObject(answer, "entry", entry);
    sim_reply(call, 200, answer);
}

void sim_core_health(sim_call *call)
{
    sim_standing standing = sim_node_ask(call->owner);
    cJSON *answer = cJSON_CreateObject();
    cJSON_AddStringToObject(answer, "id", call->app->config.id);
    cJSON_AddBoolToObject(answer, "ready", standing.state >= SIM_DISCONNECTED);
    sim_reply(call, 200, answer);
}

static cJSON *owned_shards(const sim_node *node)
{
    cJSON *list = cJSON_CreateArray();
    for (int shard = -1; shard < node->view.shard_count; shard++)
        if (node->owner_since && sim_node_owns(node, shard))
            cJSON_AddItemToArray(list, cJSON_CreateIntArray((int[]){ shard, shard }, 2));
    return list;
}

static const char *socket_state(const sim_node *node, sim_state state)
{
    long long connect_ms = sim_duration_ms(&node->app->config, SIM_CONNECT);
    switch (state) {
    case SIM_CONNECTED:
        return sim_now_ms() - node->owner_since < 2 * connect_ms ? "UP receiving offline" : "UP";
    case SIM_CONNECTING:
        return "SC";
    case SIM_DISCONNECTED:
        return "DN";
    default:
        return "UNK";
    }
}

static void add_free_space(cJSON *support, const sim_config *config)
{
    static const char *const keys[] = { "free_space_data", "free_space_logs", "free_space_media_incoming",
                                        "free_space_media_outgoing" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct statvfs space = { 0 };
        const char *path = i < 2 ? (*config->root ? config->root : "/") : config->media;
        statvfs(path, &space);
        cJSON_AddNumberToObject(support, keys[i], (double)space.f_bavail * (double)space.f_frsize);
    }
}

static void add_build(cJSON *support, const sim_config *config)
{
    struct tm day = { 0 };
    char text[64];
    snprintf(text, sizeof text, "wacore build %s", config->version);
    cJSON_AddStringToObject(support, "description", text);
    if (sscanf(config->expires_on, "%d-%d-%d", &day.tm_year, &day.tm_mon, &day.tm_mday) == 3) {
        day.tm_year -= 1900;
        day.tm_mon--;
        cJSON_AddNumberToObject(support, "expire_timestamp", (double)timegm(&day));
    }
    time_t now = time(NULL);
    struct tm utc;
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    cJSON_AddStringToObject(support, "device_iso8601", text);
    cJSON_AddStringToObject(support, "os_name", "Debian");
    cJSON_AddStringToObject(support, "os_version", "12");
}

void sim_core_support(sim_call *call)
{
    sim_node *node = call->owner;
    const sim_config *config = &call->app->config;
    cJSON *support = cJSON_CreateObject();
    pthread_mutex_lock(&node->lock);
    sim_standing standing = sim_node_standing(node);
    cJSON_AddBoolToObject(support, "multi_connect", config->multiconnect);
    cJSON_AddStringToObject(support, "role", standing.role ? standing.role : sim_kind_name(config->kind));
    cJSON_AddItemToObject(support, "shards", owned_shards(node));
    cJSON_AddStringToObject(support, "socket_conn", socket_state(node, standing.state));
    cJSON_AddStringToObject(support, "debug_info", node->view.is_registered ? node->view.number : "unregistered");
    cJSON_AddNumberToObject(support, "schema", (double)node->view.schema);
    pthread_mutex_unlock(&node->lock);
    cJSON_AddStringToObject(support, "db_engine", config->db.is_pgsql ? "PGSQL" : "MYSQL");
    cJSON_AddStringToObject(support, "db_info", config->db.host);
    cJSON_AddStringToObject(support, "env", "DOCKER-COMPOSE");
    add_free_space(support, config);
    add_build(support, config);

    cJSON *answer = cJSON_CreateObject();
    cJSON_AddStringToObject(answer, "id", config->id);
    cJSON_AddItemToObject(answer, "entry", support);
    sim_reply(call, 200, answer);
}

static void add_metric(cJSON *stats, const char *name, const char *type, const char *help, double value)
{
    cJSON *metric = cJSON_AddObjectToObject(stats, name), *point = cJSON_CreateObject();
    cJSON_AddStringToObject(metric, "type", type);
    cJSON_AddStringToObject(metric, "help", help);
    cJSON_AddNumberToObject(point, "value", value);
    cJSON_AddItemToArray(cJSON_AddArrayToObject(metric, "data"), point);
}

void sim_core_stats(sim_call *call)
{
    sim_node *node = call->owner;
    cJSON *stats = cJSON_CreateObject();
    pthread_mutex_lock(&node->lock);
    long messages = node->messages;
    pthread_mutex_unlock(&node->lock);
    if (strcmp(call->path, "/stats/db") == 0) {
        add_metric(stats, "db_contacts", "gauge", "Contacts in the database", 0);
        add_metric(stats, "db_messages", "gauge", "Messages in the database", (double)messages);
        add_metric(stats, "db_message_receipts", "gauge", "Message receipts in the database", 0);
    } else {
        add_metric(stats, "callback_queue_size", "gauge", "Callbacks waiting", 0);
        add_metric(stats, "callback_requests", "counter", "Callbacks sent", 0);
        add_metric(stats, "endpoint_requests", "counter", "Requests answered", (double)messages);
    }
    cJSON *answer = cJSON_CreateObject();
    cJSON_AddStringToObject(answer, "id", call->app->config.id);
    cJSON_AddItemToObject(answer, "entry", stats);
    sim_reply(call, 200, answer);
}

void sim_core_message(sim_call *call)
{
    sim_node *node = call->owner;
    pthread_mutex_lock(&node->lock);
    sim_state state = sim_node_standing(node).state;
    bool is_banned = node->view.is_banned;
    if (state == SIM_CONNECTED)
        node->messages++;
    pthread_mutex_unlock(&node->lock);
    if (sim_config_is_expired(&call->app->config) || sim_fault_is_on(call->app->faults, "expired_build"))
        sim_reply_error(call, 403, 1005, "Build expired, upgrade needed");
    else if (is_banned)
        sim_reply_error(call, 403, 1031, NULL);
    else if (state == SIM_NOT_READY || state == SIM_UNINITIALIZED || state == SIM_UNREGISTERED)
        sim_reply_error(call, 500, 1011, "%s", not_instantiated);
    else if (state != SIM_CONNECTED)
        sim_reply_error(call, 500, 1018, NULL);
    else
        sim_reply(call, 201, NULL);
}
