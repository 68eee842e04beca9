/* `waplay inventory`: what an inventory says, as ansible-inventory prints it. */
#include "cli/commands.h"
#include "cli/extra_vars.h"
#include "cli/inventory_view.h"
#include "cli/passwords.h"
#include "cli/session.h"
#include "cli/terminal.h"

#include "base/file.h"

#include <string.h>

static bool wants_one_thing(const wp_options *options, wp_error *err)
{
    int count = options->list + options->graph + (options->host != NULL);
    if (count == 1)
        return true;
    return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "%s of --list, --graph and --host must be given",
                   count == 0 ? "one" : "only one");
}

/* Secrets that a script of the inventory gives as text are its own matter; those of files stay encrypted. */
static bool load(wp_cli *cli, const wp_options *options, wp_output *output, wp_inventory_view *view, wp_error *err)
{
    wp_vault *vault;
    const char *const *sources;
    wp_options with = *options;
    with.keep_envelopes = true;
    if (!wp_passwords_vault(cli->arena, options, WP_VAULT_IF_GIVEN, output, &vault, err) ||
        !wp_extra_vars_load(cli->arena, options->extra_vars, vault, &view->extra_vars, err) ||
        !wp_session_inventory(cli->arena, &with, vault, output, &sources, &view->inventory, err))
        return false;
    wp_inventory_load_vars_dir(view->inventory,
                               wp_path_absolute(cli->arena, options->playbook_dir != NULL ? options->playbook_dir : "."));
    return wp_inventory_vars_fault(view->inventory, err);
}

static bool choose_hosts(wp_cli *cli, const wp_options *options, wp_inventory_view *view, wp_error *err)
{
    wp_host **hosts;
    size_t count;
    if (options->limit == NULL)
        return true;
    if (!wp_inventory_limit(cli->arena, view->inventory, options->limit, NULL, &hosts, &count, err))
        return false;
    bool *is_shown = wp_new_array(cli->arena, bool, wp_inventory_host_count(view->inventory) + 1);
    for (size_t i = 0; i < count; i++)
        if (hosts[i]->index != SIZE_MAX)
            is_shown[hosts[i]->index] = true;
    view->is_shown = is_shown;
    return true;
}

/* What is never templated is told in JSON, which has no tag for it. */
static wp_value with_unsafe_shown(wp_arena *arena, wp_value value)
{
    wp_value key, item, copy;
    switch (value.type) {
    case WP_STRING:
        if ((value.marks & WP_UNSAFE) == 0)
            return value;
        copy = wp_dict_new(arena, 1);
        wp_dict_set(arena, copy, "__ansible_unsafe", value);
        return copy;
    case WP_LIST:
        copy = wp_list_new(arena, wp_len(value));
        for (size_t i = 0; i < wp_len(value); i++)
            wp_list_push(arena, copy, with_unsafe_shown(arena, wp_list_at(value, i)));
        return copy;
    case WP_DICT:
        copy = wp_dict_new(arena, wp_len(value));
        for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++)
            wp_dict_put(arena, copy, key, with_unsafe_shown(arena, item));
        return copy;
    default:
        return value;
    }
}

static wp_str written(wp_arena *arena, const wp_options *options, wp_value value)
{
    if (options->yaml)
        return wp_to_yaml(arena, value, (wp_yaml_style){ .sort_keys = true, .anchors = true });
    wp_str json = wp_to_json(arena, with_unsafe_shown(arena, value), (wp_json_style){ .indent = 4, .sort_keys = true });
    return wp_str_of(wp_printf(arena, "%.*s\n", (int)json.len, json.ptr));
}

static bool describe(wp_cli *cli, const wp_options *options, const wp_inventory_view *view, wp_str *out, wp_error *err)
{
    if (options->host != NULL) {
        const wp_host *host = wp_inventory_host(view->inventory, options->host);
        if (host == NULL && strcmp(options->host, "localhost") == 0)
            host = wp_inventory_localhost(view->inventory);
        if (host == NULL)
            return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "there is no host '%s' in the inventory", options->host);
        *out = written(cli->arena, options, wp_inventory_view_host(cli->arena, view, host));
        return true;
    }
    if (options->list) {
        *out = written(cli->arena, options, options->yaml ? wp_inventory_view_tree(cli->arena, view)
                                                          : wp_inventory_view_list(cli->arena, view));
        return true;
    }
    const char *name = wp_len(options->words) > 0 ? wp_list_at(options->words, 0).as.text : "all";
    const wp_group *group = wp_inventory_group(view->inventory, name);
    if (group == NULL)
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "there is no group '%s' in the inventory", name);
    *out = wp_inventory_view_graph(cli->arena, view, group);
    return true;
}

static bool show(wp_cli *cli, const wp_options *options, wp_output *output, wp_error *err)
{
    wp_inventory_view view = { .is_export = options->export, .with_vars = options->vars,
                               .merges = wp_session_merges(options),
                               .is_beside_playbook = options->playbook_dir != NULL };
    wp_str text;
    if (!load(cli, options, output, &view, err) || !choose_hosts(cli, options, &view, err) ||
        !describe(cli, options, &view, &text, err))
        return false;
    if (options->output != NULL && options->list)
        return wp_file_write(options->output, text, 0644, err);
    wp_terminal_print(text);
    return true;
}

static int run_inventory(wp_cli *cli, const wp_options *options)
{
    wp_error err = { 0 };
    wp_output *output = NULL;
    bool done = wants_one_thing(options, &err) && wp_session_output(options, &output, &err) &&
                show(cli, options, output, &err);
    int code = done ? WP_EXIT_OK : wp_cli_fail(cli, &err);
    wp_output_free(output);
    return code;
}

#define AT WP_OPTION_AT
#define FLAG .kind = WP_OPTION_FLAG

static const wp_option_table show_options = {
    "what is shown",
    (const wp_option[]){
        { { "--list" }, FLAG, AT(list), NULL, "all groups, hosts and variables" },
        { { "--graph" }, FLAG, AT(graph), NULL, "groups and hosts as a tree, from GROUP down" },
        { { "--host" }, WP_OPTION_TEXT, AT(host), "HOST", "the variables of one host" },
        { { "--vars" }, FLAG, AT(vars), NULL, "with --graph: variables too" },
        { { "--export" }, FLAG, AT(export), NULL, "with --list: each variable where it was said, of groups too" },
        { { "-l", "--limit" }, WP_OPTION_TEXT, AT(limit), "PATTERN", "only hosts of this pattern" },
        { { "-y", "--yaml" }, FLAG, AT(yaml), NULL, "in YAML instead of JSON" },
        { { "--toml" }, WP_OPTION_REFUSED, 0, NULL, "inventories in TOML are neither read nor written; --yaml is there" },
        { { "--output" }, WP_OPTION_TEXT, AT(output), "FILE", "with --list: write to this file" },
        { { "--playbook-dir" }, WP_OPTION_TEXT, AT(playbook_dir), "DIRECTORY",
          "where group_vars and host_vars of a playbook are (here)" },
        { .names = { NULL } },
    },
};

static const wp_option_table *const tables[] = { &show_options,     &wp_options_inventory, &wp_options_vars,
                                                 &wp_options_vault, &wp_options_general,   NULL };

const wp_cli_command wp_cli_command_inventory = {
    .name = "inventory", .words = "[GROUP]", .summary = "shows what an inventory says",
    .examples = "  waplay inventory -i prod --graph\n"
                "  waplay inventory -i prod --host web1\n",
    .options = tables, .most = 1, .run = run_inventory,
};
