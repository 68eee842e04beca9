/*
 * How a host is reached: variables of the host win over keywords of the task, and
 * those over the command line. One connection for each way of reaching a host, kept
 * for the run.
 */
#include "executor/job.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

/* A text from the first of `names` (split by blanks) that is a variable. NULL: none. */
static bool from_variables(wp_arena *arena, wp_vars_scope *scope, const char *const *names, const char **out,
                           wp_error *err)
{
    wp_value value;
    *out = NULL;
    for (; *names != NULL; names++) {
        bool found = false;
        if (!wp_vars_get(scope, *names, &value, &found, err))
            return false;
        if (!found || wp_is(value, WP_NULL) || wp_is(value, WP_OMIT) || wp_is(value, WP_UNDEFINED))
            continue;
        wp_str text = wp_to_text(arena, value);
        *out = wp_strndup(arena, text.ptr, text.len);
        return true;
    }
    return true;
}

static bool from_keyword(wp_arena *arena, wp_vars_scope *scope, const wp_node *node, wp_keyword keyword,
                         const char **out, wp_error *err)
{
    wp_value value;
    *out = NULL;
    if (node == NULL)
        return true;
    if (!wp_keyword_value(arena, scope, node, keyword, &value, err))
        return false;
    if (wp_is(value, WP_UNDEFINED))
        return true;
    wp_str text = wp_to_text(arena, value);
    *out = wp_strndup(arena, text.ptr, text.len);
    return true;
}

/* One setting: its variables, its keyword (or WP_KEYWORD_COUNT: none), what the command line says. */
typedef struct setting {
    const char *variables[4];
    wp_keyword keyword;
} setting;

static bool read(wp_arena *arena, wp_vars_scope *scope, const wp_node *node, const setting *s, const char *fallback,
                 const char **out, wp_error *err)
{
    if (!from_variables(arena, scope, s->variables, out, err))
        return false;
    if (*out == NULL && s->keyword != WP_KEYWORD_COUNT && !from_keyword(arena, scope, node, s->keyword, out, err))
        return false;
    if (*out == NULL)
        *out = fallback;
    return true;
}

static const setting
    kind_setting = { { "ansible_connection" }, WP_K_CONNECTION },
    host_setting = { { "ansible_host", "ansible_ssh_host" }, WP_KEYWORD_COUNT },
    port_setting = { { "ansible_port", "ansible_ssh_port" }, WP_K_PORT },
    user_setting = { { "ansible_user", "ansible_ssh_user" }, WP_K_REMOTE_USER },
    password_setting = { { "ansible_password", "ansible_ssh_pass", "ansible_ssh_password" }, WP_KEYWORD_COUNT },
    key_setting = { { "ansible_private_key_file", "ansible_ssh_private_key_file" }, WP_KEYWORD_COUNT },
    passphrase_setting = { { "ansible_private_key_passphrase" }, WP_KEYWORD_COUNT },
    common_setting = { { "ansible_ssh_common_args" }, WP_KEYWORD_COUNT },
    extra_setting = { { "ansible_ssh_extra_args" }, WP_KEYWORD_COUNT },
    checking_setting = { { "ansible_host_key_checking", "ansible_ssh_host_key_checking" }, WP_KEYWORD_COUNT },
    timeout_setting = { { "ansible_ssh_timeout", "ansible_timeout", "ansible_connection_timeout" }, WP_KEYWORD_COUNT },
    shell_setting = { { "ansible_shell_executable" }, WP_KEYWORD_COUNT },
    container_setting = { { "ansible_docker_extra_args", "ansible_podman_extra_args" }, WP_KEYWORD_COUNT },
    known_setting = { { "ansible_ssh_known_hosts_file" }, WP_KEYWORD_COUNT },
    become_user_setting = { { "ansible_become_user" }, WP_K_BECOME_USER },
    become_method_setting = { { "ansible_become_method" }, WP_K_BECOME_METHOD },
    become_exe_setting = { { "ansible_become_exe", "ansible_sudo_exe" }, WP_K_BECOME_EXE },
    become_flags_setting = { { "ansible_become_flags" }, WP_K_BECOME_FLAGS },
    become_password_setting = { { "ansible_become_password", "ansible_become_pass", "ansible_sudo_pass" },
                                WP_KEYWORD_COUNT };

