/*
 * GET /v1/health: each node of the store, asked by name over the network.
 * What a node says goes in as it is; one that isn't reached gets an error. The
 * status of the answer stays 200.
 */
#include "store.h"
#include "web.h"

#include <stdio.h>
#include <string.h>

static cJSON *entry_of(sim_app *app, sim_peer *peer)
{
    char trouble[600];
    bool is_another = strcmp(sim_json_text(peer->answer, "id", ""), peer->id) != 0;
    if (sim_fault_is_on(app->faults, "no_resolve"))
        peer->reached = SIM_NO_NAME;
    else if (peer->reached == SIM_REACHED && !is_another)
        return cJSON_DetachItemFromObject(peer->answer, "entry");
    else if (is_another && peer->reached == SIM_REACHED)
        peer->reached = SIM_NO_ANSWER;
    if (sim_fault_is_on(app->faults, "drop_dead"))
        return NULL;
    sim_peer_trouble(peer, peer->api_port, trouble, sizeof trouble);
    return sim_error_object(1014, trouble);
}

/* No multiconnect: one node, whose state is the health. */
static void reply_single(sim_call *call, const sim_peers *peers)
{
    cJSON *entry = peers->count ? entry_of(call->app, &peers->list[0]) : NULL;
    cJSON *answer = cJSON_CreateObject();
    if (!entry)
        entry = sim_error_object(1014, "Connection timed out. Please check if wacore is running: wacore:6252");
    cJSON_AddItemToObject(answer, "health", entry);
    sim_reply(call, 200, answer);
}

static void reply_all(sim_call *call, const sim_peers *peers)
{
    cJSON *answer = cJSON_CreateObject(), *health = cJSON_AddObjectToObject(answer, "health");
    for (int i = 0; i < peers->count; i++) {
        cJSON *entry = entry_of(call->app, &peers->list[i]);
        if (entry)
            cJSON_AddItemToObject(health, peers->list[i].id, entry);
    }
    sim_reply(call, 200, answer);
}

void sim_api_health(sim_call *call)
{
    sim_peers peers = { 0 };
    if (!sim_web_peers(call, &peers))
        return;
    sim_peers_ask(call->app, &peers, false, "/status");
    if (peers.count == 0 && sim_fault_is_on(call->app->faults, "health_empty_500"))
        sim_reply_error(call, 500, 1014, "Connection timed out. Please check if wacore is running: wacore:6252");
    else if (call->app->config.multiconnect)
        reply_all(call, &peers);
    else
        reply_single(call, &peers);
    sim_peers_free(&peers);
}

void sim_api_no_resource(sim_call *call)
{
    sim_reply_error(call, 404, 1006, NULL);
}

void sim_api_root(sim_call *call)
{
    sim_reply_text(call, 200, "text/html", "<!DOCTYPE html><title>WhatsApp Business</title><h1>Admin</h1>\n");
}
