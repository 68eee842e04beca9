/* Methods that take texts apart, and put them together. */
#include "template/families.h"
#include "template/html.h"
#include "template/strings.h"

#include "base/text.h"

typedef wp_value (*splitter)(wp_arena *, wp_str, wp_str, int64_t, uint8_t);

static bool split(wp_call *call, splitter how, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "sep", "maxsplit", NULL };
    wp_value slots[2];
    wp_str separator = { 0 };
    int64_t most;
    if (!wp_bind(call, names, slots, err) ||
        (wp_is_given(slots[0]) && !wp_want_string(call, names[0], slots[0], &separator, err)) ||
        !wp_arg_whole(call, names[1], slots[1], -1, &most, err))
        return false;
    if (separator.ptr && !separator.len)
        return wp_fail_call(call, err, "sep can't be empty");
    *out = how(call->arena, wp_text(call->subject), separator, most, wp_call_marks(call));
    return true;
}

static bool run_split(wp_call *call, wp_value *out, wp_error *err)
{
    return split(call, wp_str_split_list, out, err);
}

static bool run_rsplit(wp_call *call, wp_value *out, wp_error *err)
{
    return split(call, wp_str_rsplit_list, out, err);
}

static bool run_splitlines(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "keepends", NULL };
    wp_value slots[1];
    wp_str rest = wp_text(call->subject), line, end;
    if (!wp_bind(call, names, slots, err))
        return false;
    *out = wp_list_new(call->arena, 8);
    while (wp_str_next_line(&rest, &line, &end)) {
        if (wp_arg_bool(slots[0], false))
            line.len += end.len;
        wp_list_push(call->arena, *out, wp_marked(call->arena, line, wp_call_marks(call)));
    }
    return true;
}

static bool partition(wp_call *call, bool last, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "sep", NULL };
    wp_value slots[1];
    wp_str text = wp_text(call->subject), separator;
    if (!wp_bind(call, names, slots, err) || !wp_want_string(call, names[0], slots[0], &separator, err))
        return false;
    if (!separator.len)
        return wp_fail_call(call, err, "sep can't be empty");
    size_t at = last ? wp_str_rfind(text, separator) : wp_str_find(text, separator, 0);
    size_t from = at, to = at + separator.len;
    if (at == SIZE_MAX) /* all of it goes to one side */
        from = to = last ? 0 : text.len;
    const wp_str parts[] = { wp_str_slice(text, 0, from), wp_str_slice(text, from, to),
                             wp_str_slice(text, to, text.len) };
    *out = wp_tuple_new(call->arena, 3);
    for (int i = 0; i < 3; i++)
        wp_list_push(call->arena, *out, wp_marked(call->arena, parts[i], wp_call_marks(call)));
    return true;
}

static bool run_partition(wp_call *call, wp_value *out, wp_error *err)
{
    return partition(call, false, out, err);
}

static bool run_rpartition(wp_call *call, wp_value *out, wp_error *err)
{
    return partition(call, true, out, err);
}

/* A text that is escaped joins anything, and escapes it. */
static bool want_escaped(wp_call *call, wp_value item, wp_str *out, wp_error *err)
{
    if (!wp_want_text(call, NULL, item, out, err))
        return false;
    bool is_escaped = item.type == WP_STRING && item.marks & WP_MARKUP;
    *out = is_escaped ? *out : wp_html_escape(call->arena, *out);
    return true;
}

static bool run_join(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "iterable", NULL };
    wp_value slots[1], list;
    wp_str text;
    if (!wp_bind(call, names, slots, err) || !wp_want_items(call, names[0], slots[0], &list, err))
        return false;
    wp_buf buf = wp_buf_new(call->arena);
    bool is_markup = call->subject.marks & WP_MARKUP;
    for (size_t i = 0; i < wp_len(list); i++) {
        wp_value item = wp_list_at(list, i);
        if (is_markup ? !want_escaped(call, item, &text, err)
                      : !wp_want_string(call, wp_printf(call->arena, "item %zu", i + 1), item, &text, err))
            return false;
        if (i)
            wp_buf_str_add(&buf, wp_text(call->subject));
        wp_buf_str_add(&buf, text);
    }
    wp_give_buf(call, &buf, out);
    out->marks |= is_markup ? WP_MARKUP : 0;
    return true;
}

const wp_builtin wp_methods_str_split[] = {
    { .name = "split", .run = run_split, .usage = "text.split(sep=none, maxsplit=-1)",
      .summary = "The parts between separators; without one, between white space." },
    { .name = "rsplit", .run = run_rsplit, .usage = "text.rsplit(sep=none, maxsplit=-1)",
      .summary = "As split, beginning at the end." },
    { .name = "splitlines", .run = run_splitlines, .usage = "text.splitlines(keepends=false)",
      .summary = "Its lines." },
    { .name = "partition", .run = run_partition, .usage = "text.partition(sep)",
      .summary = "What stands before the first separator, it, and what stands behind." },
    { .name = "rpartition", .run = run_rpartition, .usage = "text.rpartition(sep)",
      .summary = "What stands before the last separator, it, and what stands behind." },
    { .name = "join", .run = run_join, .usage = "separator.join(list)",
      .summary = "The texts of a list, with this one in between." },
    { 0 },
};
