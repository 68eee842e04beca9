/*
 * The openssh kind: the system's ssh does it, with whatever it can and libssh can't
 * (hardware keys, GSSAPI, certificates of hosts). One ssh of ours is the master:
 * it connects, logs in and stays; each command is another ssh that the master's
 * socket hands to it, which costs no login.
 *
 *   master  ssh -M -N -S SOCKET ... host     on a terminal of ours: it asks, we answer
 *   channel ssh -S SOCKET host command       pipes, as with any child
 *
 * The user's configuration is ssh's own business. That the master is there is told
 * by a local command of its, which prints a token on the terminal.
 */
#include "connection/child.h"
#include "connection/frame.h"
#include "connection/ssh_settings.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LOGIN_LIMIT_MS = 60 * 1000, /* beyond what connecting may take: name services, keys that want to be touched */
    FAILED = 255,               /* what ssh ends with when it is ssh that failed */
    LOSS_LIMIT_MS = 200,        /* for the master to be seen ending, after a channel that failed */
    SECRET_SIZE = 1024,
    SAID_LIMIT = 64 * 1024
};

typedef struct openssh {
    wp_children children;
    const wp_connection_options *options;
    wp_arena *arena; /* of one session; made anew with each */
    wp_ssh_settings *settings;
    wp_channel *master;
    const char *socket;
    char token[WP_MARK_SIZE];
    wp_buf said; /* by the master, on its terminal */
    size_t answered; /* bytes of it that came before the last answer */
    bool is_up, has_given_password, has_given_passphrase;
} openssh;

static void *make_openssh(wp_arena *arena, const wp_connection_options *options, wp_connection_stats *stats)
{
    openssh *state = wp_new(arena, openssh);
    state->children.stats = stats;
    state->options = options;
    return state;
}

/* ---- words for ssh ---------------------------------------------------------------------------- */

static void add_option(wp_arena *arena, wp_words *words, const char *option)
{
    wp_words_add(arena, words, "-o");
    wp_words_add(arena, words, option);
}

static bool add_users_words(wp_arena *arena, wp_words *words, const char *args, wp_error *err)
{
    wp_str *word;
    size_t count;
    if (!args)
        return true;
    if (!wp_shell_split(arena, wp_str_of(args), &word, &count))
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "an open quote in the SSH arguments: %s", args);
    for (size_t i = 0; i < count; i++)
        wp_words_add(arena, words, wp_strndup(arena, word[i].ptr, word[i].len));
    return true;
}

static const char *strictness(const wp_connection_options *options)
{
    switch (options->host_key_policy) {
    case WP_HOST_KEY_ACCEPT_NEW:
        return "StrictHostKeyChecking=accept-new";
    case WP_HOST_KEY_IGNORE:
        return "StrictHostKeyChecking=no";
    default:
        return "StrictHostKeyChecking=yes";
    }
}

/* Of each option the first counts: the user's words come first, and what can't be otherwise before them. */
static bool master_words(openssh *state, const char *const **argv, wp_error *err)
{
    wp_arena *arena = state->arena;
    const wp_connection_options *options = state->options;
    const wp_ssh_settings *settings = state->settings;
    wp_words words = { 0 };
    static const char *const fixed[] = { "ControlMaster=yes", "ControlPersist=no",     "ForkAfterAuthentication=no",
                                         "SessionType=none",  "PermitLocalCommand=yes", "RemoteCommand=none",
                                         "RequestTTY=no",     "ClearAllForwardings=yes" };
    wp_words_add(arena, &words, "ssh");
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        add_option(arena, &words, fixed[i]);
    add_option(arena, &words, wp_printf(arena, "ControlPath=%s", state->socket));
    add_option(arena, &words, wp_printf(arena, "LocalCommand=echo %s", state->token));
    if (!add_users_words(arena, &words, options->ssh_args, err))
        return false;
    add_option(arena, &words, strictness(options));
    add_option(arena, &words, "NumberOfPasswordPrompts=1");
    add_option(arena, &words, wp_printf(arena, "ConnectTimeout=%d", settings->connect_timeout));
    add_option(arena, &words, wp_printf(arena, "ServerAliveInterval=%d", settings->alive_interval));
    add_option(arena, &words, wp_printf(arena, "ServerAliveCountMax=%d", settings->alive_count));
    if (options->port)
        add_option(arena, &words, wp_printf(arena, "Port=%d", options->port));
    if (options->user)
        add_option(arena, &words, wp_printf(arena, "User=%s", options->user));
    if (options->private_key_file)
        add_option(arena, &words, wp_printf(arena, "IdentityFile=\"%s\"", options->private_key_file));
    if (options->known_hosts_file)
        add_option(arena, &words, wp_printf(arena, "UserKnownHostsFile=\"%s\"", options->known_hosts_file));
    wp_words_add(arena, &words, "--");
    wp_words_add(arena, &words, settings->alias);
    wp_words_add(arena, &words, NULL);
    *argv = words.word;
    return true;
}

