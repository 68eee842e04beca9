/*
 * The command `waplay PLAYBOOK...`, in the order of events:
 *
 *   options -> vault passwords -> extra vars -> inventory -> load -> list or run -> exit code
 */
#include "cli/playbook.h"

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "cli/extra_vars.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "executor/executor.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEFAULT_FORKS = 50 };

/* The one wish to stop, which the signal handler must find. */
static wp_cancel the_cancel;

static void on_signal(int number)
{
    if (wp_cancelled(&the_cancel))
        _exit(128 + number); /* the second time: at once */
    wp_cancel_request(&the_cancel);
}

static void watch_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal };
    sigemptyset(&action.sa_mask);
    wp_cancel_open(&the_cancel);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* ---- the output --------------------------------------------------------------------- */

static bool is_true(const char *text, bool fallback)
{
    static const char *const no[] = { "0", "no", "off", "false", "n", "f" };
    if (text == NULL)
        return fallback;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (wp_str_ieq(wp_str_of(text), no[i]))
            return false;
    return true;
}

static bool open_output(const wp_options *options, wp_output **out, wp_error *err)
{
    bool is_terminal = wp_terminal_is_out();
    bool color = is_true(options->force_color, false) || (is_terminal && options->no_color == NULL);
    wp_output_options settings = { .callback = options->callback,
                                   .color = color,
                                   .terminal = is_terminal,
                                   .width = wp_terminal_width(),
                                   .verbosity = options->verbosity,
                                   .show_skipped = is_true(options->display_skipped, true),
                                   .show_ok = is_true(options->display_ok, true) };
    return wp_output_new(&settings, out, err);
}

static void show_error(wp_arena *arena, const wp_error *err)
{
    wp_str text = wp_error_show(arena, err, isatty(STDERR_FILENO) == 1);
    if (write(STDERR_FILENO, text.ptr, text.len) < 0)
        return; /* nobody reads it */
}

/* ---- passwords ------------------------------------------------------------------------ */

static wp_str first_line(wp_str text)
{
    const char *end = memchr(text.ptr, '\n', text.len);
    wp_str line = { text.ptr, end != NULL ? (size_t)(end - text.ptr) : text.len };
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

/* From a file, or from what an executable prints. */
static bool read_password(wp_arena *arena, const char *source, wp_str *out, wp_error *err)
{
    const char *path = wp_path_absolute(arena, wp_path_expand(arena, source));
    if (access(path, X_OK) == 0 && wp_path_is_file(path)) {
        const char *argv[] = { path, NULL };
        wp_process process = { .argv = argv, .timeout_ms = 60000 };
        wp_process_result result;
        if (!wp_process_run(arena, &process, &result, err))
            return wp_while(err, "asking %s for a password", source);
        if (result.status != 0)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s, asked for a password, ended with %d", source,
                           result.status);
        *out = first_line(result.out);
        return true;
    }
    wp_str text;
    if (!wp_file_read(arena, path, &text, err))
        return wp_while(err, "reading a password");
    *out = first_line(text);
    return true;
}

static bool ask_password(wp_arena *arena, const char *prompt, const char **out, wp_error *err)
{
    if (wp_terminal_ask(NULL, prompt, true, arena, out))
        return true;
    wp_fail(err, WP_E_USAGE, WP_NO_MARK, "there is no terminal to ask for a password");
    return wp_hint(err, "give it by a file: --vault-password-file, --become-password-file, --connection-password-file");
}

static bool load_vault(wp_arena *arena, const wp_options *options, wp_output *output, wp_vault **out, wp_error *err)
{
    wp_vault *vault = wp_vault_new(arena);
    for (size_t i = 0; i < wp_len(options->vault_files); i++) {
        const char *given = wp_list_at(options->vault_files, i).as.text, *id = "default";
        const char *at = strchr(given, '@');
        wp_str password;
        if (at != NULL && !wp_path_exists(given)) {
            id = wp_strndup(arena, given, (size_t)(at - given));
            given = at + 1;
        }
        if (strcmp(given, "prompt") == 0) {
            const char *answer;
            if (!ask_password(arena, wp_printf(arena, "Vault password (%s)", id), &answer, err))
                return false;
            password = wp_str_of(answer);
        } else if (!read_password(arena, given, &password, err)) {
            return false;
        }
        wp_vault_add_password(vault, id, password);
        wp_output_secret(output, password);
    }
    if (options->ask_vault_pass) {
        const char *answer;
        if (!ask_password(arena, "Vault password", &answer, err))
            return false;
        wp_vault_add_password(vault, "default", wp_str_of(answer));
        wp_output_secret(output, wp_str_of(answer));
    }
    *out = vault;
    return true;
}

