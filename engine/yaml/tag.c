/*
 * One row a tag, with what it makes of a scalar and of a collection. A tag
 * without the one or the other does not fit there, which is an error.
 */
#include "yaml/tag.h"

#include <string.h>

#include "base/text.h"
#include "crypto/digest.h"
#include "yaml/scalar.h"

#define STANDARD "tag:yaml.org,2002:"

typedef bool make_scalar(wp_arena *, const wp_tagged *, wp_str, wp_value *, wp_error *);
typedef bool make_collection(wp_arena *, const wp_tagged *, wp_value, wp_value *, wp_error *);

/* Of a standard tag, the form in which it was written. */
static const char *shown(const char *tag, const char **bangs)
{
    bool is_standard = strncmp(tag, STANDARD, strlen(STANDARD)) == 0;
    *bangs = is_standard ? "!!" : "";
    return is_standard ? tag + strlen(STANDARD) : tag;
}

static bool fail_content(const wp_tagged *tagged, wp_str text, wp_error *err)
{
    const char *bangs, *tag = shown(tagged->tag, &bangs);
    wp_str line = text;
    wp_str_split(&text, '\n', &line);
    return wp_fail(err, WP_E_SYNTAX, tagged->mark, "'%.*s' is no %s%s", (int)line.len, line.ptr, bangs, tag);
}

static bool make_text(wp_arena *arena, const wp_tagged *tagged, wp_str text, wp_value *out, wp_error *err)
{
    (void)err;
    *out = wp_string_at(arena, text, tagged->mark);
    return true;
}

static bool make_null(wp_arena *arena, const wp_tagged *tagged, wp_str text, wp_value *out, wp_error *err)
{
    (void)arena, (void)tagged, (void)text, (void)err;
    *out = wp_null();
    return true;
}

static bool make_bool(wp_arena *arena, const wp_tagged *tagged, wp_str text, wp_value *out, wp_error *err)
{
    (void)arena;
    bool truth;
    if (!wp_plain_bool(text, &truth))
        return fail_content(tagged, text, err);
    *out = wp_bool(truth);
    return true;
}

static bool make_int(wp_arena *arena, const wp_tagged *tagged, wp_str text, wp_value *out, wp_error *err)
{
    return wp_plain_int(arena, wp_str_trim(text), out) || fail_content(tagged, text, err);
}

static bool make_float(wp_arena *arena, const wp_tagged *tagged, wp_str text, wp_value *out, wp_error *err)
{
    double number;
    if (!wp_plain_float(arena, wp_str_trim(text), &number))
        return fail_content(tagged, text, err);
    *out = wp_float(number);
    return true;
}

static bool make_timestamp(wp_arena *arena, const wp_tagged *tagged, wp_str text, wp_value *out, wp_error *err)
{
    wp_str iso;
    if (!wp_timestamp_iso(arena, text, &iso))
        return fail_content(tagged, text, err);
    *out = wp_string_at(arena, iso, tagged->mark);
    return true;
}

static bool make_binary(wp_arena *arena, const wp_tagged *tagged, wp_str text, wp_value *out, wp_error *err)
{
    wp_str bytes;
    if (!wp_base64_decode(arena, text, &bytes))
        return wp_fail(err, WP_E_SYNTAX, tagged->mark, "the text after !!binary is not base64");
    *out = wp_string_at(arena, bytes, tagged->mark);
    if (!wp_utf8_valid(bytes))
        out->marks |= WP_BYTES;
    return true;
}

static bool make_unsafe(wp_arena *arena, const wp_tagged *tagged, wp_str text, wp_value *out, wp_error *err)
{
    make_text(arena, tagged, text, out, err);
    out->marks |= WP_UNSAFE;
    return true;
}

/*
 * A value that no password opens harms nobody who doesn't read it: as in Ansible, it is the task that reads it which
 * fails. So it becomes a template that fails with the reason, where the value stands.
 */
static wp_value make_sealed(wp_arena *arena, const wp_tagged *tagged, const wp_error *reason)
{
    wp_str why = wp_to_repr(arena, wp_string_printf(arena, "%s; %s", reason->text, reason->hint));
    const char *text = wp_printf(arena, "{{ undef() | mandatory(%s) }}", why.ptr);
    return wp_string_at(arena, wp_str_of(text), tagged->mark);
}

static bool make_decrypted(wp_arena *arena, const wp_tagged *tagged, wp_str text, wp_value *out, wp_error *err)
{
    wp_str plain;
    if (tagged->keep_envelopes) {
        *out = wp_dict_new(arena, 1);
        wp_dict_set(arena, *out, "__ansible_vault", wp_string_of(arena, text));
        return true;
    }
    wp_error reason = { 0 };
    if (!wp_vault_decrypt(arena, tagged->vault, text, &plain, &reason)) {
        if (reason.kind == WP_E_FAILED && tagged->vault != NULL) {
            *out = make_sealed(arena, tagged, &reason);
            return true;
        }
        if (err != NULL)
            *err = reason;
        return wp_at(err, tagged->mark);
    }
    *out = wp_string_at(arena, plain, tagged->mark);
    out->marks |= WP_SECRET;
    if (!wp_utf8_valid(plain))
        out->marks |= WP_BYTES;
    return true;
}

