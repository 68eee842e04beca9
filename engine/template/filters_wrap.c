/*
 * Filters that lay a text out in lines: wordwrap and comment.
 *
 * Wrapping works on chunks: runs of white space, words, and the parts of words that
 * end in a hyphen (or stand around a dash). Chunks are put on a line while they fit;
 * one that fits on no line is cut.
 */
#include "template/families.h"
#include "template/strings.h"

#include "base/regex.h"
#include "base/text.h"

#include <string.h>

/* ---- wordwrap ------------------------------------------------------------------ */

#define LETTER "[^\\d\\W]"
#define WORD_PUNCTUATION "[\\w!\"'&.,?]"

/* What splits a line: blanks, dashes between words, and words with their hyphen. */
static const char split_at_hyphens[] =
    "([\\t\\n\\x0b\\x0c\\r ]+"
    "|(?<=" WORD_PUNCTUATION ")-{2,}(?=\\w)"
    "|[^\\t\\n\\x0b\\x0c\\r ]+?"
    "(?:-(?:(?<=" LETTER "{2}-)|(?<=" LETTER "-" LETTER "-))(?=" LETTER "-?" LETTER ")"
    "|(?=[\\t\\n\\x0b\\x0c\\r ]|\\Z)"
    "|(?<=" WORD_PUNCTUATION ")(?=-{2,}\\w)))";
static const char split_at_blanks[] = "([\\t\\n\\x0b\\x0c\\r ]+|[^\\t\\n\\x0b\\x0c\\r ]+)";

typedef struct wrapping {
    wp_arena *arena;
    int64_t width;
    bool break_long_words;
    bool break_on_hyphens;
    wp_str newline;
    wp_regex *chunks;
} wrapping;

typedef struct chunk_list {
    wp_str *at;
    size_t count, next;
} chunk_list;

static chunk_list split_chunks(const wrapping *how, wp_str line)
{
    chunk_list chunks = { .at = wp_new_array(how->arena, wp_str, line.len + 1) };
    wp_regex_walk walk = wp_regex_walk_over(how->chunks, line);
    for (wp_span *span; wp_regex_next(how->arena, &walk, &span);)
        if (span->to > span->from)
            chunks.at[chunks.count++] = wp_str_slice(line, span->from, span->to);
    return chunks;
}

static bool is_blank(wp_str chunk)
{
    return wp_str_strip(chunk, (wp_str){ 0 }, WP_LEFT_END).len == 0;
}

/* The byte after the last hyphen within the first `room` characters that does not stand in front; 0: none. */
static size_t after_hyphen(wp_str chunk, size_t room)
{
    size_t end = wp_utf8_offset(chunk, room);
    size_t at = wp_str_rfind(wp_str_slice(chunk, 0, end), wp_str_of("-"));
    if (at == SIZE_MAX || at == 0 || strspn(chunk.ptr, "-") >= at)
        return 0;
    return at + 1;
}

/* A chunk that fits on no line gives as much of itself as there is room for, or all where it can't be cut. */
static void put_part(const wrapping *how, chunk_list *chunks, wp_buf *line, size_t room)
{
    wp_str *chunk = &chunks->at[chunks->next];
    if (how->break_long_words) {
        size_t end = wp_utf8_offset(*chunk, room);
        if (how->break_on_hyphens && wp_utf8_len(*chunk) > room && after_hyphen(*chunk, room))
            end = after_hyphen(*chunk, room);
        wp_buf_str_add(line, wp_str_slice(*chunk, 0, end));
        *chunk = wp_str_slice(*chunk, end, chunk->len);
        return;
    }
    wp_buf_str_add(line, *chunk);
    chunks->next++;
}

static void wrap_line(const wrapping *how, wp_str text, wp_buf *out)
{
    chunk_list chunks = split_chunks(how, text);
    for (bool first = true; chunks.next < chunks.count;) {
        wp_buf line = wp_buf_new(how->arena);
        size_t length = 0, last = 0; /* `last`: where its last chunk began */
        if (!first && is_blank(chunks.at[chunks.next]))
            chunks.next++;
        while (chunks.next < chunks.count) {
            size_t more = wp_utf8_len(chunks.at[chunks.next]);
            if ((int64_t)(length + more) > how->width)
                break;
            last = line.len;
            wp_buf_str_add(&line, chunks.at[chunks.next++]);
            length += more;
        }
        if (chunks.next < chunks.count && (int64_t)wp_utf8_len(chunks.at[chunks.next]) > how->width &&
            (how->break_long_words || !line.len)) {
            last = line.len;
            put_part(how, &chunks, &line, (size_t)(how->width - (int64_t)length));
        }
        wp_str made = wp_buf_str(&line);
        if (made.len && is_blank(wp_str_slice(made, last, made.len)))
            made.len = last;
        if (!made.len)
            continue;
        if (!first)
            wp_buf_str_add(out, how->newline);
        wp_buf_str_add(out, made);
        first = false;
    }
}

static bool run_wordwrap(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "width", "break_long_words", "wrapstring", "break_on_hyphens", NULL };
    wp_value slots[4];
    wp_str text, line;
    wrapping how = { .arena = call->arena };
    if (!wp_bind(call, names, slots, err) || !wp_want_string(call, NULL, call->subject, &text, err) ||
        !wp_arg_whole(call, names[0], slots[0], 79, &how.width, err) ||
        !wp_arg_str(call, names[2], slots[2], "\n", &how.newline, err))
        return false;
    if (how.width <= 0)
        return wp_fail_call(call, err, "width must be greater than 0");
    how.break_long_words = wp_arg_bool(slots[1], true);
    how.break_on_hyphens = wp_arg_bool(slots[3], true);
    if (!wp_regex_compile(call->arena, wp_str_of(how.break_on_hyphens ? split_at_hyphens : split_at_blanks), 0,
                          &how.chunks, err))
        return false;

    wp_buf buf = wp_buf_new(call->arena);
    for (bool first = true; wp_str_next_line(&text, &line, NULL); first = false) {
        if (!first)
            wp_buf_str_add(&buf, how.newline);
        wrap_line(&how, line, &buf);
    }
    return wp_give_buf(call, &buf, out);
}