static bool load_password(wp_arena *arena, bool is_asked, const char *file, const char *prompt, const char **out,
                          wp_error *err)
{
    wp_str text;
    *out = NULL;
    if (file != NULL) {
        if (!read_password(arena, file, &text, err))
            return false;
        *out = wp_strndup(arena, text.ptr, text.len);
        return true;
    }
    return !is_asked || ask_password(arena, prompt, out, err);
}

/* ---- small things -------------------------------------------------------------------------- */

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

static bool number(const char *text, const char *option, int fallback, int *out, wp_error *err)
{
    int64_t value;
    *out = fallback;
    if (text == NULL)
        return true;
    if (!wp_str_int(wp_str_of(text), &value) || value < 1 || value > 1000000)
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "%s takes a whole number from 1 on, not '%s'", option, text);
    *out = (int)value;
    return true;
}

/* "a:b" to directories, then the usual places. */
static const char *const *roles_path(wp_arena *arena, const char *given)
{
    static const char *const usual[] = { "~/.ansible/roles", "/usr/share/ansible/roles", "/etc/ansible/roles" };
    const char **dirs = wp_new_array(arena, const char *, 32);
    size_t count = 0;
    wp_str rest = wp_str_of(given), dir;
    while (count < 24 && wp_str_split(&rest, ':', &dir))
        dirs[count++] = wp_path_expand(arena, wp_strndup(arena, dir.ptr, dir.len));
    for (size_t i = 0; given == NULL && i < sizeof usual / sizeof *usual; i++)
        dirs[count++] = wp_path_expand(arena, usual[i]);
    return dirs;
}

static const char *const *texts(wp_arena *arena, wp_value list, size_t *count)
{
    const char **all = wp_new_array(arena, const char *, wp_len(list) + 1);
    *count = wp_len(list);
    for (size_t i = 0; i < *count; i++)
        all[i] = wp_list_at(list, i).as.text;
    return all;
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
    for (size_t i = 0; i < wp_len(warnings); i++) {
        wp_event event = { .kind = WP_EVENT_WARNING, .text = wp_list_at(warnings, i).as.text };
        wp_output_emit(output, &event);
    }
    return count > 0 || wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "--limit '%s' matches no host of the inventory", limit);
}

/* ---- the run ---------------------------------------------------------------------------------- */

static void print(wp_str text)
{
    while (text.len > 0) {
        ssize_t written = write(STDOUT_FILENO, text.ptr, text.len);
        if (written <= 0)
            return;
        text.ptr += written;
        text.len -= (size_t)written;
    }
}

static int list_or_run(wp_run *run, const wp_options *options, wp_arena *arena)
{
    unsigned what = (options->list_hosts ? WP_LIST_HOSTS : 0u) | (options->list_tasks ? WP_LIST_TASKS : 0u) |
                    (options->list_tags ? WP_LIST_TAGS : 0u);
    wp_error err = { 0 };
    wp_str text;
    if (what != 0) {
        if (!wp_run_list(run, what, &text, arena, &err)) {
            show_error(arena, &err);
            return WP_EXIT_ERROR;
        }
        print(text);
        return WP_EXIT_OK;
    }
    if (options->syntax_check) {
        for (size_t i = 0; i < wp_len(options->playbooks); i++)
            print(wp_str_of(wp_printf(arena, "\nplaybook: %s\n", wp_list_at(options->playbooks, i).as.text)));
        return WP_EXIT_OK;
    }
    return wp_run_play(run);
}

/* What is missing is told as Ansible's codes tell it: 1 for what is not there, 4 for what can't be parsed. */
static int code_of(const wp_error *err)
{
    switch (err->kind) {
    case WP_E_USAGE:
        return WP_EXIT_USAGE;
    case WP_E_SYNTAX:
    case WP_E_INVALID:
        return WP_EXIT_UNREACHABLE;
    default:
        return WP_EXIT_ERROR;
    }
}

