/*
 * JSON is read by the one reader of JSON (wp_from_json); here the places are
 * added. Once the whole text is known to be JSON, a walk over it only has to
 * find where each text, list and dict begins; the pieces are read one by one.
 */
#include "yaml/json.h"

#include <string.h>

#include "base/text.h"
#include "yaml/place.h"

#define DEPTH_LIMIT 256

typedef struct walk {
    wp_arena *arena;
    wp_places places;
    wp_str text;
    size_t at, depth;
} walk;

static bool read_value(walk *on, wp_value *out);

static char peek(walk *on)
{
    while (on->at < on->text.len && on->text.ptr[on->at] && strchr(" \t\r\n", on->text.ptr[on->at]))
        on->at++;
    return on->at < on->text.len ? on->text.ptr[on->at] : '\0';
}

static bool step_over(walk *on, char byte)
{
    if (peek(on) != byte)
        return false;
    on->at++;
    return true;
}

static size_t end_of_text(const walk *on)
{
    size_t at = on->at + 1;
    while (at < on->text.len && on->text.ptr[at] != '"')
        at += on->text.ptr[at] == '\\' ? 2 : 1;
    return at + 1;
}

static bool read_text(walk *on, wp_value *out)
{
    size_t from = on->at, end = end_of_text(on);
    wp_value text;
    if (!wp_from_json(on->arena, wp_str_slice(on->text, from, end), &text, NULL) || !wp_is(text, WP_STRING))
        return false;
    *out = wp_string_at(on->arena, wp_text(text), wp_place_of_offset(&on->places, from + 1));
    on->at = end;
    return true;
}

/* true, false, null, numbers */
static bool read_word(walk *on, wp_value *out)
{
    size_t from = on->at;
    while (on->at < on->text.len && on->text.ptr[on->at] && !strchr(" \t\r\n,]}", on->text.ptr[on->at]))
        on->at++;
    return wp_from_json(on->arena, wp_str_slice(on->text, from, on->at), out, NULL);
}

static bool read_list(walk *on, wp_value *out)
{
    wp_value list = wp_list_new(on->arena, 0), item;
    wp_container_set_mark(list, wp_place_of_offset(&on->places, on->at));
    on->at++;
    *out = list;
    if (step_over(on, ']'))
        return true;
    do {
        if (!read_value(on, &item))
            return false;
        wp_list_push(on->arena, list, item);
    } while (step_over(on, ','));
    return step_over(on, ']');
}

static bool read_dict(walk *on, wp_value *out)
{
    wp_value dict = wp_dict_new(on->arena, 0), key, item;
    wp_container_set_mark(dict, wp_place_of_offset(&on->places, on->at));
    on->at++;
    *out = dict;
    if (step_over(on, '}'))
        return true;
    do {
        if (peek(on) != '"' || !read_text(on, &key) || !step_over(on, ':') || !read_value(on, &item))
            return false;
        wp_dict_put(on->arena, dict, key, item);
    } while (step_over(on, ','));
    return step_over(on, '}');
}

static bool read_value(walk *on, wp_value *out)
{
    if (on->depth == DEPTH_LIMIT)
        return false;
    on->depth++;
    bool done = false;
    switch (peek(on)) {
    case '"':
        done = read_text(on, out);
        break;
    case '[':
        done = read_list(on, out);
        break;
    case '{':
        done = read_dict(on, out);
        break;
    default:
        done = read_word(on, out);
    }
    on->depth--;
    return done;
}

bool wp_json_load_located(wp_arena *arena, wp_str text, const char *file, wp_value *out)
{
    wp_value whole;
    if (!wp_from_json(arena, text, &whole, NULL))
        return false;
    walk on = { .arena = arena, .places = wp_places_of(file, text), .text = text };
    wp_value located;
    if (!read_value(&on, &located))
        return false;
    *out = located;
    return true;
}
