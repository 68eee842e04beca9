/*
 * Results: what a job that is done means for its host and for the run. In order:
 * facts and registered variables, the event, stats, notified handlers, failure.
 */
#include "executor/results.h"

#include <string.h>

static bool is_run_once(wp_run *run, const wp_task_job *job)
{
    bool once = false;
    wp_error ignored = { 0 };
    wp_vars_scope *scope = wp_run_scope(run, job->arena, job->host, &job->task->node);
    return wp_keyword_bool(job->arena, scope, &job->task->node, WP_K_RUN_ONCE, false, &once, &ignored) && once;
}

/* Of run_once, everybody gets what the one host found out. */
static void share_variables(wp_run *run, const wp_task_job *job, bool is_once)
{
    wp_value name = job->task->node.keywords[WP_K_REGISTER], key, item;
    for (size_t i = 0; i < run->play.host_count; i++) {
        wp_run_host *host = run->play.hosts[i];
        bool is_owner = host == job->owner;
        if (!is_owner && !is_once)
            continue;
        if (wp_is(name, WP_STRING))
            wp_host_vars_set(host->vars, name.as.text, job->result);
        if (is_owner)
            continue; /* its facts are kept by the job itself */
        for (size_t j = 0; wp_is(job->set_facts, WP_DICT) && wp_dict_pair(job->set_facts, j, &key, &item); j++)
            wp_host_vars_set(host->vars, key.as.text, item);
        if (wp_is(job->included, WP_DICT))
            wp_host_vars_include(host->vars, job->included);
        if (wp_is(job->facts, WP_DICT))
            wp_host_vars_set_facts(host->vars, job->facts);
    }
}

/* ---- the inventory ---------------------------------------------------------------- */

static void grant_wishes(wp_run *run, wp_task_job *job)
{
    wp_inventory *inventory = run->options.inventory;
    for (wp_inventory_wish *wish = job->wishes; wish != NULL; wish = wish->next) {
        bool has_changed = false, changed = false;
        wp_host *host = wish->host != NULL
                            ? wp_inventory_add_host(inventory, wp_strdup(run->arena, wish->host), &changed)
                            : wp_inventory_host(inventory, job->host->name);
        has_changed = changed;
        if (wish->host != NULL && wp_len(wish->vars) > 0)
            wp_inventory_set_host_vars(inventory, host, wp_value_copy(run->arena, wish->vars));
        for (size_t i = 0; host != NULL && i < wp_len(wish->groups); i++) {
            wp_str name = wp_to_text(job->arena, wp_list_at(wish->groups, i));
            wp_group *group = wp_inventory_add_group(inventory, wp_strndup(run->arena, name.ptr, name.len), &changed);
            has_changed = has_changed || changed;
            for (size_t j = 0; j < wp_len(wish->parents); j++) {
                wp_str parent_name = wp_to_text(job->arena, wp_list_at(wish->parents, j));
                wp_group *parent =
                    wp_inventory_add_group(inventory, wp_strndup(run->arena, parent_name.ptr, parent_name.len), &changed);
                wp_error ignored = { 0 };
                wp_inventory_nest(inventory, parent, group, &ignored);
            }
            wp_inventory_join(inventory, host, group, &changed);
            has_changed = has_changed || changed;
        }
        wp_dict_set(job->arena, wish->result, "changed", wp_bool(has_changed));
        job->changed = job->changed || has_changed;
        for (size_t i = 0; i < job->held_count; i++)
            if (job->held[i].result.as.dict == wish->result.as.dict && has_changed)
                job->held[i].status = WP_CHANGED;
    }
    if (job->wishes != NULL && job->is_loop)
        wp_dict_set(job->arena, job->result, "changed", wp_bool(job->changed));
}

/* ---- set_stats ----------------------------------------------------------------------- */

static void add_stat(wp_run *run, wp_value into, wp_value key, wp_value value, bool aggregate)
{
    const wp_value *old = wp_dict_get(into, key);
    wp_value copy = wp_value_copy(run->arena, value), both = copy;
    if (aggregate && old != NULL && old->type == value.type) {
        wp_value k, v;
        if (wp_is(value, WP_INT)) {
            both = wp_int(old->as.integer + value.as.integer);
        } else if (wp_is(value, WP_FLOAT)) {
            both = wp_float(old->as.number + value.as.number);
        } else if (wp_is(value, WP_LIST)) {
            both = wp_value_copy(run->arena, *old);
            for (size_t i = 0; i < wp_len(copy); i++)
                wp_list_push(run->arena, both, wp_list_at(copy, i));
        } else if (wp_is(value, WP_DICT)) {
            both = wp_value_copy(run->arena, *old);
            for (size_t i = 0; wp_dict_pair(copy, i, &k, &v); i++)
                wp_dict_put(run->arena, both, k, v);
        }
    }
    wp_dict_put(run->arena, into, wp_value_copy(run->arena, key), both);
}

