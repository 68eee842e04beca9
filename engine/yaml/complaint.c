/*
 * From what a parser says to what a person needs.
 *
 * Two tables do it. The first has our words for each problem of the parser, and
 * whether its place is where the parser stopped or where the unfinished thing
 * began. The second has the classic mistakes, each a function that looks at the
 * lines around the place; the first that knows its mistake gives the hint.
 */
#include "yaml/complaint.h"

#include <string.h>

#include "base/nearest.h"
#include "base/text.h"

typedef struct story {
    const char *problem; /* as the parser has it */
    const char *text;
    bool at_start;    /* the place to show is where the thing began */
    const char *hint; /* where no classic mistake is seen */
} story;

static const story stories[] = {
    { "mapping values are not allowed in this context", "a 'key: value' can't stand here", false,
      "look for a ':' too many, or for wrong indentation" },
    { "block sequence entries are not allowed in this context", "a '- item' can't stand here", false,
      "begin the list on a line of its own" },
    { "mapping keys are not allowed in this context", "a '? key' can't stand here", false, NULL },
    { "could not find expected ':'", "this is no 'key: value'", true, "a ':' and a blank are missing after the key" },
    { "did not find expected key", "a key of the dict is expected here", false,
      "look for wrong indentation or missing quotes" },
    { "did not find expected '-' indicator", "a '- item' is expected here", false,
      "the list goes on with '- ', or ends with less indentation" },
    { "did not find expected ',' or ']'", "the list in [ ] is not closed: ',' or ']' is expected", false, NULL },
    { "did not find expected ',' or '}'", "the dict in { } is not closed: ',' or '}' is expected", false, NULL },
    { "did not find expected node content", "a value is expected here", false, NULL },
    { "did not find expected <document start>", "the document has ended, and this goes on", false,
      "look for wrong indentation, or for a '---' that is missing" },
    { "found character that cannot start any token", "a text can't begin with this character", false,
      "put the text in quotes" },
    { "found unexpected end of stream", "the quotes that open here are never closed", true,
      "an apostrophe within single quotes is written twice: 'it''s'" },
    { "found unexpected document indicator", "the quotes that open here are not closed before the document ends", true,
      NULL },
    { "found unknown escape character", "unknown escape in double quotes", false,
      "write \\\\ for a backslash, or use single quotes" },
    { "did not find expected hexdecimal number", "the escape needs hexadecimal digits", false, NULL },
    { "found invalid Unicode character escape code", "there is no such character", false, NULL },
    { "did not find expected alphabetic or numeric character", "a name is expected after '&' or '*'", true,
      "put a text that begins with '&' or '*' in quotes" },
    { "found a tab character that violates indentation", "a tab can't be used to indent", false, "indent with blanks" },
    { "found a tab character where an indentation space is expected", "a tab can't be used to indent", false,
      "indent with blanks" },
    { "found an indentation indicator equal to 0", "the indentation of a block can't be 0", false, NULL },
    { "did not find expected comment or line break", "the text of a block begins on the next line", false,
      "only an indication such as '-' or '2' may follow '|' or '>'" },
    { "found undefined tag handle", "unknown tag", false, "put a text that begins with '!' in quotes" },
    { "did not find expected '!'", "unknown tag", true, "put a text that begins with '!' in quotes" },
    { "did not find expected tag URI", "unknown tag", true, "put a text that begins with '!' in quotes" },
    { "did not find expected whitespace or line break", "a blank is expected here", false, NULL },
    { "found unknown directive name", "unknown % directive", false, "put a text that begins with '%' in quotes" },
    { "could not find expected directive name", "unknown % directive", false,
      "put a text that begins with '%' in quotes" },
    { "found incompatible YAML document", "this version of YAML is not known", false, NULL },
};

/* ---- the parts of a line ------------------------------------------------- */

/* `  - - key: value` */
typedef struct line_parts {
    wp_str key; /* empty: none */
    wp_str value;
} line_parts;

static wp_str skip_dashes(wp_str line)
{
    line = wp_str_trim(line);
    while (wp_str_starts(line, "- "))
        line = wp_str_trim(wp_str_slice(line, 2, line.len));
    return line;
}

static size_t find_colon(wp_str text)
{
    size_t at = wp_str_find(text, wp_str_of(": "), 0);
    return at == SIZE_MAX && wp_str_ends(text, ":") ? text.len - 1 : at;
}

