/*
 * Where and as whom a task reaches its host: variables in a task even where nobody set them.
 *
 * Each has two names; one that is set under the other counts. Else the address is the
 * name in the inventory (of the host that the task is delegated to), and the user the
 * one of `remote_user` or -u. A `remote_user` that is a template is no value here: it
 * may well be made from `ansible_user`.
 */
#include "vars/run.h"

static bool address_of(wp_vars_scope *scope, const wp_host *host, wp_value *out)
{
    (void)scope;
    *out = wp_string_static(host->name);
    return true;
}

static bool user_of(wp_vars_scope *scope, const wp_host *host, wp_value *out)
{
    (void)host;
    wp_value keyword = wp_node_keyword(scope->options.node, WP_K_REMOTE_USER);
    const char *user = scope->vars->options.remote_user;
    if (wp_is(keyword, WP_STRING) && !wp_value_is_template(keyword))
        *out = keyword;
    else if (wp_is(keyword, WP_UNDEFINED) && user != NULL)
        *out = wp_string_static(user);
    else
        return false;
    return true;
}

static const struct {
    const char *names[2];
    bool (*otherwise)(wp_vars_scope *scope, const wp_host *host, wp_value *out);
} rows[] = {
    { { "ansible_host", "ansible_ssh_host" }, address_of },
    { { "ansible_user", "ansible_ssh_user" }, user_of },
};

bool wp_scope_reached(wp_vars_scope *scope, wp_str name, wp_value *out)
{
    const wp_host *own = scope->options.host, *delegated = scope->options.delegated;
    const wp_host *host = delegated != NULL ? delegated : own;
    size_t row = 0, count = sizeof rows / sizeof *rows;
    while (row < count && !wp_str_is(name, rows[row].names[0]) && !wp_str_is(name, rows[row].names[1]))
        row++;
    if (row == count || own == NULL || scope->options.node == NULL)
        return false;
    wp_vars_scope_options options = { .vars = scope->vars, .play = scope->options.play, .host = host };
    wp_vars_scope *there = delegated != NULL ? wp_vars_scope_new(scope->arena, &options) : scope;
    for (size_t i = 0; i < 2; i++)
        if (wp_scope_raw(there, wp_str_of(rows[row].names[i]), out))
            return true;
    return rows[row].otherwise(scope, host, out);
}
