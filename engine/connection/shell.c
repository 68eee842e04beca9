/*
 * The life of a frame:
 *
 *   send --> wait for both marks --> reply
 *              |  limit of time, or cancelled: kill what runs (reaper.h), wait a little more
 *              |  the shell ended: told, and the next frame starts a new one
 *
 * Between frames the streams must be silent. When they were not, or when a command
 * left processes behind in the shell's session, the shell is replaced before the
 * next frame, so that nothing of theirs is taken for the output of another command.
 */
#include "connection/shell.h"

#include "base/clock.h"
#include "base/map.h"
#include "base/text.h"
#include "connection/become.h"
#include "connection/capture.h"
#include "connection/frame.h"
#include "connection/guard.h"
#include "connection/reaper.h"

#include <stdlib.h>
#include <string.h>

enum {
    START_LIMIT_MS = 60 * 1000, /* for a shell to show that it is there: slow name services, long login scripts */
    KILL_LIMIT_MS = 6 * 1000,   /* for a killed command to be gone */
    CANCEL_LIMIT_MS = 2 * 1000,
    GUARD_AFTER_MS = 200,       /* how long a command may run without anyone who would kill it */
    END_GRACE_MS = 500, /* for the last bytes of a shell that has ended */
    END_LIMIT_MS = 1000 /* for an idle shell to end */
};

struct wp_shell {
    wp_link *link;
    wp_arena *arena;
    wp_become *become;
    wp_channel *channel; /* NULL: not started */
    wp_channel *guard;   /* NULL: none, for want of a long command or of a session */
    bool has_tried_guard;
    wp_map *halves;      /* name -> text that it has */
    wp_capture capture[2];
    bool on_terminal, is_soiled;
    long pid; /* 0: not known yet */
};

wp_shell *wp_shell_new(wp_link *link, const wp_become *become)
{
    wp_arena *arena = wp_arena_new();
    wp_shell *shell = wp_new(arena, wp_shell);
    shell->arena = arena;
    shell->link = link;
    shell->become = wp_become_copy(arena, become);
    for (int i = 0; i < 2; i++)
        wp_capture_init(&shell->capture[i]);
    return shell;
}

bool wp_shell_is_for(const wp_shell *shell, const wp_become *become)
{
    return wp_become_same(shell->become, become);
}

bool wp_shell_is_started(const wp_shell *shell)
{
    return shell->channel && !shell->channel->exited && !shell->channel->closed;
}

bool wp_shell_is_on_terminal(const wp_shell *shell)
{
    return shell->on_terminal;
}

/* ---- bytes ------------------------------------------------------------------------------ */

/* On a terminal all comes as standard output: what follows the first mark belongs to the other capture. */
static void take_merged(wp_shell *shell, const char *bytes, size_t len)
{
    wp_capture *first = &shell->capture[WP_STREAM_OUT];
    size_t rest = wp_capture_add(first, bytes, len);
    first->stray = false;
    if (rest > 0)
        wp_capture_add(&shell->capture[WP_STREAM_ERR], bytes + len - rest, rest);
}

static void take_bytes(void *data, int stream, const char *bytes, size_t len)
{
    wp_shell *shell = data;
    if (shell->on_terminal)
        take_merged(shell, bytes, len);
    else
        wp_capture_add(&shell->capture[stream], bytes, len);
    if (shell->capture[WP_STREAM_OUT].number > 0)
        shell->pid = shell->capture[WP_STREAM_OUT].number;
}

static bool has_both(const wp_shell *shell)
{
    return shell->capture[0].found && shell->capture[1].found;
}

static bool has_tokens(const wp_shell *shell)
{
    return shell->capture[0].has_token && shell->capture[1].has_token;
}

/* ---- begin and end ------------------------------------------------------------------------ */