/* Should the master be gone, there is no other way to the host: a connection of its own would ask all over again. */
static const char *const *channel_words(openssh *state, wp_arena *arena, const char *command, bool pty)
{
    const char *const words[] = { "ssh",
                                  "-F",
                                  "none",
                                  "-o",
                                  "ProxyCommand=false",
                                  "-o",
                                  "BatchMode=yes",
                                  "-S",
                                  state->socket,
                                  pty ? "-tt" : "-T",
                                  "--",
                                  state->settings->alias,
                                  command,
                                  NULL };
    const char **argv = wp_new_array(arena, const char *, sizeof words / sizeof *words);
    memcpy(argv, words, sizeof words);
    return argv;
}

/* ---- the master asks ----------------------------------------------------------------------------- */

static void listen(void *data, int stream, const char *bytes, size_t len)
{
    (void)stream;
    openssh *state = data;
    if (state->said.len < SAID_LIMIT)
        wp_buf_add_n(&state->said, bytes, len);
}

static bool has_token(openssh *state)
{
    return wp_str_find(wp_buf_str(&state->said), wp_str_of(state->token), 0) != SIZE_MAX;
}

/* What is on its terminal's last line, if that waits for an answer. */
static wp_str question(openssh *state)
{
    wp_str said = wp_buf_str(&state->said);
    said = wp_str_slice(said, state->answered, said.len);
    size_t from = said.len;
    while (from > 0 && said.ptr[from - 1] != '\n')
        from--;
    wp_str line = wp_str_trim(wp_str_slice(said, from, said.len));
    bool is_question = line.len > 0 && strchr(":?)", line.ptr[line.len - 1]);
    return is_question ? line : (wp_str){ "", 0 };
}

/* What we know is given once; whatever else it wants is asked of the user. */
static bool find_answer(openssh *state, const char *asked, char *out, size_t size)
{
    const wp_connection_options *options = state->options;
    if (strstr(asked, "assphrase") && options->private_key_passphrase && !state->has_given_passphrase) {
        state->has_given_passphrase = true;
        snprintf(out, size, "%s", options->private_key_passphrase);
        return true;
    }
    if (strstr(asked, "assword") && options->password && !state->has_given_password) {
        state->has_given_password = true;
        snprintf(out, size, "%s", options->password);
        return true;
    }
    return options->ask && options->ask(options->ask_data, asked, out, size - 1);
}

static bool answer(openssh *state, wp_str asked, const wp_patience *patience, wp_error *err)
{
    char secret[SECRET_SIZE] = "";
    const char *prompt = wp_tame(state->arena, asked);
    wp_link link = { .transport = &wp_transport_openssh, .state = state };
    if (!find_answer(state, wp_printf(state->arena, "%s ", prompt), secret, sizeof secret - 1))
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "ssh asks for what is not known here: %s", prompt);
    state->answered = state->said.len;
    size_t len = strlen(secret);
    secret[len] = '\n';
    bool done = wp_link_write(&link, state->master, (wp_str){ secret, len + 1 }, patience, err) ||
                err->kind == WP_E_NONE;
    explicit_bzero(secret, sizeof secret);
    return done;
}

static const char *last_words(openssh *state)
{
    const char *text = wp_tame(state->arena, wp_buf_str(&state->said));
    return text[0] ? text : "ssh ended without a word";
}

static bool await_master(openssh *state, const wp_patience *patience, wp_error *err)
{
    while (!has_token(state)) {
        wp_str asked = question(state);
        if (asked.len > 0 && !answer(state, asked, patience, err))
            return false;
        if (state->master->closed || state->master->exited)
            return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "%s", last_words(state));
        if (wp_clock_ms() >= patience->until)
            return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "ssh did not get through in time: %s", last_words(state));
        if (!wp_child_wait(state, NULL, patience, err))
            return false;
    }
    return true;
}

/* ---- connect and disconnect ------------------------------------------------------------------------ */

