/* /v1/support, /v1/stats and /metrics: what nodes count and say of themselves. */
#include "store.h"
#include "web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool has_entry(const sim_peer *peer)
{
    return peer->reached == SIM_REACHED && peer->status == 200 &&
           strcmp(sim_json_text(peer->answer, "id", ""), peer->id) == 0;
}

void sim_api_support(sim_call *call)
{
    sim_peers peers = { 0 };
    if (!sim_web_peers(call, &peers))
        return;
    sim_peers_ask(call->app, &peers, false, "/support");
    cJSON *answer = cJSON_CreateObject(), *support = cJSON_AddObjectToObject(answer, "support");
    for (int i = 0; i < peers.count; i++)
        if (has_entry(&peers.list[i]))
            cJSON_AddItemToObject(support, peers.list[i].id, cJSON_DetachItemFromObject(peers.list[i].answer, "entry"));
    sim_reply(call, 200, answer);
    sim_peers_free(&peers);
}

char *sim_prometheus_text(const cJSON *metrics, const char *labels)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    const cJSON *metric;
    cJSON_ArrayForEach(metric, metrics) {
        const cJSON *point = cJSON_GetArrayItem(cJSON_GetObjectItem(metric, "data"), 0);
        fprintf(out, "# HELP %s %s\n# TYPE %s %s\n%s{%s} %.15g\n", metric->string, sim_json_text(metric, "help", ""),
                metric->string, sim_json_text(metric, "type", "gauge"), metric->string, labels,
                sim_json_number(point, "value", 0));
    }
    fclose(out);
    return text;
}

static void reply_prometheus(sim_call *call, const sim_peers *peers)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    for (int i = 0; i < peers->count; i++) {
        char label[SIM_ID_MAX + 16];
        snprintf(label, sizeof label, "node=\"%s\"", peers->list[i].id);
        if (!has_entry(&peers->list[i]))
            continue;
        char *one = sim_prometheus_text(cJSON_GetObjectItem(peers->list[i].answer, "entry"), label);
        fputs(one, out);
        free(one);
    }
    fclose(out);
    sim_reply_text(call, 200, "text/plain", text);
    free(text);
}

void sim_api_stats(sim_call *call)
{
    const char *which = strncmp(call->path, "/v1/stats/db", 12) == 0 ? "db" : "app";
    sim_peers peers = { 0 };
    if (!sim_web_peers(call, &peers))
        return;
    sim_peers_ask(call->app, &peers, false, *which == 'd' ? "/stats/db" : "/stats/app");
    if (strcmp(sim_call_query(call, "format"), "prometheus") == 0) {
        reply_prometheus(call, &peers);
        sim_peers_free(&peers);
        return;
    }
    cJSON *answer = cJSON_CreateObject(), *stats = cJSON_AddObjectToObject(answer, "stats");
    for (int i = 0; i < peers.count; i++) {
        if (!has_entry(&peers.list[i]))
            continue;
        cJSON *node = call->app->config.multiconnect ? cJSON_AddObjectToObject(stats, peers.list[i].id) : stats;
        cJSON_AddItemToObject(node, which, cJSON_DetachItemFromObject(peers.list[i].answer, "entry"));
    }
    sim_reply(call, 200, answer);
    sim_peers_free(&peers);
}

static void add_metric(cJSON *metrics, const sim_call *call, const char *name, const char *type, const char *help,
                       double value)
{
    cJSON *metric = cJSON_AddObjectToObject(metrics, name), *point = cJSON_CreateObject();
    cJSON_AddStringToObject(metric, "type", type);
    cJSON_AddStringToObject(metric, "help", help);
    cJSON_AddStringToObject(cJSON_AddObjectToObject(point, "labels"), "node", call->app->config.id);
    cJSON_AddNumberToObject(point, "value", value);
    cJSON_AddItemToArray(cJSON_AddArrayToObject(metric, "data"), point);
}

void sim_api_metrics(sim_call *call)
{
    sim_web *web = call->owner;
    double uptime = (double)(sim_now_ms() - web->started_at) / 1000;
    cJSON *answer = cJSON_CreateObject(), *metrics = cJSON_AddObjectToObject(answer, "metrics");
    add_metric(metrics, call, "web_uptime", "counter", "Seconds since start", uptime);
    add_metric(metrics, call, "web_requests", "counter", "Requests answered", (double)atomic_load(&web->requests));
    add_metric(metrics, call, "web_connections", "gauge", "Open connections", 1);
    if (strcmp(sim_call_query(call, "format"), "prometheus") != 0) {
        sim_reply(call, 200, answer);
        return;
    }
    char label[SIM_ID_MAX + 16];
    snprintf(label, sizeof label, "node=\"%s\"", call->app->config.id);
    char *text = sim_prometheus_text(metrics, label);
    sim_reply_text(call, 200, "text/plain", text);
    free(text);
    cJSON_Delete(answer);
}