static void keep_stats(wp_run *run, const wp_task_job *job)
{
    wp_value key, value;
    if (!wp_is(job->stats, WP_DICT))
        return;
    const char *who = job->stats_per_host ? job->host->name : "_run";
    if (wp_dict_find(run->custom_stats, who) == NULL)
        wp_dict_set(run->arena, run->custom_stats, who, wp_dict_new(run->arena, 4));
    wp_value into = *wp_dict_find(run->custom_stats, who);
    for (size_t i = 0; wp_dict_pair(job->stats, i, &key, &value); i++)
        add_stat(run, into, key, value, job->stats_aggregate);
}

/* ---- includes ------------------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_include(const wp_include *a, const wp_include *b)
{
    return same_text(a->path, b->path) && same_text(a->role.name, b->role.name) &&
           same_text(a->role.tasks_from, b->role.tasks_from) && wp_equal(a->vars, b->vars) &&
           wp_equal(a->apply, b->apply) && a->item.type == b->item.type &&
           (wp_is(a->item, WP_UNDEFINED) || wp_equal(a->item, b->item));
}

static wp_include *keep_include(wp_run *run, const wp_include *include)
{
    wp_arena *arena = run->arena;
    wp_include *kept = wp_new(arena, wp_include);
    const wp_role_request *role = &include->role;
    *kept = (wp_include){
        .path = include->path != NULL ? wp_strdup(arena, include->path) : NULL,
        .apply = wp_value_copy(arena, include->apply),
        .vars = wp_value_copy(arena, include->vars),
        .item = wp_value_copy(arena, include->item),
        .role = { .name = role->name ? wp_strdup(arena, role->name) : NULL,
                  .tasks_from = role->tasks_from ? wp_strdup(arena, role->tasks_from) : NULL,
                  .vars_from = role->vars_from ? wp_strdup(arena, role->vars_from) : NULL,
                  .defaults_from = role->defaults_from ? wp_strdup(arena, role->defaults_from) : NULL,
                  .handlers_from = role->handlers_from ? wp_strdup(arena, role->handlers_from) : NULL,
                  .params = wp_null(),
                  .apply = wp_value_copy(arena, role->apply),
                  .allow_duplicates = role->allow_duplicates,
                  .is_public = role->is_public },
    };
    return kept;
}

static void collect_includes(wp_run *run, const wp_task_job *job, wp_step_outcome *step)
{
    for (const wp_include *include = job->includes; include != NULL; include = include->next) {
        wp_included **last = &step->includes;
        while (*last != NULL) {
            bool is_same = (*last)->task == job->task && same_include((*last)->include, include);
            bool has_host = (*last)->hosts[(*last)->host_count - 1] == job->owner;
            if (is_same && !has_host)
                break;
            last = &(*last)->next;
        }
        if (*last == NULL) {
            *last = wp_new(run->arena, wp_included);
            **last = (wp_included){ .task = job->task, .include = keep_include(run, include) };
        }
        wp_included *group = *last;
        group->hosts = wp_grow(run->arena, group->hosts, group->host_count * sizeof(wp_run_host *),
                               (group->host_count + 1) * sizeof(wp_run_host *));
        group->hosts[group->host_count++] = job->owner;
    }
}

static bool load_include(wp_run *run, wp_included *group, wp_block **out, wp_error *err)
{
    wp_include *include = group->include;
    if (include->path != NULL)
        return wp_tasks_load(run->loader, include->path, group->task, include->apply, include->vars, out, err);
    wp_role *role;
    if (!wp_role_load(run->loader, &include->role, group->task, include->vars, &role, err))
        return false;
    wp_handlers_collect(run, &role->handlers);
    if (include->role.is_public) {
        wp_play_run *play = &run->play;
        const wp_role **roles = wp_new_array(run->arena, const wp_role *, play->public_role_count + 2);
        for (size_t i = 0; i < play->public_role_count; i++)
            roles[i] = play->public_roles[i];
        play->public_roles = roles;
        play->public_roles[play->public_role_count++] = role;
        play->public_roles[play->public_role_count] = NULL;
        wp_play_vars_refresh(run);
    }
    *out = role->tasks;
    return true;
}

static void tell_included(wp_run *run, const wp_included *group)
{
    wp_event event = wp_run_event(run, WP_EVENT_INCLUDED);
    const char **names = wp_new_array(run->arena, const char *, group->host_count + 1);
    for (size_t i = 0; i < group->host_count; i++)
        names[i] = group->hosts[i]->host->name;
    event.text = group->include->path != NULL ? group->include->path : group->include->role.name;
    event.item = group->include->item;
    event.hosts = names;
    event.action = group->task->action;
    wp_output_emit(run->options.output, &event);
}

static void include_failed(wp_run *run, const wp_included *group, const wp_error *err)
{
    wp_arena *arena = wp_arena_new();
    wp_value result = wp_dict_new(arena, 3);
    wp_dict_set(arena, result, "failed", wp_bool(true));
    wp_dict_set(arena, result, "reason", wp_string(arena, err->text));
    for (size_t i = 0; i < group->host_count; i++) {
        wp_run_host *host = group->hosts[i];
        wp_event event = wp_run_event(run, WP_EVENT_RESULT);
        event.task = wp_title_of(run, arena, group->task, host->host);
        event.host = host->host->name;
        event.action = group->task->action;
        event.status = WP_FAILED;
        event.result = result;
        event.error = err;
        event.mark = err->mark;
        wp_output_emit(run->options.output, &event);
        wp_host_fail(run, host, group->task, result);
    }
    wp_arena_free(arena);
}

/* Every host gets a list of the same length, with nothing in place of what is not for it: so hosts that are in the
 * same include stand at the same path. */
