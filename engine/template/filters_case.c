/*
 * Filters that change the case of letters. A text that was escaped for HTML stays so.
 *
 * title() differs from Python's str.title: a word begins after white space, a hyphen
 * or an opening bracket, so that "it's" becomes "It's".
 */
#include "template/families.h"
#include "template/letters.h"

#include "base/text.h"

#include <string.h>

static bool change_case(wp_call *call, wp_str (*change)(wp_arena *, wp_str), wp_value *out, wp_error *err)
{
    wp_str text;
    if (!wp_bind_nothing(call, err) || !wp_want_text(call, NULL, call->subject, &text, err))
        return false;
    wp_give_text(call, change(call->arena, text), out);
    out->marks |= call->subject.type == WP_STRING ? call->subject.marks & WP_MARKUP : 0;
    return true;
}

static bool run_upper(wp_call *call, wp_value *out, wp_error *err)
{
    return change_case(call, wp_letters_upper, out, err);
}

static bool run_lower(wp_call *call, wp_value *out, wp_error *err)
{
    return change_case(call, wp_letters_lower, out, err);
}

static bool run_capitalize(wp_call *call, wp_value *out, wp_error *err)
{
    return change_case(call, wp_letters_capitalize, out, err);
}

static bool begins_word(uint32_t before)
{
    return wp_char_is_space(before) || (before && before < 0x80 && strchr("-({[<", (int)before));
}

static wp_str title(wp_arena *arena, wp_str text)
{
    wp_buf buf = wp_buf_new(arena);
    for (size_t from = 0, at = 0; from < text.len; from = at) {
        /* a piece ends before the character that begins a new one */
        bool is_gap = false, was_gap = false;
        while (at < text.len) {
            size_t next = at;
            is_gap = begins_word(wp_utf8_next(text, &next));
            if (at > from && is_gap != was_gap)
                break;
            was_gap = is_gap;
            at = next;
        }
        size_t second = from;
        wp_utf8_next(text, &second);
        wp_buf_str_add(&buf, wp_letters_upper(arena, wp_str_slice(text, from, second)));
        wp_buf_str_add(&buf, wp_letters_lower(arena, wp_str_slice(text, second, at)));
    }
    return wp_buf_str(&buf);
}

static bool run_title(wp_call *call, wp_value *out, wp_error *err)
{
    return change_case(call, title, out, err);
}

const wp_builtin wp_filters_case[] = {
    { .name = "upper", .run = run_upper, .usage = "text | upper", .summary = "The text in capitals." },
    { .name = "lower", .run = run_lower, .usage = "text | lower", .summary = "The text in small letters." },
    { .name = "capitalize", .run = run_capitalize, .usage = "text | capitalize",
      .summary = "The first letter as a capital, the others small." },
    { .name = "title", .run = run_title, .usage = "text | title",
      .summary = "Every word begins with a capital, its other letters are small." },
    { 0 },
};
