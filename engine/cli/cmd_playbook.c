/* `waplay PLAYBOOK...`: loads the playbooks, then lists or runs them. */
#include "cli/commands.h"
#include "cli/session.h"
#include "cli/terminal.h"

static int list_or_run(wp_cli *cli, wp_run *run, const wp_options *options)
{
    unsigned what = (options->list_hosts ? WP_LIST_HOSTS : 0u) | (options->list_tasks ? WP_LIST_TASKS : 0u) |
                    (options->list_tags ? WP_LIST_TAGS : 0u);
    wp_error err = { 0 };
    wp_str text;
    if (what == 0 && !options->syntax_check)
        return wp_run_play(run);
    if (!wp_run_list(run, what, &text, cli->arena, &err))
        return wp_cli_fail(cli, &err);
    wp_terminal_print(text);
    return WP_EXIT_OK;
}

static int run_playbooks(wp_cli *cli, const wp_options *options)
{
    wp_session session;
    wp_error err = { 0 };
    wp_run *run = NULL;
    int code;
    if (!wp_session_begin(cli, options, &session, &err))
        return wp_cli_fail(cli, &err);
    if (!wp_run_new(&session.run, &run, &err))
        code = wp_cli_fail(cli, &err);
    else if (wp_run_load(run, wp_session_texts(cli->arena, options->words), wp_len(options->words), &code))
        code = list_or_run(cli, run, options);
    wp_run_free(run);
    wp_session_end(&session);
    return code;
}

static const wp_option_table *const tables[] = {
    &wp_options_inventory, &wp_options_hosts,      &wp_options_vars,   &wp_options_playbook, &wp_options_modules, &wp_options_preview,
    &wp_options_vault,     &wp_options_connection, &wp_options_become, &wp_options_general,  NULL,
};

const wp_cli_command wp_cli_command_playbook = {
    .name = "",
    .words = "PLAYBOOK...",
    .summary = "runs Ansible playbooks over SSH; the hosts need nothing but /bin/sh",
    .examples = "  waplay playbooks/ha.yml -i prod\n"
                "  waplay site.yml -i web1,web2, --check --diff\n",
    .options = tables,
    .least = 1,
    .run = run_playbooks,
};
