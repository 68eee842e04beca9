/*
 * Filters that cut and shape a text. Whatever is given is first written as text, as
 * a template would print it. Lengths and places count characters.
 */
#include "template/families.h"
#include "template/strings.h"

#include "base/regex.h"
#include "base/text.h"

static bool run_string(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str text;
    if (!wp_bind_nothing(call, err) || !wp_want_text(call, NULL, call->subject, &text, err))
        return false;
    if (call->subject.type == WP_STRING && !(call->subject.marks & WP_BYTES)) {
        *out = call->subject;
        return true;
    }
    return wp_give_text(call, text, out);
}

static bool run_trim(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "chars", NULL };
    wp_value slots[1];
    wp_str text, chars;
    if (!wp_bind(call, names, slots, err) || !wp_want_text(call, NULL, call->subject, &text, err))
        return false;
    if (!wp_is_given(slots[0]))
        return wp_give_text(call, wp_str_strip(text, (wp_str){ 0 }, WP_BOTH_ENDS), out);
    return wp_want_string(call, names[0], slots[0], &chars, err) &&
           wp_give_text(call, wp_str_strip(text, chars, WP_BOTH_ENDS), out);
}

static bool run_replace(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "old", "new", "count", NULL };
    wp_value slots[3];
    wp_str text, old, new;
    int64_t count = -1;
    if (!wp_bind(call, names, slots, err) || !wp_want_text(call, NULL, call->subject, &text, err))
        return false;
    for (int i = 0; i < 2; i++)
        if (slots[i].type == WP_OMIT)
            return wp_fail_call(call, err, "needs what to replace, and by what");
    if (!wp_want_text(call, names[0], slots[0], &old, err) || !wp_want_text(call, names[1], slots[1], &new, err))
        return false;
    if (wp_is_given(slots[2]) && !wp_want_int(call, names[2], slots[2], &count, err))
        return false;
    return wp_give_text(call, wp_str_replace(call->arena, text, old, new, count), out);
}

static bool run_center(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "width", NULL };
    wp_value slots[1];
    wp_str text;
    int64_t width;
    if (!wp_bind(call, names, slots, err) || !wp_want_text(call, NULL, call->subject, &text, err) ||
        !wp_arg_count(call, names[0], slots[0], 80, &width, err))
        return false;
    return wp_give_text(call, wp_str_pad(call->arena, text, width, wp_str_of(" "), WP_BOTH_ENDS), out);
}

/* How far to indent: a number of blanks, or the very text. */
static bool want_indention(wp_call *call, wp_value width, wp_str *out, wp_error *err)
{
    int64_t blanks;
    if (width.type == WP_STRING) {
        *out = wp_text(width);
        return true;
    }
    if (!wp_arg_count(call, "width", width, 4, &blanks, err))
        return false;
    wp_buf buf = wp_buf_new(call->arena);
    wp_buf_repeat(&buf, ' ', blanks > 0 ? (size_t)blanks : 0);
    *out = wp_buf_str(&buf);
    return true;
}

static bool run_indent(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "width", "first", "blank", NULL };
    wp_value slots[3];
    wp_str text, indention, line;
    if (!wp_bind(call, names, slots, err) || !wp_want_string(call, NULL, call->subject, &text, err) ||
        !want_indention(call, slots[0], &indention, err))
        return false;
    bool first = wp_arg_bool(slots[1], false), blank = wp_arg_bool(slots[2], false);

    wp_buf buf = wp_buf_new(call->arena), with_newline = wp_buf_new(call->arena);
    wp_buf_str_add(&with_newline, text);
    wp_buf_char(&with_newline, '\n'); /* so that a newline at the end of the text is kept */
    wp_str rest = wp_buf_str(&with_newline);
    for (bool is_first = true; wp_str_next_line(&rest, &line, NULL); is_first = false) {
        if (!is_first)
            wp_buf_char(&buf, '\n');
        if (is_first ? first : blank || line.len)
            wp_buf_str_add(&buf, indention);
        wp_buf_str_add(&buf, line);
    }
    return wp_give_buf(call, &buf, out);
}

/* A list or dict that is short enough stays as it is; no other can be cut. */
static bool want_cuttable(wp_call *call, int64_t most, wp_str *text, bool *is_short, wp_error *err)
{
    wp_value list;
    *is_short = false;
    if (call->subject.type != WP_LIST && call->subject.type != WP_DICT) {
        if (!wp_want_string(call, NULL, call->subject, text, err))
            return false;
        *is_short = (int64_t)wp_utf8_len(*text) <= most;
        return true;
    }
    if (!wp_want_items(call, NULL, call->subject, &list, err))
        return false;
    *is_short = (int64_t)wp_len(list) <= most;
    return *is_short || wp_fail_type(call, NULL, "a text", call->subject, err);
}

