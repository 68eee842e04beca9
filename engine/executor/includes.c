/*
 * Includes: the hosts of a step that include the same thing with the same variables go
 * there together.
 *
 *   jobs -> groups (what, with which variables, for whom) -> loaded once each -> cursors
 *
 * A file that is not there, or that is no list of tasks, fails the hosts that wanted it,
 * as a task would; other mistakes of a file end the run.
 */
#include "executor/results.h"
#include "executor/play.h"

#include "base/file.h"

#include <string.h>

/* ---- who includes what -------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_include(const wp_include *a, const wp_include *b)
{
    return same_text(a->file, b->file) && same_text(a->role.name, b->role.name) &&
           same_text(a->role.tasks_from, b->role.tasks_from) && same_text(a->role.vars_from, b->role.vars_from) &&
           same_text(a->role.defaults_from, b->role.defaults_from) && wp_equal(a->vars, b->vars) &&
           wp_equal(a->apply, b->apply) && a->item.type == b->item.type &&
           (wp_is(a->item, WP_UNDEFINED) || wp_equal(a->item, b->item));
}

static const char *kept(wp_arena *arena, const char *text)
{
    return text != NULL ? wp_strdup(arena, text) : NULL;
}

static wp_include *keep_include(wp_run *run, const wp_include *include)
{
    wp_arena *arena = run->arena;
    wp_include *copy = wp_new(arena, wp_include);
    const wp_role_request *role = &include->role;
    *copy = (wp_include){
        .file = kept(arena, include->file),
        .apply = wp_value_copy(arena, include->apply),
        .vars = wp_value_copy(arena, include->vars),
        .item = wp_value_copy(arena, include->item),
        .role = { .name = kept(arena, role->name),
                  .tasks_from = kept(arena, role->tasks_from),
                  .vars_from = kept(arena, role->vars_from),
                  .defaults_from = kept(arena, role->defaults_from),
                  .handlers_from = kept(arena, role->handlers_from),
                  .params = wp_null(),
                  .apply = wp_value_copy(arena, role->apply),
                  .allow_duplicates = role->allow_duplicates,
                  .is_public = role->is_public },
    };
    return copy;
}

/* Hosts stand in a group in the order of the play, in whatever order they came. */
static void add_host(wp_run *run, wp_included *group, wp_run_host *host)
{
    group->hosts = wp_grow(run->arena, group->hosts, group->host_count * sizeof(wp_run_host *),
                           (group->host_count + 1) * sizeof(wp_run_host *));
    size_t at = group->host_count++;
    while (at > 0 && group->hosts[at - 1]->place > host->place) {
        group->hosts[at] = group->hosts[at - 1];
        at--;
    }
    group->hosts[at] = host;
}

static bool has_host(const wp_included *group, const wp_run_host *host)
{
    for (size_t i = 0; i < group->host_count; i++)
        if (group->hosts[i] == host)
            return true;
    return false;
}

void wp_includes_note(wp_run *run, const wp_task_job *job, wp_step_outcome *step)
{
    for (const wp_include *include = job->includes; include != NULL; include = include->next) {
        wp_included **group = &step->includes;
        while (*group != NULL && !((*group)->task == job->task && same_include((*group)->include, include) &&
                                   !has_host(*group, job->owner)))
            group = &(*group)->next;
        if (*group == NULL) {
            *group = wp_new(run->arena, wp_included);
            **group = (wp_included){ .task = job->task,
                                     .title = kept(run->arena, job->title),
                                     .include = keep_include(run, include) };
        }
        add_host(run, *group, job->owner);
    }
}

/* ---- loading -------------------------------------------------------------------------- */

static bool load_file(wp_run *run, wp_included *group, wp_block **out, wp_error *err)
{
    wp_include *include = group->include;
    const wp_node *node = &group->task->node;
    const char *path;
    if (!wp_include_find(run->arena, node, include->file, group->task->is_handler, &path, err))
        return wp_at(err, node->mark);
    include->path = wp_path_absolute(run->arena, path);
    return wp_tasks_load(run->loader, path, group->task, include->apply, include->vars, out, err);
}

static void make_public(wp_run *run, const wp_role *role)
{
    wp_play_run *play = &run->play;
    const wp_role **roles = wp_new_array(run->arena, const wp_role *, play->public_role_count + 2);
    for (size_t i = 0; i < play->public_role_count; i++)
        roles[i] = play->public_roles[i];
    roles[play->public_role_count++] = role;
    play->public_roles = roles; /* a new array: worker threads may be reading the old */
    wp_play_vars_refresh(run);
}

