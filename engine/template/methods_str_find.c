/*
 * Methods of texts that look for a part of them. Places count characters; `start` and
 * `end` are read as in a slice.
 */
#include "template/families.h"
#include "template/strings.h"

#include "base/text.h"

#include <string.h>

typedef struct window {
    wp_str text;  /* from start to end */
    size_t bytes; /* in front of it */
} window;

static int64_t clamp(int64_t place, int64_t len)
{
    if (place < 0)
        place += len;
    return place < 0 ? 0 : place > len ? len : place;
}

/* False in *possible: the window lies beyond the end, where even an empty text is not found. */
static bool want_window(wp_call *call, wp_value start, wp_value end, window *out, bool *possible, wp_error *err)
{
    wp_str text = wp_text(call->subject);
    int64_t len = (int64_t)wp_utf8_len(text), from, to;
    if (!wp_arg_int(call, "start", start, 0, &from, err) || !wp_arg_int(call, "end", end, len, &to, err))
        return false;
    *possible = from <= len;
    from = clamp(from, len);
    to = clamp(to, len);
    *possible = *possible && from <= to;
    size_t first = wp_utf8_offset(text, (size_t)from), last = wp_utf8_offset(text, (size_t)to);
    *out = (window){ .text = wp_str_slice(text, first, last > first ? last : first), .bytes = first };
    return true;
}

static const char *const search_names[] = { "sub", "start", "end", NULL };

static bool find(wp_call *call, bool last, int64_t *out, wp_error *err)
{
    wp_value slots[3];
    window where;
    wp_str what;
    bool possible;
    if (!wp_bind(call, search_names, slots, err) || !wp_want_string(call, search_names[0], slots[0], &what, err) ||
        !want_window(call, slots[1], slots[2], &where, &possible, err))
        return false;
    size_t at = !possible ? SIZE_MAX : last ? wp_str_rfind(where.text, what) : wp_str_find(where.text, what, 0);
    *out = at == SIZE_MAX ? -1
                          : (int64_t)wp_utf8_len(wp_str_slice(wp_text(call->subject), 0, where.bytes + at));
    return true;
}

static bool run_find(wp_call *call, wp_value *out, wp_error *err)
{
    int64_t at;
    return find(call, false, &at, err) && wp_give_int(at, out);
}

static bool run_rfind(wp_call *call, wp_value *out, wp_error *err)
{
    int64_t at;
    return find(call, true, &at, err) && wp_give_int(at, out);
}

static bool must_find(wp_call *call, bool last, wp_value *out, wp_error *err)
{
    int64_t at;
    if (!find(call, last, &at, err))
        return false;
    return at < 0 ? wp_fail_call(call, err, "the text is not in there") : wp_give_int(at, out);
}

static bool run_index(wp_call *call, wp_value *out, wp_error *err)
{
    return must_find(call, false, out, err);
}

static bool run_rindex(wp_call *call, wp_value *out, wp_error *err)
{
    return must_find(call, true, out, err);
}

static bool run_count(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value slots[3];
    window where;
    wp_str what;
    bool possible;
    int64_t count = 0;
    if (!wp_bind(call, search_names, slots, err) || !wp_want_string(call, search_names[0], slots[0], &what, err) ||
        !want_window(call, slots[1], slots[2], &where, &possible, err))
        return false;
    if (!what.len)
        return wp_give_int(possible ? (int64_t)wp_utf8_len(where.text) + 1 : 0, out);
    for (size_t at = 0; (at = wp_str_find(where.text, what, at)) != SIZE_MAX; at += what.len)
        count++;
    return wp_give_int(count, out);
}

/* ---- ends ---------------------------------------------------------------------------- */

static bool is_at_end(wp_str text, wp_str what, bool at_start)
{
    if (what.len > text.len)
        return false;
    return memcmp(text.ptr + (at_start ? 0 : text.len - what.len), what.ptr, what.len) == 0;
}

