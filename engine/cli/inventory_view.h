/*
 * The inventory as ansible-inventory shows it.
 *
 * Variables are shown as they are written, templates and all. For a host they are those of
 * its groups and its own, later ones winning; to be exported (`is_export`), each stands
 * where it was said: with its group or its host.
 */
#ifndef WP_CLI_INVENTORY_VIEW_H
#define WP_CLI_INVENTORY_VIEW_H

#include "inventory/inventory.h"

typedef struct wp_inventory_view {
    wp_inventory *inventory;
    wp_value extra_vars; /* dict */
    const bool *is_shown; /* by the host's index; NULL: all are */
    bool is_export;
    bool merges;         /* dicts of several levels become one */
    bool is_beside_playbook; /* what was said beside a playbook counts where groups and exports are shown, too */
    bool with_vars;      /* of the graph */
} wp_inventory_view;

wp_value wp_inventory_view_host(wp_arena *arena, const wp_inventory_view *view, const wp_host *host);
wp_value wp_inventory_view_list(wp_arena *arena, const wp_inventory_view *view); /* as scripts of inventories print */
wp_value wp_inventory_view_tree(wp_arena *arena, const wp_inventory_view *view); /* as inventories in YAML are */
wp_str wp_inventory_view_graph(wp_arena *arena, const wp_inventory_view *view, const wp_group *from);

#endif
