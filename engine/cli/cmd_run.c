/*
 * `waplay run PATTERN -m MODULE -a ARGS`: one task on some hosts, as the command `ansible`.
 * It is a play that lies in no file: hosts, no facts, one task.
 */
#include "cli/commands.h"
#include "cli/session.h"
#include "cli/terminal.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"

#include <string.h>

static const char *const wants_args[] = { "command", "shell", "raw", "script" };

static const char *short_name(const char *module)
{
    const char *dot = strrchr(module, '.');
    return dot != NULL ? dot + 1 : module;
}

/* JSON, or what stands behind `module:` in a playbook. */
static bool args_of(wp_arena *arena, const wp_options *options, wp_value *out, wp_error *err)
{
    wp_str text = wp_str_trim(wp_str_of(options->module_args));
    for (size_t i = 0; text.len == 0 && i < sizeof wants_args / sizeof *wants_args; i++)
        if (strcmp(short_name(options->module), wants_args[i]) == 0)
            return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "%s wants to be told what to run: -a 'COMMAND'",
                           options->module);
    if (!wp_str_starts(text, "{")) {
        *out = text.len > 0 ? wp_string_of(arena, text) : wp_null();
        return true;
    }
    return wp_from_json(arena, text, out, err) || wp_while(err, "-a");
}

static bool make_play(wp_arena *arena, const wp_options *options, wp_value *out, wp_error *err)
{
    wp_value play = wp_dict_new(arena, 4), task = wp_dict_new(arena, 4), tasks = wp_list_new(arena, 1), args;
    if (!args_of(arena, options, &args, err))
        return false;
    wp_dict_set(arena, task, options->module, args);
    if (options->background > 0) {
        wp_dict_set(arena, task, "async", wp_int(options->background));
        wp_dict_set(arena, task, "poll", wp_int(options->poll));
    }
    if (options->task_timeout > 0)
        wp_dict_set(arena, task, "timeout", wp_int(options->task_timeout));
    wp_list_push(arena, tasks, task);
    wp_dict_set(arena, play, "name", wp_string_static("waplay run"));
    wp_dict_set(arena, play, "hosts", wp_list_at(options->words, 0));
    wp_dict_set(arena, play, "gather_facts", wp_bool(false));
    wp_dict_set(arena, play, "tasks", tasks);
    *out = wp_list_new(arena, 1);
    wp_list_push(arena, *out, play);
    return true;
}

/* ---- hosts ------------------------------------------------------------------------------- */

/* Those of the pattern that --limit leaves. */
static bool find_hosts(wp_cli *cli, const wp_options *options, const wp_session *session, wp_value *out, wp_error *err)
{
    wp_inventory *inventory = session->run.inventory;
    wp_host **hosts, **left = NULL;
    size_t count, left_count = 0;
    wp_value warnings = wp_list_new(cli->arena, 1);
    *out = wp_list_new(cli->arena, 4);
    if (!wp_inventory_match(cli->arena, inventory, wp_list_at(options->words, 0).as.text, &warnings, &hosts, &count, err) ||
        (options->limit != NULL &&
         !wp_inventory_limit(cli->arena, inventory, options->limit, NULL, &left, &left_count, err)))
        return false;
    for (size_t i = 0; i < wp_len(warnings); i++)
        wp_terminal_note(wp_printf(cli->arena, "[WARNING]: %s\n", wp_list_at(warnings, i).as.text));
    for (size_t i = 0; i < count; i++) {
        bool is_left = options->limit == NULL;
        for (size_t j = 0; !is_left && j < left_count; j++)
            is_left = left[j] == hosts[i];
        if (is_left)
            wp_list_push(cli->arena, *out, wp_string_static(hosts[i]->name));
    }
    if (wp_len(*out) > 0 || options->limit == NULL)
        return true;
    return wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "--limit '%s' leaves no host of '%s'", options->limit,
                   wp_list_at(options->words, 0).as.text);
}

