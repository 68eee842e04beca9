/* `waplay doc`: what the tables know. */
#include "cli/commands.h"
#include "cli/settings.h"
#include "cli/terminal.h"

#include "executor/executor.h"

static int run_doc(wp_cli *cli, const wp_options *options)
{
    wp_error err = { 0 };
    if (!options->doc_settings) {
        wp_fail(&err, WP_E_USAGE, WP_NO_MARK, "waplay doc wants to know about what");
        wp_hint(&err, "waplay doc --settings tells about the settings");
        return wp_cli_fail(cli, &err);
    }
    wp_terminal_page(wp_settings_help(cli->arena));
    return WP_EXIT_OK;
}

static const wp_option_table doc_options = {
    "subjects",
    (const wp_option[]){
        { { "--settings" }, WP_OPTION_FLAG, WP_OPTION_AT(doc_settings), NULL,
          "the settings: environment, ansible.cfg, and what holds without them" },
        { .names = { NULL } },
    },
};

static const wp_option_table *const tables[] = { &doc_options, &wp_options_general, NULL };

const wp_cli_command wp_cli_command_doc = {
    .name = "doc", .summary = "tells about settings", .options = tables, .most = WP_NO_WORDS, .run = run_doc,
};