static void send_hosts(wp_run *run, wp_included **groups, wp_block **blocks, size_t count)
{
    wp_block *nothing = wp_new(run->arena, wp_block);
    unsigned number = ++run->play.next_include;
    for (size_t i = 0; i < run->play.host_count; i++) {
        wp_run_host *host = run->play.hosts[i];
        wp_block *all = wp_new(run->arena, wp_block);
        bool is_in = false;
        for (size_t g = 0; g < count; g++) {
            bool is_mine = false;
            for (size_t j = 0; blocks[g] != NULL && j < groups[g]->host_count; j++)
                is_mine = is_mine || groups[g]->hosts[j] == host;
            wp_steps_add(run->arena, &all->tasks, (wp_step){ .block = is_mine ? blocks[g] : nothing });
            is_in = is_in || is_mine;
        }
        if (is_in && !host->failed_in_play)
            wp_cursor_enter(&host->cursor, all, number);
    }
}

void wp_includes_take(wp_run *run, wp_step_outcome *step)
{
    size_t count = 0;
    for (wp_included *group = step->includes; group != NULL; group = group->next)
        count++;
    wp_included **groups = wp_new_array(run->arena, wp_included *, count);
    wp_block **blocks = wp_new_array(run->arena, wp_block *, count);
    count = 0;
    for (wp_included *group = step->includes; group != NULL; group = group->next) {
        wp_error err = { 0 };
        groups[count] = group;
        if (load_include(run, group, &blocks[count], &err)) {
            tell_included(run, group);
            for (size_t i = 0; group->include->path != NULL && i < group->host_count; i++)
                group->hosts[i]->stats.ok += !blocks[count]->tasks.at[0].block->is_empty_file;
        } else if (err.kind == WP_E_SYNTAX || err.kind == WP_E_INVALID) {
            wp_run_tell_error(run, &err);
            run->is_parse_error = run->play.is_ending = run->play.is_fatal = true;
            return;
        } else {
            include_failed(run, group, &err);
            step->has_failed = true;
            blocks[count] = NULL;
        }
        count++;
    }
    send_hosts(run, groups, blocks, count);
}

/* ---- failure ---------------------------------------------------------------------------- */

static wp_value describe_task(wp_run *run, const wp_task *task)
{
    wp_value dict = wp_dict_new(run->arena, 4);
    const char *title = wp_task_title(run->arena, task);
    wp_dict_set(run->arena, dict, "name", wp_string(run->arena, title));
    wp_dict_set(run->arena, dict, "action", wp_string(run->arena, task->action));
    wp_dict_set(run->arena, dict, "args", wp_value_mark_all(run->arena, wp_value_copy(run->arena, task->args), WP_UNSAFE));
    return dict;
}

void wp_host_fail(wp_run *run, wp_run_host *host, const wp_task *task, wp_value result)
{
    if (wp_cursor_fail(&host->cursor) == WP_FAILURE_RESCUED) {
        host->stats.rescued++;
        wp_host_vars_set(host->vars, "ansible_failed_task", describe_task(run, task));
        wp_host_vars_set(host->vars, "ansible_failed_result", result);
        return;
    }
    host->stats.failed++;
    host->failed_in_play = true;
    host->has_failed = true;
    wp_play_vars_refresh(run);
}

