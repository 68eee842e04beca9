/*
 * How long things take.
 *
 * Each duration is a row: an environment variable of the same name may change
 * its length in milliseconds, WA_SIM_TIME_FACTOR shortens them all alike. A row
 * also has a floor under which scaling doesn't go, because a lease or a
 * heartbeat that is shorter than a hiccup of the machine tells nothing.
 */
#ifndef SIM_TIMELINE_H
#define SIM_TIMELINE_H

#include "config.h"

typedef enum sim_duration {
    SIM_BOOT_WEB,    /* Webapp: from the database answering to the web server answering */
    SIM_BOOT_CORE,   /* core node: from the database answering to being ready */
    SIM_MIGRATION,   /* creating or changing the schema: `uninitialized` */
    SIM_LEASE,       /* life of the master lease */
    SIM_LEASE_RENEW, /* how often the primary renews it, and the others try for it */
    SIM_CORE_INIT,   /* from registration to the end of 1011 on the other nodes */
    SIM_CONNECT,     /* `connecting` before `connected` */
    SIM_RESHARD,     /* rebuilding the shard map after POST shards */
    SIM_SETTLE,      /* a new primary loads the shard map: POST shards answers 403 */
    SIM_FORGET,      /* a dead node leaves /v1/health after this */
    SIM_PEER_WAIT,   /* longest wait for a node to answer the Webapp or a Master */
    SIM_TICK,        /* how often a node looks at the cluster store */
    SIM_REPORT,      /* how often a node says in the store that it lives */
    SIM_DB_RETRY,    /* first wait after a failed database connection; doubles up to 8000 */
    SIM_DURATIONS,
} sim_duration;

typedef struct sim_duration_row {
    const char *variable;
    long default_ms;
    long floor_ms;
    const char *meaning;
} sim_duration_row;

extern const sim_duration_row sim_durations[SIM_DURATIONS];

/* The length of a duration in this process, scaled. */
long sim_duration_ms(const sim_config *config, sim_duration which);

/* Any other length, such as a setting in seconds, scaled the same way. */
long sim_scale_ms(const sim_config *config, double ms, long floor_ms);

long long sim_now_ms(void); /* monotonic */
void sim_sleep_ms(long ms);

#endif
