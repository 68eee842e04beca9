/*
 * The inventory: hosts, groups, and the variables that files give them.
 *
 * Loaded before a run from any number of sources (INI, YAML, executable,
 * directory, or a list "web1,web2,"), later sources winning. During a run only
 * the main thread changes it (add_host, group_by), between tasks.
 *
 * Variables are kept as they were written: one dict for each place they came
 * from, never merged (the vars room looks through them in order of precedence).
 */
#ifndef WP_INVENTORY_INVENTORY_H
#define WP_INVENTORY_INVENTORY_H

#include <waplay/value.h>
#include "yaml/yaml.h"

typedef struct wp_inventory wp_inventory;
typedef struct wp_group wp_group;

typedef struct wp_host {
    const char *name;
    size_t index;      /* its place in the order of the inventory, from 0; SIZE_MAX for the implicit localhost */
    wp_value vars;     /* dict: what the inventory sources say of it */
    wp_group **groups; /* all it is in, directly or not, `all` included, parents before children (by depth,
                          then ansible_group_priority, then name: the order in which their variables apply) */
    size_t group_count;
    bool is_implicit; /* the localhost that nobody named */
} wp_host;

struct wp_group {
    const char *name;
    wp_value vars; /* dict: what the inventory sources say of it */
    wp_group **children;
    size_t child_count;
    wp_group **parents;
    size_t parent_count;
    wp_host **hosts; /* its own, in order; wp_group_hosts has those of its children too */
    size_t host_count;
    int depth;
    int priority;
};

/* Both live as long as the inventory: what the run adds to it is read with them, too. */
typedef struct wp_inventory_options {
    wp_vault *vault;    /* may be NULL */
    wp_value *warnings; /* NULL, or a list that gets texts */
    wp_double_keys double_keys;
    bool merges;         /* dicts under one name become one (hash_behaviour) */
    bool keep_envelopes; /* inline values stay encrypted, for those that only show them (yaml.h) */
    /* Lists: what a directory is read without, by ends of names and by regular expressions. No list: the usual ends. */
    wp_value ignored_ends, ignored_patterns;
} wp_inventory_options;

/* `sources` as given to -i. A name without a path that is no file here is looked
 * for in inventories/. None at all: only the implicit localhost. */
bool wp_inventory_load(wp_arena *arena, const char *const *sources, size_t count, const wp_inventory_options *options,
                       wp_inventory **out, wp_error *err);
/* group_vars/ and host_vars/ beside a playbook: read once per directory; wins over those beside the inventory. */
void wp_inventory_load_vars_dir(wp_inventory *inventory, const char *playbook_dir);
/* A file of group_vars or host_vars that can't be read is no error until hosts are to be worked on, as in Ansible:
 * false, with the first such error. */
bool wp_inventory_vars_fault(const wp_inventory *inventory, wp_error *err);

/* ---- ask -------------------------------------------------------------- */

size_t wp_inventory_host_count(const wp_inventory *inventory);
wp_host *wp_inventory_host_at(const wp_inventory *inventory, size_t index);
wp_host *wp_inventory_host(const wp_inventory *inventory, const char *name); /* NULL: unknown */
wp_group *wp_inventory_group(const wp_inventory *inventory, const char *name);
size_t wp_inventory_group_count(const wp_inventory *inventory);
wp_group *wp_inventory_group_at(const wp_inventory *inventory, size_t index); /* all and ungrouped first */
/* All hosts of a group and its children, in the order that Ansible gives them. */
void wp_group_hosts(wp_arena *arena, const wp_group *group, wp_host ***out, size_t *count);
/* The host that `localhost` means where no inventory names it: connection local. */
wp_host *wp_inventory_localhost(wp_inventory *inventory);
/* A host that is in no inventory, and in no group but `all`; made in `arena`. For delegate_to. */
wp_host *wp_inventory_stranger(wp_arena *arena, const wp_inventory *inventory, const char *name);
/* Grows with every change: who keeps what he found here asks again once it has. */
size_t wp_inventory_change_count(const wp_inventory *inventory);
/* The source that named the host first, for inventory_dir and inventory_file. Of a list, the file is the list
 * itself and the directory NULL; of a host that the run added, both are NULL. */
const char *wp_inventory_dir(const wp_inventory *inventory, const wp_host *host);
const char *wp_inventory_file(const wp_inventory *inventory, const wp_host *host);

/* Variable dicts by place, each may be an empty dict. The numbers are those of
 * Ansible's list of precedence, lowest first. For a group: from its sources, from
 * group_vars beside the inventory, from group_vars beside the playbook. For a host
 * the same with host_vars. */
typedef enum wp_vars_place { WP_VARS_SOURCE, WP_VARS_BESIDE_INVENTORY, WP_VARS_BESIDE_PLAYBOOK } wp_vars_place;
wp_value wp_inventory_group_vars(const wp_inventory *inventory, const wp_group *group, wp_vars_place place);
wp_value wp_inventory_host_vars(const wp_inventory *inventory, const wp_host *host, wp_vars_place place);

/* ---- patterns: `web:&prod:!web3`, `~web\d+`, `web[0:2]`, lists ---------- */

/* Hosts in the order in which the pattern names them; those of one group or glob in the order of the inventory.
 * Nothing matched is no error: *count is 0. A name that is neither host nor group is put in `warnings` (NULL: not
 * wanted), as Ansible does. */
bool wp_inventory_match(wp_arena *arena, wp_inventory *inventory, const char *pattern, wp_value *warnings,
                        wp_host ***out, size_t *count, wp_error *err);
/* Of a play: a text, or a list of them, each a pattern of its own. */
bool wp_inventory_match_value(wp_arena *arena, wp_inventory *inventory, wp_value patterns, wp_value *warnings,
                              wp_host ***out, size_t *count, wp_error *err);
/* Of --limit: `@path` stands for the lines of a file. */
bool wp_inventory_limit(wp_arena *arena, wp_inventory *inventory, const char *pattern, wp_value *warnings,
                        wp_host ***out, size_t *count, wp_error *err);

/* ---- change, while a run goes on (main thread only) --------------------- */

/* Adds (or finds) a host or group; sets *changed (never clears it) where anything was new. Variables that files
 * have for it are read. A host that was added is in `all`, and in `ungrouped` until it joins another group. */
wp_host *wp_inventory_add_host(wp_inventory *inventory, const char *name, bool *changed);
wp_group *wp_inventory_add_group(wp_inventory *inventory, const char *name, bool *changed);
void wp_inventory_join(wp_inventory *inventory, wp_host *host, wp_group *group, bool *changed);
bool wp_inventory_nest(wp_inventory *inventory, wp_group *parent, wp_group *child, wp_error *err);
void wp_inventory_set_host_vars(wp_inventory *inventory, wp_host *host, wp_value vars);
/* The sources are read again, and what the run added is added again. A host that is in none of them any more is found
 * by nobody, though those who hold it may read it; one that is found again is at its old address. After an error the
 * inventory is of no use. */
bool wp_inventory_refresh(wp_inventory *inventory, wp_error *err);

#endif