static bool run_truncate(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "length", "killwords", "end", "leeway", NULL };
    wp_value slots[4];
    wp_str text, end;
    int64_t length, leeway;
    bool is_short;
    if (!wp_bind(call, names, slots, err) || !wp_arg_whole(call, names[0], slots[0], 255, &length, err) ||
        !wp_arg_str(call, names[2], slots[2], "...", &end, err) ||
        !wp_arg_int(call, names[3], slots[3], 5, &leeway, err))
        return false;
    int64_t end_length = (int64_t)wp_utf8_len(end);
    if (length < end_length)
        return wp_fail_call(call, err, "length must be at least that of '%.*s'", (int)end.len, end.ptr);
    if (leeway < 0)
        return wp_fail_call(call, err, "leeway can't be negative");
    if (!want_cuttable(call, length + leeway, &text, &is_short, err))
        return false;
    if (is_short) {
        *out = call->subject;
        return true;
    }

    wp_str kept = wp_str_slice(text, 0, wp_utf8_offset(text, (size_t)(length - end_length)));
    if (!wp_arg_bool(slots[1], false)) {
        size_t blank = kept.len;
        while (blank > 0 && kept.ptr[blank - 1] != ' ')
            blank--;
        if (blank)
            kept.len = blank - 1;
    }
    wp_buf buf = wp_buf_new(call->arena);
    wp_buf_str_add(&buf, kept);
    wp_buf_str_add(&buf, end);
    return wp_give_buf(call, &buf, out);
}

static bool run_wordcount(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str text;
    wp_regex *word;
    wp_span *span;
    int64_t count = 0;
    if (!wp_bind_nothing(call, err) || !wp_want_text(call, NULL, call->subject, &text, err) ||
        !wp_regex_compile(call->arena, wp_str_of("\\w+"), 0, &word, err))
        return false;
    wp_regex_walk walk = wp_regex_walk_over(word, text);
    while (wp_regex_next(call->arena, &walk, &span))
        count++;
    return wp_give_int(count, out);
}

static bool run_format(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str format, made;
    if (!wp_want_text(call, NULL, call->subject, &format, err))
        return false;
    if (call->count && wp_len(call->named))
        return wp_fail_call(call, err, "takes values by place or by name, not both at once");
    wp_value args = call->named;
    if (call->count || !wp_len(call->named)) {
        args = wp_tuple_new(call->arena, call->count);
        for (size_t i = 0; i < call->count; i++)
            wp_list_push(call->arena, args, call->args[i]);
    }
    if (!wp_format_percent(call->arena, format, args, &made, err)) {
        wp_at(err, call->mark);
        return wp_while(err, "%s", call->name);
    }
    return wp_give_changed(call, made, out);
}

static bool run_quote(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str text = wp_str_of("");
    if (!wp_bind_nothing(call, err))
        return false;
    if (call->subject.type != WP_NULL && !wp_want_text(call, NULL, call->subject, &text, err))
        return false;
    return wp_give_text(call, wp_shell_quote(call->arena, text), out);
}

static bool run_split(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "sep", "maxsplit", NULL };
    wp_value slots[2];
    wp_str text, separator = { 0 };
    int64_t most;
    if (!wp_bind(call, names, slots, err) || !wp_want_string(call, NULL, call->subject, &text, err) ||
        !wp_arg_whole(call, names[1], slots[1], -1, &most, err))
        return false;
    if (wp_is_given(slots[0]) && !wp_want_string(call, names[0], slots[0], &separator, err))
        return false;
    if (separator.ptr && !separator.len)
        return wp_fail_call(call, err, "sep can't be empty");
    *out = wp_str_split_list(call->arena, text, separator, most, wp_call_marks(call));
    return true;
}

const wp_builtin wp_filters_text[] = {
    { .name = "string", .run = run_string, .usage = "value | string", .summary = "The value as a text." },
    { .name = "trim", .run = run_trim, .usage = "text | trim(chars=none)",
      .summary = "White space, or the given characters, off both ends." },
    { .name = "replace", .run = run_replace, .usage = "text | replace(old, new, count=none)",
      .summary = "Every occurrence of a text (or the first `count`) exchanged for another." },
    { .name = "center", .run = run_center, .usage = "text | center(width=80)",
      .summary = "Blanks on both sides, up to a width." },
    { .name = "indent", .run = run_indent, .usage = "text | indent(width=4, first=false, blank=false)",
      .summary = "Every line but the first moved to the right; `first` and `blank` take in the first line and empty "
        "ones." },
    { .name = "truncate", .run = run_truncate,
      .usage = "text | truncate(length=255, killwords=false, end='...', leeway=none)",
      .summary = "A text that is too long is cut, at the end of a word unless `killwords` is set." },
    { .name = "wordcount", .run = run_wordcount, .usage = "text | wordcount", .summary = "The number of words." },
    { .name = "format", .run = run_format, .usage = "'%s is %d' | format(name, number)",
      .summary = "Values written into a text by its % places." },
    { .name = "quote", .run = run_quote, .usage = "text | quote",
      .summary = "Quoted so that a shell reads it as one word." },
    { .name = "split", .run = run_split, .usage = "text | split(sep=none, maxsplit=-1)",
      .summary = "The parts between separators; without one, between white space." },
    { 0 },
};