static bool keep_list(wp_arena *arena, const wp_tagged *tagged, wp_value built, wp_value *out, wp_error *err)
{
    (void)arena;
    if (!wp_is(built, WP_LIST))
        return wp_fail(err, WP_E_SYNTAX, tagged->mark, "a list is expected after !!seq");
    *out = built;
    return true;
}

static bool keep_dict(wp_arena *arena, const wp_tagged *tagged, wp_value built, wp_value *out, wp_error *err)
{
    (void)arena;
    if (!wp_is(built, WP_DICT))
        return wp_fail(err, WP_E_SYNTAX, tagged->mark, "a dict is expected after !!map");
    *out = built;
    return true;
}

static bool mark_unsafe(wp_arena *arena, const wp_tagged *tagged, wp_value built, wp_value *out, wp_error *err)
{
    (void)tagged, (void)err;
    *out = wp_value_mark_all(arena, built, WP_UNSAFE);
    return true;
}

/* {a, b} becomes [a, b]: a set of keys has no value of its own. */
static bool make_set(wp_arena *arena, const wp_tagged *tagged, wp_value built, wp_value *out, wp_error *err)
{
    if (!wp_is(built, WP_DICT))
        return wp_fail(err, WP_E_SYNTAX, tagged->mark, "a dict is expected after !!set");
    wp_value keys = wp_list_new(arena, wp_len(built)), key, item;
    for (size_t i = 0; wp_dict_pair(built, i, &key, &item); i++)
        wp_list_push(arena, keys, key);
    wp_container_set_mark(keys, tagged->mark);
    *out = keys;
    return true;
}

/* [a: 1, b: 2] becomes [[a, 1], [b, 2]]. */
static bool make_pairs(wp_arena *arena, const wp_tagged *tagged, wp_value built, wp_value *out, wp_error *err)
{
    wp_value pairs = wp_list_new(arena, wp_len(built)), key, item;
    for (size_t i = 0; i < wp_len(built); i++) {
        wp_value one = wp_list_at(built, i);
        if (!wp_is(built, WP_LIST) || !wp_is(one, WP_DICT) || wp_len(one) != 1)
            break;
        wp_dict_pair(one, 0, &key, &item);
        wp_value pair = wp_list_new(arena, 2);
        wp_list_push(arena, pair, key);
        wp_list_push(arena, pair, item);
        wp_list_push(arena, pairs, pair);
    }
    if (!wp_is(built, WP_LIST) || wp_len(pairs) != wp_len(built))
        return wp_fail(err, WP_E_SYNTAX, tagged->mark, "a list of 'key: value' is expected after this tag");
    wp_container_set_mark(pairs, tagged->mark);
    *out = pairs;
    return true;
}

static const struct {
    const char *tag;
    make_scalar *scalar;
    make_collection *collection;
} tags[] = {
    { "!vault", make_decrypted, NULL },
    { "!vault-encrypted", make_decrypted, NULL },
    { "!unsafe", make_unsafe, mark_unsafe },
    { STANDARD "str", make_text, NULL },
    { STANDARD "python/unicode", make_text, NULL }, /* old dumps of Ansible have it */
    { STANDARD "value", make_text, NULL },
    { STANDARD "int", make_int, NULL },
    { STANDARD "float", make_float, NULL },
    { STANDARD "bool", make_bool, NULL },
    { STANDARD "null", make_null, NULL },
    { STANDARD "timestamp", make_timestamp, NULL },
    { STANDARD "binary", make_binary, NULL },
    { STANDARD "seq", NULL, keep_list },
    { STANDARD "map", NULL, keep_dict },
    { STANDARD "set", NULL, make_set },
    { STANDARD "omap", NULL, make_pairs },
    { STANDARD "pairs", NULL, make_pairs },
};

static size_t find_tag(const char *tag)
{
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (strcmp(tags[i].tag, tag) == 0)
            return i;
    return SIZE_MAX;
}

bool wp_tag_is_known(const char *tag)
{
    return find_tag(tag) != SIZE_MAX;
}

static bool fail_misplaced(const wp_tagged *tagged, const char *what, wp_error *err)
{
    const char *bangs, *tag = shown(tagged->tag, &bangs);
    return wp_fail(err, WP_E_SYNTAX, tagged->mark, "the tag %s%s can't stand before %s", bangs, tag, what);
}

bool wp_tag_scalar(wp_arena *arena, const wp_tagged *tagged, wp_str text, wp_value *out, wp_error *err)
{
    size_t row = find_tag(tagged->tag);
    if (row == SIZE_MAX || !tags[row].scalar)
        return fail_misplaced(tagged, "a text", err);
    return tags[row].scalar(arena, tagged, text, out, err);
}

bool wp_tag_collection(wp_arena *arena, const wp_tagged *tagged, wp_value built, wp_value *out, wp_error *err)
{
    size_t row = find_tag(tagged->tag);
    if (row == SIZE_MAX || !tags[row].collection)
        return fail_misplaced(tagged, wp_type_name(built), err);
    return tags[row].collection(arena, tagged, built, out, err);
}
