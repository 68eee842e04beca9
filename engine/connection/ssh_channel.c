/*
 * Channels. Their data comes by callback, both streams as they arrive, while the
 * session is waited for: reading one stream at a time would leave what libssh has
 * buffered of the other where poll() never tells of it.
 *
 * The request to run a command is sent without waiting for its answer: what is
 * written next follows it at once. So opening the channel is the one round trip
 * before a command runs. What a quick command says before whoever started it has
 * begun to listen (the prompt of su, for one) is kept for them.
 */
#include "connection/ssh.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPEN_LIMIT_MS = 30 * 1000,
    PIECE = 256 * 1024 /* written at a time; the next once the socket has it. Half as much was half as fast */
};

struct wp_ssh_channel {
    wp_channel base;
    wp_ssh *ssh;
    ssh_channel channel;
    struct ssh_channel_callbacks_struct callbacks;
    const char *command; /* until the answer to its request is there */
    char *early[2];      /* said by each stream before anyone listened */
    size_t early_len[2];
    bool is_over; /* closed, but some of that has not been heard yet */
    wp_ssh_channel *next;
};

/* ---- what the host says ------------------------------------------------------------------- */

static void keep(wp_ssh_channel *self, int stream, const char *bytes, size_t len)
{
    char *grown = realloc(self->early[stream], self->early_len[stream] + len);
    if (!grown)
        abort();
    memcpy(grown + self->early_len[stream], bytes, len);
    self->early[stream] = grown;
    self->early_len[stream] += len;
}

static bool hand_over(wp_ssh_channel *self)
{
    bool had_any = false;
    for (int stream = 0; stream < 2 && self->base.on_bytes; stream++) {
        if (!self->early[stream])
            continue;
        self->base.on_bytes(self->base.data, stream, self->early[stream], self->early_len[stream]);
        free(self->early[stream]);
        self->early[stream] = NULL;
        self->early_len[stream] = 0;
        had_any = true;
    }
    if (had_any && self->is_over)
        self->base.closed = self->base.exited = true;
    return had_any;
}

bool wp_ssh_hand_over_early(wp_ssh *ssh)
{
    bool had_any = false;
    for (wp_ssh_channel *self = ssh->channels; self; self = self->next)
        had_any = hand_over(self) || had_any;
    return had_any;
}

static int on_data(ssh_session session, ssh_channel channel, void *bytes, uint32_t len, int is_stderr, void *data)
{
    (void)session;
    (void)channel;
    wp_ssh_channel *self = data;
    int stream = is_stderr ? WP_STREAM_ERR : WP_STREAM_OUT;
    if (!self->base.on_bytes) {
        keep(self, stream, bytes, len);
        return (int)len;
    }
    hand_over(self);
    self->base.on_bytes(self->base.data, stream, bytes, len);
    return (int)len;
}

static void on_close(ssh_session session, ssh_channel channel, void *data)
{
    (void)session;
    (void)channel;
    wp_ssh_channel *self = data;
    self->is_over = true;
    if (!self->early[0] && !self->early[1])
        self->base.closed = self->base.exited = true;
}

static void on_exit_status(ssh_session session, ssh_channel channel, int status, void *data)
{
    (void)session;
    (void)channel;
    wp_ssh_channel *self = data;
    self->base.exited = true;
    self->base.status = status;
}

static const struct {
    const char *name;
    int number;
} signals[] = { { "HUP", 1 },   { "INT", 2 },   { "QUIT", 3 },  { "ILL", 4 },   { "TRAP", 5 },  { "ABRT", 6 },
                { "BUS", 7 },   { "FPE", 8 },   { "KILL", 9 },  { "USR1", 10 }, { "SEGV", 11 }, { "USR2", 12 },
                { "PIPE", 13 }, { "ALRM", 14 }, { "TERM", 15 }, { "XCPU", 24 }, { "XFSZ", 25 } };

static void on_exit_signal(ssh_session session, ssh_channel channel, const char *name, int core, const char *message,
                           const char *language, void *data)
{
    (void)session;
    (void)channel;
    (void)core;
    (void)message;
    (void)language;
    wp_ssh_channel *self = data;
    self->base.exited = true;
    self->base.status = 128;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (name && strcmp(name, signals[i].name) == 0)
            self->base.status = 128 + signals[i].number;
}

/* ---- start --------------------------------------------------------------------------------------- */

static int step_open(void *data)
{
    return ssh_channel_open_session(((wp_ssh_channel *)data)->channel);
}

static int step_pty(void *data)
{
    return ssh_channel_request_pty_size(((wp_ssh_channel *)data)->channel, "dumb", 200, 50);
}

