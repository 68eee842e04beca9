/*
 * Where, how and as whom a task reaches its host: variables in a task even where nobody
 * set them.
 *
 * Those with several names are set by any of them. Else the address is the name in the
 * inventory (of the host that the task is delegated to), and the others are what a keyword
 * says, or the command line and the settings. A keyword that is a template is no value
 * here: it may well be made from the variable. A port is only where one was set.
 */
#include "vars/run.h"

static const struct {
    const char *names[4]; /* ends in NULL */
    bool is_address;
    wp_keyword keyword;   /* WP_KEYWORD_COUNT: none */
} rows[] = {
    { { "ansible_host", "ansible_ssh_host" }, true, WP_KEYWORD_COUNT },
    { { "ansible_user", "ansible_ssh_user" }, false, WP_K_REMOTE_USER },
    { { "ansible_connection" }, false, WP_K_CONNECTION },
    { { "ansible_timeout", "ansible_ssh_timeout", "ansible_connection_timeout" }, false, WP_KEYWORD_COUNT },
    { { "ansible_private_key_file", "ansible_ssh_private_key_file" }, false, WP_KEYWORD_COUNT },
    { { "ansible_shell_executable" }, false, WP_KEYWORD_COUNT },
    { { "ansible_pipelining", "ansible_ssh_pipelining" }, false, WP_KEYWORD_COUNT },
};

static size_t row_of(wp_str name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (const char *const *known = rows[i].names; *known != NULL; known++)
            if (wp_str_is(name, *known))
                return i;
    return SIZE_MAX;
}

static bool otherwise(wp_vars_scope *scope, size_t row, const wp_host *host, wp_value *out)
{
    wp_value keyword = wp_undefined(scope->arena, NULL);
    if (rows[row].keyword != WP_KEYWORD_COUNT)
        keyword = wp_node_keyword(scope->options.node, rows[row].keyword);
    const wp_value *given = wp_dict_find(scope->vars->options.reached, rows[row].names[0]);
    if (rows[row].is_address)
        *out = wp_string_static(host->name);
    else if (!wp_is(keyword, WP_UNDEFINED) && !wp_value_is_template(keyword))
        *out = keyword;
    else if (wp_is(keyword, WP_UNDEFINED) && given != NULL)
        *out = *given;
    else
        return false;
    return true;
}

bool wp_scope_reached(wp_vars_scope *scope, wp_str name, wp_raw *out)
{
    const wp_host *own = scope->options.host, *delegated = scope->options.delegated;
    const wp_host *host = delegated != NULL ? delegated : own;
    size_t row = row_of(name);
    if (row == SIZE_MAX || own == NULL || scope->options.node == NULL)
        return false;
    wp_vars_scope_options options = { .vars = scope->vars, .play = scope->options.play, .host = host };
    wp_vars_scope *there = delegated != NULL ? wp_vars_scope_new(scope->arena, &options) : scope;
    for (const char *const *known = rows[row].names; *known != NULL; known++) {
        *out = *wp_scope_raw(there, wp_str_of(*known));
        if (out->is_there)
            return true;
    }
    out->is_there = out->is_plain = otherwise(scope, row, host, &out->value);
    return out->is_there;
}
