/*
 * What jobs asked for and only the main thread may do: add_host and group_by change the
 * inventory, set_stats adds to the statistics of the run.
 */
#include "executor/play.h"
#include "executor/results.h"

#include "template/builtin.h"

#include <string.h>

/* ---- the inventory ---------------------------------------------------------------- */

static bool set_vars(wp_run *run, wp_host *host, wp_value vars)
{
    bool changed = false;
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(vars, i, &key, &item); i++) {
        const wp_value *old = wp_dict_get(host->vars, key);
        changed = changed || old == NULL || !wp_equal(*old, item);
    }
    if (changed)
        wp_inventory_set_host_vars(run->options.inventory, host, wp_value_copy(run->arena, vars));
    return changed;
}

static const char *kept_text(wp_run *run, wp_value value)
{
    wp_str text = wp_to_text(run->arena, value);
    return wp_strndup(run->arena, text.ptr, text.len);
}

static bool join(wp_run *run, wp_host *host, const char *name, wp_value parents)
{
    wp_inventory *inventory = run->options.inventory;
    bool changed = false;
    wp_group *group = wp_inventory_add_group(inventory, name, &changed);
    for (size_t i = 0; i < wp_len(parents); i++) {
        const char *parent = kept_text(run, wp_list_at(parents, i));
        wp_error ignored = { 0 };
        if (strcmp(parent, "all") != 0)
            wp_inventory_nest(inventory, wp_inventory_add_group(inventory, parent, &changed), group, &ignored);
    }
    wp_inventory_join(inventory, host, group, &changed);
    return changed;
}

static bool grant(wp_run *run, wp_task_job *job, const wp_inventory_wish *wish)
{
    wp_inventory *inventory = run->options.inventory;
    bool changed = false;
    wp_host *host = wish->host != NULL ? wp_inventory_add_host(inventory, wp_strdup(run->arena, wish->host), &changed)
                                       : wp_inventory_host(inventory, job->host->name);
    if (host == NULL)
        host = wp_inventory_localhost(inventory);
    if (wish->host != NULL && changed)
        wp_play_vars_add_host(run, host->name);
    if (wp_is(wish->vars, WP_DICT))
        changed = set_vars(run, host, wish->vars) || changed;
    for (size_t i = 0; i < wp_len(wish->groups); i++)
        changed = join(run, host, kept_text(run, wp_list_at(wish->groups, i)), wish->parents) || changed;
    return changed;
}

/* With changed_when the task has told already whether it is a change. */
static bool is_told(const wp_task_job *job)
{
    wp_value told = job->task->node.keywords[WP_K_CHANGED_WHEN];
    return !wp_is(told, WP_UNDEFINED) && !(wp_is(told, WP_LIST) && wp_len(told) == 0);
}

void wp_wishes_grant(wp_run *run, wp_task_job *job)
{
    if (job->failed || job->unreachable)
        return;
    for (wp_inventory_wish *wish = job->wishes; wish != NULL; wish = wish->next) {
        pthread_rwlock_wrlock(&run->inventory_lock);
        bool changed = grant(run, job, wish);
        run->play.is_regrouped = run->play.is_regrouped || changed;
        pthread_rwlock_unlock(&run->inventory_lock);
        if (is_told(job))
            continue;
        wp_dict_set(job->arena, wish->result, "changed", wp_bool(changed));
        job->changed = job->changed || changed;
        for (size_t i = 0; i < job->held_count; i++)
            if (changed && job->held[i].status == WP_OK && job->held[i].result.as.dict == wish->result.as.dict)
                job->held[i].status = WP_CHANGED;
    }
    if (job->wishes != NULL && job->is_loop)
        wp_dict_set(job->arena, job->result, "changed", wp_bool(job->changed));
}

/* ---- set_stats ----------------------------------------------------------------------- */

/* Numbers add up, lists and dicts grow; anything else is replaced. */
static wp_value aggregate(wp_run *run, wp_value old, wp_value value)
{
    wp_value both = wp_value_copy(run->arena, old);
    switch (value.type) {
    case WP_INT:
    case WP_BIG:
    case WP_FLOAT:
        return wp_operate_as(run->arena, WP_ADD, old, value, &both, NULL) ? both : value;
    case WP_LIST:
        for (size_t i = 0; i < wp_len(value); i++)
            wp_list_push(run->arena, both, wp_list_at(value, i));
        return both;
    case WP_DICT:
        wp_dict_put_all(run->arena, both, value);
        return both;
    default:
        return value;
    }
}

void wp_stats_keep(wp_run *run, const wp_task_job *job)
{
    wp_value key, value;
    if (!wp_is(job->stats, WP_DICT))
        return;
    const char *who = job->stats_per_host ? job->host->name : "_run";
    if (wp_dict_find(run->custom_stats, who) == NULL)
        wp_dict_set(run->arena, run->custom_stats, who, wp_dict_new(run->arena, 4));
    wp_value into = *wp_dict_find(run->custom_stats, who);
    for (size_t i = 0; wp_dict_pair(job->stats, i, &key, &value); i++) {
        const wp_value *old = wp_dict_get(into, key);
        bool adds_up = job->stats_aggregate && old != NULL && old->type == value.type;
        wp_value copy = wp_value_copy(run->arena, value);
        wp_dict_put(run->arena, into, wp_value_copy(run->arena, key), adds_up ? aggregate(run, *old, copy) : copy);
    }
}