/* For ansible_inventory_sources: lists as they are, files by their full path. */
static const char *const *sources_of(wp_arena *arena, const char *const *names, size_t count)
{
    const char **sources = wp_new_array(arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        sources[i] = strchr(names[i], ',') != NULL ? names[i] : wp_path_absolute(arena, names[i]);
    return sources;
}

static bool prepare(wp_arena *arena, const wp_options *options, wp_output *output, wp_run_options *out, wp_error *err)
{
    size_t sources;
    const char *const *names = texts(arena, options->inventories, &sources);
    out->inventory_sources = sources_of(arena, names, sources);
    wp_value warnings = wp_list_new(arena, 2);
    wp_inventory_options inventory = { .warnings = &warnings };
    if (!number(options->timeout, "--timeout", 10, &out->timeout_s, err) ||
        !load_vault(arena, options, output, &out->vault, err) ||
        !wp_extra_vars_load(arena, options->extra_vars, out->vault, &out->extra_vars, err) ||
        !load_password(arena, options->ask_pass, options->connection_password_file, "SSH password",
                       &out->connection_password, err) ||
        !load_password(arena, options->ask_become_pass, options->become_password_file, "BECOME password",
                       &out->become_password, err))
        return false;
    if (out->connection_password != NULL)
        wp_output_secret(output, wp_str_of(out->connection_password));
    if (out->become_password != NULL)
        wp_output_secret(output, wp_str_of(out->become_password));
    inventory.vault = out->vault;
    if (!wp_inventory_load(arena, names, sources, &inventory, &out->inventory, err))
        return false;
    for (size_t i = 0; i < wp_len(warnings); i++) {
        wp_event event = { .kind = WP_EVENT_WARNING, .text = wp_list_at(warnings, i).as.text };
        wp_output_emit(output, &event);
    }
    return limit_matches(arena, out->inventory, options->limit, output, err);
}

static int run_playbooks(wp_arena *arena, const wp_options *options, const wp_registry *registry)
{
    wp_output *output;
    wp_error err = { 0 };
    wp_run *run = NULL;
    int code = WP_EXIT_ERROR, forks;
    size_t count;
    if (!number(options->forks, "--forks", DEFAULT_FORKS, &forks, &err) || !open_output(options, &output, &err)) {
        show_error(arena, &err);
        return WP_EXIT_FAILED; /* 2: as for other mistakes of the command line */
    }
    wp_run_options settings = {
        .registry = registry,
        .output = output,
        .cancel = &the_cancel,
        .limit = options->limit,
        .tags = { .only = split_tags(arena, options->tags), .skip = split_tags(arena, options->skip_tags) },
        .start_at_task = options->start_at_task,
        .step = options->step,
        .forks = forks,
        .check_mode = options->check,
        .diff_mode = options->diff,
        .verbosity = options->verbosity,
        .force_handlers = options->force_handlers,
        .roles_path = roles_path(arena, options->roles_path),
        .connection = options->connection,
        .remote_user = options->user,
        .private_key_file = options->private_key,
        .ssh_common_args = options->ssh_common_args,
        .become = options->become,
        .become_method = options->become_method,
        .become_user = options->become_user,
        .host_key_policy = is_true(options->host_key_checking, true) ? WP_HOST_KEY_STRICT : WP_HOST_KEY_IGNORE,
        .prompt = wp_terminal_ask,
    };
    const char *const *paths = texts(arena, options->playbooks, &count);
    if (!prepare(arena, options, output, &settings, &err) || !wp_run_new(&settings, &run, &err)) {
        show_error(arena, &err);
        code = code_of(&err);
    } else if (wp_run_load(run, paths, count, &code)) {
        code = list_or_run(run, options, arena);
    }
    wp_run_free(run);
    wp_output_free(output);
    return code;
}

int wp_cli_main(int argc, char *const *argv, const wp_module *const *modules, const wp_half *halves)
{
    wp_arena *arena = wp_arena_new();
    wp_options options;
    wp_error err = { 0 };
    int code = WP_EXIT_FAILED;

    watch_signals();
    if (!wp_options_parse(arena, argc, argv, &options, &err)) {
        show_error(arena, &err);
    } else if (options.help) {
        print(wp_options_help(arena));
        code = WP_EXIT_OK;
    } else if (options.version) {
        print(wp_str_of("waplay " WAPLAY_VERSION "\n"));
        code = WP_EXIT_OK;
    } else if (wp_len(options.playbooks) == 0) {
        wp_fail(&err, WP_E_USAGE, WP_NO_MARK, "no playbook is named");
        wp_hint(&err, "waplay PLAYBOOK... ; waplay --help tells more");
        show_error(arena, &err);
    } else {
        code = run_playbooks(arena, &options, wp_registry_new(arena, modules, halves));
    }
    wp_cancel_close(&the_cancel);
    wp_arena_free(arena);
    return code;
}
