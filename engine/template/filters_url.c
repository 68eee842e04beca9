/* Filters on URLs. */
#include "template/families.h"
#include "template/sorting.h"
#include "template/urls.h"

#include "base/text.h"

static wp_value part(wp_call *call, wp_str text, uint8_t marks)
{
    return text.ptr ? wp_marked(call->arena, text, marks) : wp_null();
}

/* As Python has it, what is nothing at all is a URL without parts. */
static bool want_url(wp_call *call, wp_str *out, wp_error *err)
{
    *out = wp_str_of("");
    bool is_nothing = call->subject.type != WP_UNDEFINED && wp_is_hashable(call->subject) && !wp_truth(call->subject);
    return is_nothing || wp_want_string(call, NULL, call->subject, out, err);
}

static bool run_urlsplit(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "query", "alias", NULL };
    wp_value slots[2];
    wp_str text, wanted;
    wp_url url;
    if (!wp_bind(call, names, slots, err) || !want_url(call, &text, err) ||
        !wp_arg_str(call, names[0], slots[0], "", &wanted, err))
        return false;
    if (!wp_url_split(call->arena, text, &url, err))
        return wp_while(err, "%s", call->name);
    uint8_t marks = wp_call_marks(call);
    const struct {
        const char *name;
        wp_value value;
    } parts[] = {
        { "fragment", part(call, url.fragment, marks) }, { "hostname", part(call, url.hostname, marks) },
        { "netloc", part(call, url.netloc, marks) },     { "password", part(call, url.password, marks) },
        { "path", part(call, url.path, marks) },         { "port", url.port < 0 ? wp_null() : wp_int(url.port) },
        { "query", part(call, url.query, marks) },       { "scheme", part(call, url.scheme, marks) },
        { "username", part(call, url.username, marks) },
    };
    *out = wp_dict_new(call->arena, 9);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        wp_dict_set(call->arena, *out, parts[i].name, parts[i].value);
    if (!wanted.len)
        return true;
    const wp_value *one = wp_dict_find_n(*out, wanted.ptr, wanted.len);
    if (!one)
        return wp_fail_call(call, err, "a URL has no part '%.*s'", (int)wanted.len, wanted.ptr);
    *out = *one;
    return true;
}

static void put_quoted(wp_call *call, wp_buf *buf, wp_value value)
{
    wp_str text = wp_url_quote(call->arena, wp_to_text(call->arena, value), " ");
    for (size_t i = 0; i < text.len; i++)
        wp_buf_char(buf, text.ptr[i] == ' ' ? '+' : text.ptr[i]);
}

static bool put_pair(wp_call *call, wp_buf *buf, wp_value key, wp_value item, wp_error *err)
{
    if (!wp_want_defined(call, NULL, key, err) || !wp_want_defined(call, NULL, item, err))
        return false;
    if (buf->len)
        wp_buf_char(buf, '&');
    put_quoted(call, buf, key);
    wp_buf_char(buf, '=');
    put_quoted(call, buf, item);
    return true;
}

static bool run_urlencode(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value subject = call->subject, key, item;
    wp_buf buf = wp_buf_new(call->arena);
    if (!wp_bind_nothing(call, err))
        return false;
    for (size_t i = 0; subject.type == WP_DICT && wp_dict_pair(subject, i, &key, &item); i++)
        if (!put_pair(call, &buf, key, item, err))
            return false;
    for (size_t i = 0; subject.type == WP_LIST && i < wp_len(subject); i++) {
        wp_value pair;
        if (!wp_want_items(call, "an item", wp_list_at(subject, i), &pair, err))
            return false;
        if (wp_len(pair) != 2)
            return wp_fail_call(call, err, "item %zu is no pair", i + 1);
        if (!put_pair(call, &buf, wp_list_at(pair, 0), wp_list_at(pair, 1), err))
            return false;
    }
    if (subject.type != WP_DICT && subject.type != WP_LIST)
        wp_buf_str_add(&buf, wp_url_quote(call->arena, wp_to_text(call->arena, subject), "/"));
    return wp_give_buf(call, &buf, out);
}

static bool run_urldecode(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str text;
    return wp_bind_nothing(call, err) && wp_want_string(call, NULL, call->subject, &text, err) &&
           wp_give_text(call, wp_url_unquote(call->arena, text), out);
}

const wp_builtin wp_filters_url[] = {
    { .name = "urlsplit", .run = run_urlsplit, .usage = "url | urlsplit(query='')",
      .summary = "The parts of a URL as a dict, or the one that is asked for." },
    { .name = "urlencode", .run = run_urlencode, .usage = "value | urlencode",
      .summary = "A text quoted for a URL; a dict or a list of pairs as a query." },
    { .name = "urldecode", .run = run_urldecode, .usage = "text | urldecode",
      .summary = "The text that is quoted for a URL." },
    { 0 },
};
