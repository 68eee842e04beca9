/*
 * A run: made from options, loaded, played, freed.
 *
 *   new -> load (all playbooks, every fault told, no host touched) -> play -> free
 */
#include "executor/fact_cache.h"
#include "executor/job.h"
#include "executor/openers.h"
#include "executor/play.h"
#include "executor/pool.h"
#include "executor/retry.h"

#include "module/library.h"

#include "base/buf.h"
#include "base/file.h"

#include <string.h>

/* ---- what others ask ------------------------------------------------------------ */

wp_run_host *wp_run_host_of(wp_run *run, wp_host *host)
{
    wp_run_host *known = wp_map_get(run->hosts, wp_str_of(host->name));
    if (known == NULL) {
        known = wp_new(run->arena, wp_run_host);
        known->host = host;
        known->vars = wp_vars_of_host(run->vars, host);
        wp_map_put(run->hosts, wp_str_of(host->name), known);
    }
    return known;
}

bool wp_run_is_over(const wp_run *run)
{
    return run->abort_code != WP_EXIT_OK || wp_cancelled(run->options.cancel);
}

bool wp_run_abort(wp_run *run, const wp_error *err, int exit_code)
{
    wp_run_tell_error(run, err);
    run->abort_code = exit_code;
    return false;
}

wp_event wp_run_event(const wp_run *run, wp_event_kind kind)
{
    return (wp_event){ .kind = kind,
                       .play = run->play.name,
                       .item = wp_undefined(NULL, NULL),
                       .result = wp_null(),
                       .check_mode = run->options.check_mode,
                       .diff_mode = run->options.diff_mode };
}

void wp_run_verbose(wp_run *run, int level, const char *text)
{
    wp_event event = wp_run_event(run, WP_EVENT_VERBOSE);
    event.text = text;
    event.verbosity = level;
    if (run->options.verbosity >= level)
        wp_output_emit(run->options.output, &event);
}

void wp_run_warn(wp_run *run, const char *text)
{
    wp_event event = wp_run_event(run, WP_EVENT_WARNING);
    event.text = text;
    wp_output_emit(run->options.output, &event);
}

void wp_run_tell_error(wp_run *run, const wp_error *error)
{
    wp_event event = wp_run_event(run, WP_EVENT_ERROR);
    event.error = error;
    event.mark = error->mark;
    wp_output_emit(run->options.output, &event);
}

static void hook_fault(void *data, const wp_error *fault)
{
    wp_run_tell_error(data, fault);
}

static void hook_warn(void *data, const char *text)
{
    wp_run_warn(data, text);
}

static void hook_secret(void *data, wp_str text)
{
    wp_output_secret(((wp_run *)data)->options.output, text);
}

/* Before a run: what an import's name may use is extra vars, and vars of its play. */
static wp_scope *hook_scope(void *data, wp_arena *arena, const wp_node *node)
{
    wp_run *run = data;
    wp_play_vars *vars = wp_new(arena, wp_play_vars);
    *vars = (wp_play_vars){ .play = wp_node_play(node), .prompted = wp_null(), .magic = wp_null() };
    wp_vars_scope_options options = { .vars = run->vars, .play = vars, .node = node };
    return wp_vars_scope_names(wp_vars_scope_new(arena, &options));
}

/* ---- a run's life ------------------------------------------------------------------- */

static wp_value one_text(wp_arena *arena, const char *text)
{
    wp_value list = wp_list_new(arena, 1);
    wp_list_push(arena, list, wp_string_static(text));
    return list;
}

