/*
 * What a core node answers on port 6252 (and 6253): the API calls that the
 * Webapp hands on, under the same paths, and its own state.
 *
 * Here `access` says nothing, the Webapp has looked at it already; `place`
 * SIM_PRIMARY means that only the primary Master answers.
 */
#include "node.h"

const sim_route sim_core_routes[] = {
    { "GET", "/status", SIM_OPEN, SIM_HERE, sim_core_status },
    { "GET", "/health", SIM_OPEN, SIM_HERE, sim_core_health },
    { "GET", "/support", SIM_OPEN, SIM_HERE, sim_core_support },
    { "GET", "/stats/app", SIM_OPEN, SIM_HERE, sim_core_stats },
    { "GET", "/stats/db", SIM_OPEN, SIM_HERE, sim_core_stats },
    { "POST", "/v1/messages", SIM_USER, SIM_CORE, sim_core_message },
    { "POST", "/v1/account", SIM_ADMIN, SIM_PRIMARY, sim_account_post },
    { "POST", "/v1/account/verify", SIM_ADMIN, SIM_PRIMARY, sim_account_verify },
    { "POST", "/v1/account/shards", SIM_ADMIN, SIM_PRIMARY, sim_shards_post },
    { "GET", "/v1/settings/application", SIM_ADMIN, SIM_PRIMARY, sim_settings_get },
    { "PATCH", "/v1/settings/application", SIM_ADMIN, SIM_PRIMARY, sim_settings_patch },
    { "DELETE", "/v1/settings/application", SIM_ADMIN, SIM_PRIMARY, sim_settings_delete },
    { "POST", "/v1/settings/backup", SIM_ADMIN, SIM_PRIMARY, sim_backup_post },
    { "POST", "/v1/settings/restore", SIM_ADMIN, SIM_PRIMARY, sim_restore_post },
    { "POST", "/v1/settings/account/two-step", SIM_ADMIN, SIM_PRIMARY, sim_two_step_post },
    { "DELETE", "/v1/settings/account/two-step", SIM_ADMIN, SIM_PRIMARY, sim_two_step_delete },
    { 0 },
};

static void admit_to_primary(sim_call *call, sim_node *node)
{
    pthread_mutex_lock(&node->lock);
    bool is_primary = sim_node_is_primary(node);
    sim_state state = sim_node_standing(node).state;
    pthread_mutex_unlock(&node->lock);
    if (!is_primary)
        sim_reply_error(call, 500, 1017, NULL);
    else if (state == SIM_NOT_READY || state == SIM_UNINITIALIZED)
        sim_reply_error(call, 500, 1011, "Wacore is not instantiated. Please check wacore log for details.");
    else if (!(call->db = sim_db_borrow(call->app->pool, NULL)))
        sim_reply_db_error(call);
}

void sim_core_admit(sim_call *call)
{
    while (sim_fault_is_on(call->app->faults, "core_hang"))
        sim_sleep_ms(200);
    if (call->route && call->route->place == SIM_PRIMARY)
        admit_to_primary(call, call->owner);
}

void sim_core_unknown(sim_call *call)
{
    sim_reply_error(call, 404, 1014, "Unknown endpoint");
}
