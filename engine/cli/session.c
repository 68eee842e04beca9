/* What every command that reaches hosts prepares. */
#include "cli/session.h"

#include "base/file.h"
#include "base/text.h"
#include "cli/extra_vars.h"
#include "cli/passwords.h"
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>

bool wp_session_output(const wp_options *options, wp_output **out, wp_error *err)
{
    bool is_terminal = wp_terminal_is_out();
    bool color = options->force_color || (is_terminal && !options->no_color && getenv("NO_COLOR") == NULL);
    wp_output_options settings = { .callback = options->callback,
                                   .color = color,
                                   .terminal = is_terminal,
                                   .width = wp_terminal_width(),
                                   .verbosity = options->verbosity,
                                   .tree = options->tree,
                                   .show_skipped = options->display_skipped,
                                   .show_ok = options->display_ok,
                                   .show_custom_stats = options->show_custom_stats,
                                   .diff_context = options->diff_context > 0 ? options->diff_context : -1,
                                   .log = options->log_path };
    return wp_output_new(&settings, out, err);
}

static wp_value split_tags(wp_arena *arena, wp_value given)
{
    wp_value tags = wp_list_new(arena, 4);
    for (size_t i = 0; i < wp_len(given); i++) {
        wp_str rest = wp_text(wp_list_at(given, i)), tag;
        while (wp_str_split(&rest, ',', &tag))
            if (wp_str_trim(tag).len > 0)
                wp_list_push(arena, tags, wp_string_of(arena, wp_str_trim(tag)));
    }
    return tags;
}

const char *const *wp_session_texts(wp_arena *arena, wp_value list)
{
    const char **all = wp_new_array(arena, const char *, wp_len(list) + 1);
    for (size_t i = 0; i < wp_len(list); i++)
        all[i] = wp_list_at(list, i).as.text;
    return all;
}

bool wp_session_merges(const wp_options *options)
{
    return options->hash_behaviour != NULL && strcmp(options->hash_behaviour, "merge") == 0;
}

static wp_double_keys double_keys(const wp_options *options)
{
    static const char *const words[] = { [WP_DOUBLE_WARN] = "warn", [WP_DOUBLE_FAIL] = "error",
                                         [WP_DOUBLE_IGNORE] = "ignore" };
    wp_double_keys which = WP_DOUBLE_WARN;
    for (size_t i = 0; options->duplicate_keys != NULL && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], options->duplicate_keys) == 0)
            which = (wp_double_keys)i;
    return which;
}

/* ---- the inventory ------------------------------------------------------------------------- */

static void tell_warnings(wp_output *output, wp_value warnings)
{
    for (size_t i = 0; i < wp_len(warnings); i++) {
        wp_event event = { .kind = WP_EVENT_WARNING, .text = wp_list_at(warnings, i).as.text };
        wp_output_emit(output, &event);
    }
}

static bool limit_matches(wp_arena *arena, wp_inventory *inventory, const char *limit, wp_output *output, wp_error *err)
{
    wp_host **hosts;
    size_t count;
    wp_value warnings = wp_list_new(arena, 2);
    if (limit == NULL)
        return true;
    if (!wp_inventory_limit(arena, inventory, limit, &warnings, &hosts, &count, err))
        return false;
    tell_warnings(output, warnings);
    return count > 0 || wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "--limit '%s' matches no host of the inventory", limit);
}