static void fail_hosts(wp_run *run, wp_task_job *job, bool is_once, wp_step_outcome *step)
{
    size_t failed = 0;
    for (size_t i = 0; i < run->play.host_count; i++) {
        wp_run_host *host = run->play.hosts[i];
        if (host == job->owner || (is_once && !host->failed_in_play && !host->is_unreachable && !host->has_ended)) {
            int64_t before = host->stats.failed;
            wp_host_fail(run, host, job->task, job->result);
            failed += host->stats.failed > before && wp_cursor_has_ended(&host->cursor);
            if (host != job->owner && host->stats.failed > before)
                host->stats.failed--; /* it counts for the one that ran it */
        }
    }
    step->has_failed = step->has_failed || failed > 0;
    step->is_fatal = step->is_fatal || (failed > 0 && job->any_errors_fatal);
}

/* ---- a result ----------------------------------------------------------------------------- */

static wp_status status_of(const wp_task_job *job)
{
    if (job->unreachable)
        return WP_UNREACHABLE;
    if (job->failed)
        return job->ignore_errors ? WP_IGNORED : WP_FAILED;
    return job->skipped ? WP_SKIPPED : job->changed ? WP_CHANGED : WP_OK;
}

static void count_result(const wp_task_job *job, wp_status status)
{
    wp_host_stats *stats = &job->owner->stats;
    job->owner->has_stats = true;
    switch (status) {
    case WP_UNREACHABLE:
        if (job->ignore_unreachable) {
            stats->skipped++;
            stats->ignored++;
        } else {
            stats->unreachable++;
        }
        break;
    case WP_IGNORED:
        stats->ok++;
        stats->ignored++;
        stats->changed += job->changed;
        break;
    case WP_SKIPPED:
        stats->skipped++;
        break;
    case WP_CHANGED:
        stats->ok++;
        stats->changed++;
        break;
    case WP_OK:
        /* an include counts where its file has been read, a role does not count */
        stats->ok += job->includes == NULL && wp_directive_of(job->task) != WP_DO_INCLUDE_ROLE;
        break;
    default:
        break; /* failed or rescued: counted when it is known which */
    }
}

static void tell_result(wp_run *run, const wp_task_job *job, wp_status status)
{
    wp_event event = wp_run_event(run, WP_EVENT_RESULT);
    wp_directive directive = wp_directive_of(job->task);
    event.task = job->title;
    event.host = job->host->name;
    event.delegated = job->delegated;
    event.action = job->task->action;
    event.status = status;
    event.result = job->result;
    event.mark = job->task->node.mark;
    event.error = job->error.kind != WP_E_NONE ? &job->error : NULL;
    event.is_handler = job->task->is_handler;
    event.check_mode = job->check_mode;
    event.diff_mode = job->diff_mode;
    event.is_loop = job->is_loop;
    event.no_log = job->no_log;
    event.ignored_unreachable = job->unreachable && job->ignore_unreachable;
    event.seconds = job->seconds;
    event.quiet = (directive == WP_DO_INCLUDE_TASKS || directive == WP_DO_INCLUDE_ROLE) && job->includes != NULL;
    wp_output_emit(run->options.output, &event);
}

static void notify(wp_run *run, wp_task_job *job, bool is_once)
{
    for (size_t i = 0; wp_len(job->notify) > 0 && i < run->play.host_count; i++) {
        wp_run_host *host = run->play.hosts[i];
        wp_error err = { 0 };
        if (host != job->owner && !is_once)
            continue;
        if (!wp_handlers_notify(run, host, job->notify, &err)) {
            wp_at(&err, job->task->node.mark);
            wp_run_tell_error(run, &err);
            run->play.is_ending = run->play.is_fatal = true;
            return;
        }
    }
}

void wp_result_take(wp_run *run, wp_task_job *job, wp_step_outcome *step)
{
    bool is_once = is_run_once(run, job);
    grant_wishes(run, job);
    wp_status status = status_of(job);
    share_variables(run, job, is_once);
    keep_stats(run, job);
    if (run->play.is_free && run->play.banner != job->task)
        wp_banner(run, job->task, job->title);
    for (size_t i = 0; i < job->held_count; i++)
        wp_output_emit(run->options.output, &job->held[i]);
    tell_result(run, job, status);
    count_result(job, status);
    collect_includes(run, job, step);
    if (wp_cursor_in_handlers(&job->owner->cursor) && job->task->is_handler)
        wp_handler_done(run, job->owner, job->task);
    if (!job->failed && !job->unreachable)
        notify(run, job, is_once);

    if (job->unreachable && !job->ignore_unreachable) {
        job->owner->is_unreachable = true;
        wp_cursor_end(&job->owner->cursor);
        wp_play_vars_refresh(run);
        step->has_failed = true;
        step->is_fatal = step->is_fatal || job->any_errors_fatal;
    } else if (status == WP_FAILED) {
        fail_hosts(run, job, is_once, step);
    } else if (job->includes == NULL) {
        wp_cursor_next(&job->owner->cursor);
    }
}
