/*
 * Reads JSON. cJSON finds the structure: which lists and dicts there are, and what
 * stands in them. Numbers and strings are then taken from the text itself, in the
 * order in which the tree has them, since cJSON keeps only doubles, and ends a
 * string at its first \u0000.
 *
 *   text --check--> soft text --cJSON--> tree --+ text--> value
 *
 * cJSON is laxer than JSON in some points, stricter than Python in others. So the
 * text is checked token by token before; and what only cJSON refuses (NaN, very
 * long numbers, surrogates that stand alone) is painted over in a copy of it, each
 * byte keeping its place.
 */
#include "value/json_text.h"
#include "base/text.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <string.h>

#define LONGEST_NUMBER 60 /* of cJSON: 63 */

typedef struct json_reader {
    wp_arena *arena;
    wp_str text;
    char *soft;
    size_t at;
} json_reader;

/* ---- errors --------------------------------------------------------------- */

static wp_mark mark_at(wp_str text, size_t at)
{
    wp_mark mark = { .line = 1, .column = 1 };
    wp_str before = wp_str_slice(text, 0, at);
    size_t line_start = 0, newline;
    while ((newline = wp_str_find(before, wp_str_of("\n"), line_start)) != SIZE_MAX) {
        mark.line++;
        line_start = newline + 1;
    }
    mark.column += (uint32_t)wp_utf8_len(wp_str_slice(before, line_start, before.len));
    return mark;
}

static bool fail_at(const json_reader *reader, size_t at, const char *problem, wp_error *err)
{
    wp_mark mark = mark_at(reader->text, at);
    wp_str rest = wp_str_slice(reader->text, at, reader->text.len);
    size_t shown = wp_utf8_offset(rest, 1);
    if (problem)
        return wp_fail(err, WP_E_SYNTAX, mark, "this is not JSON: %s (line %u, column %u)", problem, mark.line,
                       mark.column);
    if (!rest.len)
        return wp_fail(err, WP_E_SYNTAX, mark, "this is not JSON: it ends too early (line %u, column %u)", mark.line,
                       mark.column);
    if (iscntrl((unsigned char)rest.ptr[0]))
        return wp_fail(err, WP_E_SYNTAX, mark, "this is not JSON: unexpected byte 0x%02x (line %u, column %u)",
                       (unsigned)(unsigned char)rest.ptr[0], mark.line, mark.column);
    return wp_fail(err, WP_E_SYNTAX, mark, "this is not JSON: unexpected '%.*s' (line %u, column %u)", (int)shown,
                   rest.ptr, mark.line, mark.column);
}

/* Where the text goes wrong, when cJSON stops at `at`. In want of a key it stops
 * behind the first byte of what it found instead of one. */
static size_t find_problem(const json_reader *reader, size_t at)
{
    char open[CJSON_NESTING_LIMIT + 1], before = '\0';
    size_t depth = 0;
    wp_json_token token = wp_json_next(reader->text, 0);
    for (; token.kind != WP_JSON_END && token.from + 1 < at; token = wp_json_next(reader->text, token.to)) {
        before = reader->text.ptr[token.from];
        if (before == '[' || before == '{')
            open[depth++] = before;
        else if (depth && (before == ']' || before == '}'))
            depth--;
    }
    bool wants_key = depth && open[depth - 1] == '{' && (before == '{' || before == ',');
    return wants_key && token.from + 1 == at && token.kind != WP_JSON_STRING ? token.from : at;
}

/* ---- check and paint over -------------------------------------------------- */

/* The number 0, then blanks. */
static void paint_number(json_reader *reader, wp_json_token token)
{
    memset(reader->soft + token.from, ' ', token.to - token.from);
    reader->soft[token.from] = '0';
}

/* All \u escapes become \u0020: what they stand for is read from the text. */
static void paint_units(json_reader *reader, wp_json_token token)
{
    for (size_t at = token.from; at < token.to; at++) {
        if (reader->soft[at] != '\\')
            continue;
        if (reader->soft[++at] == 'u')
            memcpy(reader->soft + at + 1, "0020", 4);
    }
}

static void paint_over(json_reader *reader, wp_json_token token)
{
    if (token.kind == WP_JSON_STRING && token.has_escapes)
        paint_units(reader, token);
    bool is_word = token.to && isalpha((unsigned char)reader->text.ptr[token.to - 1]);
    if (token.kind == WP_JSON_NUMBER && (is_word || token.to - token.from > LONGEST_NUMBER))
        paint_number(reader, token);
}

