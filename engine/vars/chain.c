/*
 * The order of precedence, as one walk from the highest to the lowest. What
 * wins in Ansible comes first here; nothing is merged, unless hash_behaviour wants it:
 * then the walk goes on from a dict to those below it.
 *
 *   extra vars
 *   include params, role params
 *   set_fact and register, include_vars
 *   task, blocks, role (vars/), roles of the play, vars_files, vars_prompt,
 *   import_playbook, play
 *   facts
 *   host_vars (beside the playbook, beside the inventory), the host's names and groups, inventory
 *   group_vars (the same, groups before `all`), inventory groups, inventory `all`
 *   role defaults
 */
#include "vars/chain.h"
#include "value/container.h"

#include <string.h>

typedef struct walk {
    wp_vars_scope *scope;
    wp_chain_visit visit;
    void *data;
} walk;

static bool see(walk *w, wp_value dict)
{
    return wp_is(dict, WP_DICT) && wp_len(dict) > 0 && w->visit(w->data, dict);
}

/* An include's own variables count as much as those it hands down. */
static bool is_include(const wp_node *node)
{
    static const char *const names[] = { "include_tasks", "include", "include_role" };
    if (node == NULL || node->kind != WP_NODE_TASK)
        return false;
    const char *name = ((const wp_task *)(const void *)node)->name;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static const wp_role *as_role(const wp_node *node)
{
    return node->kind == WP_NODE_ROLE ? (const wp_role *)(const void *)node : NULL;
}

static bool see_params(walk *w)
{
    const wp_node *node = w->scope->options.node;
    if (is_include(node) && see(w, node->keywords[WP_K_VARS]))
        return true;
    for (const wp_node *at = node; at != NULL; at = at->parent)
        if (see(w, at->include_vars))
            return true;
    for (const wp_node *at = node; at != NULL; at = at->parent)
        if (as_role(at) != NULL && see(w, as_role(at)->params))
            return true;
    return false;
}

static bool see_gathered(walk *w)
{
    wp_host_vars *host = w->scope->host_vars;
    if (host == NULL)
        return false;
    pthread_mutex_lock(&host->lock);
    bool ended = see(w, host->set) || see(w, host->included);
    pthread_mutex_unlock(&host->lock);
    return ended;
}

/* vars/main.yml, then the vars: beside its name, then the same of its dependencies, the last of them first. */
static bool see_role(walk *w, const wp_role *role)
{
    if (see(w, role->vars) || see(w, role->node.keywords[WP_K_VARS]))
        return true;
    for (size_t i = role->dependency_count; i-- > 0;)
        if (see_role(w, role->dependencies[i]))
            return true;
    return false;
}

static wp_value own_vars(const wp_node *node)
{
    return as_role(node) == NULL ? node->keywords[WP_K_VARS] : wp_null();
}

/* What is nearer to the task wins whole, even where dicts are merged. */
static void put_own_vars(wp_arena *arena, const wp_node *node, wp_value into)
{
    if (node == NULL || node->kind == WP_NODE_PLAY)
        return;
    put_own_vars(arena, node->parent, into);
    wp_dict_put_all(arena, into, own_vars(node));
}

static bool see_own_vars(walk *w, const wp_node *node)
{
    if (w->scope->vars->options.merges) {
        wp_value all = wp_dict_new(w->scope->arena, 8);
        put_own_vars(w->scope->arena, node, all);
        return see(w, all);
    }
    for (const wp_node *at = node; at != NULL && at->kind != WP_NODE_PLAY; at = at->parent)
        if (see(w, own_vars(at)))
            return true;
    return false;
}

/* Task, blocks and imports; then the role it is part of, and those that brought that one in. */
static bool see_nodes(walk *w)
{
    const wp_node *node = w->scope->options.node;
    if (see_own_vars(w, node))
        return true;
    for (const wp_role *role = node != NULL ? node->role : NULL; role != NULL; role = role->parent_role)
        if (see_role(w, role))
            return true;
    return false;
}

static size_t count_roles(const wp_play_vars *play)
{
    size_t count = 0;
    while (play->public_roles != NULL && play->public_roles[count] != NULL)
        count++;
    return count;
}

static const wp_play_vars *play_of(const walk *w)
{
    return w->scope->is_of_another ? NULL : w->scope->options.play;
}

static bool see_play(walk *w)
{
    const wp_play_vars *play = play_of(w);
    if (play == NULL)
        return false;
    for (size_t i = count_roles(play); i-- > 0;)
        if (see_role(w, play->public_roles[i]))
            return true;
    wp_value files;
    wp_error err = { 0 };
    if (!w->scope->is_finding_files && wp_scope_files(w->scope, &files, &err))
        for (size_t i = wp_len(files); i-- > 0;)
            if (see(w, wp_list_at(files, i)))
                return true;
    if (see(w, play->prompted))
        return true;
    return play->play != NULL && (see(w, play->play->import_vars) || see(w, play->play->node.keywords[WP_K_VARS]));
}

static bool see_facts(walk *w)
{
    wp_host_vars *host = w->scope->host_vars;
    if (host == NULL)
        return false;
    pthread_mutex_lock(&host->lock);
    wp_value injected = host->injected;
    pthread_mutex_unlock(&host->lock);
    return see(w, injected);
}

static bool see_groups(walk *w, bool of_all, wp_vars_place place)
{
    const wp_host *host = w->scope->options.host;
    for (size_t i = host->group_count; i-- > 0;) {
        const wp_group *group = host->groups[i];
        if ((group->depth == 0) == of_all && see(w, wp_inventory_group_vars(w->scope->vars->options.inventory, group, place)))
            return true;
    }
    return false;
}

static bool see_inventory(walk *w)
{
    const wp_inventory *inventory = w->scope->vars->options.inventory;
    const wp_host *host = w->scope->options.host;
    static const struct {
        bool of_all; /* the group `all`, or all others */
        wp_vars_place place;
    } groups[] = { { false, WP_VARS_BESIDE_PLAYBOOK }, { false, WP_VARS_BESIDE_INVENTORY },
                   { true, WP_VARS_BESIDE_PLAYBOOK },  { true, WP_VARS_BESIDE_INVENTORY },
                   { false, WP_VARS_SOURCE },          { true, WP_VARS_SOURCE } };
    if (host == NULL || inventory == NULL)
        return false;
    if (see(w, wp_inventory_host_vars(inventory, host, WP_VARS_BESIDE_PLAYBOOK)) ||
        see(w, wp_inventory_host_vars(inventory, host, WP_VARS_BESIDE_INVENTORY)) ||
        see(w, wp_scope_host_magic(w->scope)) || see(w, wp_inventory_host_vars(inventory, host, WP_VARS_SOURCE)))
        return true;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (see_groups(w, groups[i].of_all, groups[i].place))
            return true;
    return false;
}

/* A role sees its own first, then those of the roles around it; a role, before its dependencies. */
static bool see_defaults_of(walk *w, const wp_role *role)
{
    if (see(w, role->defaults))
        return true;
    for (size_t i = role->dependency_count; i-- > 0;)
        if (see_defaults_of(w, role->dependencies[i]))
            return true;
    return false;
}

static bool see_defaults(walk *w)
{
    const wp_node *node = w->scope->options.node;
    const wp_play_vars *play = play_of(w);
    for (const wp_role *role = node != NULL ? node->role : NULL; role != NULL; role = role->parent_role)
        if (see_defaults_of(w, role))
            return true;
    for (size_t i = play != NULL ? count_roles(play) : 0; i-- > 0;)
        if (see_defaults_of(w, play->public_roles[i]))
            return true;
    return false;
}

bool wp_chain_walk(wp_vars_scope *scope, wp_chain_visit visit, void *data)
{
    walk w = { scope, visit, data };
    return see(&w, scope->vars->options.extra) || see(&w, wp_scope_task_magic(scope)) || see_params(&w) || see_gathered(&w) || see_nodes(&w) ||
           see_play(&w) || see_facts(&w) || see_inventory(&w) || see_defaults(&w);
}

/* ---- look up ------------------------------------------------------------------ */

typedef struct wanted {
    wp_arena *arena;
    wp_str name;
    bool merges, is_found;
    uint64_t hash;
    wp_value found;
} wanted;

static wp_value merged(wp_arena *arena, wp_value low, wp_value high)
{
    wp_value both = wp_dict_new(arena, wp_len(low) + wp_len(high));
    wp_dict_put_all(arena, both, low);
    wp_dict_merge_all(arena, both, high);
    return both;
}

/* The first that has it ends the walk; where dicts are merged, the first that has something else. */
static bool has_it(void *data, wp_value dict)
{
    wanted *w = data;
    const wp_value *item = wp_dict_find_hashed(dict, w->name, w->hash);
    if (item == NULL)
        return false;
    bool goes_on = w->merges && wp_is(*item, WP_DICT);
    if (!w->is_found)
        w->found = *item;
    else if (goes_on)
        w->found = merged(w->arena, *item, w->found);
    w->is_found = true;
    return !goes_on;
}

const wp_raw *wp_scope_raw(wp_vars_scope *scope, wp_str name)
{
    wp_raw *raw = wp_map_get(scope->raws, name);
    if (raw != NULL)
        return raw;
    wanted w = { .arena = scope->arena, .name = name, .hash = wp_hash_bytes(name.ptr, name.len),
                 .merges = scope->vars->options.merges };
    wp_chain_walk(scope, has_it, &w);
    raw = wp_new(scope->arena, wp_raw);
    *raw = (wp_raw){ .is_there = w.is_found, .is_plain = w.is_found && !wp_value_holds_template(w.found), .value = w.found };
    if (!scope->is_finding_files) /* a part of the chain is missing then */
        wp_map_put(scope->raws, name, raw);
    return raw;
}

/* ---- list --------------------------------------------------------------------- */

typedef struct listing {
    wp_arena *arena;
    wp_value seen; /* dict: a set in order */
} listing;

static bool add_names(void *data, wp_value dict)
{
    listing *l = data;
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(dict, i, &key, &item); i++)
        wp_dict_put(l->arena, l->seen, key, wp_null());
    return false;
}

wp_value wp_scope_names_of_chain(wp_vars_scope *scope, wp_arena *arena)
{
    listing l = { arena, wp_dict_new(arena, 64) };
    wp_value list = wp_list_new(arena, 64), key, item;
    wp_str pushed;
    void *ignored;
    wp_chain_walk(scope, add_names, &l);
    for (size_t i = 0; wp_map_at(scope->pushed, i, &pushed, &ignored); i++)
        wp_dict_put(arena, l.seen, wp_string_of(arena, pushed), wp_null());
    for (size_t i = 0; wp_dict_pair(l.seen, i, &key, &item); i++)
        wp_list_push(arena, list, key);
    return list;
}
