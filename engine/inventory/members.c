/*
 * The hosts of a group and of all groups below it.
 *
 * Level by level: its own hosts, then those of its children in order, then those
 * of their children, each host and each group once. The implicit localhost may
 * be in a group that the run made, but never counts as one of `all`.
 */
#include <string.h>

#include "inventory/data.h"

typedef struct walk {
    const wp_inventory *inventory;
    const wp_group **groups; /* in the order in which they are met */
    size_t group_count;
    wp_host **hosts;
    size_t host_count;
    bool *seen_groups, *seen_hosts;
} walk;

static void meet_group(wp_arena *arena, walk *on, const wp_group *group)
{
    bool *seen = &on->seen_groups[((const wp_group_entry *)group)->index];
    if (!*seen)
        wp_data_push(arena, on->groups, on->group_count, group);
    *seen = true;
}

static void meet_hosts(wp_arena *arena, walk *on, const wp_group *group)
{
    for (size_t i = 0; i < group->host_count; i++) {
        wp_host *host = group->hosts[i];
        bool *seen = &on->seen_hosts[host->is_implicit ? on->inventory->host_count : host->index];
        if (!*seen)
            wp_data_push(arena, on->hosts, on->host_count, host);
        *seen = true;
    }
}

void wp_group_hosts(wp_arena *arena, const wp_group *group, wp_host ***out, size_t *count)
{
    const wp_inventory *inventory = ((const wp_group_entry *)group)->inventory;
    wp_arena *scratch = wp_arena_new();
    walk on = { .inventory = inventory };
    on.seen_groups = wp_new_array(scratch, bool, inventory->group_count);
    on.seen_hosts = wp_new_array(scratch, bool, inventory->host_count + 1);
    on.seen_hosts[inventory->host_count] = group == inventory->all;
    meet_group(scratch, &on, group);
    for (size_t i = 0; i < on.group_count; i++) {
        meet_hosts(arena, &on, on.groups[i]);
        for (size_t c = 0; c < on.groups[i]->child_count; c++)
            meet_group(scratch, &on, on.groups[i]->children[c]);
    }
    wp_arena_free(scratch);
    *out = on.hosts;
    *count = on.host_count;
}