static void drop(wp_shell *shell)
{
    if (shell->guard && !shell->link->lost)
        wp_guard_end(shell->link, shell->guard);
    if (shell->channel && !shell->link->lost)
        shell->link->transport->stop(shell->link->state, shell->channel);
    shell->channel = shell->guard = NULL;
    shell->has_tried_guard = false;
    shell->halves = NULL;
    shell->is_soiled = false;
    shell->pid = 0;
}

void wp_shell_end(wp_shell *shell)
{
    wp_patience patience = { wp_clock_ms() + END_LIMIT_MS, shell->link->options->cancel };
    wp_error ignored;
    if (shell->guard && !shell->link->lost)
        wp_guard_end(shell->link, shell->guard);
    shell->guard = NULL;
    if (!wp_shell_is_started(shell))
        return;
    shell->link->transport->send_eof(shell->link->state, shell->channel);
    while (wp_shell_is_started(shell) && wp_clock_ms() < patience.until &&
           wp_link_wait(shell->link, NULL, &patience, &ignored))
        ;
}

void wp_shell_free(wp_shell *shell)
{
    if (!shell)
        return;
    drop(shell);
    for (int i = 0; i < 2; i++)
        wp_capture_free(&shell->capture[i]);
    wp_arena_free(shell->arena);
}

static const char *program(const wp_shell *shell)
{
    return shell->link->options->shell ? shell->link->options->shell : "/bin/sh";
}

static bool start_channel(wp_arena *arena, wp_shell *shell, const wp_patience *patience, wp_error *err)
{
    if (!shell->become) {
        const char *command = wp_printf(arena, "exec %s", program(shell));
        return wp_link_start(shell->link, command, false, patience, &shell->channel, err);
    }
    if (shell->become->password || shell->on_terminal) {
        char token[WP_MARK_SIZE];
        wp_mark_new(token);
        return wp_become_start(arena, shell->link, shell->become, program(shell), token, &shell->on_terminal, patience,
                               &shell->channel, err);
    }
    wp_str command;
    return wp_become_command(arena, shell->become, program(shell), "", &command, err) &&
           wp_link_start(shell->link, command.ptr, false, patience, &shell->channel, err);
}

static bool start(wp_arena *arena, wp_shell *shell, const wp_patience *patience, wp_error *err)
{
    if (!start_channel(arena, shell, patience, err))
        return false;
    shell->channel->on_bytes = take_bytes;
    shell->channel->data = shell;
    shell->halves = wp_map_new(shell->arena);
    shell->link->stats->shells++;
    return true;
}

/* Gives up a shell that can't be used any more. What has come in meanwhile was read by the caller. */
static void freshen(wp_shell *shell)
{
    bool is_stray = shell->capture[0].stray || shell->capture[1].stray;
    if (shell->channel && (is_stray || shell->is_soiled || !wp_shell_is_started(shell)))
        drop(shell);
}

/* ---- why it ended ---------------------------------------------------------------------------- */

/* All that came before there was a shell. */
static wp_str what_it_said(wp_arena *arena, const wp_shell *shell)
{
    wp_buf said = wp_buf_new(arena);
    for (int i = 0; i < 2; i++)
        wp_buf_str_add(&said, wp_capture_noise(&shell->capture[i]));
    return wp_buf_str(&said);
}

static bool explain_no_start(wp_arena *arena, const wp_shell *shell, int status, wp_error *err)
{
    const wp_channel *channel = shell->channel;
    wp_str said = what_it_said(arena, shell);
    if (channel->trouble[0])
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "%s", channel->trouble);
    if (shell->become)
        return wp_become_explain(arena, shell->become, status, said, err);
    const char *text = wp_tame(arena, said);
    if (text[0])
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "the shell %s did not start on the host: %s", program(shell),
                       text);
    return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "the shell %s did not start on the host (exit code %d)",
                   program(shell), status);
}

