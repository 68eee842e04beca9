/*
 * One play: names, hosts and variables, then batch by batch through its strategy.
 *
 * A batch that lost all its hosts, or in which failures counted for all, ends the play
 * and the run with it.
 */
#include "executor/results.h"
#include "executor/play.h"

#include <string.h>

/* Nobody has lost or ended it. */
bool wp_host_is_in_play(const wp_run_host *host)
{
    return !host->is_unreachable && !host->has_ended;
}

/* ---- a batch ----------------------------------------------------------------------------- */

static void begin_host(wp_run *run, wp_run_host *host)
{
    wp_cursor_begin(&host->cursor, run->arena, &run->play.steps);
    host->has_ended = host->failed_in_play = host->is_given_up = host->is_removed = host->is_seeking = host->lacks_file = false;
    host->notified = wp_map_new(run->arena);
    host->flushed = 0;
    host->roles = wp_map_new(run->arena);
}

static void run_strategy(wp_run *run)
{
    wp_play_run *play = &run->play;
    bool is_pinned = strcmp(play->strategy, "host_pinned") == 0;
    play->is_debugged = strcmp(play->strategy, "debug") == 0;
    play->is_free = play->is_mixed = is_pinned || strcmp(play->strategy, "free") == 0;
    if (play->is_free)
        wp_strategy_free(run, is_pinned);
    else
        wp_strategy_linear(run);
}

/* False: nobody is left, and the run ends; not where the play was to end. */
static bool do_batch(wp_run *run, wp_run_host **hosts, size_t count)
{
    wp_play_run *play = &run->play;
    size_t lost = 0;
    play->hosts = wp_new_array(run->arena, wp_run_host *, count);
    play->host_count = 0;
    play->batch = hosts;
    play->batch_size = count;
    for (size_t i = 0; i < count; i++)
        if (!hosts[i]->has_failed && !hosts[i]->is_unreachable)
            play->hosts[play->host_count++] = hosts[i];
    for (size_t i = 0; i < play->host_count; i++)
        begin_host(run, play->hosts[i]);
    wp_play_seek_start(run);
    wp_play_vars_refresh(run);
    run_strategy(run);
    for (size_t i = 0; i < play->host_count; i++) {
        wp_run_host *host = play->hosts[i];
        bool is_rescued = host->lacks_file && !host->failed_in_play && !host->is_given_up;
        host->has_failed = host->has_failed || host->failed_in_play || host->is_given_up || host->lacks_file;
        host->is_excused = is_rescued || (host->has_ended && !host->failed_in_play && !play->is_broken);
        lost += host->has_failed || host->is_unreachable;
    }
    return play->is_ending || (lost < count && !play->is_broken);
}

static void tell_play(wp_run *run, wp_event_kind kind)
{
    wp_event event = wp_run_event(run, kind);
    event.mark = run->play.play->node.mark;
    wp_output_emit(run->options.output, &event);
}

/* Of a batch to come, those that the play's pattern still finds, now that hosts and groups are others. */
static size_t find_again(wp_run *run, wp_run_host **hosts, size_t size)
{
    wp_run_host **found;
    wp_error ignored = { 0 };
    size_t count, left = 0;
    if (!run->play.is_regrouped || !wp_play_hosts_quietly(run, run->play.play, &found, &count, &ignored))
        return size;
    run->play.is_regrouped = false;
    wp_play_vars_find_hosts(run);
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < count; j++)
            if (found[j] == hosts[i]) {
                hosts[left++] = hosts[i];
                break;
            }
    return left;
}

static void do_batches(wp_run *run, wp_run_host **hosts, size_t count)
{
    wp_play_run *play = &run->play;
    bool goes_on = true;
    for (size_t done = 0, n = 0; goes_on && done < count && !wp_run_is_over(run) && !play->is_ending; n++) {
        size_t size = wp_batch_size(play->serial, n, count);
        size = size > count - done ? count - done : size;
        size_t left = size;
        if (n > 0) {
            tell_play(run, WP_EVENT_PLAY_START);
            left = find_again(run, hosts + done, size);
        }
        goes_on = left == 0 || do_batch(run, hosts + done, left);
        done += size;
    }
    play->is_broken = play->is_broken || !goes_on;
}

