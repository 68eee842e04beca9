/*
 * Containers of this machine, by their name: a command is another process in the
 * container, which docker or podman starts there (`exec`). Both take the same words.
 *
 * Nothing connects, so what would be a lost connection is told when the next
 * command can't be started: the container is gone, or has stopped.
 */
#include "connection/child.h"

#include "base/clock.h"
#include "base/process.h"
#include "base/text.h"
#include "connection/ssh_settings.h"

#include <string.h>

enum { CONNECT_LIMIT_MS = 10 * 1000 };

typedef struct container {
    wp_children children;
    const wp_connection_options *options;
    const char *program; /* docker or podman */
    wp_arena *arena;     /* of one connection; made anew with each */
    const char *user;
} container;

static void *make(wp_arena *arena, const wp_connection_options *options, wp_connection_stats *stats)
{
    container *state = wp_new(arena, container);
    state->children.stats = stats;
    state->options = options;
    state->program = options->kind; /* the programs are called as the kinds are */
    return state;
}

/* ---- words ------------------------------------------------------------------------------ */

static bool start_words(container *state, wp_arena *arena, wp_words *words, wp_error *err)
{
    wp_str *word;
    size_t count;
    const char *args = state->options->kind_args;
    wp_words_add(arena, words, state->program);
    if (!args)
        return true;
    if (!wp_shell_split(arena, wp_str_of(args), &word, &count))
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "an open quote in the arguments of %s: %s", state->program,
                       args);
    for (size_t i = 0; i < count; i++)
        wp_words_add(arena, words, wp_strndup(arena, word[i].ptr, word[i].len));
    return true;
}

/* docker [args] exec -i [-t] [-u user] NAME /bin/sh -c command */
static bool exec_words(container *state, wp_arena *arena, const char *command, bool pty, const char *const **argv,
                       wp_error *err)
{
    wp_words words = { 0 };
    if (!start_words(state, arena, &words, err))
        return false;
    wp_words_add(arena, &words, "exec");
    wp_words_add(arena, &words, pty ? "-it" : "-i");
    if (state->options->user) {
        wp_words_add(arena, &words, "-u");
        wp_words_add(arena, &words, state->options->user);
    }
    const char *const rest[] = { state->options->host, "/bin/sh", "-c", command, NULL };
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
        wp_words_add(arena, &words, rest[i]);
    *argv = words.word;
    return true;
}

/* ---- connect ------------------------------------------------------------------------------- */

/* Its only round: is it there, does it run, and who are we in it? */
static bool connect_container(void *data, wp_error *err)
{
    container *state = data;
    const wp_connection_options *options = state->options;
    wp_process process = { .timeout_ms = options->connect_timeout_ms > 0 ? options->connect_timeout_ms
                                                                         : CONNECT_LIMIT_MS,
                           .cancel = options->cancel };
    wp_process_result result;
    wp_arena_free(state->arena);
    state->arena = wp_arena_new();
    if (options->host[0] == '-' || (options->user && options->user[0] == '-'))
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "'%s' is no name of a container or user",
                       options->host[0] == '-' ? options->host : options->user);
    if (!exec_words(state, state->arena, "id -un 2>/dev/null || id -u", false, &process.argv, err))
        return false;
    state->children.stats->round_trips++;
    if (!wp_process_run(state->arena, &process, &result, err)) {
        err->kind = err->kind == WP_E_CANCELLED ? WP_E_CANCELLED : WP_E_UNREACHABLE;
        return wp_while(err, "running %s", state->program);
    }
    if (result.timed_out)
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "%s did not answer within %d s", state->program,
                       process.timeout_ms / 1000);
    if (result.status != 0)
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "%s does not let us into the container %s: %s",
                       state->program, options->host, wp_tame(state->arena, result.err));
    wp_str user = wp_str_trim(result.out);
    state->user = wp_strndup(state->arena, user.ptr, user.len);
    return true;
}

static bool start_container(void *data, const char *command, bool pty, const wp_patience *patience, wp_channel **out,
                            wp_error *err)
{
    (void)patience;
    container *state = data;
    wp_arena *arena = wp_arena_new();
    wp_child_program program = { .what = state->program, .pty = pty };
    bool done = exec_words(state, arena, command, pty, &program.argv, err) &&
                wp_child_start(&state->children, &program, out, err);
    wp_arena_free(arena);
    return done;
}

static bool tunnel_container(void *data, const char *host, int port, wp_tunnel **out, wp_error *err)
{
    container *state = data;
    wp_arena *arena = wp_arena_new();
    wp_child_peer peer = { .host = host, .port = port, .from = state->options->name };
    wp_child_program program = { .what = state->program };
    wp_patience patience = { wp_clock_ms() + CONNECT_LIMIT_MS, state->options->cancel };
    bool done = exec_words(state, arena, wp_child_tunnel_command(arena, &peer), false, &program.argv, err) &&
                wp_child_tunnel(&program, &peer, &patience, out, err);
    wp_arena_free(arena);
    return done;
}

static const char *user_container(void *data)
{
    const container *state = data;
    return state->user ? state->user : state->options->user;
}

static void disconnect_container(void *data)
{
    container *state = data;
    wp_child_stop_all(&state->children);
}

static void free_container(void *data)
{
    container *state = data;
    disconnect_container(state);
    wp_arena_free(state->arena);
    state->arena = NULL;
}

#define CONTAINER(name)                                                                                                \
    {                                                                                                                  \
        .kind = name, .make = make, .connect = connect_container, .start = start_container, .write = wp_child_write,   \
        .send_eof = wp_child_send_eof, .wait = wp_child_wait, .stop = wp_child_stop, .kill = wp_child_kill,            \
        .tunnel = tunnel_container, .user = user_container, .disconnect = disconnect_container,                        \
        .free = free_container,                                                                                        \
    }

const wp_transport wp_transport_docker = CONTAINER("docker");
const wp_transport wp_transport_podman = CONTAINER("podman");
