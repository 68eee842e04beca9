/*
 * The order of precedence, as one walk from the highest to the lowest. What
 * wins in Ansible comes first here; nothing is merged.
 *
 *   extra, include and role params, set_fact and register, include_vars,
 *   task, blocks, role (vars/), play (vars_files, vars_prompt, vars), import_playbook,
 *   facts, host_vars, group_vars, role defaults
 */
#include "vars/chain.h"

typedef struct walk {
    wp_vars_scope *scope;
    wp_chain_visit visit;
    void *data;
} walk;

static bool see(walk *w, wp_value dict)
{
    return wp_is(dict, WP_DICT) && wp_len(dict) > 0 && w->visit(w->data, dict);
}

static bool see_params(walk *w)
{
    for (const wp_node *at = w->scope->options.node; at != NULL; at = at->parent) {
        if (see(w, at->include_vars))
            return true;
        const wp_role *role = (const wp_role *)(const void *)at;
        if (at->kind == WP_NODE_ROLE && see(w, role->params))
            return true;
    }
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

/* Task, blocks and imports; then the roles around it. */
static bool see_nodes(walk *w)
{
    const wp_node *node = w->scope->options.node;
    for (const wp_node *at = node; at != NULL && at->kind != WP_NODE_PLAY; at = at->parent)
        if (at->kind != WP_NODE_ROLE && see(w, at->keywords[WP_K_VARS]))
            return true;
    for (const wp_node *at = node; at != NULL; at = at->parent) {
        const wp_role *role = (const wp_role *)(const void *)at;
        if (at->kind == WP_NODE_ROLE && (see(w, role->vars) || see(w, at->keywords[WP_K_VARS])))
            return true;
    }
    for (const wp_role *role = node != NULL ? node->role : NULL; role != NULL; role = role->parent_role)
        if (see(w, role->vars))
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

static bool see_play(walk *w)
{
    const wp_play_vars *play = w->scope->options.play;
    if (play == NULL)
        return false;
    for (size_t i = count_roles(play); i-- > 0;)
        if (see(w, play->public_roles[i]->vars))
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

static bool see_inventory(walk *w)
{
    const wp_inventory *inventory = w->scope->vars->options.inventory;
    const wp_host *host = w->scope->options.host;
    static const wp_vars_place places[] = { WP_VARS_BESIDE_PLAYBOOK, WP_VARS_BESIDE_INVENTORY, WP_VARS_SOURCE };
    if (host == NULL || inventory == NULL)
        return false;
    for (size_t i = 0; i < 3; i++)
        if (see(w, wp_inventory_host_vars(inventory, host, places[i])))
            return true;
    /* all groups but `all` by place, then `all` by place */
    for (int of_all = 0; of_all < 2; of_all++)
        for (size_t i = 0; i < 3; i++)
            for (size_t j = host->group_count; j-- > 0;) {
                const wp_group *group = host->groups[j];
                if ((group->depth == 0) == (of_all == 1) && see(w, wp_inventory_group_vars(inventory, group, places[i])))
                    return true;
            }
    return false;
}

static bool see_defaults(walk *w)
{
    const wp_node *node = w->scope->options.node;
    for (const wp_role *role = node != NULL ? node->role : NULL; role != NULL; role = role->parent_role)
        if (see(w, role->defaults))
            return true;
    const wp_play_vars *play = w->scope->options.play;
    for (size_t i = play != NULL ? count_roles(play) : 0; i-- > 0;)
        if (see(w, play->public_roles[i]->defaults))
            return true;
    return false;
}

bool wp_chain_walk(wp_vars_scope *scope, wp_chain_visit visit, void *data)
{
    walk w = { scope, visit, data };
    return see(&w, scope->vars->options.extra) || see_params(&w) || see_gathered(&w) || see_nodes(&w) ||
           see_play(&w) || see_facts(&w) || see_inventory(&w) || see_defaults(&w);
}

/* ---- look up ------------------------------------------------------------------ */

typedef struct wanted {
    wp_str name;
    wp_value found;
} wanted;

static bool has_it(void *data, wp_value dict)
{
    wanted *w = data;
    const wp_value *item = wp_dict_find_n(dict, w->name.ptr, w->name.len);
    if (item != NULL)
        w->found = *item;
    return item != NULL;
}

bool wp_scope_raw(wp_vars_scope *scope, wp_str name, wp_value *out)
{
    wanted w = { .name = name };
    if (!wp_chain_walk(scope, has_it, &w))
        return false;
    *out = w.found;
    return true;
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