static void disconnect_openssh(void *data)
{
    openssh *state = data;
    if (state->master)
        wp_child_kill(state, state->master);
    wp_child_stop_all(&state->children);
    if (state->socket)
        unlink(state->socket); /* ssh does that itself, unless it was killed */
    state->master = NULL;
    state->socket = NULL;
    state->is_up = false;
}

static bool start_master(openssh *state, wp_error *err)
{
    wp_child_program program = { .what = "ssh", .pty = true };
    if (!master_words(state, &program.argv, err) || !wp_child_start(&state->children, &program, &state->master, err)) {
        err->kind = WP_E_UNREACHABLE;
        return false;
    }
    state->master->on_bytes = listen;
    state->master->data = state;
    return true;
}

static bool connect_openssh(void *data, wp_error *err)
{
    openssh *state = data;
    wp_connection_options plain = *state->options;
    wp_arena_free(state->arena);
    state->arena = wp_arena_new();
    state->said = wp_buf_new(state->arena);
    state->answered = 0;
    state->has_given_password = state->has_given_passphrase = false;
    plain.ssh_args = NULL; /* ssh knows more words than we do */
    if (!wp_ssh_settings_load(state->arena, &plain, &state->settings, err))
        return false;
    const char *dir = getenv("XDG_RUNTIME_DIR");
    if (!dir || access(dir, W_OK) != 0 || strlen(dir) > 40)
        dir = "/tmp";
    state->socket = wp_printf(state->arena, "%s/waplay-%s", dir, wp_random_name(state->arena, 16));
    wp_mark_new(state->token);

    wp_patience patience = { wp_clock_ms() + (int64_t)state->settings->connect_timeout * 1000 + LOGIN_LIMIT_MS,
                             state->options->cancel };
    if (!start_master(state, err) || !await_master(state, &patience, err)) {
        disconnect_openssh(state);
        return false;
    }
    state->is_up = true;
    return true;
}

/* ---- the rest ------------------------------------------------------------------------------------------ */

static bool start_openssh(void *data, const char *command, bool pty, const wp_patience *patience, wp_channel **out,
                          wp_error *err)
{
    (void)patience;
    openssh *state = data;
    wp_arena *arena = wp_arena_new();
    wp_child_program program = { .argv = channel_words(state, arena, command, pty), .what = "ssh" };
    bool done = wp_child_start(&state->children, &program, out, err);
    wp_arena_free(arena);
    return done;
}

/* A channel of a master that ends, ends: it may be seen first. */
static bool wait_openssh(void *data, wp_channel *writing, const wp_patience *patience, wp_error *err)
{
    openssh *state = data;
    if (!wp_child_wait(state, writing, patience, err))
        return false;
    if (state->is_up && (state->master->exited || wp_child_any_failed(&state->children, FAILED)) &&
        wp_child_has_ended(state->master, LOSS_LIMIT_MS)) {
        state->said.len = state->answered = 0;
        wp_error ignored;
        wp_child_wait(state, NULL, &(wp_patience){ 0, NULL }, &ignored); /* its last words */
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "the connection was lost: %s", last_words(state));
    }
    return true;
}

static bool tunnel_openssh(void *data, const char *host, int port, wp_tunnel **out, wp_error *err)
{
    openssh *state = data;
    wp_arena *arena = wp_arena_new();
    wp_child_peer peer = { .host = host, .port = port, .from = state->options->name };
    const char *command = wp_child_tunnel_command(arena, &peer);
    wp_child_program program = { .argv = channel_words(state, arena, command, false), .what = "ssh" };
    wp_patience patience = { wp_clock_ms() + (int64_t)state->settings->connect_timeout * 1000, state->options->cancel };
    bool done = wp_child_tunnel(&program, &peer, &patience, out, err);
    wp_arena_free(arena);
    return done;
}

static const char *user_openssh(void *data)
{
    const openssh *state = data;
    return state->settings ? state->settings->user : state->options->user;
}

static void free_openssh(void *data)
{
    openssh *state = data;
    disconnect_openssh(state);
    wp_arena_free(state->arena);
    state->arena = NULL;
}

const wp_transport wp_transport_openssh = {
    .kind = "openssh",
    .make = make_openssh,
    .connect = connect_openssh,
    .start = start_openssh,
    .write = wp_child_write,
    .send_eof = wp_child_send_eof,
    .wait = wait_openssh,
    .stop = wp_child_stop,
    .kill = wp_child_kill,
    .tunnel = tunnel_openssh,
    .user = user_openssh,
    .disconnect = disconnect_openssh,
    .free = free_openssh,
};
