/* `waplay hosts`: commands about the hosts of an inventory themselves. */
#include "cli/commands.h"
#include "cli/session.h"
#include "cli/terminal.h"

#include "base/buf.h"
#include "executor/scan.h"

#include <string.h>

/* ---- hosts scan -------------------------------------------------------------------------- */

static const char *said_of(wp_arena *arena, const wp_scanned *row)
{
    if (row->is_reached_otherwise)
        return wp_printf(arena, "not reached by ssh (%s)", row->options.kind);
    if (row->error.kind != WP_E_NONE)
        return wp_printf(arena, "no answer: %s", row->error.text);
    switch (row->key.standing) {
    case WP_KEY_KNOWN:
        return "known";
    case WP_KEY_CHANGED:
        return wp_printf(arena, "CHANGED: %s line %u has another key", row->key.file, (unsigned)row->key.line);
    case WP_KEY_REVOKED:
        return wp_printf(arena, "REVOKED by %s line %u", row->key.file, (unsigned)row->key.line);
    default:
        return "new";
    }
}

static bool is_new(const wp_scanned *row)
{
    return !row->is_reached_otherwise && row->error.kind == WP_E_NONE &&
           (row->key.standing == WP_KEY_UNKNOWN || row->key.standing == WP_KEY_OF_OTHER_TYPE);
}

/* Something is wrong with it that recording keys doesn't mend. */
static bool is_bad(const wp_scanned *row)
{
    return !row->is_reached_otherwise &&
           (row->error.kind != WP_E_NONE || row->key.standing == WP_KEY_CHANGED || row->key.standing == WP_KEY_REVOKED);
}

static void show(wp_cli *cli, const wp_scan *scan, size_t *new_keys, size_t *bad)
{
    wp_buf text = wp_buf_new(cli->arena);
    *new_keys = *bad = 0;
    for (size_t i = 0; i < wp_scan_count(scan); i++) {
        const wp_scanned *row = wp_scan_at(scan, i);
        bool has_key = !row->is_reached_otherwise && row->error.kind == WP_E_NONE;
        wp_buf_printf(&text, "%-20s %s%s%s%s%s\n", row->host, has_key ? row->key.type : "", has_key ? " " : "",
                      has_key ? row->key.fingerprint : "", has_key ? "  " : "", said_of(cli->arena, row));
        *new_keys += is_new(row);
        *bad += is_bad(row);
    }
    wp_terminal_print(wp_buf_str(&text));
}

static bool is_wanted(wp_cli *cli, const wp_options *options, size_t new_keys, wp_error *err)
{
    const char *answer = NULL;
    if (options->yes)
        return true;
    const char *question = wp_printf(cli->arena, "record %zu new key%s? Compare the fingerprints first [y/N]", new_keys,
                                     new_keys == 1 ? "" : "s");
    if (!wp_terminal_ask(cli->cancel, question, false, cli->arena, &answer)) {
        wp_fail(err, WP_E_USAGE, WP_NO_MARK, "nothing was recorded: there is no terminal to ask on");
        return wp_hint(err, "once the fingerprints are compared: --yes");
    }
    return answer[0] == 'y' || answer[0] == 'Y';
}

static bool record(wp_cli *cli, const wp_scan *scan, wp_error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < wp_scan_count(scan); i++) {
        const wp_scanned *row = wp_scan_at(scan, i);
        if (!is_new(row))
            continue;
        if (!wp_host_key_record(cli->arena, &row->options, &row->key, err))
            return wp_while(err, "recording the key of %s", row->host);
        count++;
    }
    wp_terminal_print(wp_str_of(wp_printf(cli->arena, "%zu recorded\n", count)));
    return true;
}

static bool scan_and_record(wp_cli *cli, const wp_options *options, wp_run *run, int *code, wp_error *err)
{
    const char *pattern = wp_len(options->words) > 0 ? wp_list_at(options->words, 0).as.text : "all";
    wp_scan *scan = NULL;
    size_t new_keys, bad;
    if (!wp_run_scan(run, pattern, &scan, err))
        return false;
    show(cli, scan, &new_keys, &bad);
    *code = bad > 0 ? WP_EXIT_UNREACHABLE : WP_EXIT_OK;
    bool done = true;
    if (new_keys > 0 && is_wanted(cli, options, new_keys, err))
        done = record(cli, scan, err);
    else if (new_keys > 0)
        done = err->kind == WP_E_NONE;
    wp_scan_free(scan);
    return done;
}

static int run_scan(wp_cli *cli, const wp_options *options)
{
    wp_session session;
    wp_error err = { 0 };
    wp_run *run = NULL;
    int code;
    if (!wp_session_begin(cli, options, &session, &err))
        return wp_cli_fail(cli, &err);
    if (!wp_run_new(&session.run, &run, &err) || !scan_and_record(cli, options, run, &code, &err))
        code = wp_cli_fail(cli, &err);
    wp_run_free(run);
    wp_session_end(&session);
    return code;
}

#define AT WP_OPTION_AT

static const wp_option_table scan_options = {
    "keys",
    (const wp_option[]){
        { { "-y", "--yes" }, WP_OPTION_FLAG, AT(yes), NULL, "record new keys without asking" },
        { { "-f", "--forks" }, WP_OPTION_NUMBER, AT(forks), "N", "how many hosts at once (50)" },
        { .names = { NULL } },
    },
};

static const wp_option_table *const scan_tables[] = { &wp_options_inventory,  &scan_options,       &wp_options_vars,
                                                      &wp_options_connection, &wp_options_vault,   &wp_options_general,
                                                      NULL };

const wp_cli_command wp_cli_command_hosts_scan = {
    .name = "hosts scan",
    .words = "[PATTERN]",
    .summary = "shows the keys of hosts, and records those that are new",
    .examples = "  waplay hosts scan -i prod\n"
                "  waplay hosts scan -i prod 'web:!web9' --yes\n",
    .options = scan_tables,
    .most = 1,
    .run = run_scan,
};

static const wp_cli_command *const children[] = { &wp_cli_command_hosts_scan, NULL };

const wp_cli_command wp_cli_command_hosts = {
    .name = "hosts", .summary = "looks at the hosts of an inventory themselves", .children = children
};
