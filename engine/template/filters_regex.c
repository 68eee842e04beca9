/* Filters that look for regular expressions, written as in Python's re. */
#include "template/families.h"

#include "base/regex.h"
#include "base/text.h"
#include "template/env.h"

#include <string.h>

static bool compile(wp_call *call, wp_str pattern, bool ignore_case, bool multiline, wp_regex **out, wp_error *err)
{
    int flags = (ignore_case ? WP_REGEX_IGNORE_CASE : 0) | (multiline ? WP_REGEX_MULTILINE : 0);
    return wp_patterns_compile(call->arena, wp_env_patterns(call->context->env), pattern, flags, out, err) ||
           wp_while(err, "%s", call->name);
}

static bool want_pattern(wp_call *call, const char *name, wp_value slot, wp_str *out, wp_error *err)
{
    if (slot.type == WP_OMIT)
        return wp_fail_call(call, err, "needs a regular expression");
    return wp_want_string(call, name, slot, out, err);
}

static bool run_regex_replace(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "pattern", "replacement", "ignorecase", "multiline", NULL };
    wp_value slots[4];
    wp_str text, pattern, replacement = wp_str_of(""), replaced;
    wp_regex *regex;
    if (!wp_bind(call, names, slots, err) || !wp_want_text(call, NULL, call->subject, &text, err) ||
        !wp_arg_str(call, names[0], slots[0], "", &pattern, err) ||
        (slots[1].type != WP_OMIT && !wp_want_string(call, names[1], slots[1], &replacement, err)) ||
        !compile(call, pattern, wp_arg_bool(slots[2], false), wp_arg_bool(slots[3], false), &regex, err))
        return false;
    if (!wp_regex_replace(call->arena, regex, text, replacement, 0, &replaced, err))
        return wp_while(err, "%s", call->name);
    return wp_give_text(call, replaced, out);
}

static wp_value group(wp_call *call, wp_str text, wp_span span, uint8_t marks)
{
    return wp_marked(call->arena, span.from == SIZE_MAX ? wp_str_of("") : wp_str_slice(text, span.from, span.to),
                     marks);
}

/* All of it without groups, the group where there is one, else a tuple of groups. */
static bool run_regex_findall(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "regex", "multiline", "ignorecase", NULL };
    wp_value slots[3];
    wp_str text, pattern;
    wp_regex *regex;
    if (!wp_bind(call, names, slots, err) || !wp_want_text(call, NULL, call->subject, &text, err) ||
        !want_pattern(call, names[0], slots[0], &pattern, err) ||
        !compile(call, pattern, wp_arg_bool(slots[2], false), wp_arg_bool(slots[1], false), &regex, err))
        return false;
    wp_value found = wp_list_new(call->arena, 8);
    uint8_t marks = wp_call_marks(call);
    wp_regex_walk walk = wp_regex_walk_over(regex, text);
    for (wp_span *spans; wp_regex_next(call->arena, &walk, &spans);) {
        size_t groups = wp_regex_groups(regex);
        wp_value item = group(call, text, spans[groups == 1], marks);
        if (groups > 1) {
            item = wp_tuple_new(call->arena, groups);
            for (size_t i = 1; i <= groups; i++)
                wp_list_push(call->arena, item, group(call, text, spans[i], marks));
        }
        wp_list_push(call->arena, found, item);
    }
    if (walk.gave_up)
        return wp_fail_call(call, err, "the regular expression takes too many steps on this text");
    *out = found;
    return true;
}

/* "\\1" or "\\g<name>": what stands for the group. */
static bool want_group(wp_call *call, wp_value arg, wp_str *out, wp_error *err)
{
    wp_str text;
    if (!wp_want_string(call, "a group", arg, &text, err))
        return false;
    size_t end = wp_str_starts(text, "\\g<") ? wp_str_find(text, wp_str_of(">"), 3) : SIZE_MAX;
    *out = end != SIZE_MAX ? wp_str_slice(text, 3, end) : wp_str_slice(text, 1, text.len);
    bool by_number = wp_str_starts(text, "\\") && out->len && out->ptr[0] >= '0' && out->ptr[0] <= '9';
    if (end == SIZE_MAX && !by_number)
        return wp_fail_call(call, err, "'%.*s' names no group: write '\\1' or '\\g<name>'", (int)text.len, text.ptr);
    if (end == SIZE_MAX)
        out->len = strspn(out->ptr, "0123456789");
    return true;
}

