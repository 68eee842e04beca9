/*
 * The primary's heartbeat: every heartbeat_interval it asks each Coreapp on its
 * health port, over the network. Only an answer under the expected id counts: a
 * new container behind the same port is another Coreapp.
 */
#include "node.h"
#include "peer.h"
#include "store.h"

#include <stdio.h>
#include <string.h>

static void note(sim_node *node, const sim_peer *peer)
{
    sim_beat *beat = NULL;
    for (int i = 0; i < node->beat_count && !beat; i++)
        if (strcmp(node->beats[i].id, peer->id) == 0)
            beat = &node->beats[i];
    if (!beat && node->beat_count < SIM_BEATS_MAX)
        beat = &node->beats[node->beat_count++];
    if (!beat)
        return;
    snprintf(beat->id, sizeof beat->id, "%s", peer->id);
    beat->is_ready = sim_json_is_true(peer->answer, "ready");
    beat->last_ms = sim_now_ms();
}

static bool has_answered(const sim_peer *peer)
{
    return strcmp(peer->kind, "coreapp") == 0 && peer->reached == SIM_REACHED && peer->status == 200 &&
           strcmp(sim_json_text(peer->answer, "id", ""), peer->id) == 0;
}

static void beat_once(sim_node *node)
{
    sim_peers peers = { 0 };
    sim_db *db = sim_db_borrow(node->app->pool, NULL);
    bool is_known = db && sim_peers_load(db, &peers);
    sim_db_return(node->app->pool, db);
    if (!is_known)
        return;
    sim_peers_ask(node->app, &peers, true, "/health");
    pthread_mutex_lock(&node->lock);
    for (int i = 0; i < peers.count; i++)
        if (has_answered(&peers.list[i]))
            note(node, &peers.list[i]);
    pthread_mutex_unlock(&node->lock);
    sim_peers_free(&peers);
}

void *sim_heartbeat_run(void *closure)
{
    sim_node *node = closure;
    for (;;) {
        pthread_mutex_lock(&node->lock);
        bool is_primary = sim_node_is_primary(node);
        double seconds = node->view.heartbeat_s > 0 ? node->view.heartbeat_s : 5;
        pthread_mutex_unlock(&node->lock);
        if (is_primary)
            beat_once(node);
        sim_sleep_ms(sim_scale_ms(&node->app->config, seconds * 1000, 300));
    }
    return NULL;
}