static bool explain_end(wp_arena *arena, wp_shell *shell, wp_error *err)
{
    int status = shell->channel->status;
    if (!has_tokens(shell))
        explain_no_start(arena, shell, status, err);
    else if (status > 128)
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the shell on the host was killed by signal %d while the command ran",
                status - 128);
    else if (status >= 0)
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the shell on the host ended with exit code %d while the command ran",
                status);
    else
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the shell on the host ended while the command ran");
    drop(shell);
    return false;
}

/* ---- one frame --------------------------------------------------------------------------------- */

static const wp_half **missing_halves(wp_arena *arena, wp_shell *shell, const wp_frame *frame, size_t *count)
{
    const wp_half **missing = wp_new_array(arena, const wp_half *, frame->half_count);
    *count = 0;
    for (size_t i = 0; i < frame->half_count; i++) {
        const wp_half *half = &frame->halves[i];
        const char *known = wp_map_get(shell->halves, wp_str_of(half->name));
        if (known && strcmp(known, half->text) == 0)
            continue;
        wp_map_put(shell->halves, wp_str_of(half->name), wp_strdup(shell->arena, half->text));
        missing[(*count)++] = half;
    }
    return missing;
}

static bool send(wp_arena *arena, wp_shell *shell, const wp_frame *frame, const wp_patience *patience, wp_error *err)
{
    size_t count = 0;
    bool is_first = !shell->channel;
    if (is_first && !start(arena, shell, patience, err))
        return false;

    wp_frame_marks marks = { .token = "" };
    wp_mark_new(marks.mark);
    if (is_first)
        wp_mark_new(marks.token);
    size_t limit = frame->output_limit ? frame->output_limit : WP_OUTPUT_LIMIT;
    for (int i = 0; i < 2; i++) {
        bool has_token = is_first && !(shell->on_terminal && i == WP_STREAM_ERR);
        wp_capture_begin(&shell->capture[i], has_token ? marks.token : NULL, marks.mark, limit);
    }
    const wp_half **halves = missing_halves(arena, shell, frame, &count);
    wp_str text = wp_frame_text(arena, frame, halves, count, &marks, shell->on_terminal);
    shell->link->stats->round_trips++;
    if (!wp_link_write(shell->link, shell->channel, text, patience, err) && err->kind != WP_E_NONE)
        return false; /* a shell that takes nothing has ended: waiting for the marks will tell */
    return true;
}

typedef enum frame_outcome { MARKED, ENDED, OUT_OF_TIME, BROKEN } frame_outcome;

/* Most commands are over before it would be there. */
static void set_guard(wp_shell *shell)
{
    shell->has_tried_guard = true;
    if (shell->pid <= 0 || shell->on_terminal)
        return;
    wp_arena *arena = wp_arena_new();
    shell->guard = wp_guard_begin(arena, shell->link, shell->become, shell->pid);
    wp_arena_free(arena);
}

/* Until both marks are there, the shell ended, or patience did. */
static frame_outcome await(wp_shell *shell, const wp_patience *patience, wp_error *err)
{
    int64_t start_until = wp_clock_ms() + START_LIMIT_MS, end_until = INT64_MAX;
    int64_t guard_at = wp_clock_ms() + GUARD_AFTER_MS;
    while (!has_both(shell)) {
        if (!shell->has_tried_guard && has_tokens(shell) && wp_clock_ms() >= guard_at) {
            set_guard(shell);
            continue;
        }
        if (shell->channel->closed)
            return ENDED;
        if (shell->channel->exited && end_until == INT64_MAX)
            end_until = wp_clock_ms() + END_GRACE_MS;
        wp_patience step = *patience;
        if (end_until < step.until)
            step.until = end_until;
        if (!has_tokens(shell) && start_until < step.until)
            step.until = start_until;
        if (wp_clock_ms() >= step.until)
            return step.until == end_until ? ENDED : OUT_OF_TIME;
        if (!shell->has_tried_guard && has_tokens(shell) && guard_at < step.until)
            step.until = guard_at;
        if (!wp_link_wait(shell->link, NULL, &step, err))
            return has_both(shell) ? MARKED : BROKEN; /* the last bytes before the end may be the marks */
    }
    return MARKED;
}

