/*
 * One play: its hosts, batch by batch; its sections in order, with handlers flushed
 * after pre_tasks, after roles and tasks, and after post_tasks.
 */
#include "executor/results.h"

#include "base/buf.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- what the variables say of the play --------------------------------------------- */

static wp_value names_of(wp_run *run, bool only_active)
{
    wp_value list = wp_list_new(run->arena, run->play.host_count);
    for (size_t i = 0; i < run->play.host_count; i++) {
        const wp_run_host *host = run->play.hosts[i];
        if (!only_active || (!host->failed_in_play && !host->is_unreachable && !host->has_ended))
            wp_list_push(run->arena, list, wp_string_static(host->host->name));
    }
    return list;
}

static wp_value role_names(wp_run *run)
{
    const wp_play *play = run->play.play;
    wp_value list = wp_list_new(run->arena, play->role_count);
    for (size_t i = 0; i < play->role_count; i++)
        wp_list_push(run->arena, list, wp_string_static(play->role_list[i]->name));
    return list;
}

void wp_play_vars_refresh(wp_run *run)
{
    wp_play_run *play = &run->play;
    const wp_play_vars *old = atomic_load(&play->vars);
    wp_play_vars *fresh = wp_new(run->arena, wp_play_vars);
    wp_value magic = wp_dict_new(run->arena, 12), key, item;
    /* those of the whole play were set where it began */
    for (size_t i = 0; old != NULL && wp_dict_pair(old->magic, i, &key, &item); i++)
        wp_dict_put(run->arena, magic, key, item);
    wp_value batch = names_of(run, true);
    wp_value active = wp_list_new(run->arena, play->host_count);
    const wp_value *all = wp_dict_find(magic, "ansible_play_hosts_all");
    for (size_t i = 0; all != NULL && i < wp_len(*all); i++) {
        const wp_run_host *host = wp_map_get(run->hosts, wp_text(wp_list_at(*all, i)));
        if (host == NULL || (!host->has_failed && !host->is_unreachable && !host->has_ended))
            wp_list_push(run->arena, active, wp_list_at(*all, i));
    }
    wp_dict_set(run->arena, magic, "ansible_play_hosts", active);
    wp_dict_set(run->arena, magic, "play_hosts", batch);
    wp_dict_set(run->arena, magic, "ansible_play_batch", batch);
    *fresh = (wp_play_vars){ .play = play->play, .prompted = play->prompted, .magic = magic,
                             .public_roles = play->public_roles };
    atomic_store(&play->vars, fresh);
}

static void begin_vars(wp_run *run, wp_run_host **hosts, size_t count)
{
    wp_play_run *play = &run->play;
    wp_play_vars *vars = wp_new(run->arena, wp_play_vars);
    wp_value all = wp_list_new(run->arena, count);
    for (size_t i = 0; i < count; i++)
        wp_list_push(run->arena, all, wp_string_static(hosts[i]->host->name));
    vars->magic = wp_dict_new(run->arena, 12);
    wp_dict_set(run->arena, vars->magic, "ansible_play_hosts_all", all);
    wp_dict_set(run->arena, vars->magic, "ansible_play_name", wp_string(run->arena, play->name));
    wp_dict_set(run->arena, vars->magic, "ansible_play_role_names", role_names(run));
    wp_dict_set(run->arena, vars->magic, "role_names", role_names(run));
    wp_dict_set(run->arena, vars->magic, "ansible_dependent_role_names", wp_list_new(run->arena, 1));
    vars->play = play->play;
    vars->prompted = play->prompted;
    vars->public_roles = play->public_roles;
    atomic_store(&play->vars, vars);
    wp_play_vars_refresh(run);
}

/* ---- the steps of a play ---------------------------------------------------------------- */