static line_parts take_apart(wp_str line)
{
    wp_str rest = skip_dashes(line);
    size_t colon = find_colon(rest);
    if (colon == SIZE_MAX || wp_str_starts(rest, "{") || wp_str_starts(rest, "[") || wp_str_starts(rest, "\""))
        return (line_parts){ wp_str_of(NULL), rest };
    return (line_parts){ wp_str_slice(rest, 0, colon), wp_str_trim(wp_str_slice(rest, colon + 1, rest.len)) };
}

static size_t indent_of(wp_str line)
{
    size_t count = 0;
    while (count < line.len && line.ptr[count] == ' ')
        count++;
    return count;
}

/* How the line would be right with its value in quotes. */
static bool hint_to_quote(wp_error *err, const char *why, line_parts parts)
{
    bool has_double = memchr(parts.value.ptr, '"', parts.value.len) != NULL;
    bool has_single = memchr(parts.value.ptr, '\'', parts.value.len) != NULL;
    if ((has_double && has_single) || parts.value.len > 200)
        return wp_hint(err, "%s must be in quotes", why);
    const char *quote = has_double ? "'" : "\"";
    wp_hint(err, "%s must be in quotes: %.*s%s%s%.*s%s", why, (int)parts.key.len, parts.key.ptr,
            parts.key.len > 0 ? ": " : "", quote, (int)parts.value.len, parts.value.ptr, quote);
    return true;
}

/* ---- the classic mistakes ------------------------------------------------ */

static bool is_template_line(wp_str line)
{
    return wp_str_starts(take_apart(line).value, "{{");
}

/* key: {{ value }} */
static bool see_bare_template(wp_places *places, const wp_complaint *complaint, wp_error *err)
{
    size_t lines[] = { complaint->line, complaint->context_line, complaint->line > 0 ? complaint->line - 1 : 0 };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        wp_str line = wp_place_line(places, lines[i]);
        if (is_template_line(line))
            return hint_to_quote(err, "a value that begins with {{", take_apart(line));
    }
    return false;
}

/* {% if %} on a line of its own */
static bool see_template_block(wp_places *places, const wp_complaint *complaint, wp_error *err)
{
    wp_str line = skip_dashes(wp_place_line(places, complaint->line));
    if (!wp_str_starts(line, "{%"))
        return false;
    wp_hint(err, "templates are read inside texts only: put it in quotes, or use 'when' or 'loop'");
    return true;
}

static bool see_tab(wp_places *places, const wp_complaint *complaint, wp_error *err)
{
    wp_str line = wp_place_line(places, complaint->line);
    for (size_t i = 0; i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '\t'); i++)
        if (line.ptr[i] == '\t') {
            wp_hint(err, "this line is indented with a tab: indent with blanks");
            return true;
        }
    return false;
}

/* key: "quoted" and more */
static bool see_text_after_quotes(wp_places *places, const wp_complaint *complaint, wp_error *err)
{
    line_parts parts = take_apart(wp_place_line(places, complaint->line));
    if (parts.value.len < 2 || !strchr("\"'", parts.value.ptr[0]))
        return false;
    size_t end = wp_str_find(parts.value, wp_str_slice(parts.value, 0, 1), 1);
    wp_str after = end == SIZE_MAX ? wp_str_of(NULL) : wp_str_trim(wp_str_slice(parts.value, end + 1, parts.value.len));
    if (after.len == 0 || after.ptr[0] == '#')
        return false;
    return hint_to_quote(err, "the whole value", parts);
}

/* key: text: more text */
static bool see_colon_in_text(wp_places *places, const wp_complaint *complaint, wp_error *err)
{
    line_parts parts = take_apart(wp_place_line(places, complaint->line));
    if (!strstr(complaint->problem, "mapping values") || parts.key.len == 0 || find_colon(parts.value) == SIZE_MAX)
        return false;
    return hint_to_quote(err, "a text with ': ' in it", parts);
}

/* key:value, one line above */
static bool see_missing_blank(wp_places *places, const wp_complaint *complaint, wp_error *err)
{
    if (complaint->line == 0)
        return false;
    wp_str before = skip_dashes(wp_place_line(places, complaint->line - 1));
    const char *colon = memchr(before.ptr, ':', before.len);
    if (!strstr(complaint->problem, "mapping values") || !colon || find_colon(before) != SIZE_MAX)
        return false;
    wp_hint(err, "a blank is missing after the ':' in line %zu", complaint->line);
    return true;
}

/* -item */
static bool see_missing_blank_after_dash(wp_places *places, const wp_complaint *complaint, wp_error *err)
{
    size_t lines[] = { complaint->line, complaint->line > 0 ? complaint->line - 1 : 0 };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        wp_str line = wp_str_trim(wp_place_line(places, lines[i]));
        if (line.len < 2 || line.ptr[0] != '-' || strchr("- ", line.ptr[1]))
            continue;
        wp_hint(err, "a blank is missing after the '-' in line %zu", lines[i] + 1);
        return true;
    }
    return false;
}

