/*
 * How the Webapp and the Masters reach core nodes: by name and published port,
 * as over the network they must. Plain HTTP, a short conversation.
 */
#ifndef SIM_PEER_H
#define SIM_PEER_H

#include "app.h"
#include "db.h"

#include <cjson/cJSON.h>

typedef enum sim_reached { SIM_REACHED, SIM_NO_NAME, SIM_NO_ANSWER } sim_reached;

typedef struct sim_peer {
    char id[SIM_ID_MAX], host[SIM_NAME_MAX], kind[16], version[32];
    int api_port, health_port;
    long long started_ms, seen_ms;

    /* the answer, once asked */
    sim_reached reached;
    int status;
    cJSON *answer;
} sim_peer;

typedef struct sim_peers {
    int count;
    sim_peer *list;
} sim_peers;

bool sim_peers_load(sim_db *db, sim_peers *peers); /* all nodes in the store, by id */
void sim_peers_free(sim_peers *peers);
sim_peer *sim_peers_find(const sim_peers *peers, const char *id);

/* One request; body may be NULL. Fills the answer of the peer. */
void sim_peer_ask(sim_app *app, sim_peer *peer, int port, const char *method, const char *path, const char *body);

/* GET from all at once; use_health_port: 6253 in place of 6252. */
void sim_peers_ask(sim_app *app, sim_peers *peers, bool use_health_port, const char *path);

/* The known details text for a node that was not reached. */
void sim_peer_trouble(const sim_peer *peer, int port, char *text, size_t size);

#endif