static wp_task *implicit_task(wp_run *run, const wp_play *play, const char *action, const char *name)
{
    wp_task *task = wp_new(run->arena, wp_task);
    wp_value tags = wp_list_new(run->arena, 1);
    task->node = (wp_node){ .kind = WP_NODE_TASK, .parent = (wp_node *)&play->node, .mark = play->node.mark,
                            .keywords = wp_new_array(run->arena, wp_value, WP_KEYWORD_COUNT),
                            .include_vars = wp_null() };
    wp_list_push(run->arena, tags, wp_string_static("always"));
    task->node.keywords[WP_K_TAGS] = tags;
    task->node.keywords[WP_K_NAME] = wp_string_static(name);
    task->action = task->name = action;
    task->args = wp_dict_new(run->arena, 4);
    task->loop = wp_undefined(run->arena, NULL);
    return task;
}

static wp_task *flush_task(wp_run *run, const wp_play *play)
{
    wp_task *task = implicit_task(run, play, "meta", "flush_handlers");
    wp_dict_set(run->arena, task->args, "free_form", wp_string_static("flush_handlers"));
    task->is_directive = true;
    return task;
}

static wp_task *facts_task(wp_run *run, const wp_play *play)
{
    wp_task *task = implicit_task(run, play, "gather_facts", "Gathering Facts");
    static const struct {
        wp_keyword keyword;
        const char *param;
    } given[] = { { WP_K_GATHER_SUBSET, "gather_subset" },
                  { WP_K_GATHER_TIMEOUT, "gather_timeout" },
                  { WP_K_FACT_PATH, "fact_path" } };
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (!wp_is(play->node.keywords[given[i].keyword], WP_UNDEFINED))
            wp_dict_set(run->arena, task->args, given[i].param, play->node.keywords[given[i].keyword]);
    return task;
}

/* Steps, then their flush: in an always section where handlers are to run after failures too. */
static void add_section(wp_run *run, const wp_steps *const *lists, size_t count)
{
    wp_play_run *play = &run->play;
    wp_step flush = { .task = flush_task(run, play->play) };
    wp_block *block = wp_new(run->arena, wp_block);
    wp_steps *into = play->force_handlers ? &block->tasks : &play->steps;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < lists[i]->count; j++)
            wp_steps_add(run->arena, into, lists[i]->at[j]);
    if (!play->force_handlers) {
        wp_steps_add(run->arena, &play->steps, flush);
        return;
    }
    wp_steps_add(run->arena, &block->always, flush);
    wp_steps_add(run->arena, &play->steps, (wp_step){ .block = block });
}

static bool wants_facts(wp_run *run, const wp_play *play)
{
    wp_arena *arena = wp_arena_new();
    wp_error ignored = { 0 };
    bool wanted = true;
    wp_vars_scope *scope = wp_run_scope(run, arena, NULL, &play->node);
    wp_keyword_bool(arena, scope, &play->node, WP_K_GATHER_FACTS, true, &wanted, &ignored);
    wp_arena_free(arena);
    return wanted;
}

static void build_steps(wp_run *run)
{
    const wp_play *play = run->play.play;
    if (wants_facts(run, play))
        wp_steps_add(run->arena, &run->play.steps, (wp_step){ .task = facts_task(run, play) });
    add_section(run, (const wp_steps *const[]){ &play->pre_tasks }, 1);
    add_section(run, (const wp_steps *const[]){ &play->roles, &play->tasks }, 2);
    add_section(run, (const wp_steps *const[]){ &play->post_tasks }, 1);
}

/* ---- where a host is --------------------------------------------------------------------- */

bool wp_task_is_chosen(wp_run *run, const wp_task *task)
{
    if (task->id == 0)
        return true; /* implicit ones are tagged always */
    if (task->id >= run->tag_choice_count) {
        size_t count = (task->id + 1) * 2;
        run->tag_choices = wp_grow(run->arena, run->tag_choices, run->tag_choice_count, count);
        run->tag_choice_count = count;
    }
    if (run->tag_choices[task->id] == 0) {
        wp_arena *arena = wp_arena_new();
        wp_vars_scope *scope = wp_run_scope(run, arena, NULL, &task->node);
        wp_template_context context = wp_vars_context(arena, scope);
        wp_value tags = wp_node_keyword_all(arena, &task->node, WP_K_TAGS), evaluated;
        wp_error ignored = { 0 };
        if (!wp_template_value(&context, tags, &evaluated, &ignored))
            evaluated = tags;
        run->tag_choices[task->id] = wp_tags_allow(arena, &run->options.tags, evaluated) ? 1 : 2;
        wp_arena_free(arena);
    }
    return run->tag_choices[task->id] == 1;
}

