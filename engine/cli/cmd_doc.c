/* `waplay doc`: what the tables know. */
#include "cli/commands.h"
#include "cli/doc_schema.h"
#include "cli/doc_tables.h"
#include "cli/settings.h"
#include "cli/terminal.h"

#include "base/buf.h"
#include "executor/executor.h"
#include "module/document.h"

#include <string.h>

static void print_json(wp_cli *cli, wp_value value)
{
    wp_terminal_print(wp_to_json(cli->arena, value, (wp_json_style){ .indent = 2 }));
    wp_terminal_print(wp_str_of("\n"));
}

/* ---- modules ----------------------------------------------------------------------------- */

static wp_str list_modules(wp_cli *cli, const wp_registry *registry)
{
    wp_buf out = wp_buf_new(cli->arena);
    for (size_t i = 0; wp_registry_at(registry, i); i++)
        wp_buf_printf(&out, "%-24s %s\n", wp_registry_name_at(registry, i), wp_registry_at(registry, i)->summary);
    return wp_buf_str(&out);
}

/* All modules, or those that are named, as one dict. */
static wp_value values_of(wp_cli *cli, const wp_registry *registry, const wp_module *const *modules, size_t count)
{
    wp_value dict = wp_dict_new(cli->arena, 64);
    for (size_t i = 0; i < count; i++)
        wp_dict_set(cli->arena, dict, modules[i]->name, wp_document_value(cli->arena, modules[i]));
    for (size_t i = 0; !count && wp_registry_at(registry, i); i++)
        wp_dict_set(cli->arena, dict, wp_registry_at(registry, i)->name,
                    wp_document_value(cli->arena, wp_registry_at(registry, i)));
    return dict;
}

static bool find_modules(wp_cli *cli, const wp_registry *registry, wp_value names, const wp_module **out, wp_error *err)
{
    for (size_t i = 0; i < wp_len(names); i++) {
        wp_str name = wp_text(wp_list_at(names, i));
        out[i] = wp_registry_find(registry, name);
        if (out[i])
            continue;
        const char *nearest = wp_registry_nearest(registry, name);
        wp_fail(err, WP_E_USAGE, WP_NO_MARK, "there is no module '%.*s'", (int)name.len, name.ptr);
        return nearest ? wp_hint(err, "did you mean %s?", nearest) : wp_hint(err, "waplay doc -l lists them");
    }
    (void)cli;
    return true;
}

static int tell_modules(wp_cli *cli, const wp_registry *registry, const wp_options *options)
{
    wp_error err = { 0 };
    size_t count = wp_len(options->words);
    const wp_module **modules = wp_new_array(cli->arena, const wp_module *, count + 1);
    wp_buf out = wp_buf_new(cli->arena);
    if (!find_modules(cli, registry, options->words, modules, &err))
        return wp_cli_fail(cli, &err);
    if (options->doc_json) {
        print_json(cli, values_of(cli, registry, modules, count));
        return WP_EXIT_OK;
    }
    for (size_t i = 0; i < count; i++) {
        wp_str page = options->doc_man ? wp_document_man(cli->arena, modules[i])
                                       : wp_document_page(cli->arena, modules[i], (size_t)wp_terminal_width());
        wp_buf_printf(&out, "%s%.*s", i ? "\n" : "", (int)page.len, page.ptr);
    }
    if (options->doc_man)
        wp_terminal_print(wp_buf_str(&out));
    else
        wp_terminal_page(wp_buf_str(&out));
    return WP_EXIT_OK;
}

/* ---- subjects ------------------------------------------------------------------------------ */

static int tell_completion(wp_cli *cli, const wp_registry *registry, const char *shell)
{
    wp_error err = { 0 };
    wp_str text;
    if (!wp_doc_completion(cli->arena, shell, registry, &text, &err))
        return wp_cli_fail(cli, &err);
    wp_terminal_print(text);
    return WP_EXIT_OK;
}

