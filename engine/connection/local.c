/* The local kind: a command is a child of ours. It is the same as over SSH otherwise. */
#include "connection/child.h"
#include "connection/tunnel.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

typedef struct local {
    wp_children children;
    const wp_connection_options *options;
    char user[256];
} local;

static void *make_local(wp_arena *arena, const wp_connection_options *options, wp_connection_stats *stats)
{
    local *state = wp_new(arena, local);
    state->children.stats = stats;
    state->options = options;
    return state;
}

static bool connect_local(void *data, wp_error *err)
{
    (void)err;
    local *state = data;
    char room[4096];
    struct passwd entry, *found = NULL;
    if (getpwuid_r(geteuid(), &entry, room, sizeof room, &found) == 0 && found)
        snprintf(state->user, sizeof state->user, "%s", found->pw_name);
    else
        snprintf(state->user, sizeof state->user, "%u", (unsigned)geteuid());
    return true;
}

static const char *local_user(void *data)
{
    return ((local *)data)->user;
}

static bool start_local(void *data, const char *command, bool pty, const wp_patience *patience, wp_channel **out,
                        wp_error *err)
{
    (void)patience;
    local *state = data;
    const char *const argv[] = { "/bin/sh", "-c", command, NULL };
    wp_child_program program = { .argv = argv, .what = "a shell", .dir = state->options->dir, .pty = pty };
    return wp_child_start(&state->children, &program, out, err);
}

static bool tunnel_local(void *data, const char *host, int port, wp_tunnel **out, wp_error *err)
{
    local *state = data;
    return wp_tunnel_direct(host, port, state->options, out, err);
}

static void disconnect_local(void *data)
{
    local *state = data;
    wp_child_stop_all(&state->children);
}

const wp_transport wp_transport_local = {
    .kind = "local",
    .make = make_local,
    .connect = connect_local,
    .start = start_local,
    .write = wp_child_write,
    .send_eof = wp_child_send_eof,
    .wait = wp_child_wait,
    .stop = wp_child_stop,
    .kill = wp_child_kill,
    .tunnel = tunnel_local,
    .user = local_user,
    .disconnect = disconnect_local,
    .free = disconnect_local,
};
