/*
 * The socket to the server: a TCP connection of our own, the standard streams of a
 * ProxyCommand, or a tunnel through another host. That host (ProxyJump) is a
 * connection like any other, with its own settings from ssh's configuration, and
 * may have a jump before it in turn: "a,b" is b, reached through a.
 */
#include "connection/ssh.h"

#include "base/text.h"
#include "connection/dial.h"
#include "connection/spawn.h"
#include "connection/tunnel.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { JUMPS_MAX = 8 };

static bool is_given(const char *text)
{
    return text && text[0] && !wp_str_ieq(wp_str_of(text), "none");
}

/* ---- ProxyCommand ----------------------------------------------------------------------- */

static bool run_proxy(wp_ssh *ssh, int *fd, wp_error *err)
{
    const char *command;
    if (!wp_ssh_expand(ssh->settings, ssh->settings->proxy_command, false, &command, err))
        return false;
    const char *const argv[] = { "/bin/sh", "-c", wp_printf(ssh->arena, "exec %s", command), NULL };
    int error = wp_spawn_on_socket(&ssh->proxy_pid, argv, fd);
    return error == 0 ||
           wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "cannot run the ProxyCommand: %s", strerror(error));
}

/* ---- ProxyJump -------------------------------------------------------------------------------- */

/* [ssh://][user@]host[:port] */
static bool parse_jump(wp_ssh *ssh, wp_str text, wp_connection_options *out, wp_error *err)
{
    wp_str whole = text;
    if (wp_str_starts(text, "ssh://"))
        text = wp_str_slice(text, 6, text.len);
    size_t at = text.len;
    while (at > 0 && text.ptr[at - 1] != '@')
        at--;
    if (at > 0) {
        out->user = wp_strndup(ssh->arena, text.ptr, at - 1);
        text = wp_str_slice(text, at, text.len);
    }
    size_t colon = SIZE_MAX;
    if (text.len > 0 && text.ptr[0] == '[') {
        size_t end = wp_str_find(text, wp_str_of("]"), 0);
        if (end == SIZE_MAX)
            goto bad;
        out->host = wp_strndup(ssh->arena, text.ptr + 1, end - 1);
        colon = end + 1 < text.len ? end + 1 : SIZE_MAX;
    } else {
        colon = wp_str_find(text, wp_str_of(":"), 0);
        bool has_more = colon != SIZE_MAX && wp_str_find(text, wp_str_of(":"), colon + 1) != SIZE_MAX;
        if (has_more) /* an IPv6 address without brackets */
            colon = SIZE_MAX;
        out->host = wp_strndup(ssh->arena, text.ptr, colon == SIZE_MAX ? text.len : colon);
    }
    if (colon != SIZE_MAX) {
        int64_t port;
        if (text.ptr[colon] != ':' || !wp_str_int(wp_str_slice(text, colon + 1, text.len), &port) || port < 1 ||
            port > 65535)
            goto bad;
        out->port = (int)port;
    }
    if (out->host[0])
        return true;
bad:
    return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "'%.*s' is no jump host: it wants [user@]host[:port]",
                   (int)whole.len, whole.ptr);
}

static bool parse_jumps(wp_ssh *ssh, wp_connection_options *out, wp_error *err)
{
    wp_str list = wp_str_of(ssh->settings->proxy_jump);
    size_t comma = list.len;
    while (comma > 0 && list.ptr[comma - 1] != ',')
        comma--;
    const wp_connection_options *own = ssh->options;
    *out = (wp_connection_options){ .kind = "ssh",
                                    .known_hosts_file = own->known_hosts_file,
                                    .host_key_policy = own->host_key_policy,
                                    .connect_timeout_ms = own->connect_timeout_ms,
                                    .retries = own->retries,
                                    .cancel = own->cancel,
                                    .ask = own->ask,
                                    .ask_data = own->ask_data,
                                    .asks_for_no_password = own->asks_for_no_password,
                                    .jumps = own->jumps + 1 };
    if (!parse_jump(ssh, wp_str_slice(list, comma, list.len), out, err))
        return false;
    out->name = out->host;
    const char *config = ssh->settings->config_file;
    const char *before = comma > 0 ? wp_strndup(ssh->arena, list.ptr, comma - 1) : NULL;
    out->ssh_args = wp_printf(ssh->arena, "%s%s %s%s", config ? "-F " : "",
                              config ? wp_shell_quote(ssh->arena, wp_str_of(config)).ptr : "", before ? "-J " : "",
                              before ? wp_shell_quote(ssh->arena, wp_str_of(before)).ptr : "");
    return true;
}

static bool jump(wp_ssh *ssh, const wp_connection_options *options, int *fd, wp_error *err)
{
    if (options->jumps > JUMPS_MAX)
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "more than %d jump hosts one after the other", JUMPS_MAX);
    ssh->jump = wp_connection_new(options);
    if (!wp_tunnel_open(ssh->jump, ssh->settings->host, ssh->settings->port, &ssh->jump_tunnel, err)) {
        err->kind = err->kind == WP_E_CANCELLED ? WP_E_CANCELLED : WP_E_UNREACHABLE;
        return wp_while(err, "through the jump host %s", options->name);
    }
    *fd = fcntl(wp_tunnel_fd(ssh->jump_tunnel), F_DUPFD_CLOEXEC, 3);
    fcntl(*fd, F_SETFL, O_NONBLOCK);
    return true;
}

/* ---- all ------------------------------------------------------------------------------------------ */

bool wp_ssh_reach(wp_ssh *ssh, const wp_patience *patience, int *fd, wp_error *err)
{
    const wp_ssh_settings *settings = ssh->settings;
    if (is_given(settings->proxy_jump)) {
        wp_connection_options options;
        if (!parse_jumps(ssh, &options, err))
            return false;
        /* A pattern in the configuration may give a host itself as its jump. */
        bool is_itself = (strcmp(options.host, settings->alias) == 0 || strcmp(options.host, settings->host) == 0) &&
                         (options.port ? options.port : 22) == settings->port;
        if (!is_itself)
            return jump(ssh, &options, fd, err);
    } else if (is_given(settings->proxy_command)) {
        return run_proxy(ssh, fd, err);
    }
    ssh->stats->round_trips++;
    return wp_dial(settings->host, settings->port, patience, fd, err);
}

void wp_ssh_leave_proxy(wp_ssh *ssh)
{
    wp_spawn_end(&ssh->proxy_pid);
    if (ssh->jump_tunnel)
        wp_tunnel_close(ssh->jump_tunnel);
    wp_connection_free(ssh->jump);
    ssh->jump_tunnel = NULL;
    ssh->jump = NULL;
}
