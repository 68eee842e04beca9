/*
 * Filters for HTML. A text that was escaped, or is said to be safe, is marked as markup:
 * escaping it again changes nothing.
 */
#include "template/families.h"
#include "template/html.h"

#include "base/regex.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static bool is_markup(wp_value value)
{
    return value.type == WP_STRING && (value.marks & WP_MARKUP);
}

static bool give_markup(wp_call *call, wp_str text, wp_value *out)
{
    wp_give_text(call, text, out);
    out->marks |= WP_MARKUP;
    return true;
}

static bool escape(wp_call *call, bool again, wp_value *out, wp_error *err)
{
    wp_str text;
    if (!wp_bind_nothing(call, err) || !wp_want_text(call, NULL, call->subject, &text, err))
        return false;
    bool keep = is_markup(call->subject) && !again;
    return give_markup(call, keep ? text : wp_html_escape(call->arena, text), out);
}

static bool run_escape(wp_call *call, wp_value *out, wp_error *err)
{
    return escape(call, false, out, err);
}

static bool run_forceescape(wp_call *call, wp_value *out, wp_error *err)
{
    return escape(call, true, out, err);
}

static bool run_safe(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str text;
    return wp_bind_nothing(call, err) && wp_want_text(call, NULL, call->subject, &text, err) &&
           give_markup(call, text, out);
}

static bool run_striptags(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str text;
    return wp_bind_nothing(call, err) && wp_want_text(call, NULL, call->subject, &text, err) &&
           wp_give_text(call, wp_html_strip(call->arena, text), out);
}

/* ---- xmlattr -------------------------------------------------------------------- */

static wp_str escaped(wp_arena *arena, wp_value value)
{
    wp_str text = wp_to_text(arena, value);
    return is_markup(value) ? text : wp_html_escape(arena, text);
}

static bool run_xmlattr(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "autospace", NULL };
    wp_value slots[1], dict, key, item;
    if (!wp_bind(call, names, slots, err) || !wp_want_dict(call, NULL, call->subject, &dict, err))
        return false;
    wp_buf buf = wp_buf_new(call->arena);
    for (size_t i = 0; wp_dict_pair(dict, i, &key, &item); i++) {
        if (item.type == WP_NULL || item.type == WP_UNDEFINED)
            continue;
        if (key.type != WP_STRING)
            return wp_fail_type(call, "the name of an attribute", "a text", key, err);
        wp_str name = wp_text(key);
        for (size_t at = 0; at < name.len; at++)
            if (strchr(" \t\n\v\f\r/>=", name.ptr[at]))
                return wp_fail_call(call, err, "'%.*s' can't be the name of an attribute", (int)name.len, name.ptr);
        if (buf.len || wp_arg_bool(slots[0], true))
            wp_buf_char(&buf, ' ');
        wp_str text = escaped(call->arena, item);
        name = wp_html_escape(call->arena, name);
        wp_buf_printf(&buf, "%.*s=\"", (int)name.len, name.ptr);
        wp_buf_str_add(&buf, text);
        wp_buf_char(&buf, '"');
    }
    return wp_give_buf(call, &buf, out);
}

/* ---- urlize --------------------------------------------------------------------- */

static int by_bytes(const void *a, const void *b)
{
    wp_str left = *(const wp_str *)a, right = *(const wp_str *)b;
    int order = memcmp(left.ptr, right.ptr, left.len < right.len ? left.len : right.len);
    return order ? order : (left.len > right.len) - (left.len < right.len);
}

/* The words of `rel`, each once and in order, with those that are always there. */
static const char *make_rel(wp_call *call, wp_str rel, bool nofollow)
{
    wp_str *words = wp_new_array(call->arena, wp_str, rel.len / 2 + 3), word;
    size_t count = 0;
    while (wp_str_split(&rel, ' ', &word))
        if (word.len)
            words[count++] = word;
    words[count++] = wp_str_of("noopener");
    if (nofollow)
        words[count++] = wp_str_of("nofollow");
    qsort(words, count, sizeof *words, by_bytes);
    wp_buf buf = wp_buf_new(call->arena);
    for (size_t i = 0; i < count; i++) {
        if (i && wp_str_eq(words[i], words[i - 1]))
            continue;
        if (i)
            wp_buf_char(&buf, ' ');
        wp_buf_str_add(&buf, words[i]);
    }
    return wp_html_escape(call->arena, wp_buf_str(&buf)).ptr;
}

static bool want_schemes(wp_call *call, wp_value slot, wp_html_links *how, wp_error *err)
{
    wp_value list;
    wp_regex *scheme;
    if (!wp_is_given(slot))
        return true;
    if (!wp_want_list(call, "extra_schemes", slot, &list, err) ||
        !wp_regex_compile(call->arena, wp_str_of("^([\\w.+-]{2,}:(/){0,2})\\Z"), 0, &scheme, err))
        return false;
    wp_str *all = wp_new_array(call->arena, wp_str, wp_len(list));
    for (how->extra_count = 0; how->extra_count < wp_len(list); how->extra_count++) {
        wp_str *text = &all[how->extra_count];
        if (!wp_want_string(call, "extra_schemes", wp_list_at(list, how->extra_count), text, err))
            return false;
        if (!wp_regex_match(call->arena, scheme, *text, NULL))
            return wp_fail_call(call, err, "'%.*s' is no scheme such as 'tel:'", (int)text->len, text->ptr);
    }
    how->extra_schemes = all;
    return true;
}

static bool run_urlize(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "trim_url_limit", "nofollow", "target", "rel", "extra_schemes", NULL };
    wp_value slots[5];
    wp_str text, target, rel;
    wp_html_links how = { 0 };
    if (!wp_bind(call, names, slots, err) || !wp_want_text(call, NULL, call->subject, &text, err) ||
        !wp_arg_int(call, names[0], slots[0], -1, &how.longest, err) ||
        !wp_arg_str(call, names[2], slots[2], "", &target, err) ||
        !wp_arg_str(call, names[3], slots[3], "", &rel, err) || !want_schemes(call, slots[4], &how, err))
        return false;
    how.attributes = wp_printf(call->arena, " rel=\"%s\"", make_rel(call, rel, wp_arg_bool(slots[1], false)));
    if (target.len)
        how.attributes = wp_printf(call->arena, "%s target=\"%s\"", how.attributes,
                                   wp_html_escape(call->arena, target).ptr);
    if (!is_markup(call->subject))
        text = wp_html_escape(call->arena, text);
    return wp_give_text(call, wp_html_link(call->arena, text, &how), out);
}

const wp_builtin wp_filters_html[] = {
    { .name = "escape", .run = run_escape, .usage = "text | escape",
      .summary = "Escaped for HTML, unless it is so already." },
    { .name = "e", .run = run_escape, .usage = "text | e", .summary = "Short for escape." },
    { .name = "forceescape", .run = run_forceescape, .usage = "text | forceescape",
      .summary = "Escaped for HTML, even if it was before." },
    { .name = "safe", .run = run_safe, .usage = "text | safe",
      .summary = "Said to be safe for HTML: escape leaves it as it is." },
    { .name = "striptags", .run = run_striptags, .usage = "text | striptags",
      .summary = "Without HTML tags, white space made single." },
    { .name = "xmlattr", .run = run_xmlattr, .usage = "dict | xmlattr(autospace=true)",
      .summary = "A dict as the attributes of an XML element." },
    { .name = "urlize", .run = run_urlize,
      .usage = "text | urlize(trim_url_limit=none, nofollow=false, target=none, rel=none, extra_schemes=none)",
      .summary = "Web and mail addresses in a text become links." },
    { 0 },
};