static bool load_role(wp_run *run, wp_included *group, wp_block **out, wp_error *err)
{
    wp_role *role;
    if (!wp_role_load(run->loader, &group->include->role, group->task, group->include->vars, &role, err))
        return false;
    wp_handlers_collect(run, &role->handlers);
    if (group->include->role.is_public)
        make_public(run, role);
    *out = role->tasks;
    return true;
}

static void tell_included(wp_run *run, const wp_included *group)
{
    wp_event event = wp_run_event(run, WP_EVENT_INCLUDED);
    const char **names = wp_new_array(run->arena, const char *, group->host_count + 1);
    for (size_t i = 0; i < group->host_count; i++)
        names[i] = group->hosts[i]->host->name;
    event.text = group->include->file != NULL ? group->include->path : group->include->role.name;
    event.item = group->include->item;
    event.hosts = names;
    event.action = group->task->action;
    event.is_role = group->include->file == NULL;
    wp_output_emit(run->options.output, &event);
}

/* ---- what can't be loaded ---------------------------------------------------------------- */

/* Whatever ignore_errors says; counted as failed, and left out of the plays to come, even where it is rescued. */
static void file_failed(wp_run *run, const wp_included *group, const wp_error *err, wp_step_outcome *step)
{
    wp_arena *arena = wp_arena_new();
    wp_value result = wp_dict_new(arena, 2);
    wp_dict_set(arena, result, "failed", wp_bool(true));
    wp_dict_set(arena, result, "reason", wp_string(arena, err->text));
    for (size_t i = 0; i < group->host_count; i++) {
        wp_run_host *host = group->hosts[i];
        wp_event event = wp_run_event(run, WP_EVENT_RESULT);
        event.task = group->title;
        event.host = host->host->name;
        event.action = group->task->action;
        event.status = WP_FAILED;
        event.result = result;
        event.error = err;
        event.mark = err->mark;
        host->stats.failed++;
        host->lacks_file = true;
        wp_output_emit(run->options.output, &event);
        wp_host_fail(run, host, group->task, result, false);
        step->failed += host->failed_in_play;
    }
    wp_arena_free(arena);
}

static void role_failed(wp_run *run, const wp_included *group, const wp_error *err, wp_step_outcome *step)
{
    wp_run_tell_error(run, err);
    for (size_t i = 0; i < group->host_count; i++) {
        wp_host_fail(run, group->hosts[i], group->task, wp_null(), false);
        group->hosts[i]->is_given_up = group->hosts[i]->failed_in_play;
        step->failed += group->hosts[i]->failed_in_play;
    }
}

/* ---- sending hosts there -------------------------------------------------------------------- */

/* Every host gets a list of the same length, with nothing in place of what is not for it: so hosts that are in the
 * same include stand at the same path. */
static void send_hosts(wp_run *run, wp_included **groups, wp_block **blocks, size_t count)
{
    wp_block *nothing = wp_new(run->arena, wp_block);
    unsigned number = ++run->play.next_include;
    for (size_t i = 0; i < run->play.host_count; i++) {
        wp_run_host *host = run->play.hosts[i];
        wp_block *all = wp_new(run->arena, wp_block);
        bool is_in = false, has_failed = false;
        for (size_t g = 0; g < count; g++) {
            bool is_mine = has_host(groups[g], host);
            wp_steps_add(run->arena, &all->tasks, (wp_step){ .block = is_mine && blocks[g] ? blocks[g] : nothing });
            is_in = is_in || (is_mine && blocks[g] != NULL);
            has_failed = has_failed || (is_mine && blocks[g] == NULL);
        }
        if (is_in && !has_failed)
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
        bool is_file = group->include->file != NULL;
        groups[count] = group;
        if (is_file ? load_file(run, group, &blocks[count], &err) : load_role(run, group, &blocks[count], &err)) {
            bool has_something = !is_file || !blocks[count]->tasks.at[0].block->is_empty_file;
            if (!group->task->is_handler) /* what handlers bring in is for whoever was notified, tags or not */
                blocks[count] = wp_block_chosen(run, blocks[count]);
            if (has_something)
                tell_included(run, group);
            for (size_t i = 0; is_file && i < group->host_count; i++)
                group->hosts[i]->stats.ok += has_something;
        } else if (err.kind == WP_E_SYNTAX || err.kind == WP_E_INVALID) {
            wp_run_abort(run, &err, WP_EXIT_UNREACHABLE); /* Ansible's code for what can't be parsed */
            return;
        } else {
            blocks[count] = NULL;
            (is_file ? file_failed : role_failed)(run, group, &err, step);
        }
        count++;
    }
    send_hosts(run, groups, blocks, count);
}
