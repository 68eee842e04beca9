/* Handing a call on: to the primary Master, or to the owner of a shard. */
#include "crypto.h"
#include "store.h"
#include "web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { API_PORT = 6252 };

bool sim_web_peers(sim_call *call, sim_peers *peers)
{
    const sim_config *config = &call->app->config;
    if (!sim_peers_load(call->db, peers)) {
        sim_reply_db_error(call);
        return false;
    }
    for (int i = 0; i < peers->count && !config->multiconnect; i++) {
        snprintf(peers->list[i].host, sizeof peers->list[i].host, "%s", config->wacore_host);
        peers->list[i].api_port = API_PORT;
    }
    return true;
}

static bool is_set_shards(const sim_call *call)
{
    return strcmp(call->path, "/v1/account/shards") == 0;
}

/* While there is no primary, set-shards has an answer of its own: retry. */
static void reply_no_primary(sim_call *call, int code, const char *details)
{
    if (is_set_shards(call))
        sim_reply_error(call, 403, 1017, "Temporarily unavailable, please retry");
    else if (details)
        sim_reply_error(call, 500, code, "%s", details);
    else
        sim_reply_error(call, 500, code, NULL);
}

/* NULL: nobody holds the lease now, and the call is answered. */
static sim_peer *find_primary(sim_call *call, const sim_peers *peers)
{
    sim_rows rows;
    sim_peer *primary = NULL;
    if (!sim_db_ask(call->db, &rows, "SELECT holder, CASE WHEN expires_ms > NOW_MS() THEN 1 ELSE 0 END FROM sim_lease"
                                     " WHERE name = 'master'") || rows.rows == 0) {
        sim_reply_db_error(call);
    } else if (peers->count == 0) {
        char details[300];
        snprintf(details, sizeof details, "Connection timed out. Please check if wacore is running: %s:%d",
                 call->app->config.wacore_host, API_PORT);
        reply_no_primary(call, 1014, details);
    } else if (!*sim_cell(&rows, 0, 0)) {
        reply_no_primary(call, 1011, "Wacore is not instantiated. Please check wacore log for details.");
    } else if (sim_cell_number(&rows, 0, 1) == 0 || !(primary = sim_peers_find(peers, sim_cell(&rows, 0, 0)))) {
        reply_no_primary(call, 1017, NULL);
    }
    sim_rows_free(&rows);
    return primary;
}

static void hand_on(sim_call *call, sim_peer *peer)
{
    char details[600];
    sim_peer_ask(call->app, peer, peer->api_port, call->method, call->path, call->body);
    if (sim_fault_take(call->app->faults, "no_resolve"))
        peer->reached = SIM_NO_NAME;
    sim_peer_trouble(peer, peer->api_port, details, sizeof details);
    if (peer->reached != SIM_REACHED) {
        reply_no_primary(call, 1014, details);
    } else if (is_set_shards(call) && peer->status == 500) {
        reply_no_primary(call, 1017, NULL);
    } else {
        sim_reply(call, peer->status, peer->answer);
        peer->answer = NULL;
    }
}

void sim_forward_to_primary(sim_call *call)
{
    sim_peers peers = { 0 };
    if (!sim_web_peers(call, &peers))
        return;
    sim_peer *primary = find_primary(call, &peers);
    if (primary)
        hand_on(call, primary);
    sim_peers_free(&peers);
}

void sim_api_shards_get(sim_call *call)
{
    cJSON *shards;
    if (!sim_store_json(call->db, "shards", &shards)) {
        sim_reply_db_error(call);
        return;
    }
    cJSON *answer = cJSON_CreateObject(), *account = cJSON_AddObjectToObject(answer, "account");
    cJSON_AddNumberToObject(account, "shards", sim_json_number(shards, "count", 1));
    cJSON_Delete(shards);
    sim_reply(call, 200, answer);
}

/* hash(recipient) mod number of shards */
static bool find_owner(sim_call *call, const char *recipient, char owner[SIM_ID_MAX])
{
    cJSON *shards;
    sim_rows rows = { 0 };
    unsigned hash = 5381;
    for (const char *c = recipient; *c; c++)
        hash = hash * 33 + (unsigned char)*c;
    *owner = '\0';
    if (!sim_store_json(call->db, "shards", &shards))
        return false;
    unsigned shard = hash % (unsigned)sim_json_number(shards, "count", 1);
    cJSON_Delete(shards);
    bool done = sim_db_ask(call->db, &rows, "SELECT owner FROM sim_shards WHERE shard = ?l", (long long)shard);
    if (done && rows.rows == 1)
        snprintf(owner, SIM_ID_MAX, "%s", sim_cell(&rows, 0, 0));
    sim_rows_free(&rows);
    return done;
}

static void add_message_id(sim_call *call)
{
    char id[41];
    sim_random_hex(id, 40);
    cJSON *answer = cJSON_CreateObject(), *message = cJSON_CreateObject();
    cJSON_AddStringToObject(message, "id", id);
    cJSON_AddItemToArray(cJSON_AddArrayToObject(answer, "messages"), message);
    sim_reply(call, 201, answer);
}

void sim_api_messages(sim_call *call)
{
    char owner[SIM_ID_MAX];
    const char *recipient = sim_call_text(call, "to");
    sim_peers peers = { 0 };
    if (!recipient)
        return;
    if (!find_owner(call, recipient, owner)) {
        sim_reply_db_error(call);
        return;
    }
    if (!sim_web_peers(call, &peers))
        return;
    sim_peer *peer = sim_peers_find(&peers, owner);
    if (peer)
        hand_on(call, peer);
    else
        sim_reply_error(call, 500, peers.count ? 1018 : 1014, NULL);
    if (call->status == 201)
        add_message_id(call);
    sim_peers_free(&peers);
}