/* ---- comment -------------------------------------------------------------------- */

typedef struct comment_style {
    const char *name, *beginning, *decoration, *end;
} comment_style;

static const comment_style comment_styles[] = {
    { "plain", "", "# ", "" },       { "erlang", "", "% ", "" },       { "c", "", "// ", "" },
    { "cblock", "/*", " * ", " */" }, { "xml", "<!--", " - ", "-->" },
};

enum { STYLE, NEWLINE, BEGINNING, PREFIX, PREFIX_COUNT, DECORATION, POSTFIX, POSTFIX_COUNT, END, COMMENT_SLOTS };

static const comment_style *find_style(wp_str name)
{
    for (size_t i = 0; i < sizeof comment_styles / sizeof comment_styles[0]; i++)
        if (wp_str_is(name, comment_styles[i].name))
            return &comment_styles[i];
    return NULL;
}

/* Lines that hold nothing but the decoration lose the blanks at its end. */
static wp_str decorate(wp_arena *arena, wp_str text, wp_str decoration, wp_str newline)
{
    wp_buf between = wp_buf_new(arena), empty = wp_buf_new(arena), bare = wp_buf_new(arena), all = wp_buf_new(arena);
    wp_buf_str_add(&between, newline);
    wp_buf_str_add(&between, decoration);
    wp_buf_str_add(&empty, decoration);
    wp_buf_str_add(&empty, newline);
    wp_buf_str_add(&bare, wp_str_strip(decoration, (wp_str){ 0 }, WP_RIGHT_END));
    wp_buf_str_add(&bare, newline);
    wp_buf_str_add(&all, decoration);
    wp_buf_str_add(&all, wp_str_replace(arena, text, newline, wp_buf_str(&between), -1));
    return wp_str_replace(arena, wp_buf_str(&all), wp_buf_str(&empty), wp_buf_str(&bare), -1);
}

static bool run_comment(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "style",  "newline",    "beginning", "prefix",        "prefix_count",
                                         "decoration", "postfix", "postfix_count", "end", NULL };
    wp_value slots[COMMENT_SLOTS];
    wp_str text, style_name, newline, beginning, prefix, decoration, postfix, end;
    int64_t prefix_count, postfix_count;
    if (!wp_bind(call, names, slots, err) || !wp_want_string(call, NULL, call->subject, &text, err) ||
        !wp_arg_str(call, names[STYLE], slots[STYLE], "plain", &style_name, err))
        return false;
    const comment_style *style = find_style(style_name);
    if (!style)
        return wp_fail_call(call, err, "there is no style '%.*s'; there are plain, erlang, c, cblock and xml",
                            (int)style_name.len, style_name.ptr);
    if (!wp_arg_str(call, names[DECORATION], slots[DECORATION], style->decoration, &decoration, err))
        return false;
    wp_str bare = wp_str_strip(decoration, (wp_str){ 0 }, WP_RIGHT_END);
    const char *around = wp_strndup(call->arena, bare.ptr, bare.len);
    if (!wp_arg_str(call, names[NEWLINE], slots[NEWLINE], "\n", &newline, err) ||
        !wp_arg_str(call, names[BEGINNING], slots[BEGINNING], style->beginning, &beginning, err) ||
        !wp_arg_str(call, names[PREFIX], slots[PREFIX], around, &prefix, err) ||
        !wp_arg_count(call, names[PREFIX_COUNT], slots[PREFIX_COUNT], 1, &prefix_count, err) ||
        !wp_arg_str(call, names[POSTFIX], slots[POSTFIX], around, &postfix, err) ||
        !wp_arg_count(call, names[POSTFIX_COUNT], slots[POSTFIX_COUNT], 1, &postfix_count, err) ||
        !wp_arg_str(call, names[END], slots[END], style->end, &end, err))
        return false;

    wp_buf buf = wp_buf_new(call->arena);
    if (beginning.len) {
        wp_buf_str_add(&buf, beginning);
        wp_buf_str_add(&buf, newline);
    }
    for (int64_t i = 0; prefix.len && i < prefix_count; i++) {
        if (!wp_str_eq(prefix, newline))
            wp_buf_str_add(&buf, prefix);
        wp_buf_str_add(&buf, newline);
    }
    wp_buf_str_add(&buf, decorate(call->arena, text, decoration, newline));
    for (int64_t i = 0; i < postfix_count; i++) {
        wp_buf_str_add(&buf, newline);
        wp_buf_str_add(&buf, postfix);
    }
    if (end.len) {
        wp_buf_str_add(&buf, newline);
        wp_buf_str_add(&buf, end);
    }
    return wp_give_buf(call, &buf, out);
}

const wp_builtin wp_filters_wrap[] = {
    { .name = "wordwrap", .run = run_wordwrap,
      .usage = "text | wordwrap(width=79, break_long_words=true, wrapstring=none, break_on_hyphens=true)",
      .summary = "The text in lines no longer than a width." },
    { .name = "comment", .run = run_comment,
      .usage = "text | comment(style='plain', decoration=..., beginning=..., end=..., prefix=..., postfix=...)",
      .summary = "The text as a comment, in the style plain, erlang, c, cblock, xml, or one of your own." },
    { 0 },
};