/* Magic variables that say how the program was called. */
static wp_value magic_of(wp_arena *arena, const wp_run_options *options)
{
    wp_value magic = wp_dict_new(arena, 12), version = wp_dict_new(arena, 5), sources = wp_list_new(arena, 2);
    wp_dict_set(arena, magic, "ansible_check_mode", wp_bool(options->check_mode));
    wp_dict_set(arena, magic, "ansible_diff_mode", wp_bool(options->diff_mode));
    wp_dict_set(arena, magic, "ansible_forks", wp_int(options->forks));
    wp_dict_set(arena, magic, "ansible_verbosity", wp_int(options->verbosity));
    wp_dict_set(arena, magic, "ansible_run_tags",
                wp_len(options->tags.only) > 0 ? options->tags.only : one_text(arena, "all"));
    wp_dict_set(arena, magic, "ansible_skip_tags",
                wp_is(options->tags.skip, WP_LIST) ? options->tags.skip : wp_list_new(arena, 1));
    if (options->limit != NULL)
        wp_dict_set(arena, magic, "ansible_limit", wp_string(arena, options->limit));
    for (size_t i = 0; options->inventory_sources != NULL && options->inventory_sources[i] != NULL; i++)
        wp_list_push(arena, sources, wp_string(arena, options->inventory_sources[i]));
    wp_dict_set(arena, magic, "ansible_inventory_sources", sources);
    wp_dict_set(arena, magic, "ansible_config_file",
                options->config_file != NULL ? wp_string(arena, options->config_file) : wp_null());
    /* of the control machine; nothing here needs one, but inventories name it for localhost */
    wp_dict_set(arena, magic, "ansible_playbook_python", wp_string_static("/usr/bin/python3"));
    wp_dict_set(arena, version, "string", wp_string_static("2.14.18"));
    wp_dict_set(arena, version, "full", wp_string_static("2.14.18"));
    wp_dict_set(arena, version, "major", wp_int(2));
    wp_dict_set(arena, version, "minor", wp_int(14));
    wp_dict_set(arena, version, "revision", wp_int(18));
    wp_dict_set(arena, magic, "ansible_version", version);
    return magic;
}

/* How hosts are reached that say nothing of it themselves. */
static wp_value reached_of(wp_arena *arena, const wp_run_options *options)
{
    wp_value reached = wp_dict_new(arena, 6);
    wp_dict_set(arena, reached, "ansible_connection", wp_string(arena, options->connection != NULL ? options->connection : "ssh"));
    if (options->remote_user != NULL)
        wp_dict_set(arena, reached, "ansible_user", wp_string(arena, options->remote_user));
    if (options->private_key_file != NULL)
        wp_dict_set(arena, reached, "ansible_private_key_file",
                    wp_string(arena, wp_path_absolute(arena, wp_path_expand(arena, options->private_key_file))));
    wp_dict_set(arena, reached, "ansible_timeout", wp_int(options->timeout_s > 0 ? options->timeout_s : 10));
    wp_dict_set(arena, reached, "ansible_shell_executable", wp_string_static("/bin/sh"));
    wp_dict_set(arena, reached, "ansible_pipelining", wp_bool(false));
    return reached;
}

bool wp_run_new(const wp_run_options *options, wp_run **out, wp_error *err)
{
    wp_arena *arena = wp_arena_new();
    wp_run *run = wp_new(arena, wp_run);
    (void)err;
    run->options = *options;
    run->arena = arena;
    run->connection_arena = wp_arena_new();
    run->hosts = wp_map_new(arena);
    run->connections = wp_map_new(run->connection_arena);
    run->answer_arena = wp_arena_new();
    run->answers = wp_map_new(run->answer_arena);
    pthread_mutex_init(&run->asking, NULL);
    run->custom_stats = wp_dict_new(arena, 2);
    pthread_mutex_init(&run->lock, NULL);
    pthread_rwlock_init(&run->inventory_lock, NULL);

    wp_template_hooks template_hooks = { .data = run, .warn = hook_warn, .lookup = wp_run_lookup };
    run->env = wp_template_env_new(&template_hooks);
    wp_template_env_set_vault(run->env, options->vault);

    wp_bench_options bench = { .registry = options->registry, .cancel = options->cancel, .data = run,
                               .secret = hook_secret, .vault = options->vault };
    run->bench = wp_bench_new(&bench);

    wp_value magic = magic_of(arena, options);
    wp_inventory_localhost(options->inventory); /* made now: later, worker threads may ask for it */
    wp_vars_options vars = { .inventory = options->inventory, .env = run->env, .vault = options->vault,
                             .double_keys = options->double_keys, .merges = options->merges, .reached = reached_of(arena, options),
                             .extra = options->extra_vars, .options = magic };
    run->vars = wp_vars_new(&vars);

    wp_loader_options loader = {
        .env = run->env,
        .vault = options->vault,
        .double_keys = options->double_keys,
        .scope_of = hook_scope,
        .roles_path = options->roles_path,
        .hooks = { .data = run, .action = wp_action_find, .has_param = wp_action_has_param, .fault = hook_fault,
                   .warn = hook_warn },
    };
    run->loader = wp_loader_new(arena, &loader);
    run->pool = wp_pool_new(options->forks > 0 ? (size_t)options->forks : 1, wp_task_job_do, run);
    *out = run;
    return true;
}

