/*
 * Bytes are looked at once: a mark can begin at most its length before what was
 * scanned already. Beyond the limit only the end of the stream is kept, since the
 * mark may be coming in: [limit bytes][end], and the middle is counted.
 */
#include "connection/capture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE_MAX_SIZE = 256, /* the mark with what follows it on its line */
    SLACK = 128 * 1024,  /* how much may come in beyond the limit before the middle is dropped */
    NOISE_LIMIT = 64 * 1024,
    ROOM_KEPT = 1024 * 1024 /* of one frame for the next */
};

void wp_capture_init(wp_capture *capture)
{
    memset(capture, 0, sizeof *capture);
    capture->arena = wp_arena_new();
    capture->bytes = wp_buf_new(capture->arena);
    capture->noise = wp_buf_new(capture->arena);
}

void wp_capture_free(wp_capture *capture)
{
    wp_arena_free(capture->arena);
    memset(capture, 0, sizeof *capture);
}

void wp_capture_begin(wp_capture *capture, const char *token, const char *mark, size_t limit)
{
    if (capture->bytes.cap > ROOM_KEPT || capture->noise.cap > 0) {
        wp_arena_reset(capture->arena);
        capture->bytes = wp_buf_new(capture->arena);
        capture->noise = wp_buf_new(capture->arena);
    }
    wp_buf_clear(&capture->bytes);
    snprintf(capture->token, sizeof capture->token, "%s", token ? token : "");
    snprintf(capture->mark, sizeof capture->mark, "%s", mark);
    capture->limit = limit;
    capture->dropped = 0;
    capture->number = 0;
    capture->scanned = 0;
    capture->has_token = !token;
    capture->found = false;
    capture->stray = false;
}

/* Where `word` begins, with a line feed somewhere after it; SIZE_MAX: not (yet) there. */
static size_t find_line(const wp_capture *capture, const char *word, size_t from)
{
    size_t len = strlen(word);
    if (capture->bytes.len <= from || len == 0)
        return SIZE_MAX;
    const char *at = memmem(capture->bytes.ptr + from, capture->bytes.len - from, word, len);
    if (!at || !memchr(at, '\n', capture->bytes.len - (size_t)(at - capture->bytes.ptr)))
        return SIZE_MAX;
    return (size_t)(at - capture->bytes.ptr);
}

/* The bytes in which a word that is not complete yet may begin. */
static size_t keep_from(const wp_capture *capture)
{
    return capture->bytes.len > LINE_MAX_SIZE ? capture->bytes.len - LINE_MAX_SIZE : 0;
}

static void remove_front(wp_buf *buf, size_t count)
{
    memmove(buf->ptr, buf->ptr + count, buf->len - count);
    buf->len -= count;
}

static void take_token(wp_capture *capture)
{
    size_t at = find_line(capture, capture->token, capture->scanned);
    capture->scanned = keep_from(capture);
    if (at == SIZE_MAX) {
        size_t noise = capture->bytes.len > NOISE_LIMIT ? capture->scanned : 0;
        if (noise > 0) { /* without an end in sight: only the end of it is worth keeping */
            remove_front(&capture->bytes, noise);
            capture->scanned = 0;
        }
        return;
    }
    wp_buf_add_n(&capture->noise, capture->bytes.ptr, at);
    capture->number = strtol(capture->bytes.ptr + at + strlen(capture->token), NULL, 10);
    const char *end = memchr(capture->bytes.ptr + at, '\n', capture->bytes.len - at);
    remove_front(&capture->bytes, (size_t)(end + 1 - capture->bytes.ptr));
    capture->has_token = true;
    capture->scanned = 0;
}

static void drop_middle(wp_capture *capture)
{
    size_t end = keep_from(capture);
    if (end <= capture->limit)
        return;
    size_t dropped = end - capture->limit;
    memmove(capture->bytes.ptr + capture->limit, capture->bytes.ptr + end, capture->bytes.len - end);
    capture->bytes.len -= dropped;
    capture->dropped += dropped;
    capture->scanned = capture->limit;
}

static size_t take_mark(wp_capture *capture)
{
    capture->mark_at = find_line(capture, capture->mark, capture->scanned);
    capture->found = capture->mark_at != SIZE_MAX;
    if (capture->found) {
        const char *end = memchr(capture->bytes.ptr + capture->mark_at, '\n', capture->bytes.len - capture->mark_at);
        return capture->bytes.len - (size_t)(end + 1 - capture->bytes.ptr);
    }
    capture->scanned = keep_from(capture);
    if (capture->bytes.len > capture->limit + SLACK)
        drop_middle(capture);
    return 0;
}

size_t wp_capture_add(wp_capture *capture, const char *bytes, size_t len)
{
    size_t stray = len;
    if (!capture->found) {
        wp_buf_add_n(&capture->bytes, bytes, len);
        if (!capture->has_token)
            take_token(capture);
        stray = capture->has_token ? take_mark(capture) : 0;
    }
    capture->stray = capture->stray || stray > 0;
    return stray;
}

wp_str wp_capture_rest(const wp_capture *capture)
{
    if (!capture->found)
        return (wp_str){ "", 0 };
    const char *from = capture->bytes.ptr + capture->mark_at + strlen(capture->mark);
    const char *end = memchr(from, '\n', capture->bytes.len - (size_t)(from - capture->bytes.ptr));
    return (wp_str){ from, (size_t)(end - from) };
}

wp_str wp_capture_text(wp_arena *arena, const wp_capture *capture, bool *cut)
{
    size_t len = capture->found ? capture->mark_at : capture->bytes.len;
    uint64_t left_out = capture->dropped;
    if (len > capture->limit) {
        left_out += len - capture->limit;
        len = capture->limit;
    }
    wp_str text = { capture->bytes.ptr ? capture->bytes.ptr : "", len };
    if (left_out == 0)
        return wp_str_dup(arena, text);

    *cut = true;
    wp_buf whole = wp_buf_new(arena);
    wp_buf_str_add(&whole, text);
    if (len > 0 && text.ptr[len - 1] != '\n')
        wp_buf_char(&whole, '\n');
    wp_buf_printf(&whole, "[%llu more bytes of output were left out]\n", (unsigned long long)left_out);
    return wp_buf_str(&whole);
}

wp_str wp_capture_noise(const wp_capture *capture)
{
    return wp_buf_str(capture->has_token ? &capture->noise : &capture->bytes);
}