static void list_hosts(wp_cli *cli, wp_value hosts)
{
    wp_buf out = wp_buf_new(cli->arena);
    wp_buf_printf(&out, "  hosts (%zu):\n", wp_len(hosts));
    for (size_t i = 0; i < wp_len(hosts); i++)
        wp_buf_printf(&out, "    %s\n", wp_list_at(hosts, i).as.text);
    wp_terminal_print(wp_buf_str(&out));
}

/* ---- the command ------------------------------------------------------------------------- */

static int run_play(wp_cli *cli, const wp_options *options, const wp_session *session, wp_value plays)
{
    const char *dir = wp_path_absolute(cli->arena, options->playbook_dir != NULL ? options->playbook_dir : ".");
    wp_error err = { 0 };
    wp_run *run;
    int code;
    if (!wp_run_new(&session->run, &run, &err))
        return wp_cli_fail(cli, &err);
    if (wp_run_load_plays(run, wp_path_join(cli->arena, dir, "waplay run"), plays, &code))
        code = wp_run_play(run);
    else
        code = WP_EXIT_FAILED; /* it is the task that can't be run */
    wp_run_free(run);
    return code;
}

static int run_task(wp_cli *cli, const wp_options *options)
{
    wp_options with = *options;
    wp_session session;
    wp_error err = { 0 };
    wp_value hosts, plays;
    with.callback = options->one_line ? "oneline" : "minimal";
    if (!options->list_hosts && !make_play(cli->arena, options, &plays, &err))
        return wp_cli_fail(cli, &err);
    if (!wp_session_begin(cli, &with, &session, &err))
        return wp_cli_fail(cli, &err);
    int code = WP_EXIT_OK;
    if (!find_hosts(cli, options, &session, &hosts, &err))
        code = wp_cli_fail(cli, &err);
    else if (options->list_hosts)
        list_hosts(cli, hosts);
    else if (wp_len(hosts) == 0)
        wp_terminal_note("[WARNING]: No hosts matched, nothing to do\n");
    else
        code = run_play(cli, &with, &session, plays);
    wp_session_end(&session);
    return code;
}

#define AT WP_OPTION_AT
#define TEXT .kind = WP_OPTION_TEXT
#define NUMBER .kind = WP_OPTION_NUMBER

static const wp_option_table task_options = {
    "task",
    (const wp_option[]){
        { { "-m", "--module-name" }, TEXT, AT(module), "MODULE", "the module (command)" },
        { { "-a", "--args" }, TEXT, AT(module_args), "ARGS", "its arguments: k=v, a command, or JSON" },
        { { "-B", "--background" }, NUMBER, AT(background), "SECONDS", "in the background, for so long at most" },
        { { "-P", "--poll" }, NUMBER, AT(poll), "SECONDS", "with -B: how often to ask whether it is done (15)" },
        { { "--task-timeout" }, NUMBER, AT(task_timeout), "SECONDS", "how long it may take" },
        { { "-o", "--one-line" }, .kind = WP_OPTION_FLAG, AT(one_line), NULL, "a line a host" },
        { { "-t", "--tree" }, TEXT, AT(tree), "DIRECTORY", "each host's result into a file there, too" },
        { { "--playbook-dir" }, TEXT, AT(playbook_dir), "DIRECTORY",
          "where group_vars, host_vars, files and roles are (here)" },
        { .names = { NULL } },
    },
};

static const wp_option_table *const tables[] = {
    &task_options,      &wp_options_inventory,  &wp_options_hosts,  &wp_options_vars,    &wp_options_modules, &wp_options_preview,
    &wp_options_vault,  &wp_options_connection, &wp_options_become, &wp_options_general, NULL,
};

const wp_cli_command wp_cli_command_run = {
    .name = "run", .words = "PATTERN", .summary = "runs one task on hosts",
    .examples = "  waplay run webapp -i prod -m ping\n"
                "  waplay run 'all:!db' -i prod -b -a 'systemctl restart docker'\n",
    .options = tables, .least = 1, .most = 1, .run = run_task,
};
