/*
 * Inside the room: the hosts and groups themselves, as the sources build them.
 *
 * A host keeps the groups that name it (`own`); all others follow from the
 * parents of those. wp_data_finish brings order: every group hangs under `all`,
 * a host in no group is in `ungrouped`, and each host's list of groups is made.
 */
#ifndef WP_INVENTORY_DATA_H
#define WP_INVENTORY_DATA_H

#include "base/map.h"
#include "inventory/inventory.h"

typedef struct wp_group_entry {
    wp_group group; /* first: a wp_group is cast to its entry */
    wp_inventory *inventory;
    size_t index;
    wp_value files[2]; /* dicts of group_vars, by wp_vars_place less one */
} wp_group_entry;

typedef struct wp_host_entry {
    wp_host host; /* first, as above */
    wp_group **own;
    size_t own_count;
    const char *file, *dir; /* of the source that named it first */
    wp_value files[2];      /* dicts of host_vars */
} wp_host_entry;

typedef struct wp_vars_dir wp_vars_dir; /* see vars_files.h */
typedef struct wp_addition wp_addition; /* see additions.h */

struct wp_inventory {
    wp_arena *arena;
    wp_inventory_options options;
    wp_host **hosts;
    size_t host_count;
    wp_map *host_names;
    wp_map *past_hosts, *past_groups; /* of before a refresh: who is named again keeps his address */
    wp_group **groups;
    size_t group_count;
    wp_map *group_names;
    wp_group *all, *ungrouped;
    wp_host *localhost;     /* the first that is called so, or the implicit one */
    const char *const *sources;
    size_t source_count;
    wp_addition *additions, **additions_end; /* what the run added, in order (additions.h) */
    size_t change_count;
    const char *file, *dir; /* of the source being read */
    bool is_secret;         /* it was encrypted as a whole */
    wp_vars_dir *vars_dirs;
    wp_error vars_fault;    /* the first file of variables that can't be read; its kind is WP_E_NONE where all can */
};

wp_inventory *wp_data_new(wp_arena *arena, const wp_inventory_options *options);

/* Nothing but `all` and `ungrouped` is left. Hosts and groups that are named again are found at their old addresses:
 * a run holds on to them. */
void wp_data_forget(wp_inventory *inventory);

/* Each finds what is there already. */
wp_host *wp_data_host(wp_inventory *inventory, wp_str name);
wp_group *wp_data_group(wp_inventory *inventory, wp_str name);
/* False where it was so before. */
bool wp_data_join(wp_inventory *inventory, wp_host *host, wp_group *group);
bool wp_data_leave(wp_host *host, wp_group *group);
bool wp_data_is_own(const wp_host *host, const wp_group *group);
/* A loop is an error; *changed may be NULL. */
bool wp_data_nest(wp_inventory *inventory, wp_group *parent, wp_group *child, bool *changed, wp_mark mark,
                  wp_error *err);
/* All of `more` over `vars`; dicts are merged where that is wanted. */
void wp_data_put_vars(wp_inventory *inventory, wp_value vars, wp_value more);
/* Of a host or a group: ansible_group_priority of a group becomes its priority. */
void wp_data_set_host_var(wp_inventory *inventory, wp_host *host, wp_value name, wp_value item);
bool wp_data_set_group_var(wp_inventory *inventory, wp_group *group, wp_value name, wp_value item, wp_error *err);
/* A name that a source gives: where a group is called so, it means the group, as in Ansible. */
bool wp_data_set_var(wp_inventory *inventory, wp_host *host, wp_value name, wp_value item, wp_error *err);

void wp_data_finish(wp_inventory *inventory);
void wp_data_list_groups(wp_inventory *inventory, wp_host *host);

/* The implicit localhost under one of its names, or the host that stands for it. */
wp_host *wp_data_localhost(wp_inventory *inventory, const char *name);

void wp_data_warn(const wp_inventory *inventory, const char *format, ...) WP_PRINTF(2, 3);
bool wp_data_is_localhost(wp_str name);

/* A larger array of pointers, with one more at its end. */
#define wp_data_push(arena, items, count, item)                                                                        \
    ((items) = wp_data_room_for_one((arena), (items), (count)), (items)[(count)++] = (item))
void *wp_data_room_for_one(wp_arena *arena, void *items, size_t count);

#endif