static bool find_group(wp_call *call, const wp_regex *regex, wp_str name, size_t *out, wp_error *err)
{
    int64_t number;
    bool by_number = wp_str_int(name, &number);
    *out = by_number ? (size_t)number : wp_regex_named(regex, name);
    if ((!by_number && *out == 0) || *out > wp_regex_groups(regex))
        return wp_fail_call(call, err, "the regular expression has no group '%.*s'", (int)name.len, name.ptr);
    return true;
}

static bool run_regex_search(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "regex", "ignorecase", "multiline", NULL };
    wp_value slots[3];
    wp_str text, pattern;
    wp_regex *regex;
    wp_span *spans;
    wp_call first = *call; /* what comes behind the expression are groups */
    first.count = call->count ? 1 : 0;
    if (!wp_bind(&first, names, slots, err) || !wp_want_text(call, NULL, call->subject, &text, err) ||
        !want_pattern(call, names[0], slots[0], &pattern, err) ||
        !compile(call, pattern, wp_arg_bool(slots[1], false), wp_arg_bool(slots[2], false), &regex, err))
        return false;
    size_t count = call->count > 1 ? call->count - 1 : 0;
    wp_str *groups = wp_new_array(call->arena, wp_str, count);
    for (size_t i = 0; i < count; i++)
        if (!want_group(call, call->args[i + 1], &groups[i], err))
            return false;
    if (!wp_regex_search(call->arena, regex, text, 0, &spans)) {
        *out = wp_null();
        return true;
    }
    uint8_t marks = wp_call_marks(call);
    *out = group(call, text, spans[0], marks);
    if (!count)
        return true;
    *out = wp_list_new(call->arena, count);
    for (size_t i = 0; i < count; i++) {
        size_t number;
        if (!find_group(call, regex, groups[i], &number, err))
            return false;
        bool took_part = spans[number].from != SIZE_MAX;
        wp_list_push(call->arena, *out, took_part ? group(call, text, spans[number], marks) : wp_null());
    }
    return true;
}

static bool run_regex_escape(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "re_type", NULL };
    wp_value slots[1];
    wp_str text, type;
    if (!wp_bind(call, names, slots, err) || !wp_want_text(call, NULL, call->subject, &text, err) ||
        !wp_arg_str(call, names[0], slots[0], "python", &type, err))
        return false;
    const char *special = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f";
    if (wp_str_is(type, "posix_basic"))
        special = "].[^$*\\";
    else if (!wp_str_is(type, "python")) /* Ansible knows the name posix_extended, but can't do it */
        return wp_fail_call(call, err, "re_type must be python or posix_basic, not '%.*s'",
                            (int)type.len, type.ptr);
    wp_buf buf = wp_buf_new(call->arena);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] && strchr(special, text.ptr[i]))
            wp_buf_char(&buf, '\\');
        wp_buf_char(&buf, text.ptr[i]);
    }
    return wp_give_buf(call, &buf, out);
}

const wp_builtin wp_filters_regex[] = {
    { .name = "regex_replace", .run = run_regex_replace,
      .usage = "text | regex_replace(pattern, replacement='', ignorecase=false, multiline=false)",
      .summary = "Every match exchanged for a text, in which \\\\1 and \\\\g<name> are groups of the match." },
    { .name = "regex_findall", .run = run_regex_findall,
      .usage = "text | regex_findall(regex, multiline=false, ignorecase=false)",
      .summary = "All matches; with one group that group, with several tuples of them." },
    { .name = "regex_search", .run = run_regex_search,
      .usage = "text | regex_search(regex, '\\\\1', ..., ignorecase=false, multiline=false)",
      .summary = "The first match, or the list of the groups asked for; null where there is none." },
    { .name = "regex_escape", .run = run_regex_escape, .usage = "text | regex_escape(re_type='python')",
      .summary = "A regular expression that matches just this text." },
    { 0 },
};