static bool check(json_reader *reader, wp_error *err)
{
    int depth = 0;
    for (;;) {
        wp_json_token token = wp_json_next(reader->text, reader->at);
        if (token.kind == WP_JSON_END)
            break;
        if (token.kind == WP_JSON_BAD)
            return fail_at(reader, token.from, token.problem, err);
        if (token.kind == WP_JSON_PUNCTUATION) {
            char byte = reader->text.ptr[token.from];
            depth += (byte == '[' || byte == '{') - (byte == ']' || byte == '}');
            if (depth > CJSON_NESTING_LIMIT)
                return fail_at(reader, token.from, "it is nested too deep", err);
        }
        paint_over(reader, token);
        reader->at = token.to;
    }
    reader->at = 0;
    return true;
}

/* ---- the tree and the text, side by side ----------------------------------- */

/* The next token that is no punctuation: the one that the tree's next leaf or key came from. */
static wp_json_token next_leaf(json_reader *reader)
{
    wp_json_token token;
    do {
        token = wp_json_next(reader->text, reader->at);
        reader->at = token.to;
    } while (token.kind == WP_JSON_PUNCTUATION);
    return token;
}

static wp_value build(json_reader *reader, const cJSON *node);

static wp_value build_list(json_reader *reader, const cJSON *node)
{
    wp_value list = wp_list_new(reader->arena, (size_t)cJSON_GetArraySize(node));
    for (const cJSON *item = node->child; item; item = item->next)
        wp_list_push(reader->arena, list, build(reader, item));
    return list;
}

static wp_value build_dict(json_reader *reader, const cJSON *node)
{
    wp_value dict = wp_dict_new(reader->arena, (size_t)cJSON_GetArraySize(node));
    for (const cJSON *item = node->child; item; item = item->next) {
        wp_value key = wp_json_string(reader->arena, reader->text, next_leaf(reader));
        wp_dict_put(reader->arena, dict, key, build(reader, item));
    }
    return dict;
}

static wp_value build(json_reader *reader, const cJSON *node)
{
    if (cJSON_IsArray(node))
        return build_list(reader, node);
    if (cJSON_IsObject(node))
        return build_dict(reader, node);
    wp_json_token token = next_leaf(reader);
    if (cJSON_IsString(node))
        return wp_json_string(reader->arena, reader->text, token);
    if (cJSON_IsNumber(node))
        return wp_json_number(reader->arena, reader->text, token);
    return cJSON_IsNull(node) ? wp_null() : wp_bool(cJSON_IsTrue(node));
}

/* In the soft text: a number that was painted over has ended where its blanks begin. */
static bool check_rest(const json_reader *reader, size_t end, wp_error *err)
{
    wp_json_token token = wp_json_next((wp_str){ .ptr = reader->soft, .len = reader->text.len }, end);
    if (token.kind == WP_JSON_END)
        return true;
    return fail_at(reader, token.from, "something follows its end", err);
}

/* cJSON gets the NUL behind the text as well, which it skips as white space: where
 * it stops, the end of the text can be told from its last character. */
static bool read_tree(json_reader *reader, wp_value *out, wp_error *err)
{
    const char *end = reader->soft;
    cJSON *tree = cJSON_ParseWithLengthOpts(reader->soft, reader->text.len + 1, &end, false);
    size_t at = (size_t)(end - reader->soft);
    if (!tree)
        return fail_at(reader, find_problem(reader, at), NULL, err);
    bool done = check_rest(reader, at, err);
    if (done)
        *out = build(reader, tree);
    cJSON_Delete(tree);
    return done;
}

bool wp_from_json(wp_arena *arena, wp_str text, wp_value *out, wp_error *err)
{
    if (wp_str_starts(text, "\xef\xbb\xbf"))
        text = wp_str_slice(text, 3, text.len);
    wp_arena *scratch = wp_arena_new();
    json_reader reader = { .arena = arena, .text = text, .soft = wp_strndup(scratch, text.ptr, text.len) };
    bool done = check(&reader, err);
    if (done && wp_json_next(text, 0).kind == WP_JSON_END)
        done = fail_at(&reader, text.len, "it is empty", err);
    done = done && read_tree(&reader, out, err);
    wp_arena_free(scratch);
    return done;
}