static wp_ssh_channel *make_channel(wp_ssh *ssh)
{
    wp_ssh_channel *self = calloc(1, sizeof *self);
    ssh_channel channel = ssh_channel_new(ssh->session);
    if (!self || !channel)
        abort();
    self->base.status = -1;
    self->ssh = ssh;
    self->channel = channel;
    self->callbacks.userdata = self;
    self->callbacks.channel_data_function = on_data;
    self->callbacks.channel_close_function = on_close;
    self->callbacks.channel_exit_status_function = on_exit_status;
    self->callbacks.channel_exit_signal_function = on_exit_signal;
    ssh_callbacks_init(&self->callbacks);
    ssh_set_channel_callbacks(channel, &self->callbacks);
    self->next = ssh->channels;
    ssh->channels = self;
    return self;
}

/* A host that refuses a session refuses what the task needs, but it is there. */
static bool fail_open(wp_ssh *ssh, wp_error *err)
{
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the host refused another session: %s (see MaxSessions of its sshd)",
                   wp_ssh_error(ssh));
}

static bool do_request(wp_ssh *ssh, wp_ssh_channel *self, wp_ssh_step step, const wp_patience *patience, wp_error *err)
{
    int said = SSH_ERROR;
    ssh->stats->round_trips++;
    if (!wp_ssh_drive(ssh, step, self, SSH_AGAIN, patience, &said, err)) {
        if (err->kind == WP_E_TIMEOUT)
            wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "the host did not open a session within %d s",
                    OPEN_LIMIT_MS / 1000);
        return false;
    }
    if (said == SSH_OK)
        return true;
    if ((ssh_get_status(ssh->session) & (SSH_CLOSED | SSH_CLOSED_ERROR)) != 0)
        return wp_ssh_fail_lost(ssh, err);
    return fail_open(ssh, err);
}

bool wp_ssh_start(void *state, const char *command, bool pty, const wp_patience *patience, wp_channel **out,
                  wp_error *err)
{
    wp_ssh *ssh = state;
    wp_patience limit = { wp_clock_ms() + OPEN_LIMIT_MS, patience->cancel };
    if (patience->until < limit.until)
        limit.until = patience->until;
    wp_ssh_channel *self = make_channel(ssh);
    if (!do_request(ssh, self, step_open, &limit, err) || (pty && !do_request(ssh, self, step_pty, &limit, err))) {
        wp_ssh_stop(ssh, &self->base);
        return false;
    }
    self->command = strdup(command);
    wp_ssh_collect_answers(ssh);
    *out = &self->base;
    return true;
}

void wp_ssh_collect_answers(wp_ssh *ssh)
{
    for (wp_ssh_channel *self = ssh->channels; self; self = self->next) {
        if (!self->command)
            continue;
        int said = ssh_channel_request_exec(self->channel, self->command);
        if (said == SSH_AGAIN)
            continue;
        free((char *)self->command);
        self->command = NULL;
        if (said == SSH_OK)
            continue;
        snprintf(self->base.trouble, sizeof self->base.trouble, "the host refused to run a command");
        self->base.exited = self->base.closed = true;
    }
}

/* ---- bytes -------------------------------------------------------------------------------------------- */

long wp_ssh_write(void *state, wp_channel *base, const char *bytes, size_t len)
{
    wp_ssh *ssh = state;
    wp_ssh_channel *self = (wp_ssh_channel *)base;
    if (base->closed || base->exited || !ssh_channel_is_open(self->channel))
        return -1;
    if (len > 4096 && (ssh_get_poll_flags(ssh->session) & SSH_WRITE_PENDING))
        return 0; /* what was written before is still on its way */
    size_t window = ssh_channel_window_size(self->channel);
    if (len > PIECE)
        len = PIECE;
    if (len > window)
        len = window;
    if (len == 0)
        return 0;
    int count = ssh_channel_write(self->channel, bytes, (uint32_t)len);
    return count < 0 ? -1 : count;
}

void wp_ssh_send_eof(void *state, wp_channel *base)
{
    (void)state;
    wp_ssh_channel *self = (wp_ssh_channel *)base;
    if (ssh_channel_is_open(self->channel))
        ssh_channel_send_eof(self->channel);
}

/* ---- end ------------------------------------------------------------------------------------------------ */

void wp_ssh_kill(void *state, wp_channel *base)
{
    (void)state;
    wp_ssh_channel *self = (wp_ssh_channel *)base;
    if (!base->exited && ssh_channel_is_open(self->channel))
        ssh_channel_request_send_signal(self->channel, "KILL");
}

void wp_ssh_stop(void *state, wp_channel *base)
{
    wp_ssh *ssh = state;
    wp_ssh_channel *self = (wp_ssh_channel *)base;
    ssh_remove_channel_callbacks(self->channel, &self->callbacks);
    ssh_channel_free(self->channel);
    for (wp_ssh_channel **at = &ssh->channels; *at; at = &(*at)->next) {
        if (*at == self) {
            *at = self->next;
            break;
        }
    }
    free((char *)self->command);
    free(self->early[0]);
    free(self->early[1]);
    free(self);
}

void wp_ssh_forget_channels(wp_ssh *ssh)
{
    while (ssh->channels)
        wp_ssh_stop(ssh, &ssh->channels->base);
}
