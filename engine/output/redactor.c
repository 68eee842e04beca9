/*
 * The redactor. A secret is looked for as it is, and as it looks inside of JSON,
 * since results carry such texts too. Longer ones come first, so that one that
 * holds another is hidden whole.
 */
#include "output/redactor.h"

#include "base/buf.h"
#include "base/map.h"

#include <string.h>

struct wp_redactor {
    wp_arena *arena;
    wp_map *known;
    wp_str *secrets; /* longest first */
    size_t count, cap;
};

enum { SHORTEST_SECRET = 3 };
static const char mask[] = "********";

wp_redactor *wp_redactor_new(wp_arena *arena)
{
    wp_redactor *redactor = wp_new(arena, wp_redactor);
    redactor->arena = arena;
    redactor->known = wp_map_new(arena);
    return redactor;
}

static void insert(wp_redactor *redactor, wp_str secret)
{
    if (redactor->count == redactor->cap) {
        size_t cap = redactor->cap ? redactor->cap * 2 : 16;
        redactor->secrets = wp_grow(redactor->arena, redactor->secrets, redactor->cap * sizeof(wp_str),
                                    cap * sizeof(wp_str));
        redactor->cap = cap;
    }
    size_t at = redactor->count++;
    while (at > 0 && redactor->secrets[at - 1].len < secret.len) {
        redactor->secrets[at] = redactor->secrets[at - 1];
        at--;
    }
    redactor->secrets[at] = secret;
}

static void add_once(wp_redactor *redactor, wp_str secret)
{
    if (secret.len < SHORTEST_SECRET || wp_map_get(redactor->known, secret) != NULL)
        return;
    wp_str copy = wp_str_dup(redactor->arena, secret);
    wp_map_put(redactor->known, copy, redactor);
    insert(redactor, copy);
}

void wp_redactor_add(wp_redactor *redactor, wp_str secret)
{
    while (secret.len > 0 && (secret.ptr[secret.len - 1] == '\n' || secret.ptr[secret.len - 1] == '\r'))
        secret.len--;
    add_once(redactor, secret);
    wp_str json = wp_to_json(redactor->arena, wp_string_of(redactor->arena, secret), (wp_json_style){ 0 });
    if (json.len > 2)
        add_once(redactor, (wp_str){ json.ptr + 1, json.len - 2 });
    for (wp_str rest = secret; rest.len > 0;) { /* a secret of many lines is also each of its lines */
        const char *end = memchr(rest.ptr, '\n', rest.len);
        size_t len = end != NULL ? (size_t)(end - rest.ptr) : rest.len;
        if (end == NULL && rest.ptr == secret.ptr)
            break;
        if (len >= 8)
            add_once(redactor, (wp_str){ rest.ptr, len });
        rest = end != NULL ? (wp_str){ end + 1, rest.len - len - 1 } : (wp_str){ 0 };
    }
}

static bool has_secret(const wp_redactor *redactor, wp_str text)
{
    for (size_t i = 0; i < redactor->count; i++)
        if (redactor->secrets[i].len <= text.len &&
            memmem(text.ptr, text.len, redactor->secrets[i].ptr, redactor->secrets[i].len) != NULL)
            return true;
    return false;
}

wp_str wp_redact(wp_arena *arena, const wp_redactor *redactor, wp_str text)
{
    if (!has_secret(redactor, text))
        return wp_str_dup(arena, text);
    wp_buf out = wp_buf_new(arena);
    for (size_t at = 0; at < text.len;) {
        size_t matched = 0;
        for (size_t i = 0; i < redactor->count && matched == 0; i++) {
            wp_str secret = redactor->secrets[i];
            if (secret.len <= text.len - at && memcmp(text.ptr + at, secret.ptr, secret.len) == 0)
                matched = secret.len;
        }
        if (matched > 0)
            wp_buf_add(&out, mask);
        else
            wp_buf_char(&out, text.ptr[at]);
        at += matched > 0 ? matched : 1;
    }
    return wp_buf_str(&out);
}

wp_value wp_redact_value(wp_arena *arena, const wp_redactor *redactor, wp_value value)
{
    wp_value copy, key, item;
    switch (value.type) {
    case WP_STRING:
        if (value.marks & WP_SECRET)
            return wp_string_static(mask);
        if (!has_secret(redactor, wp_text(value)))
            return value;
        return wp_string_of(arena, wp_redact(arena, redactor, wp_text(value)));
    case WP_LIST:
        copy = value.marks & WP_TUPLE ? wp_tuple_new(arena, wp_len(value)) : wp_list_new(arena, wp_len(value));
        for (size_t i = 0; i < wp_len(value); i++)
            wp_list_push(arena, copy, wp_redact_value(arena, redactor, wp_list_at(value, i)));
        return copy;
    case WP_DICT:
        copy = wp_dict_new(arena, wp_len(value));
        for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++)
            wp_dict_put(arena, copy, key, wp_redact_value(arena, redactor, item));
        return copy;
    default:
        return value;
    }
}
