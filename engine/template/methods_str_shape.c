/* Methods of texts that strip, pad, format and encode. */
#include "template/encodings.h"
#include "template/families.h"
#include "template/strings.h"

#include "base/text.h"

static bool strip(wp_call *call, int ends, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "chars", NULL };
    wp_value slots[1];
    wp_str chars = { 0 };
    if (!wp_bind(call, names, slots, err) ||
        (wp_is_given(slots[0]) && !wp_want_string(call, names[0], slots[0], &chars, err)))
        return false;
    return wp_give_text(call, wp_str_strip(wp_text(call->subject), chars, ends), out);
}

static bool run_strip(wp_call *call, wp_value *out, wp_error *err)
{
    return strip(call, WP_BOTH_ENDS, out, err);
}

static bool run_lstrip(wp_call *call, wp_value *out, wp_error *err)
{
    return strip(call, WP_LEFT_END, out, err);
}

static bool run_rstrip(wp_call *call, wp_value *out, wp_error *err)
{
    return strip(call, WP_RIGHT_END, out, err);
}

/* ---- width ------------------------------------------------------------------------------ */

static bool want_width(wp_call *call, wp_value slot, int64_t *out, wp_error *err)
{
    if (slot.type == WP_OMIT)
        return wp_fail_call(call, err, "needs a width");
    return wp_arg_count(call, "width", slot, 0, out, err);
}

static bool pad(wp_call *call, int ends, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "width", "fillchar", NULL };
    wp_value slots[2];
    wp_str fill;
    int64_t width;
    if (!wp_bind(call, names, slots, err) || !want_width(call, slots[0], &width, err) ||
        !wp_arg_str(call, names[1], slots[1], " ", &fill, err))
        return false;
    if (wp_utf8_len(fill) != 1)
        return wp_fail_call(call, err, "fillchar must be one character");
    return wp_give_text(call, wp_str_pad(call->arena, wp_text(call->subject), width, fill, ends), out);
}

static bool run_ljust(wp_call *call, wp_value *out, wp_error *err)
{
    return pad(call, WP_RIGHT_END, out, err);
}

static bool run_rjust(wp_call *call, wp_value *out, wp_error *err)
{
    return pad(call, WP_LEFT_END, out, err);
}

static bool run_center(wp_call *call, wp_value *out, wp_error *err)
{
    return pad(call, WP_BOTH_ENDS, out, err);
}

static bool run_zfill(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "width", NULL };
    wp_value slots[1];
    wp_str text = wp_text(call->subject);
    int64_t width;
    if (!wp_bind(call, names, slots, err) || !want_width(call, slots[0], &width, err))
        return false;
    bool has_sign = text.len && (text.ptr[0] == '+' || text.ptr[0] == '-');
    wp_buf buf = wp_buf_new(call->arena);
    wp_buf_str_add(&buf, wp_str_slice(text, 0, has_sign));
    wp_str digits = wp_str_slice(text, has_sign, text.len);
    int64_t room = width > 0 ? width - has_sign : 0;
    wp_buf_str_add(&buf, wp_str_pad(call->arena, digits, room, wp_str_of("0"), WP_LEFT_END));
    return wp_give_buf(call, &buf, out);
}

static bool run_expandtabs(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "tabsize", NULL };
    wp_value slots[1];
    wp_str text = wp_text(call->subject);
    int64_t size;
    if (!wp_bind(call, names, slots, err) || !wp_arg_count(call, names[0], slots[0], 8, &size, err))
        return false;
    wp_buf buf = wp_buf_new(call->arena);
    int64_t column = 0;
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        uint32_t character = wp_utf8_next(text, &at);
        if (character == '\t') {
            int64_t blanks = size > 0 ? size - column % size : 0;
            wp_buf_repeat(&buf, ' ', (size_t)blanks);
            column += blanks;
            continue;
        }
        wp_buf_str_add(&buf, wp_str_slice(text, from, at));
        column = character == '\n' || character == '\r' ? 0 : column + 1;
    }
    return wp_give_buf(call, &buf, out);
}

/* ---- format and encode ---------------------------------------------------------------------- */

static bool run_format(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str made;
    if (!wp_format_braces(call->arena, wp_text(call->subject), call->args, call->count, call->named, &made, err))
        return wp_while(err, "%s", call->name);
    return wp_give_text(call, made, out);
}

static bool run_format_map(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "mapping", NULL };
    wp_value slots[1], dict;
    wp_str made;
    if (!wp_bind(call, names, slots, err))
        return false;
    bool is_dict = slots[0].type == WP_DICT; /* where no field asks, it may be anything */
    dict = is_dict ? slots[0] : wp_dict_new(call->arena, 0);
    if (!wp_format_braces(call->arena, wp_text(call->subject), NULL, 0, dict, &made, err))
        return is_dict ? wp_while(err, "%s", call->name) : wp_want_dict(call, names[0], slots[0], &dict, err);
    return wp_give_text(call, made, out);
}

static bool run_encode(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "encoding", "errors", NULL };
    wp_value slots[2];
    wp_str encoding, bytes;
    if (!wp_bind(call, names, slots, err) || !wp_arg_str(call, names[0], slots[0], "utf-8", &encoding, err))
        return false;
    if (!wp_encode(call->arena, wp_text(call->subject), encoding, &bytes, err))
        return wp_while(err, "%s", call->name);
    wp_give_text(call, bytes, out);
    out->marks |= WP_BYTES;
    return true;
}

const wp_builtin wp_methods_str_shape[] = {
    { .name = "strip", .run = run_strip, .usage = "text.strip(chars=none)",
      .summary = "White space, or the given characters, off both ends." },
    { .name = "lstrip", .run = run_lstrip, .usage = "text.lstrip(chars=none)",
      .summary = "As strip, off the beginning." },
    { .name = "rstrip", .run = run_rstrip, .usage = "text.rstrip(chars=none)", .summary = "As strip, off the end." },
    { .name = "ljust", .run = run_ljust, .usage = "text.ljust(width, fillchar=' ')",
      .summary = "Filled up at the end, up to a width." },
    { .name = "rjust", .run = run_rjust, .usage = "text.rjust(width, fillchar=' ')",
      .summary = "Filled up at the beginning, up to a width." },
    { .name = "center", .run = run_center, .usage = "text.center(width, fillchar=' ')",
      .summary = "Filled up at both ends, up to a width." },
    { .name = "zfill", .run = run_zfill, .usage = "text.zfill(width)",
      .summary = "Zeros in front of a number, behind its sign, up to a width." },
    { .name = "expandtabs", .run = run_expandtabs, .usage = "text.expandtabs(tabsize=8)",
      .summary = "Tabs as blanks." },
    { .name = "format", .run = run_format, .usage = "'{} is {name:>8}'.format(value, name=other)",
      .summary = "Values written into its {} places." },
    { .name = "format_map", .run = run_format_map, .usage = "'{name}'.format_map(dict)",
      .summary = "The values of a dict written into its {} places." },
    { .name = "encode", .run = run_encode, .usage = "text.encode(encoding='utf-8')",
      .summary = "Its bytes in an encoding." },
    { 0 },
};