/* ---- rows of other tables ------------------------------------------------------------------ */

static int tell_rows(wp_cli *cli, const wp_options *options)
{
    wp_error err = { 0 };
    wp_str text;
    bool is_list = options->doc_list || wp_len(options->words) == 0;
    if (is_list ? !wp_doc_list(cli->arena, options->doc_kind, &text, &err)
                : !wp_doc_tell(cli->arena, options->doc_kind, options->words, &text, &err))
        return wp_cli_fail(cli, &err);
    wp_terminal_page(text);
    return WP_EXIT_OK;
}

static int refuse(wp_cli *cli)
{
    wp_error err = { 0 };
    wp_fail(&err, WP_E_USAGE, WP_NO_MARK, "waplay doc wants to know about what");
    wp_hint(&err, "waplay doc copy tells about module copy, -l lists the modules, --settings tells about the settings, "
                  "-t KIND about one of: %s", wp_doc_kinds(cli->arena).ptr);
    return wp_cli_fail(cli, &err);
}

static int run_doc(wp_cli *cli, const wp_options *options)
{
    const wp_registry *registry = wp_registry_new(cli->arena, cli->modules, cli->halves);
    bool is_of_modules = !options->doc_kind || strcmp(options->doc_kind, "module") == 0;
    if (options->doc_settings)
        wp_terminal_page(wp_settings_help(cli->arena));
    else if (options->doc_schema)
        print_json(cli, wp_doc_schema(cli->arena, registry));
    else if (options->completion)
        return tell_completion(cli, registry, options->completion);
    else if (!is_of_modules)
        return tell_rows(cli, options);
    else if (wp_len(options->words) || options->doc_json)
        return tell_modules(cli, registry, options);
    else if (options->doc_list)
        wp_terminal_page(list_modules(cli, registry));
    else if (options->doc_man)
        wp_terminal_print(wp_doc_man(cli->arena));
    else
        return refuse(cli);
    return WP_EXIT_OK;
}

static const wp_option_table doc_options = {
    "subjects",
    (const wp_option[]){
        { { "-t", "--type" }, WP_OPTION_TEXT, WP_OPTION_AT(doc_kind), "KIND",
          "what the names are of: module (unless told), filter, test, lookup, function, method, keyword or variable" },
        { { "-l", "--list" }, WP_OPTION_FLAG, WP_OPTION_AT(doc_list), NULL, "all of them, only a line for each" },
        { { "-j", "--json" }, WP_OPTION_FLAG, WP_OPTION_AT(doc_json), NULL,
          "what is known of the modules that are named, or of all, as JSON" },
        { { "--man" }, WP_OPTION_FLAG, WP_OPTION_AT(doc_man), NULL, "the man page of a module, or of waplay, as troff" },
        { { "--schema" }, WP_OPTION_FLAG, WP_OPTION_AT(doc_schema), NULL,
          "a JSON schema of playbooks, with all keywords and modules, for editors" },
        { { "--completion" }, WP_OPTION_TEXT, WP_OPTION_AT(completion), "SHELL",
          "a script that completes words: for bash, zsh or fish" },
        { { "--settings" }, WP_OPTION_FLAG, WP_OPTION_AT(doc_settings), NULL,
          "the settings: environment, ansible.cfg, and what holds without them" },
        { .names = { NULL } },
    },
};

static const wp_option_table *const tables[] = { &doc_options, &wp_options_general, NULL };

const wp_cli_command wp_cli_command_doc = {
    .name = "doc",
    .words = "[NAME...]",
    .summary = "tells about modules, settings, filters, keywords and the like",
    .examples = "  waplay doc copy template\n"
                "  waplay doc -t filter combine regex_replace\n"
                "  waplay doc --schema >waplay.schema.json\n"
                "  . <(waplay doc --completion bash)\n",
    .options = tables,
    .run = run_doc,
};
