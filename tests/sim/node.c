/*
 * The one rule behind /v1/health.
 *
 * Before registration only the holder of the lease has something to say; all
 * others are 1011. Afterwards a node is connected exactly when it owns a shard:
 * in HA the active Coreapp owns 0 and the control shard -1, in multiconnect
 * each active Coreapp owns one and the primary Master owns -1.
 */
#include "node.h"

#include <string.h>

const char *sim_state_name(sim_state state)
{
    static const char *const names[] = {
        [SIM_NOT_READY] = "", [SIM_UNINITIALIZED] = "uninitialized", [SIM_UNREGISTERED] = "unregistered",
        [SIM_DISCONNECTED] = "disconnected", [SIM_CONNECTING] = "connecting", [SIM_CONNECTED] = "connected",
    };
    return names[state];
}

bool sim_node_is_primary(const sim_node *node)
{
    return sim_now_ms() < node->lease_until;
}

bool sim_node_owns(const sim_node *node, int shard)
{
    return strcmp(node->view.owners[shard + 1], node->app->config.id) == 0;
}

static bool owns_any(const sim_node *node)
{
    for (int shard = -1; shard < node->view.shard_count; shard++)
        if (sim_node_owns(node, shard))
            return true;
    return false;
}

static const char *role(const sim_node *node)
{
    switch (node->app->config.kind) {
    case SIM_MASTER:
        return sim_node_is_primary(node) ? "primary_master" : "secondary_master";
    case SIM_COREAPP:
        return "coreapp";
    default:
        return NULL;
    }
}

/* Before the core object exists. */
static bool is_waiting(const sim_node *node)
{
    return !node->has_view || sim_now_ms() < node->ready_at || node->view.stop_epoch != node->first_stop_epoch ||
           sim_fault_is_on(node->app->faults, "never_ready");
}

static sim_state link_state(const sim_node *node)
{
    bool is_cut = node->view.is_logged_off || node->view.is_banned;
    if (is_cut || node->owner_since == 0)
        return SIM_DISCONNECTED;
    if (node->app->config.kind == SIM_MASTER && sim_fault_is_on(node->app->faults, "master_disconnected"))
        return SIM_DISCONNECTED;
    bool is_early = sim_now_ms() - node->owner_since < sim_duration_ms(&node->app->config, SIM_CONNECT);
    return is_early || sim_fault_is_on(node->app->faults, "no_connect") ? SIM_CONNECTING : SIM_CONNECTED;
}

sim_standing sim_node_standing(const sim_node *node)
{
    sim_standing none = { SIM_NOT_READY, NULL };
    if (is_waiting(node))
        return none;
    bool is_primary = sim_node_is_primary(node);
    if (!node->schema_fits)
        return is_primary && node->migrated_at ? (sim_standing){ SIM_UNINITIALIZED, role(node) } : none;
    if (!node->view.is_registered)
        return is_primary ? (sim_standing){ SIM_UNREGISTERED, role(node) } : none;
    if (sim_now_ms() < node->core_at)
        return is_primary ? (sim_standing){ SIM_DISCONNECTED, role(node) } : none;
    return (sim_standing){ link_state(node), role(node) };
}

sim_standing sim_node_ask(sim_node *node)
{
    pthread_mutex_lock(&node->lock);
    sim_standing standing = sim_node_standing(node);
    pthread_mutex_unlock(&node->lock);
    return standing;
}

void sim_node_take_view(sim_node *node, const sim_view *view)
{
    long long now = sim_now_ms();
    if (!node->has_view)
        node->first_stop_epoch = view->stop_epoch;
    bool is_new_number = view->is_registered && view->registered_ms != node->view.registered_ms;
    node->view = *view;
    node->has_view = true;
    if (view->schema == sim_version_schema(node->app->config.version))
        node->schema_fits = true;
    if (is_new_number) { /* registration restarts what was connected */
        node->core_at = now + sim_duration_ms(&node->app->config, SIM_CORE_INIT);
        node->owner_since = 0;
    }
    if (!owns_any(node) || !view->is_registered || view->is_resharding || now < node->ready_at || now < node->core_at)
        node->owner_since = 0;
    else if (node->owner_since == 0)
        node->owner_since = now;
}
