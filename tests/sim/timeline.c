/* Durations: a table, and the one place that scales them. */
#include "timeline.h"

#include <stdlib.h>
#include <time.h>

const sim_duration_row sim_durations[SIM_DURATIONS] = {
    [SIM_BOOT_WEB] = { "WA_SIM_BOOT_WEB_MS", 8000, 200, "Webapp: reset during TLS, until the web server answers" },
    [SIM_BOOT_CORE] = { "WA_SIM_BOOT_CORE_MS", 6000, 200, "core node: 1011, until it is ready" },
    [SIM_MIGRATION] = { "WA_SIM_MIGRATION_MS", 20000, 500, "schema created or changed: uninitialized" },
    [SIM_LEASE] = { "WA_SIM_LEASE_MS", 10000, 1500, "life of the master lease" },
    [SIM_LEASE_RENEW] = { "WA_SIM_LEASE_RENEW_MS", 2500, 250, "renewal of the lease" },
    [SIM_CORE_INIT] = { "WA_SIM_CORE_INIT_MS", 3000, 200, "1011 after registration" },
    [SIM_CONNECT] = { "WA_SIM_CONNECTING_MS", 4000, 200, "connecting, before connected" },
    [SIM_RESHARD] = { "WA_SIM_RESHARD_MS", 5000, 300, "shard map rebuilt after POST shards" },
    [SIM_SETTLE] = { "WA_SIM_SETTLE_MS", 3000, 200, "403 on POST shards after an election" },
    [SIM_FORGET] = { "WA_SIM_FORGET_MS", 120000, 5000, "a dead node leaves /v1/health" },
    [SIM_PEER_WAIT] = { "WA_SIM_PEER_WAIT_MS", 3000, 700, "wait for a node to answer" },
    [SIM_TICK] = { "WA_SIM_TICK_MS", 500, 100, "look at the cluster store" },
    [SIM_REPORT] = { "WA_SIM_REPORT_MS", 1000, 300, "sign of life in the store" },
    [SIM_DB_RETRY] = { "WA_SIM_DB_RETRY_MS", 1000, 20, "first wait after a failed database connection" },
};

long sim_scale_ms(const sim_config *config, double ms, long floor_ms)
{
    long scaled = (long)(ms * config->time_factor);
    return scaled < floor_ms ? floor_ms : scaled;
}

long sim_duration_ms(const sim_config *config, sim_duration which)
{
    const sim_duration_row *row = &sim_durations[which];
    const char *given = getenv(row->variable);
    if (given && *given)
        return sim_scale_ms(config, atof(given), 0);
    return sim_scale_ms(config, (double)row->default_ms, row->floor_ms);
}

long long sim_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

void sim_sleep_ms(long ms)
{
    struct timespec wait = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
    nanosleep(&wait, NULL);
}
