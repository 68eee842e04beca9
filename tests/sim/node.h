/*
 * A core node: what it knows of the cluster and what it says of itself.
 *
 * One thread (cluster.c) reads the store and drives the node, another
 * (heartbeat.c) asks the Coreapps while the node is primary, and HTTP threads
 * answer. All of them hold `lock` while they touch what is below it.
 */
#ifndef SIM_NODE_H
#define SIM_NODE_H

#include "app.h"
#include "server.h"

#include <pthread.h>

enum { SIM_SHARDS_MAX = 32, SIM_BEATS_MAX = 128 };

typedef enum sim_state {
    SIM_NOT_READY,     /* 1011 */
    SIM_UNINITIALIZED, /* the schema is being made */
    SIM_UNREGISTERED,
    SIM_DISCONNECTED,
    SIM_CONNECTING,
    SIM_CONNECTED,
} sim_state;

/* What the store said last. */
typedef struct sim_view {
    bool is_registered, is_logged_off, is_banned;
    long long registered_ms;    /* by the server's clock: a new number is a new time */
    char number[64];            /* cc and phone number */
    long long schema;
    long long stop_epoch;       /* grows when nodes have to be restarted */
    int shard_count;
    bool is_resharding;
    char owners[SIM_SHARDS_MAX + 1][SIM_ID_MAX]; /* [0]: the control shard, -1; [k + 1]: shard k */
    double heartbeat_s, unhealthy_s;
} sim_view;

/* When a Coreapp answered the primary's heartbeat. */
typedef struct sim_beat {
    char id[SIM_ID_MAX];
    long long last_ms;
    bool is_ready; /* could own a shard */
} sim_beat;

typedef struct sim_node {
    sim_app *app;
    pthread_mutex_t lock;

    long long ready_at;         /* end of booting */
    bool has_view;
    sim_view view;
    long long first_stop_epoch;
    bool schema_fits;           /* once true, stays: what is loaded goes on */
    long long migrated_at;      /* a migration of ours ends then; 0: none runs */
    long long lease_until;      /* 0: not ours */
    long long primary_since;
    long long core_at;          /* the core object exists from then on */
    long long owner_since;      /* 0: owns no shard */
    long messages;
    int beat_count;
    sim_beat beats[SIM_BEATS_MAX];
} sim_node;

typedef struct sim_standing {
    sim_state state;
    const char *role; /* NULL: none is shown */
} sim_standing;

const char *sim_state_name(sim_state state);

/* These want the lock to be held. */
bool sim_node_is_primary(const sim_node *node);
sim_standing sim_node_standing(const sim_node *node);
bool sim_node_owns(const sim_node *node, int shard); /* -1: the control shard */

/* The same, taking the lock. */
sim_standing sim_node_ask(sim_node *node);

void sim_node_take_view(sim_node *node, const sim_view *view);

/* cluster.c and heartbeat.c: threads that never end. */
void *sim_cluster_run(void *node);
void *sim_heartbeat_run(void *node);
bool sim_view_load(sim_app *app, sim_db *db, sim_view *view);

/* core_*.c: what a core node answers. */
extern const sim_route sim_core_routes[];
void sim_core_admit(sim_call *call);
void sim_core_unknown(sim_call *call);
void sim_core_status(sim_call *call);
void sim_core_health(sim_call *call);
void sim_core_support(sim_call *call);
void sim_core_stats(sim_call *call);
void sim_core_message(sim_call *call);
void sim_account_post(sim_call *call);
void sim_account_verify(sim_call *call);
void sim_two_step_post(sim_call *call);
void sim_two_step_delete(sim_call *call);
bool sim_two_step_passes(sim_call *call); /* the pin in the body; answers when it doesn't */
void sim_shards_post(sim_call *call);
void sim_settings_get(sim_call *call);
void sim_settings_patch(sim_call *call);
void sim_settings_delete(sim_call *call);
bool sim_settings_load(sim_app *app, sim_db *db, cJSON **settings); /* defaults and what was changed */
void sim_backup_post(sim_call *call);
void sim_restore_post(sim_call *call);

/* The display name inside a base64 certificate; NULL when it doesn't decode. To be freed. */
char *sim_certificate_name(const char *certificate);

/* Creates or changes the schema as a container of its own; the exit code. */
int sim_dbupgrade_run(sim_app *app);

#endif