static bool policy_of(wp_run *run, const char *checking, wp_host_key_policy *out)
{
    bool is_checked = true;
    *out = run->options.host_key_policy;
    if (checking != NULL && wp_as_bool(wp_string_static(checking), &is_checked))
        *out = is_checked ? WP_HOST_KEY_STRICT : WP_HOST_KEY_IGNORE;
    return true;
}

static void secret(wp_run *run, const char *text)
{
    if (text != NULL)
        wp_output_secret(run->options.output, wp_str_of(text));
}

/* ansible.builtin.ssh, community.docker.docker, containers.podman.podman */
static const char *kind_without_collection(const char *kind)
{
    const char *dot = strrchr(kind, '.');
    return dot != NULL ? dot + 1 : kind;
}

static bool fill(wp_run *run, wp_arena *arena, wp_vars_scope *scope, const wp_host *host, const wp_node *node,
                 wp_connection_options *out, wp_error *err)
{
    const wp_run_options *cli = &run->options;
    const char *port, *checking, *timeout, *extra, *common;
    *out = (wp_connection_options){
        .name = host->name, .cancel = cli->cancel, .ask = cli->prompt != NULL ? wp_run_ask : NULL,
        .ask_data = run, .asks_for_no_password = true
    };
    bool done = read(arena, scope, node, &kind_setting, cli->connection, &out->kind, err) &&
                read(arena, scope, node, &host_setting, host->name, &out->host, err) &&
                read(arena, scope, node, &port_setting, NULL, &port, err) &&
                read(arena, scope, node, &user_setting, cli->remote_user, &out->user, err) &&
                read(arena, scope, node, &password_setting, cli->connection_password, &out->password, err) &&
                read(arena, scope, node, &key_setting, cli->private_key_file, &out->private_key_file, err) &&
                read(arena, scope, node, &passphrase_setting, NULL, &out->private_key_passphrase, err) &&
                read(arena, scope, node, &common_setting, cli->ssh_common_args, &common, err) &&
                read(arena, scope, node, &extra_setting, NULL, &extra, err) &&
                read(arena, scope, node, &checking_setting, NULL, &checking, err) &&
                read(arena, scope, node, &timeout_setting, NULL, &timeout, err) &&
                read(arena, scope, node, &shell_setting, NULL, &out->shell, err) &&
                read(arena, scope, node, &container_setting, NULL, &out->kind_args, err) &&
                read(arena, scope, node, &known_setting, NULL, &out->known_hosts_file, err) &&
                policy_of(run, checking, &out->host_key_policy);
    if (!done)
        return false;
    if (out->kind == NULL || strcmp(out->kind, "smart") == 0 || strcmp(out->kind, "paramiko") == 0)
        out->kind = "ssh";
    out->kind = kind_without_collection(out->kind);
    out->port = port != NULL ? atoi(port) : 0;
    out->connect_timeout_ms = 1000 * (timeout != NULL ? atoi(timeout) : cli->timeout_s > 0 ? cli->timeout_s : 10);
    if (common != NULL || extra != NULL)
        out->ssh_args = wp_printf(arena, "%s %s", common != NULL ? common : "", extra != NULL ? extra : "");
    secret(run, out->password);
    secret(run, out->private_key_passphrase);
    return true;
}

bool wp_run_connection_options(wp_run *run, wp_arena *arena, wp_vars_scope *scope, const wp_host *host,
                               const wp_node *node, wp_connection_options *out, wp_error *err)
{
    return fill(run, arena, scope, host, node, out, err);
}

static wp_str key_of(wp_arena *arena, const wp_connection_options *o, const char *lane)
{
    wp_buf key = wp_buf_new(arena);
    wp_buf_printf(&key, "%s|%s|%s|%d|%s|%s|%s|%s", o->name, o->kind, o->host, o->port, o->user ? o->user : "",
                  o->private_key_file ? o->private_key_file : "", o->ssh_args ? o->ssh_args : "",
                  lane != NULL ? lane : "");
    return wp_buf_str(&key);
}

/* In the words that Ansible's users look for. */
static const char *describe(wp_arena *arena, const wp_connection_options *o)
{
    const char *user = o->user != NULL ? o->user : "None";
    if (strcmp(o->kind, "ssh") != 0)
        return wp_printf(arena, "<%s> ESTABLISH %s CONNECTION", o->name, strcmp(o->kind, "local") == 0 ? "LOCAL" : o->kind);
    return o->port > 0 ? wp_printf(arena, "<%s> ESTABLISH SSH CONNECTION FOR USER: %s on PORT %d TO %s", o->name, user,
                                   o->port, o->host)
                       : wp_printf(arena, "<%s> ESTABLISH SSH CONNECTION FOR USER: %s TO %s", o->name, user, o->host);
}