/* A line that is further in than the value above it. */
static bool see_deeper_line(wp_places *places, const wp_complaint *complaint, wp_error *err)
{
    if (complaint->line == 0 || !strstr(complaint->problem, "mapping values"))
        return false;
    wp_str above = wp_place_line(places, complaint->line - 1), line = wp_place_line(places, complaint->line);
    if (indent_of(line) <= indent_of(above) || take_apart(above).value.len == 0)
        return false;
    wp_hint(err, "this line is indented further than the one above, which has its value already");
    return true;
}

/* A line whose indentation fits none of those above. */
static bool see_odd_indentation(wp_places *places, const wp_complaint *complaint, wp_error *err)
{
    wp_str line = wp_place_line(places, complaint->line);
    size_t indent = indent_of(line);
    if (!complaint->has_context || complaint->line == complaint->context_line || indent != complaint->column ||
        indent == complaint->context_column || !strstr(complaint->problem, "expected key"))
        return false;
    wp_hint(err, "this line begins in column %zu, the dict it should belong to in column %zu (line %zu)", indent + 1,
            complaint->context_column + 1, complaint->context_line + 1);
    return true;
}

/* key: @text, key: *.com */
static bool see_reserved_character(wp_places *places, const wp_complaint *complaint, wp_error *err)
{
    line_parts parts = take_apart(wp_place_line(places, complaint->line));
    if (parts.value.len == 0 || !strchr("@`%&*!", parts.value.ptr[0]) || strstr(complaint->problem, "expected key"))
        return false;
    char why[] = "a text that begins with '?'";
    why[sizeof why - 3] = parts.value.ptr[0];
    return hint_to_quote(err, why, parts);
}

typedef bool mistake(wp_places *, const wp_complaint *, wp_error *);

static mistake *const mistakes[] = {
    see_tab,
    see_bare_template,
    see_template_block,
    see_text_after_quotes,
    see_colon_in_text,
    see_missing_blank,
    see_missing_blank_after_dash,
    see_deeper_line,
    see_odd_indentation,
    see_reserved_character,
};

static const story *find_story(const char *problem)
{
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++)
        if (strcmp(stories[i].problem, problem) == 0)
            return &stories[i];
    return NULL;
}

static void give_hint(wp_places *places, const wp_complaint *complaint, const story *known, wp_error *err)
{
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
        if (mistakes[i](places, complaint, err))
            return;
    if (known && known->hint)
        wp_hint(err, "%s", known->hint);
    else if (complaint->has_context && complaint->context_line != complaint->line && !(known && known->at_start))
        wp_hint(err, "it begins in line %zu, column %zu", complaint->context_line + 1, complaint->context_column + 1);
}

bool wp_complain(wp_places *places, const wp_complaint *complaint, wp_error *err)
{
    const story *known = find_story(complaint->problem);
    bool at_start = known && known->at_start && complaint->has_context;
    wp_mark mark = at_start ? wp_place_of_node(places, complaint->context_line, complaint->context_column)
                            : wp_place_of_node(places, complaint->line, complaint->column);
    wp_fail(err, WP_E_SYNTAX, mark, "%s", known ? known->text : complaint->problem);
    if (err)
        give_hint(places, complaint, known, err);
    return false;
}

bool wp_complain_of_key(wp_places *places, size_t line, size_t column, const char *type, wp_error *err)
{
    wp_complaint complaint = { .problem = "", .line = line, .column = column, .context_line = line };
    wp_fail(err, WP_E_SYNTAX, wp_place_of_node(places, line, column), "%s can't be the key of a dict", type);
    if (err && !see_bare_template(places, &complaint, err))
        wp_hint(err, "put a text that holds { } or [ ] in quotes");
    return false;
}

bool wp_complain_of_tag(wp_mark mark, const char *tag, wp_error *err)
{
    wp_nearest nearest = wp_nearest_to(wp_str_of(tag));
    wp_nearest_try(&nearest, "!vault");
    wp_nearest_try(&nearest, "!unsafe");
    wp_fail(err, WP_E_SYNTAX, mark, "unknown tag '%s'", tag);
    if (nearest.best)
        return wp_hint(err, "did you mean '%s'?", nearest.best);
    return wp_hint(err, "put a text that begins with '!' in quotes: \"%s\"", tag);
}
