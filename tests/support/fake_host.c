/* Answers are a list, taken from the front; frames are a list, added to at the end. */
#include "support/fake_host.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 1000 };

typedef struct fake_reply {
    const char *part, *out, *err;
    int status;
    bool cut;
} fake_reply;

struct wp_fake_host {
    wp_arena *arena;
    wp_connection *connection;
    fake_reply replies[MOST];
    wp_frame frames[MOST];
    size_t reply_count, frame_count;
};

static const char *copy_or_null(wp_arena *arena, const char *text)
{
    return text ? wp_strdup(arena, text) : NULL;
}

static void record(wp_fake_host *host, const wp_frame *frame)
{
    wp_frame *kept = &host->frames[host->frame_count++];
    *kept = *frame;
    kept->script = wp_strdup(host->arena, frame->script);
    if (frame->input.ptr)
        kept->input = wp_str_dup(host->arena, frame->input);
    if (frame->become) {
        wp_become *become = wp_new(host->arena, wp_become);
        become->method = copy_or_null(host->arena, frame->become->method);
        become->user = copy_or_null(host->arena, frame->become->user);
        kept->become = become;
    }
    wp_half *halves = wp_new_array(host->arena, wp_half, frame->half_count);
    for (size_t i = 0; i < frame->half_count; i++)
        halves[i].name = wp_strdup(host->arena, frame->halves[i].name);
    kept->halves = halves;
}

static bool answer(void *data, wp_arena *arena, const wp_frame *frame, wp_shell_reply *out, wp_error *err)
{
    wp_fake_host *host = data;
    if (host->frame_count >= host->reply_count)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the fake host has no answer to: %s", frame->script);
    const fake_reply *reply = &host->replies[host->frame_count];
    record(host, frame);
    if (reply->cut)
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "the connection was lost: the test wants it");
    if (reply->part && !strstr(frame->script, reply->part))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' is not in: %s", reply->part, frame->script);
    out->status = reply->status;
    out->out = wp_str_of(wp_strdup(arena, reply->out));
    out->err = wp_str_of(wp_strdup(arena, reply->err));
    return true;
}

wp_fake_host *wp_fake_host_new(wp_arena *arena)
{
    wp_fake_host *host = wp_new(arena, wp_fake_host);
    host->arena = arena;
    host->connection = wp_connection_new_fake("fake", answer, host);
    return host;
}

void wp_fake_host_free(wp_fake_host *host)
{
    wp_connection_free(host->connection);
}

wp_connection *wp_fake_host_connection(wp_fake_host *host)
{
    return host->connection;
}

static fake_reply *add(wp_fake_host *host)
{
    if (host->reply_count == MOST)
        abort();
    return &host->replies[host->reply_count++];
}

void wp_fake_host_answer(wp_fake_host *host, const char *part, int status, const char *out, const char *err)
{
    *add(host) = (fake_reply){ copy_or_null(host->arena, part), wp_strdup(host->arena, out),
                               wp_strdup(host->arena, err), status, false };
}

void wp_fake_host_cut(wp_fake_host *host)
{
    *add(host) = (fake_reply){ .cut = true };
}

size_t wp_fake_host_frames(const wp_fake_host *host)
{
    return host->frame_count;
}

const wp_frame *wp_fake_host_frame(const wp_fake_host *host, size_t index)
{
    return index < host->frame_count ? &host->frames[index] : NULL;
}