static wp_connection *find(wp_run *run, wp_arena *arena, const wp_connection_options *options, const char *lane)
{
    wp_str key = key_of(arena, options, lane);
    pthread_mutex_lock(&run->lock);
    wp_connection *connection = wp_map_get(run->connections, key);
    bool is_new = connection == NULL;
    if (is_new) {
        connection = wp_connection_new(options);
        wp_map_put(run->connections, key, connection);
    }
    pthread_mutex_unlock(&run->lock);
    if (is_new)
        wp_run_verbose(run, 3, describe(arena, options));
    return connection;
}

bool wp_run_connection(wp_run *run, wp_arena *arena, wp_vars_scope *scope, const wp_host *host, const wp_node *node,
                       const char *lane, wp_connection **out, wp_error *err)
{
    wp_connection_options options;
    if (!fill(run, arena, scope, host, node, &options, err))
        return false;
    if (!wp_connection_check_kind(options.kind, err))
        return wp_at(err, node != NULL ? node->mark : WP_NO_MARK);
    *out = find(run, arena, &options, lane);
    return true;
}

bool wp_run_connection_ahead(wp_run *run, wp_arena *arena, wp_vars_scope *scope, const wp_host *host,
                             const wp_node *node, wp_connection **out, wp_error *err)
{
    wp_connection_options options;
    if (!fill(run, arena, scope, host, node, &options, err))
        return false;
    bool takes_long = strcmp(options.kind, "ssh") == 0 || strcmp(options.kind, "openssh") == 0;
    *out = takes_long && options.password == NULL ? find(run, arena, &options, NULL) : NULL;
    return true;
}

void wp_run_connection_reset(wp_run *run, const wp_host *host)
{
    wp_str key;
    void *connection;
    size_t len = strlen(host->name);
    pthread_mutex_lock(&run->lock);
    for (size_t i = 0; wp_map_at(run->connections, i, &key, &connection); i++)
        if (key.len > len && key.ptr[len] == '|' && memcmp(key.ptr, host->name, len) == 0)
            wp_connection_reset(connection);
    pthread_mutex_unlock(&run->lock);
}

void wp_run_connections_free(wp_run *run)
{
    wp_str key;
    void *connection;
    for (size_t i = 0; wp_map_at(run->connections, i, &key, &connection); i++)
        wp_connection_free(connection);
}

/* ---- become ------------------------------------------------------------------------ */

static bool wants_become(wp_run *run, wp_arena *arena, wp_vars_scope *scope, const wp_node *node, bool *out,
                         wp_error *err)
{
    static const char *const names[] = { "ansible_become", NULL };
    const char *text;
    if (!from_variables(arena, scope, names, &text, err))
        return false;
    if (text != NULL && wp_as_bool(wp_string_static(text), out))
        return true;
    return wp_keyword_bool(arena, scope, node, WP_K_BECOME, run->options.become, out, err);
}

bool wp_run_become(wp_run *run, wp_arena *arena, wp_vars_scope *scope, const wp_node *node, wp_become *out,
                   wp_error *err)
{
    const wp_run_options *cli = &run->options;
    bool is_wanted = false;
    *out = (wp_become){ 0 };
    if (!wants_become(run, arena, scope, node, &is_wanted, err))
        return false;
    if (!is_wanted)
        return true;
    if (!read(arena, scope, node, &become_method_setting, cli->become_method, &out->method, err) ||
        !read(arena, scope, node, &become_user_setting, cli->become_user, &out->user, err) ||
        !read(arena, scope, node, &become_exe_setting, NULL, &out->executable, err) ||
        !read(arena, scope, node, &become_flags_setting, NULL, &out->flags, err) ||
        !read(arena, scope, node, &become_password_setting, cli->become_password, &out->password, err))
        return false;
    if (out->method == NULL)
        out->method = "sudo";
    if (strncmp(out->method, "ansible.builtin.", 16) == 0)
        out->method += 16;
    if (out->user == NULL)
        out->user = "root";
    secret(run, out->password);
    return true;
}