static bool is_start(wp_run *run, const wp_task *task)
{
    wp_arena *arena = wp_arena_new();
    wp_str wanted = wp_str_of(run->options.start_at_task);
    const char *title = wp_task_title(arena, task);
    const char *separator = task->node.role != NULL ? strstr(title, " : ") : NULL;
    bool is_it = wp_glob_match(wanted, wp_str_of(title)) ||
                 (separator != NULL && wp_glob_match(wanted, wp_str_of(separator + 3)));
    wp_arena_free(arena);
    return is_it;
}

static bool start_is_in(wp_run *run, const wp_steps *steps)
{
    for (size_t i = 0; i < steps->count; i++) {
        const wp_block *block = steps->at[i].block;
        if (block == NULL ? is_start(run, steps->at[i].task)
                          : start_is_in(run, &block->tasks) || start_is_in(run, &block->rescue) ||
                                start_is_in(run, &block->always))
            return true;
    }
    return false;
}

/* With --start-at-task: everything before it is passed over, but for the facts of its play. */
static bool is_before_start(wp_run *run, const wp_task *task)
{
    if (run->options.start_at_task == NULL || run->start_reached)
        return false;
    if (!run->is_start_in_play)
        return true;
    if (task->id == 0)
        return strcmp(task->name, "meta") == 0;
    run->start_reached = is_start(run, task);
    return !run->start_reached;
}

const wp_task *wp_host_task(wp_run *run, wp_run_host *host)
{
    const wp_task *task;
    bool died;
    while ((task = wp_cursor_task(&host->cursor, &died)) != NULL) {
        bool is_handler = host->cursor.levels[host->cursor.count - 1].is_handlers;
        if (is_handler ? wp_handler_is_notified(run, host, task)
                       : !is_before_start(run, task) && wp_task_is_chosen(run, task))
            return task;
        wp_cursor_next(&host->cursor);
    }
    return NULL;
}

void wp_banner(wp_run *run, const wp_task *task, const char *title)
{
    wp_event event = wp_run_event(run, WP_EVENT_TASK_START);
    event.task = title;
    event.action = task->action;
    event.mark = task->node.mark;
    event.is_handler = task->is_handler;
    run->play.banner = task;
    wp_output_emit(run->options.output, &event);
}

/* ---- hosts and batches ---------------------------------------------------------------------- */

/* The patterns of `hosts:`, evaluated: a text or a list. */
static bool patterns_of(wp_run *run, const wp_play *play, wp_value *out, wp_error *err)
{
    wp_vars_scope *scope = wp_run_scope(run, run->arena, NULL, &play->node);
    wp_template_context context = wp_vars_context(run->arena, scope);
    return wp_template_value(&context, play->hosts, out, err);
}

static const char *patterns_text(wp_run *run, wp_value patterns)
{
    wp_buf joined = wp_buf_new(run->arena);
    if (!wp_is(patterns, WP_LIST))
        wp_buf_str_add(&joined, wp_to_text(run->arena, patterns));
    for (size_t i = 0; wp_is(patterns, WP_LIST) && i < wp_len(patterns); i++) {
        wp_buf_add(&joined, i > 0 ? "," : "");
        wp_buf_str_add(&joined, wp_to_text(run->arena, wp_list_at(patterns, i)));
    }
    return wp_buf_str(&joined).ptr;
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(wp_run_host *const *)a)->host->name, (*(wp_run_host *const *)b)->host->name);
}

