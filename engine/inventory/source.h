/*
 * Where an inventory comes from. One function for each kind of source; all add
 * to the inventory that is there already, and name file, line and column when
 * they can't.
 */
#ifndef WP_INVENTORY_SOURCE_H
#define WP_INVENTORY_SOURCE_H

#include "inventory/data.h"

/* Any source as given to -i: finds out which kind it is. */
bool wp_source_load(wp_inventory *inventory, const char *source, wp_error *err);

bool wp_source_ini(wp_inventory *inventory, const char *path, wp_str text, wp_error *err);
/* `root`: what the file holds, a dict. */
bool wp_source_yaml(wp_inventory *inventory, wp_value root, wp_error *err);
bool wp_source_script(wp_inventory *inventory, const char *path, wp_error *err);
bool wp_source_list(wp_inventory *inventory, const char *list, wp_error *err); /* "web1,web2," */

/* For all of them: the hosts that one entry names, in a group (NULL: none), with their port where they are new. */
bool wp_source_add_hosts(wp_inventory *inventory, wp_str entry, wp_mark mark, wp_group *group, wp_host ***hosts,
                         size_t *count, wp_error *err);

#endif
