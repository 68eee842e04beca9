/*
 * The one place that knows pcre2.
 *
 * Compiled code lives in the arena that it was made in, so nothing has to free
 * it; what a match needs is made by malloc for each one, so threads can share a
 * pattern. Limits on steps and memory keep a bad pattern from running for ever.
 *
 * A pattern is compiled twice: for texts that are UTF-8, and for those that are
 * not quite. With the second, pcre2 looks through the whole text before each match.
 */
#include "base/regex.h"
#include "base/regex_syntax.h"
#include "base/text.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdlib.h>
#include <string.h>

#define MOST_STEPS    10000000u
#define MOST_HEAP_KIB (512u * 1024)

struct wp_regex {
    pcre2_code *code;
    pcre2_code *lenient; /* NULL with WP_REGEX_BYTES */
    uint32_t groups;
};

typedef enum search_end { NOT_FOUND, FOUND, GAVE_UP } search_end;

/* ---- compile ------------------------------------------------------------- */

static void *alloc_in_arena(size_t size, void *arena)
{
    return wp_alloc(arena, size);
}

static void keep_in_arena(void *piece, void *arena)
{
    (void)piece;
    (void)arena;
}

static uint32_t options_of(int flags, bool ascii)
{
    uint32_t options = PCRE2_NEVER_BACKSLASH_C;
    if (!(flags & WP_REGEX_BYTES))
        options |= PCRE2_UTF | (ascii ? 0 : PCRE2_UCP);
    if (flags & WP_REGEX_IGNORE_CASE)
        options |= PCRE2_CASELESS;
    if (flags & WP_REGEX_MULTILINE)
        options |= PCRE2_MULTILINE;
    if (flags & WP_REGEX_DOTALL)
        options |= PCRE2_DOTALL;
    /* Also with (?m): a line starts behind the last newline, as in Python. */
    return options | PCRE2_ALT_CIRCUMFLEX;
}

static bool fail_with_pcre2(wp_error *err, wp_str pattern, int number, size_t at)
{
    PCRE2_UCHAR text[256];
    pcre2_get_error_message(number, text, sizeof text);
    size_t character = wp_utf8_len(wp_str_slice(pattern, 0, at)) + 1;
    return wp_fail(err, WP_E_SYNTAX, WP_NO_MARK, "bad regular expression '%.*s': %s, at character %zu",
                   (int)(pattern.len < 500 ? pattern.len : 500), pattern.ptr, (const char *)text, character);
}

bool wp_regex_compile(wp_arena *arena, wp_str pattern, int flags, wp_regex **out, wp_error *err)
{
    bool ascii = false;
    wp_str translated = wp_regex_translate(arena, pattern, &ascii, NULL);
    pcre2_general_context *memory = pcre2_general_context_create(alloc_in_arena, keep_in_arena, arena);
    pcre2_compile_context *context = pcre2_compile_context_create(memory);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);

    int number;
    size_t at;
    uint32_t options = options_of(flags, ascii);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)translated.ptr, translated.len, options, &number, &at, context);
    if (!code) {
        wp_regex_translate(arena, pattern, &ascii, &at);
        return fail_with_pcre2(err, pattern, number, at);
    }
    wp_regex *regex = wp_new(arena, wp_regex);
    regex->code = code;
    if (!(flags & WP_REGEX_BYTES))
        regex->lenient = pcre2_compile((PCRE2_SPTR)translated.ptr, translated.len, options | PCRE2_MATCH_INVALID_UTF,
                                       &number, &at, context);
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &regex->groups);
    *out = regex;
    return true;
}

size_t wp_regex_groups(const wp_regex *regex)
{
    return regex->groups;
}