static void reverse(wp_run_host **hosts, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        wp_run_host *other = hosts[i];
        hosts[i] = hosts[count - 1 - i];
        hosts[count - 1 - i] = other;
    }
}

static void put_in_order(const wp_play *play, wp_run_host **hosts, size_t count)
{
    wp_value order = play->node.keywords[WP_K_ORDER];
    if (wp_text_is(order, "sorted") || wp_text_is(order, "reverse_sorted"))
        qsort(hosts, count, sizeof *hosts, by_name);
    if (wp_text_is(order, "reverse_inventory") || wp_text_is(order, "reverse_sorted"))
        reverse(hosts, count);
    if (wp_text_is(order, "shuffle")) {
        unsigned seed = (unsigned)time(NULL);
        for (size_t i = count; i > 1; i--) {
            size_t j = (size_t)rand_r(&seed) % i;
            wp_run_host *other = hosts[i - 1];
            hosts[i - 1] = hosts[j];
            hosts[j] = other;
        }
    }
}

/* Those that --limit lets in, by name; NULL: all. */
static bool limited_to(wp_run *run, wp_map **out, wp_error *err)
{
    wp_host **hosts;
    size_t count;
    *out = NULL;
    if (run->options.limit == NULL)
        return true;
    if (!wp_inventory_limit(run->arena, run->options.inventory, run->options.limit, NULL, &hosts, &count, err))
        return false;
    *out = wp_map_new(run->arena);
    for (size_t i = 0; i < count; i++)
        wp_map_put(*out, wp_str_of(hosts[i]->name), hosts[i]);
    return true;
}

static bool find_hosts(wp_run *run, const wp_play *play, wp_value *warnings, wp_run_host ***out, size_t *count,
                       wp_error *err)
{
    wp_host **hosts;
    size_t matched;
    wp_map *limit;
    wp_value patterns;
    if (!patterns_of(run, play, &patterns, err) || !limited_to(run, &limit, err) ||
        !wp_inventory_match_value(run->arena, run->options.inventory, patterns, warnings, &hosts, &matched, err))
        return false;
    *out = wp_new_array(run->arena, wp_run_host *, matched);
    *count = 0;
    for (size_t i = 0; i < matched; i++)
        if (limit == NULL || wp_map_get(limit, wp_str_of(hosts[i]->name)) != NULL)
            (*out)[(*count)++] = wp_run_host_of(run, hosts[i]);
    put_in_order(play, *out, *count);
    return true;
}

bool wp_play_hosts(wp_run *run, const wp_play *play, wp_run_host ***out, size_t *count, wp_error *err)
{
    wp_value warnings = wp_list_new(run->arena, 2);
    if (!find_hosts(run, play, &warnings, out, count, err))
        return false;
    for (size_t i = 0; i < wp_len(warnings); i++)
        wp_run_warn(run, wp_list_at(warnings, i).as.text);
    return true;
}

bool wp_play_hosts_quietly(wp_run *run, const wp_play *play, wp_run_host ***out, size_t *count, wp_error *err)
{
    return find_hosts(run, play, NULL, out, count, err);
}

/* The size of the n-th batch of `serial`: a number, "30%", or a list of them, whose last one repeats. */
static size_t batch_size(wp_value serial, size_t n, size_t all)
{
    int64_t number = 0;
    if (wp_is(serial, WP_LIST))
        serial = wp_len(serial) == 0 ? wp_null() : wp_list_at(serial, n < wp_len(serial) ? n : wp_len(serial) - 1);
    if (wp_is(serial, WP_INT)) {
        number = serial.as.integer;
    } else if (wp_is(serial, WP_STRING)) {
        wp_str text = wp_str_trim(wp_text(serial));
        bool is_share = wp_str_ends(text, "%");
        if (is_share)
            text = wp_str_slice(text, 0, text.len - 1);
        number = (int64_t)strtod(text.ptr, NULL);
        if (is_share) {
            number = (int64_t)((double)all * strtod(text.ptr, NULL) / 100.0);
            number = number > 0 ? number : 1;
        }
    }
    return number <= 0 ? all : (size_t)number;
}