void wp_run_free(wp_run *run)
{
    if (run == NULL)
        return;
    wp_pool_free(run->pool);
    wp_backgrounds_end(run);
    wp_run_connections_free(run);
    wp_bench_free(run->bench);
    wp_vars_free(run->vars);
    wp_template_env_free(run->env);
    pthread_mutex_destroy(&run->lock);
    pthread_rwlock_destroy(&run->inventory_lock);
    pthread_mutex_destroy(&run->asking);
    wp_arena_free(run->connection_arena);
    wp_arena_free(run->answer_arena);
    wp_arena_free(run->arena);
}

int wp_exit_code_of(const wp_error *err)
{
    switch (err->kind) {
    case WP_E_USAGE:
        return WP_EXIT_USAGE;
    case WP_E_SYNTAX:
    case WP_E_INVALID:
    case WP_E_UNDEFINED:
        return WP_EXIT_UNREACHABLE;
    default:
        return WP_EXIT_ERROR;
    }
}

/* The settings stand where a play says nothing itself. */
static void set_keywords(const wp_playbook *playbook, wp_value keywords)
{
    wp_value name, value;
    for (size_t i = 0; i < playbook->play_count; i++)
        for (size_t j = 0; wp_dict_pair(keywords, j, &name, &value); j++) {
            wp_value *own = &playbook->plays[i]->node.keywords[wp_keyword_find(wp_text(name), WP_ON_PLAY)->id];
            if (wp_is(*own, WP_UNDEFINED))
                *own = value;
        }
}

/* ---- load ------------------------------------------------------------------------------ */

static bool add_library(wp_run *run, const char *dir, wp_error *err)
{
    const wp_module *const *modules;
    if (!wp_library_open(run->arena, dir, &modules, err))
        return false;
    wp_registry_add(run->arena, run->options.registry, modules);
    return true;
}