/* One text, or a tuple of which any will do. */
static bool test_end(wp_call *call, bool at_start, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "what", "start", "end", NULL };
    wp_value slots[3];
    window where;
    wp_str what;
    bool possible, found = false;
    if (!wp_bind(call, names, slots, err) || !want_window(call, slots[1], slots[2], &where, &possible, err))
        return false;
    bool several = slots[0].type == WP_LIST && slots[0].marks & WP_TUPLE;
    for (size_t i = 0; i < (several ? wp_len(slots[0]) : 1); i++) {
        if (!wp_want_string(call, names[0], several ? wp_list_at(slots[0], i) : slots[0], &what, err))
            return false;
        found = found || (possible && is_at_end(where.text, what, at_start));
    }
    return wp_give_bool(found, out);
}

static bool run_startswith(wp_call *call, wp_value *out, wp_error *err)
{
    return test_end(call, true, out, err);
}

static bool run_endswith(wp_call *call, wp_value *out, wp_error *err)
{
    return test_end(call, false, out, err);
}

static bool take_off(wp_call *call, bool at_start, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "what", NULL };
    wp_value slots[1];
    wp_str what, text = wp_text(call->subject);
    if (!wp_bind(call, names, slots, err) || !wp_want_string(call, names[0], slots[0], &what, err))
        return false;
    if (!is_at_end(text, what, at_start))
        return wp_give_text(call, text, out);
    return wp_give_text(call, at_start ? wp_str_slice(text, what.len, text.len)
                                       : wp_str_slice(text, 0, text.len - what.len), out);
}

static bool run_removeprefix(wp_call *call, wp_value *out, wp_error *err)
{
    return take_off(call, true, out, err);
}

static bool run_removesuffix(wp_call *call, wp_value *out, wp_error *err)
{
    return take_off(call, false, out, err);
}

static bool run_replace(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "old", "new", "count", NULL };
    wp_value slots[3];
    wp_str old, new_text;
    int64_t count;
    return wp_bind(call, names, slots, err) && wp_want_string(call, names[0], slots[0], &old, err) &&
           wp_want_string(call, names[1], slots[1], &new_text, err) &&
           wp_arg_whole(call, names[2], slots[2], -1, &count, err) &&
           wp_give_text(call, wp_str_replace(call->arena, wp_text(call->subject), old, new_text, count), out);
}

const wp_builtin wp_methods_str_find[] = {
    { .name = "find", .run = run_find, .usage = "text.find(sub, start=none, end=none)",
      .summary = "Where a text first stands in it; -1 where it does not." },
    { .name = "rfind", .run = run_rfind, .usage = "text.rfind(sub, start=none, end=none)",
      .summary = "Where a text last stands in it; -1 where it does not." },
    { .name = "index", .run = run_index, .usage = "text.index(sub, start=none, end=none)",
      .summary = "As find; fails where it does not stand there." },
    { .name = "rindex", .run = run_rindex, .usage = "text.rindex(sub, start=none, end=none)",
      .summary = "As rfind; fails where it does not stand there." },
    { .name = "count", .run = run_count, .usage = "text.count(sub, start=none, end=none)",
      .summary = "How often a text stands in it." },
    { .name = "startswith", .run = run_startswith, .usage = "text.startswith(what, start=none, end=none)",
      .summary = "It begins with a text, or with one of a tuple." },
    { .name = "endswith", .run = run_endswith, .usage = "text.endswith(what, start=none, end=none)",
      .summary = "It ends with a text, or with one of a tuple." },
    { .name = "removeprefix", .run = run_removeprefix, .usage = "text.removeprefix(what)",
      .summary = "Without a text at its beginning." },
    { .name = "removesuffix", .run = run_removesuffix, .usage = "text.removesuffix(what)",
      .summary = "Without a text at its end." },
    { .name = "replace", .run = run_replace, .usage = "text.replace(old, new, count=-1)",
      .summary = "One text in it exchanged for another." },
    { 0 },
};