static void begin_host(wp_run *run, wp_run_host *host)
{
    wp_cursor_begin(&host->cursor, run->arena, &run->play.steps);
    host->has_ended = host->failed_in_play = false;
    host->notified = wp_map_new(run->arena);
}

/* false: nobody is left, and the run ends. */
static bool do_batch(wp_run *run, wp_run_host **hosts, size_t count)
{
    wp_play_run *play = &run->play;
    play->hosts = hosts;
    play->host_count = count;
    for (size_t i = 0; i < count; i++)
        begin_host(run, hosts[i]);
    wp_play_vars_refresh(run);

    wp_value strategy = play->play->node.keywords[WP_K_STRATEGY];
    wp_str name = wp_text(strategy);
    if (wp_str_starts(name, "ansible.builtin."))
        name = wp_str_slice(name, 16, name.len);
    play->is_free = wp_str_is(name, "free") || wp_str_is(name, "host_pinned");
    if (play->is_free)
        wp_strategy_free(run, wp_str_is(name, "host_pinned"));
    else
        wp_strategy_linear(run);

    size_t lost = 0;
    for (size_t i = 0; i < count; i++)
        lost += hosts[i]->has_failed || hosts[i]->is_unreachable;
    return lost < count && !play->is_fatal;
}

static bool evaluated_serial(wp_run *run, const wp_play *play, wp_value *out, wp_error *err)
{
    wp_vars_scope *scope = wp_run_scope(run, run->arena, NULL, &play->node);
    return wp_keyword_value(run->arena, scope, &play->node, WP_K_SERIAL, out, err);
}

/* ---- vars_prompt and vars_files ------------------------------------------------------------------ */

static const char *prompt_text(wp_run *run, wp_value row, const char *key)
{
    const wp_value *value = wp_dict_find(row, key);
    if (value == NULL || wp_is(*value, WP_NULL))
        return NULL;
    wp_str text = wp_to_text(run->arena, *value);
    return wp_strndup(run->arena, text.ptr, text.len);
}

static void ask_variables(wp_run *run)
{
    wp_play_run *play = &run->play;
    wp_value rows = play->play->vars_prompt;
    play->prompted = wp_dict_new(run->arena, 4);
    for (size_t i = 0; wp_is(rows, WP_LIST) && i < wp_len(rows); i++) {
        wp_value row = wp_list_at(rows, i);
        const char *name = prompt_text(run, row, "name"), *text = prompt_text(run, row, "prompt");
        const char *fallback = prompt_text(run, row, "default"), *answer = NULL;
        const wp_value *private = wp_dict_find(row, "private"), *confirm = wp_dict_find(row, "confirm");
        bool is_private = true;
        if (name == NULL || wp_dict_find(run->options.extra_vars, name) != NULL)
            continue;
        if (private != NULL)
            wp_as_bool(*private, &is_private);
        const char *question = text != NULL ? text : name;
        if (fallback != NULL)
            question = wp_printf(run->arena, "%s [%s]", question, fallback);
        if (run->options.prompt != NULL)
            run->options.prompt(run->options.prompt_data, question, is_private, run->arena, &answer);
        (void)confirm;
        if (answer == NULL || answer[0] == '\0')
            answer = fallback != NULL ? fallback : "";
        wp_value value = wp_string(run->arena, answer);
        value.marks |= WP_UNSAFE;
        wp_dict_set(run->arena, play->prompted, name, value);
        if (is_private)
            wp_output_secret(run->options.output, wp_str_of(answer));
    }
}

/* ---- the play ------------------------------------------------------------------------------------- */