static bool add_libraries_of_roles(wp_run *run, const char *roles, wp_error *err)
{
    const char **names;
    size_t count;
    if (!wp_path_is_dir(roles))
        return true;
    if (!wp_dir_list(run->arena, roles, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!add_library(run, wp_printf(run->arena, "%s/%s/library", roles, names[i]), err))
            return false;
    return true;
}

/* Modules of the site's own. Those beside the playbook come last: they win. */
static bool add_libraries(wp_run *run, const char *playbook, wp_error *err)
{
    const char *dir = wp_path_dirname(run->arena, playbook);
    for (const char *const *path = run->options.module_paths; path && *path; path++)
        if (!add_library(run, *path, err))
            return false;
    for (const char *const *path = run->options.roles_path; path && *path; path++)
        if (!add_libraries_of_roles(run, *path, err))
            return false;
    return add_libraries_of_roles(run, wp_path_join(run->arena, dir, "roles"), err) &&
           add_library(run, wp_path_join(run->arena, dir, "library"), err);
}

bool wp_run_load(wp_run *run, const char *const *paths, size_t count, int *exit_code)
{
    *exit_code = WP_EXIT_OK;
    run->playbooks = wp_new_array(run->arena, wp_playbook *, count);
    for (size_t i = 0; i < count; i++) {
        wp_error err = { 0 };
        wp_playbook *playbook;
        if (!wp_path_exists(paths[i]) || wp_path_is_dir(paths[i])) {
            wp_fail(&err, WP_E_NOT_FOUND, WP_NO_MARK, wp_path_is_dir(paths[i]) ? "'%s' is a directory, not a playbook"
                                                                               : "there is no playbook '%s'", paths[i]);
            wp_run_tell_error(run, &err);
            *exit_code = WP_EXIT_ERROR;
            return false;
        }
        wp_inventory_load_vars_dir(run->options.inventory,
                                   wp_path_dirname(run->arena, wp_path_absolute(run->arena, paths[i])));
        if (!add_libraries(run, paths[i], &err)) {
            wp_run_tell_error(run, &err);
            *exit_code = WP_EXIT_ERROR;
            return false;
        }
        if (wp_playbook_load(run->loader, paths[i], &playbook, &err)) {
            set_keywords(playbook, run->options.play_keywords);
            run->playbooks[run->playbook_count++] = playbook;
        } else if (*exit_code == WP_EXIT_OK)
            *exit_code = wp_exit_code_of(&err);
    }
    return *exit_code == WP_EXIT_OK;
}

bool wp_run_load_plays(wp_run *run, const char *path, wp_value plays, int *exit_code)
{
    wp_error err = { 0 };
    wp_playbook *playbook;
    *exit_code = WP_EXIT_OK;
    wp_inventory_load_vars_dir(run->options.inventory, wp_path_dirname(run->arena, path));
    if (!wp_playbook_of(run->loader, path, plays, &playbook, &err)) {
        *exit_code = wp_exit_code_of(&err);
        return false;
    }
    set_keywords(playbook, run->options.play_keywords);
    run->playbooks = wp_new_array(run->arena, wp_playbook *, 1);
    run->playbooks[run->playbook_count++] = playbook;
    return true;
}

/* ---- play -------------------------------------------------------------------------------- */

static bool took_part(const wp_host_stats *stats)
{
    return stats->ok + stats->unreachable + stats->failed + stats->skipped + stats->rescued > 0;
}

/* After each playbook; the numbers are those of the run so far. */
static void tell_stats(wp_run *run)
{
    wp_str name;
    void *each;
    for (size_t i = 0; wp_map_at(run->hosts, i, &name, &each); i++) {
        const wp_run_host *host = each;
        if (!took_part(&host->stats))
            continue;
        wp_event event = wp_run_event(run, WP_EVENT_STATS_HOST);
        event.host = host->host->name;
        event.stats = host->stats;
        wp_output_emit(run->options.output, &event);
    }
    if (wp_len(run->custom_stats) > 0) {
        wp_event event = wp_run_event(run, WP_EVENT_STATS_CUSTOM);
        event.result = run->custom_stats;
        wp_output_emit(run->options.output, &event);
    }
    wp_event event = wp_run_event(run, WP_EVENT_END);
    wp_output_emit(run->options.output, &event);
}

static int exit_code(wp_run *run)
{
    wp_str name;
    void *each;
    bool has_failed = false, is_unreachable = false;
    for (size_t i = 0; wp_map_at(run->hosts, i, &name, &each); i++) {
        const wp_run_host *host = each;
        has_failed = has_failed || (host->has_failed && !host->is_excused);
        is_unreachable = is_unreachable || host->is_unreachable;
    }
    if (wp_cancelled(run->options.cancel))
        return WP_EXIT_INTERRUPTED;
    if (is_unreachable && !(has_failed && run->play.is_broken))
        return WP_EXIT_UNREACHABLE;
    return has_failed ? WP_EXIT_FAILED : WP_EXIT_OK;
}

static void do_playbook(wp_run *run, const wp_playbook *playbook)
{
    wp_event event = wp_run_event(run, WP_EVENT_PLAYBOOK_START);
    event.text = playbook->file;
    wp_output_emit(run->options.output, &event);
    wp_run_verbose(run, 2, wp_printf(run->arena, "%zu plays in %s", playbook->play_count, playbook->file));
    for (size_t i = 0; i < playbook->play_count && !wp_run_is_over(run); i++) {
        wp_play_do(run, playbook->plays[i]);
        wp_fact_cache_save(run);
        if (run->play.is_broken)
            break;
    }
    wp_retry_save(run, playbook);
    if (run->abort_code == WP_EXIT_OK)
        tell_stats(run);
}

int wp_run_play(wp_run *run)
{
    int code = WP_EXIT_OK;
    wp_error err = { 0 };
    if (!wp_fact_cache_begin(run, &err)) {
        wp_run_tell_error(run, &err);
        return WP_EXIT_ERROR;
    }
    if (wp_foresee(run) > 0)
        return WP_EXIT_FAILED;
    wp_openers *openers = wp_openers_begin(run);
    for (size_t i = 0; i < run->playbook_count && code == WP_EXIT_OK; i++) {
        do_playbook(run, run->playbooks[i]);
        code = run->abort_code != WP_EXIT_OK ? run->abort_code : exit_code(run);
    }
    wp_openers_end(openers);
    return code;
}
