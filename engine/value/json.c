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
    wp_str soft; /* the same text until something has to be painted over */
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

/* ---- check and paint over -------------------------------------------------- */

/* The number 0, then blanks. */
static void paint_number(json_reader *reader, wp_json_token token)
{
    char *at = (char *)reader->soft.ptr + token.from;
    memset(at, ' ', token.to - token.from);
    at[0] = '0';
}

/* All \u escapes become \u0020: what they stand for is read from the text. */
static void paint_units(json_reader *reader, wp_json_token token)
{
    char *bytes = (char *)reader->soft.ptr;
    for (size_t at = token.from; at < token.to; at++) {
        if (bytes[at] != '\\')
            continue;
        if (bytes[++at] == 'u')
            memcpy(bytes + at + 1, "0020", 4);
    }
}

static bool is_for_cjson(const json_reader *reader, wp_json_token token)
{
    if (token.kind == WP_JSON_STRING)
        return !token.has_escapes;
    return token.kind != WP_JSON_NUMBER ||
           (token.to - token.from <= LONGEST_NUMBER && !isalpha((unsigned char)reader->text.ptr[token.to - 1]));
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
        if (!is_for_cjson(reader, token)) {
            if (reader->soft.ptr == reader->text.ptr)
                reader->soft = wp_str_dup(reader->arena, reader->text);
            if (token.kind == WP_JSON_NUMBER)
                paint_number(reader, token);
            else
                paint_units(reader, token);
        }
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

static bool check_rest(const json_reader *reader, size_t end, wp_error *err)
{
    wp_json_token token = wp_json_next(reader->text, end);
    if (token.kind == WP_JSON_END)
        return true;
    return fail_at(reader, token.from, "something follows its end", err);
}

bool wp_from_json(wp_arena *arena, wp_str text, wp_value *out, wp_error *err)
{
    if (wp_str_starts(text, "\xef\xbb\xbf"))
        text = wp_str_slice(text, 3, text.len);
    json_reader reader = { .arena = arena, .text = text, .soft = text };
    if (!check(&reader, err))
        return false;
    if (wp_json_next(text, 0).kind == WP_JSON_END)
        return fail_at(&reader, text.len, "it is empty", err);

    const char *end = reader.soft.ptr;
    cJSON *tree = cJSON_ParseWithLengthOpts(reader.soft.ptr, reader.soft.len, &end, false);
    size_t at = (size_t)(end - reader.soft.ptr);
    if (!tree)
        return fail_at(&reader, at, NULL, err);
    bool done = check_rest(&reader, at, err);
    if (done)
        *out = build(&reader, tree);
    cJSON_Delete(tree);
    return done;
}