static const char *play_name(wp_run *run, const wp_play *play)
{
    wp_value name = play->node.keywords[WP_K_NAME];
    wp_error ignored = { 0 };
    wp_vars_scope *scope = wp_run_scope(run, run->arena, NULL, &play->node);
    wp_template_context context = wp_vars_context(run->arena, scope);
    if (!wp_is(name, WP_STRING) || name.len == 0) {
        wp_value patterns;
        wp_error err = { 0 };
        return patterns_of(run, play, &patterns, &err) ? patterns_text(run, patterns) : "";
    }
    wp_value value;
    wp_str text = wp_to_text(run->arena, wp_template_value(&context, name, &value, &ignored) ? value : name);
    return wp_strndup(run->arena, text.ptr, text.len);
}

static void collect_public_roles(wp_run *run, const wp_play *play)
{
    run->play.public_roles = wp_new_array(run->arena, const wp_role *, play->role_count + 1);
    for (size_t i = 0; i < play->role_count; i++)
        run->play.public_roles[i] = play->role_list[i];
    run->play.public_role_count = play->role_count;
}

void wp_play_do(wp_run *run, const wp_play *play)
{
    wp_play_run *now = &run->play;
    wp_error err = { 0 };
    wp_run_host **hosts;
    size_t count;

    *now = (wp_play_run){ .play = play };
    now->prompted = wp_dict_new(run->arena, 1);
    collect_public_roles(run, play);
    wp_play_vars *early = wp_new(run->arena, wp_play_vars);
    *early = (wp_play_vars){ .play = play, .prompted = now->prompted, .magic = wp_dict_new(run->arena, 1) };
    atomic_store(&now->vars, early);

    ask_variables(run);
    early = wp_new(run->arena, wp_play_vars);
    *early = (wp_play_vars){ .play = play, .prompted = now->prompted, .magic = wp_dict_new(run->arena, 1) };
    atomic_store(&now->vars, early);
    now->name = play_name(run, play);
    if (!wp_play_hosts(run, play, &hosts, &count, &err)) {
        wp_at(&err, play->node.mark);
        wp_run_tell_error(run, &err);
        now->is_fatal = true;
        return;
    }
    wp_event event = wp_run_event(run, WP_EVENT_PLAY_START);
    event.mark = play->node.mark;
    wp_output_emit(run->options.output, &event);
    if (count == 0) {
        event = wp_run_event(run, WP_EVENT_NO_HOSTS);
        wp_output_emit(run->options.output, &event);
        return;
    }

    wp_value forced = play->node.keywords[WP_K_FORCE_HANDLERS];
    now->force_handlers = run->options.force_handlers;
    wp_as_bool(wp_is(forced, WP_UNDEFINED) ? wp_bool(now->force_handlers) : forced, &now->force_handlers);
    wp_handlers_collect(run, &play->handlers);
    now->all_count = count;
    begin_vars(run, hosts, count);
    build_steps(run);
    run->is_start_in_play = run->options.start_at_task != NULL && start_is_in(run, &now->steps);

    wp_value serial;
    if (!evaluated_serial(run, play, &serial, &err)) {
        wp_run_tell_error(run, &err);
        now->is_fatal = true;
        return;
    }
    bool goes_on = true;
    for (size_t done = 0, n = 0; goes_on && done < count && !wp_run_cancelled(run); n++) {
        size_t size = batch_size(serial, n, count);
        size = size > count - done ? count - done : size;
        wp_run_host **batch = wp_new_array(run->arena, wp_run_host *, size);
        size_t in = 0;
        for (size_t i = 0; i < size; i++)
            if (!hosts[done + i]->has_failed && !hosts[done + i]->is_unreachable)
                batch[in++] = hosts[done + i];
        done += size;
        if (n > 0 && in > 0) {
            event = wp_run_event(run, WP_EVENT_PLAY_START);
            wp_output_emit(run->options.output, &event);
        }
        if (in > 0)
            goes_on = do_batch(run, batch, in);
        if (now->is_ending)
            break;
    }
    if (!goes_on) {
        now->is_fatal = true;
        event = wp_run_event(run, WP_EVENT_NO_MORE_HOSTS);
        wp_output_emit(run->options.output, &event);
    }
}