static void fill_reply(wp_arena *arena, const wp_shell *shell, wp_shell_reply *reply)
{
    reply->cut = false;
    reply->out = wp_capture_text(arena, &shell->capture[WP_STREAM_OUT], &reply->cut);
    reply->err = wp_capture_text(arena, &shell->capture[WP_STREAM_ERR], &reply->cut);
}

/* Kills what runs. True: the shell is there again, with its marks. */
static bool kill_command(wp_shell *shell, int limit_ms, wp_error *err)
{
    wp_patience patience = { wp_clock_ms() + limit_ms, NULL };
    bool had_tried = shell->has_tried_guard;
    /* Without another channel only all can be killed at once, the shell too. */
    if (shell->pid <= 0 || !wp_reap(shell->link, shell->become, shell->pid, &patience))
        shell->link->transport->kill(shell->link->state, shell->channel);
    shell->has_tried_guard = true; /* what is being killed needs none */
    bool done = await(shell, &patience, err) == MARKED;
    shell->has_tried_guard = had_tried;
    return done;
}

static bool take_end(wp_shell *shell, wp_shell_reply *reply, wp_error *err)
{
    wp_frame_end end;
    if (!wp_frame_end_parse(wp_capture_rest(&shell->capture[WP_STREAM_OUT]), &end))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the shell on the host gave an answer that makes no sense");
    reply->status = end.status;
    shell->is_soiled = end.left > 0 && !reply->timed_out; /* those were still dying when they were counted */
    return true;
}

/* It was no shell that ended, but a program that wants a terminal first. */
static bool wants_terminal(wp_arena *arena, const wp_shell *shell)
{
    return shell->become && !shell->on_terminal && !has_tokens(shell) &&
           wp_become_wants_terminal(what_it_said(arena, shell));
}

bool wp_shell_run(wp_arena *arena, wp_shell *shell, const wp_frame *frame, wp_shell_reply *out, wp_error *err)
{
    wp_error ignored;
    err = err ? err : &ignored;
    int64_t began = wp_clock_ms();
    wp_patience patience = { INT64_MAX, shell->link->options->cancel };
    if (frame->timeout_ms > 0)
        patience.until = began + frame->timeout_ms;

    freshen(shell);
    if (!send(arena, shell, frame, &patience, err)) {
        if (err->kind == WP_E_CANCELLED)
            drop(shell);
        return false;
    }
    wp_shell_reply reply = { .status = -1 };
    frame_outcome outcome = await(shell, &patience, err);
    if (outcome == ENDED && wants_terminal(arena, shell)) {
        drop(shell);
        shell->on_terminal = true;
        return wp_shell_run(arena, shell, frame, out, err);
    }
    if (outcome == ENDED)
        return explain_end(arena, shell, err);
    if (outcome == BROKEN) {
        wp_error second;
        if (err->kind == WP_E_CANCELLED && !kill_command(shell, CANCEL_LIMIT_MS, &second))
            drop(shell);
        return false;
    }
    if (outcome == OUT_OF_TIME) {
        if (!has_tokens(shell) && frame->timeout_ms <= 0)
            return explain_no_start(arena, shell, -1, err);
        reply.timed_out = true;
        if (!kill_command(shell, KILL_LIMIT_MS, err)) {
            if (shell->link->lost || err->kind == WP_E_CANCELLED)
                return false;
            fill_reply(arena, shell, &reply);
            reply.status = 128 + 9;
            drop(shell);
            goto done;
        }
    }
    if (!take_end(shell, &reply, err)) {
        drop(shell);
        return false;
    }
    fill_reply(arena, shell, &reply);
done:
    reply.seconds = (double)(wp_clock_ms() - began) / 1000;
    *out = reply;
    return true;
}