/* pcre2 keeps names in rows: the group's number in two bytes, then the name and a NUL. */
size_t wp_regex_named(const wp_regex *regex, wp_str name)
{
    uint32_t count = 0, width = 0;
    PCRE2_SPTR row = NULL;
    pcre2_pattern_info(regex->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(regex->code, PCRE2_INFO_NAMEENTRYSIZE, &width);
    pcre2_pattern_info(regex->code, PCRE2_INFO_NAMETABLE, &row);
    for (uint32_t i = 0; i < count; i++, row += width)
        if (wp_str_is(name, (const char *)row + 2))
            return (size_t)row[0] << 8 | row[1];
    return 0;
}

/* ---- match --------------------------------------------------------------- */

static wp_span *copy_spans(wp_arena *arena, const wp_regex *regex, pcre2_match_data *data)
{
    const size_t *offsets = pcre2_get_ovector_pointer(data);
    wp_span *spans = wp_new_array(arena, wp_span, regex->groups + 1);
    for (uint32_t i = 0; i <= regex->groups; i++) {
        bool took_part = offsets[2 * i] != PCRE2_UNSET;
        spans[i] = (wp_span){
            .from = took_part ? offsets[2 * i] : SIZE_MAX,
            .to = took_part ? offsets[2 * i + 1] : SIZE_MAX,
        };
    }
    return spans;
}

/* `options` has PCRE2_NO_UTF_CHECK if the text is known to be UTF-8. */
static search_end match_at(wp_arena *arena, const wp_regex *regex, wp_str text, size_t from, uint32_t options,
                           wp_span **spans)
{
    if (from > text.len)
        return NOT_FOUND;
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    pcre2_match_data *data = pcre2_match_data_create(regex->groups + 1, NULL);
    search_end end = GAVE_UP;
    if (!context || !data)
        goto out;
    pcre2_set_match_limit(context, MOST_STEPS);
    pcre2_set_heap_limit(context, MOST_HEAP_KIB);

    const pcre2_code *code = regex->lenient && !(options & PCRE2_NO_UTF_CHECK) ? regex->lenient : regex->code;
    int count = pcre2_match(code, (PCRE2_SPTR)(text.ptr ? text.ptr : ""), text.len, from, options, data, context);
    if (count == PCRE2_ERROR_NOMATCH)
        end = NOT_FOUND;
    if (count > 0) {
        end = FOUND;
        if (spans)
            *spans = copy_spans(arena, regex, data);
    }
out:
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    return end;
}

/* Says to pcre2 that the text has been checked, so that it does not do so itself. */
static uint32_t when_checked(bool is_checked)
{
    return is_checked ? PCRE2_NO_UTF_CHECK : 0;
}

static bool is_utf8(const wp_regex *regex, wp_str text)
{
    return regex->lenient && wp_utf8_valid(text);
}

/* Not in the midst of a character: on to the next one. */
static size_t character_start(wp_str text, size_t at)
{
    while (at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80)
        at++;
    return at;
}

bool wp_regex_search(wp_arena *arena, const wp_regex *regex, wp_str text, size_t from, wp_span **spans)
{
    bool is_checked = is_utf8(regex, text);
    if (is_checked)
        from = character_start(text, from);
    return match_at(arena, regex, text, from, when_checked(is_checked), spans) == FOUND;
}

bool wp_regex_match(wp_arena *arena, const wp_regex *regex, wp_str text, wp_span **spans)
{
    return match_at(arena, regex, text, 0, PCRE2_ANCHORED | when_checked(is_utf8(regex, text)), spans) == FOUND;
}

wp_regex_walk wp_regex_walk_over(const wp_regex *regex, wp_str text)
{
    return (wp_regex_walk){ .regex = regex, .text = text, .is_checked = is_utf8(regex, text) };
}

bool wp_regex_next(wp_arena *arena, wp_regex_walk *walk, wp_span **spans)
{
    uint32_t options = when_checked(walk->is_checked) | (walk->after_empty ? PCRE2_NOTEMPTY_ATSTART : 0);
    wp_span *found;
    search_end end = match_at(arena, walk->regex, walk->text, walk->at, options, &found);
    walk->gave_up = end == GAVE_UP;
    if (end != FOUND)
        return false;
    walk->at = found[0].to;
    walk->after_empty = found[0].from == found[0].to;
    *spans = found;
    return true;
}