/* For ansible_inventory_sources: lists as they are, files by their full path. */
static const char *const *sources_of(wp_arena *arena, const char *const *names, size_t count)
{
    const char **sources = wp_new_array(arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        sources[i] = strchr(names[i], ',') != NULL ? names[i] : wp_path_absolute(arena, names[i]);
    return sources;
}

bool wp_session_inventory(wp_arena *arena, const wp_options *options, wp_vault *vault, wp_output *output,
                          const char *const **sources, wp_inventory **out, wp_error *err)
{
    static const char *const usual[] = { "/etc/ansible/hosts", NULL };
    size_t count = wp_len(options->inventories);
    bool is_usual = count == 0 && wp_path_exists(usual[0]);
    const char *const *names = is_usual ? usual : wp_session_texts(arena, options->inventories);
    count = is_usual ? 1 : count;
    wp_value warnings = wp_list_new(arena, 2);
    wp_inventory_options inventory = { .vault = vault, .warnings = &warnings,
                                       .keep_envelopes = options->keep_envelopes,
                                       .double_keys = double_keys(options),
                                       .merges = wp_session_merges(options),
                                       .ignored_ends = options->ignore_extensions,
                                       .ignored_patterns = options->ignore_patterns };
    *sources = sources_of(arena, names, count);
    if (!wp_inventory_load(arena, names, count, &inventory, out, err))
        return false;
    tell_warnings(output, warnings);
    return limit_matches(arena, *out, options->limit, output, err);
}

/* ---- all of it ----------------------------------------------------------------------------- */

/* Those of -M, then those of the settings. */
static const char *const *module_paths(wp_arena *arena, const wp_options *options)
{
    wp_value all = wp_list_new(arena, 4);
    wp_str rest, dir;
    for (size_t i = 0; wp_is(options->module_paths_first, WP_LIST) && i < wp_len(options->module_paths_first); i++) {
        rest = wp_text(wp_list_at(options->module_paths_first, i));
        while (wp_str_split(&rest, ':', &dir))
            wp_list_push(arena, all,
                         wp_string(arena, wp_path_absolute(
                                              arena, wp_path_expand(arena, wp_strndup(arena, dir.ptr, dir.len)))));
    }
    for (size_t i = 0; i < wp_len(options->module_paths); i++)
        wp_list_push(arena, all, wp_list_at(options->module_paths, i));
    return wp_session_texts(arena, all);
}

static const char *join(wp_arena *arena, const char *a, const char *b)
{
    return a != NULL && b != NULL ? wp_printf(arena, "%s %s", a, b) : a != NULL ? a : b;
}

static bool set_fact_cache(wp_arena *arena, const wp_options *options, wp_run_options *out, wp_error *err)
{
    const char *dir = options->fact_caching_connection;
    bool is_kept = strcmp(options->fact_caching, "jsonfile") == 0;
    if (is_kept && dir == NULL) {
        wp_fail(err, WP_E_USAGE, WP_NO_MARK, "there is no directory to keep facts in");
        return wp_hint(err, "set ANSIBLE_CACHE_PLUGIN_CONNECTION, or fact_caching_connection in ansible.cfg");
    }
    out->fact_cache = (wp_fact_cache_options){
        .dir = is_kept ? wp_path_absolute(arena, wp_path_expand(arena, dir)) : NULL,
        .prefix = options->fact_caching_prefix,
        .timeout_s = options->fact_caching_timeout,
        .is_flushed = options->flush_cache,
    };
    out->is_gathering_smart = options->gathering != NULL && strcmp(options->gathering, "smart") == 0;
    return true;
}

static bool prepare(wp_arena *arena, const wp_options *options, wp_output *output, wp_run_options *out, wp_error *err)
{
    return set_fact_cache(arena, options, out, err) &&
           wp_passwords_vault(arena, options, WP_VAULT_IF_GIVEN, output, &out->vault, err) &&
           wp_extra_vars_load(arena, options->extra_vars, out->vault, &out->extra_vars, err) &&
           wp_passwords_connection(arena, options, output, &out->connection_password, err) &&
           wp_passwords_become(arena, options, output, &out->become_password, err) &&
           wp_session_inventory(arena, options, out->vault, output, &out->inventory_sources, &out->inventory, err);
}

bool wp_session_begin(wp_cli *cli, const wp_options *options, wp_session *out, wp_error *err)
{
    wp_arena *arena = cli->arena;
    *out = (wp_session){ 0 };
    if (!wp_session_output(options, &out->output, err))
        return false;
    out->run = (wp_run_options){
        .registry = wp_registry_new(arena, cli->modules, cli->halves),
        .output = out->output,
        .cancel = cli->cancel,
        .limit = options->limit,
        .tags = { .only = split_tags(arena, options->tags), .skip = split_tags(arena, options->skip_tags) },
        .start_at_task = options->start_at_task,
        .step = options->step,
        .debugs = options->debugs,
        .debugs_ignored = !options->debugger_ignores,
        .forks = options->forks,
        .timeout_s = options->timeout,
        .check_mode = options->check,
        .diff_mode = options->diff,
        .diff_limit = (size_t)options->diff_limit,
        .verbosity = options->verbosity,
        .double_keys = double_keys(options),
        .merges = wp_session_merges(options),
        .retry = { .is_on = options->retry_files, .dir = options->retry_files_dir },
        .force_handlers = options->force_handlers,
        .poll_s = options->poll,
        .module_paths = module_paths(arena, options),
        .settings = options->settings,
        .play_keywords = options->play_keywords,
        .config_file = options->config_file,
        .roles_path = wp_session_texts(arena, options->roles_path),
        .connection = options->connection,
        .remote_user = options->user,
        .private_key_file = options->private_key,
        .ssh_common_args = join(arena, options->ssh_common_args, options->ssh_extra_args),
        .become = options->become,
        .become_method = options->become_method,
        .become_user = options->become_user,
        .host_key_policy = options->host_key_checking ? WP_HOST_KEY_STRICT : WP_HOST_KEY_IGNORE,
        .prompt = wp_terminal_ask,
        .prompt_data = cli->cancel,
    };
    if (options->config_warning != NULL) {
        wp_event event = { .kind = WP_EVENT_WARNING, .text = options->config_warning };
        wp_output_emit(out->output, &event);
    }
    if (options->verbosity > 0) {
        wp_event event = { .kind = WP_EVENT_VERBOSE, .verbosity = 1 };
        event.text = options->config_file != NULL ? wp_printf(arena, "Using %s as config file", options->config_file)
                                                  : "No config file found; using defaults";
        wp_output_emit(out->output, &event);
    }
    if (options->gathering != NULL && strcmp(options->gathering, "explicit") == 0)
        wp_dict_set(arena, out->run.play_keywords, "gather_facts", wp_bool(false));
    if (prepare(arena, options, out->output, &out->run, err))
        return true;
    wp_session_end(out);
    return false;
}

void wp_session_end(wp_session *session)
{
    wp_output_free(session->output);
    session->output = NULL;
}