/* ---- the play ------------------------------------------------------------------------------ */

/* A list is named by its hosts; a text of `hosts`, by whatever it gives, as a name would be. */
bool wp_play_name(wp_run *run, const wp_play *play, const char **out, wp_error *err)
{
    wp_value name = play->node.keywords[WP_K_NAME], value;
    bool is_named = wp_is(name, WP_STRING) && name.len > 0;
    wp_error fault = { 0 };
    if (!is_named && wp_is(play->hosts, WP_LIST))
        return wp_play_pattern(run, play, out, err);
    if (!is_named)
        name = play->hosts;
    wp_vars_scope *scope = wp_run_scope(run, run->arena, NULL, &play->node);
    wp_template_context context = wp_vars_context(run->arena, scope);
    if (!wp_template_value(&context, name, &value, &fault)) {
        if (!is_named) {
            *err = fault;
            return false;
        }
        value = name;
    }
    wp_str text = wp_is(value, WP_OMIT) || wp_is(value, WP_NULL) ? wp_str_of("") : wp_to_text(run->arena, value);
    *out = wp_strndup(run->arena, text.ptr, text.len);
    return true;
}

static void collect_public_roles(wp_run *run, const wp_play *play)
{
    run->play.public_roles = wp_new_array(run->arena, const wp_role *, play->role_count + 1);
    for (size_t i = 0; i < play->role_count; i++)
        run->play.public_roles[i] = play->role_list[i];
    run->play.public_role_count = play->role_count;
}

/* A file of variables that can't be read as such is a fault of the play, before it is told of. */
static bool check_named_files(wp_run *run, wp_error *err)
{
    wp_arena *arena = wp_arena_new();
    bool done = wp_vars_check_files(wp_run_scope(run, arena, NULL, &run->play.play->node), err);
    wp_arena_free(arena);
    return done;
}

/* What Ansible finds wrong where a play begins: the files with variables of its hosts. */
static bool check_hosts_files(wp_run *run, wp_run_host **hosts, size_t count, wp_error *err)
{
    wp_arena *arena = wp_arena_new();
    bool done = wp_inventory_vars_fault(run->options.inventory, err);
    for (size_t i = 0; done && i < count; i++)
        done = wp_vars_check_files(wp_run_scope(run, arena, hosts[i]->host, &run->play.play->node), err);
    wp_arena_free(arena);
    return done;
}

void wp_play_enter(wp_run *run, const wp_play *play)
{
    run->play = (wp_play_run){ .play = play, .prompted = wp_dict_new(run->arena, 1) };
    collect_public_roles(run, play);
    wp_play_ask(run);
    wp_play_vars_prepare(run);
}

/* From the next play on, they are hosts that failed like others. */
static void forget_excuses(wp_run *run)
{
    wp_str name;
    void *host;
    for (size_t i = 0; wp_map_at(run->hosts, i, &name, &host); i++)
        ((wp_run_host *)host)->is_excused = false;
}

void wp_play_do(wp_run *run, const wp_play *play)
{
    wp_play_run *now = &run->play;
    wp_error err = { 0 };
    wp_run_host **hosts;
    size_t count;

    wp_play_enter(run, play);
    if (!wp_play_name(run, play, &now->name, &err) || !wp_play_read_keywords(run, &err) ||
        !wp_play_hosts(run, play, &hosts, &count, &err) || !check_named_files(run, &err)) {
        wp_at(&err, play->node.mark);
        wp_run_abort(run, &err, wp_exit_code_of(&err));
        return;
    }
    tell_play(run, WP_EVENT_PLAY_START);
    if (count == 0) {
        tell_play(run, WP_EVENT_NO_HOSTS);
        return;
    }
    forget_excuses(run);
    for (size_t i = 0; i < count; i++) {
        hosts[i]->place = i;
        hosts[i]->has_ended = hosts[i]->failed_in_play = hosts[i]->is_removed = false;
    }
    wp_handlers_collect(run, &play->handlers);
    wp_play_vars_begin(run);
    if (!check_hosts_files(run, hosts, count, &err)) {
        wp_at(&err, play->node.mark);
        wp_run_abort(run, &err, wp_exit_code_of(&err));
        return;
    }
    wp_play_build_steps(run);
    do_batches(run, hosts, count);
}
