/* Tests on URIs. Nearly every text is one; a URL needs a host, or is a file. */
#include "template/families.h"
#include "template/urls.h"

#include "base/text.h"

static bool is_uri(wp_call *call, wp_value schemes, wp_url *url)
{
    wp_value list;
    if (call->subject.type != WP_STRING || !wp_url_split(call->arena, wp_text(call->subject), url, NULL))
        return false;
    if (!wp_is_given(schemes) || !wp_truth(schemes))
        return true;
    if (schemes.type == WP_STRING)
        return wp_str_find(wp_text(schemes), url->scheme, 0) != SIZE_MAX;
    if (!wp_iterate(call->arena, schemes, &list, NULL))
        return false;
    for (size_t i = 0; i < wp_len(list); i++)
        if (wp_list_at(list, i).type == WP_STRING && wp_str_eq(wp_text(wp_list_at(list, i)), url->scheme))
            return true;
    return false;
}

static const char *const names[] = { "schemes", NULL };

static bool run_uri(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value slots[1];
    wp_url url;
    return wp_bind(call, names, slots, err) && wp_give_bool(is_uri(call, slots[0], &url), out);
}

static bool run_url(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value slots[1];
    wp_url url;
    return wp_bind(call, names, slots, err) &&
           wp_give_bool(is_uri(call, slots[0], &url) && (url.netloc.len || wp_str_is(url.scheme, "file")), out);
}

static bool run_urn(wp_call *call, wp_value *out, wp_error *err)
{
    wp_url url;
    return wp_bind_nothing(call, err) &&
           wp_give_bool(is_uri(call, wp_null(), &url) && wp_str_is(url.scheme, "urn"), out);
}

const wp_builtin wp_tests_uri[] = {
    { .name = "uri", .run = run_uri, .usage = "text is uri(schemes=none)",
      .summary = "It is a URI, of one of the schemes if some are given." },
    { .name = "url", .run = run_url, .usage = "text is url(schemes=none)",
      .summary = "It is a URL: a URI with a host, or of a file." },
    { .name = "urn", .run = run_urn, .usage = "text is urn", .summary = "It is a URN." },
    { 0 },
};
