/*
 * The Webapp: who may call, what it answers itself, what it hands on.
 *
 * It keeps nothing of its own. Users, tokens and the certificate lie in the
 * store, so that any Webapp may answer any call; master-only calls go to the
 * holder of the lease, sends to the owner of the recipient's shard.
 */
#ifndef SIM_WEB_H
#define SIM_WEB_H

#include "app.h"
#include "peer.h"
#include "server.h"

#include <stdatomic.h>

typedef struct sim_web {
    sim_app app;
    char *jwt_key;
    char *certificate, *key, *ca; /* PEM */
    long long started_at;
    atomic_long requests;
} sim_web;

/* web_tls.c: from the store, or made and put there by the first Webapp. False: cannot start. */
bool sim_web_tls_load(sim_web *web);

/* web_tokens.c */
bool sim_web_users_prepare(sim_web *web); /* the default account and the key of tokens */
bool sim_token_issue(sim_call *call, const char *username, char **token, char expires_after[40]);
void sim_web_admit(sim_call *call);

/* web_finish.c: meta, old envelopes, Retry-After, the log. */
void sim_web_finish(sim_call *call);
void sim_web_unknown(sim_call *call);

/* Core nodes as the Webapp addresses them. Answers the call when the store fails. */
bool sim_web_peers(sim_call *call, sim_peers *peers);

/* Metrics as Prometheus reads them; to be freed. labels is "" or `node="x"`. */
char *sim_prometheus_text(const cJSON *metrics, const char *labels);

extern const sim_route sim_web_routes[];
void sim_forward_to_primary(sim_call *call);
void sim_api_root(sim_call *call);
void sim_api_login(sim_call *call);
void sim_api_logout(sim_call *call);
void sim_api_user_create(sim_call *call);
void sim_api_user_get(sim_call *call);
void sim_api_user_put(sim_call *call);
void sim_api_user_delete(sim_call *call);
bool sim_password_is_strong(const char *password);
void sim_api_health(sim_call *call);
void sim_api_no_resource(sim_call *call);
void sim_api_shards_get(sim_call *call);
void sim_api_support(sim_call *call);
void sim_api_stats(sim_call *call);
void sim_api_metrics(sim_call *call);
void sim_api_messages(sim_call *call);
void sim_api_gc_message(sim_call *call);
void sim_api_gc_media(sim_call *call);
void sim_api_external_post(sim_call *call);
void sim_api_external_ca(sim_call *call);
void sim_api_webhooks_post(sim_call *call);
void sim_api_webhooks_get(sim_call *call);
void sim_api_webhooks_delete(sim_call *call);

#endif
