/* `waplay doc`: what the tables know. */
#include "cli/commands.h"
#include "cli/doc_tables.h"
#include "cli/settings.h"
#include "cli/terminal.h"

#include "executor/executor.h"

static int run_doc(wp_cli *cli, const wp_options *options)
{
    const char *kind = options->doc_kind;
    wp_error err = { 0 };
    wp_str text;
    if (options->doc_settings) {
        text = wp_settings_help(cli->arena);
    } else if (kind == NULL) {
        wp_fail(&err, WP_E_USAGE, WP_NO_MARK, "waplay doc wants to know about what");
        wp_hint(&err, "waplay doc --settings tells about the settings, -t KIND about one of: %s",
                wp_doc_kinds(cli->arena).ptr);
        return wp_cli_fail(cli, &err);
    } else if (!(options->doc_list || wp_len(options->words) == 0
                     ? wp_doc_list(cli->arena, kind, &text, &err)
                     : wp_doc_tell(cli->arena, kind, options->words, &text, &err))) {
        return wp_cli_fail(cli, &err);
    }
    wp_terminal_page(text);
    return WP_EXIT_OK;
}

static const wp_option_table doc_options = {
    "subjects",
    (const wp_option[]){
        { { "--settings" }, WP_OPTION_FLAG, WP_OPTION_AT(doc_settings), NULL,
          "the settings: environment, ansible.cfg, and what holds without them" },
        { { "-t", "--type" }, WP_OPTION_TEXT, WP_OPTION_AT(doc_kind), "KIND",
          "filter, test, lookup, function, method, keyword or variable: all of them, or those that are named" },
        { { "-l", "--list" }, WP_OPTION_FLAG, WP_OPTION_AT(doc_list), NULL, "only a line for each" },
        { .names = { NULL } },
    },
};

static const wp_option_table *const tables[] = { &doc_options, &wp_options_general, NULL };

const wp_cli_command wp_cli_command_doc = {
    .name = "doc", .words = "[NAME...]", .summary = "tells about settings, and about filters, keywords and the like",
    .examples = "  waplay doc -t filter combine regex_replace\n  waplay doc -t keyword\n",
    .options = tables, .run = run_doc,
};
