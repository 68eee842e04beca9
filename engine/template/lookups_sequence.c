/*
 * The look-up sequence: numbers, written by a format.
 *
 *   "5"  "5-8"  "2-10/2"  "4:host%02d"        the short form
 *   "start=0 end=10 stride=2 format=x%d"      the long one; count= instead of end=
 *
 * Numbers may be written in hex or octal (0x0f, 0o17).
 */
#include "template/families.h"
#include "template/lookups.h"
#include "template/numbers.h"

#include "base/regex.h"
#include "base/text.h"

enum { START, END, COUNT, STRIDE, FORMAT };
static const char *const names[] = { "start", "end", "count", "stride", "format", NULL };

/* The slots as texts from the short form; false: it is not one. */
static bool parse_short(wp_call *call, wp_str term, wp_value *slots)
{
    static const struct {
        int group, slot;
    } parts[] = { { 2, START }, { 3, END }, { 5, STRIDE }, { 7, FORMAT } };
    wp_regex *form;
    wp_span *spans;
    if (!wp_regex_compile(call->arena,
                          wp_str_of("((0?x?[0-9a-f]+)\\s*-)?\\s*(0?x?[0-9a-f]+)\\s*(/\\s*(0?x?[0-9a-f]+)\\s*)?"
                                    "(:(.+))?$"),
                          WP_REGEX_IGNORE_CASE, &form, NULL) ||
        !wp_regex_match(call->arena, form, term, &spans))
        return false;
    for (int i = 0; i < 4; i++) {
        wp_span span = spans[parts[i].group];
        if (span.from != SIZE_MAX)
            slots[parts[i].slot] = wp_string_of(call->arena, wp_str_slice(term, span.from, span.to));
    }
    return true;
}

static bool want_number(wp_call *call, int slot, wp_value value, int64_t fallback, int64_t *out, wp_error *err)
{
    *out = fallback;
    if (value.type != WP_STRING)
        return !wp_is_given(value) || wp_want_int(call, names[slot], value, out, err);
    wp_str text = wp_text(value);
    if (!wp_number_int(call->arena, text, 0, &value))
        return wp_fail_call(call, err, "%s '%.*s' is no number", names[slot], (int)text.len, text.ptr);
    return wp_want_int(call, names[slot], value, out, err);
}

static bool generate(wp_call *call, const wp_value *slots, wp_value out, wp_error *err)
{
    int64_t start, end, count, stride, beyond;
    wp_str format, made;
    bool has_end = wp_is_given(slots[END]), has_count = wp_is_given(slots[COUNT]);
    if (has_end == has_count)
        return wp_fail_call(call, err, "needs either end or count");
    if (!want_number(call, START, slots[START], 1, &start, err) || !want_number(call, END, slots[END], 0, &end, err) ||
        !want_number(call, COUNT, slots[COUNT], 0, &count, err) ||
        !want_number(call, STRIDE, slots[STRIDE], 1, &stride, err) ||
        !wp_arg_str(call, names[FORMAT], slots[FORMAT], "%d", &format, err))
        return false;
    if (has_count && count == 0)
        return true;
    if (has_count && (__builtin_mul_overflow(count - 1, stride, &beyond) ||
                      __builtin_add_overflow(start, beyond, &end)))
        return wp_fail_call(call, err, "the numbers are too large");
    if (stride == 0)
        return true;
    if (stride > 0 ? end < start : end > start)
        return wp_fail_call(call, err, "to count %s, stride must be %s", stride > 0 ? "backwards" : "forwards",
                            stride > 0 ? "negative" : "positive");
    if (__builtin_sub_overflow(end, start, &beyond) || beyond / stride >= WP_MOST_MADE)
        return wp_fail_call(call, err, "would have more than %d items", WP_MOST_MADE);
    for (int64_t i = 0; i <= beyond / stride; i++) {
        if (!wp_format_percent(call->arena, format, wp_int(start + i * stride), &made, err))
            return wp_while(err, "%s: format", call->name);
        wp_list_push(call->arena, out, wp_string_of(call->arena, made));
    }
    return true;
}

static bool run_sequence(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value list = wp_list_new(call->arena, 16);
    for (size_t i = 0; i < (call->count ? call->count : 1); i++) {
        wp_value slots[5];
        wp_str term = wp_str_of(""), rest;
        if (!wp_lookup_options(call, names, slots, err) || (call->count && !wp_lookup_term(call, i, &term, err)))
            return false;
        if (!parse_short(call, term, slots)) {
            if (!wp_lookup_inline(call, term, names, slots, &rest, err))
                return false;
            if (rest.len)
                return wp_fail_call(call, err, "'%.*s' is no option", (int)rest.len, rest.ptr);
        }
        if (!generate(call, slots, list, err))
            return false;
    }
    *out = list;
    return true;
}

const wp_builtin wp_lookups_sequence[] = {
    { .name = "sequence", .run = run_sequence,
      .usage = "query('sequence', 'start=1 end=10 stride=1 format=%d'), query('sequence', '1-10/2:host%02d')",
      .summary = "Numbers written by a format." },
    { 0 },
};
