/*
 * URLs:  scheme://username:password@hostname:port/path?query#fragment
 *
 * Every part may be missing. The scheme is read first, then the fragment and the query
 * are cut off the end.
 */
#include "template/urls.h"
#include "template/letters.h"
#include "template/strings.h"

#include "base/buf.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

static wp_str without_breaks(wp_arena *arena, wp_str text)
{
    wp_buf buf = wp_buf_new(arena);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '\n' && text.ptr[i] != '\r' && text.ptr[i] != '\t')
            wp_buf_char(&buf, text.ptr[i]);
    return wp_buf_str(&buf);
}

static wp_str cut_scheme(wp_str *rest)
{
    size_t colon = wp_str_find(*rest, wp_str_of(":"), 0);
    if (colon == SIZE_MAX || colon == 0 || !isalpha((unsigned char)rest->ptr[0]))
        return wp_str_of("");
    for (size_t i = 0; i < colon; i++)
        if (!isalnum((unsigned char)rest->ptr[i]) && !strchr("+-.", rest->ptr[i]))
            return wp_str_of("");
    wp_str scheme = wp_str_slice(*rest, 0, colon);
    *rest = wp_str_slice(*rest, colon + 1, rest->len);
    return scheme;
}

static wp_str cut_netloc(wp_str *rest)
{
    if (!wp_str_starts(*rest, "//"))
        return wp_str_of("");
    size_t end = 2;
    while (end < rest->len && !strchr("/?#", rest->ptr[end]))
        end++;
    wp_str netloc = wp_str_slice(*rest, 2, end);
    *rest = wp_str_slice(*rest, end, rest->len);
    return netloc;
}

static wp_str cut_behind(wp_str *rest, const char *mark)
{
    size_t at = wp_str_find(*rest, wp_str_of(mark), 0);
    if (at == SIZE_MAX)
        return wp_str_of("");
    wp_str behind = wp_str_slice(*rest, at + 1, rest->len);
    rest->len = at;
    return behind;
}

/* In front of and behind the first mark; `behind` has no ptr where there is none. */
static wp_str partition(wp_str text, const char *mark, wp_str *behind)
{
    size_t at = wp_str_find(text, wp_str_of(mark), 0);
    *behind = at == SIZE_MAX ? (wp_str){ 0 } : wp_str_slice(text, at + 1, text.len);
    return wp_str_slice(text, 0, at);
}

/* [IPv6], [IPv6%zone], [v1.future], and perhaps :port. */
static bool is_bracketed_host(wp_arena *arena, wp_str host)
{
    wp_str behind, zone;
    struct in6_addr address;
    if (!wp_str_starts(host, "["))
        return false;
    wp_str name = partition(wp_str_slice(host, 1, host.len), "]", &behind);
    if (!behind.ptr || (behind.len && behind.ptr[0] != ':'))
        return false;
    size_t digits = 1;
    while (digits < name.len && isxdigit((unsigned char)name.ptr[digits]))
        digits++;
    if (wp_str_starts(name, "v"))
        return digits > 1 && digits + 1 < name.len && name.ptr[digits] == '.';
    name = partition(name, "%", &zone);
    return inet_pton(AF_INET6, wp_strndup(arena, name.ptr, name.len), &address) == 1 && (!zone.ptr || zone.len);
}

static bool split_netloc(wp_arena *arena, wp_url *url, wp_error *err)
{
    wp_str host = url->netloc, port, behind, zone;
    size_t at = wp_str_rfind(host, wp_str_of("@"));
    if (at != SIZE_MAX) {
        url->username = partition(wp_str_slice(host, 0, at), ":", &url->password);
        host = wp_str_slice(host, at + 1, host.len);
    }
    bool bracketed = wp_str_find(url->netloc, wp_str_of("["), 0) != SIZE_MAX;
    if (bracketed != (wp_str_find(url->netloc, wp_str_of("]"), 0) != SIZE_MAX) ||
        (bracketed && !is_bracketed_host(arena, host)))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%.*s' is no host: brackets stand around an IPv6 address",
                       (int)host.len, host.ptr);
    if (bracketed) {
        host = partition(wp_str_slice(host, 1, host.len), "]", &behind);
        partition(behind, ":", &port);
    } else {
        host = partition(host, ":", &port);
    }
    wp_str name = partition(host, "%", &zone);
    if (host.len) {
        wp_buf lower = wp_buf_new(arena);
        wp_buf_str_add(&lower, wp_letters_lower(arena, name));
        wp_buf_str_add(&lower, wp_str_slice(host, name.len, host.len));
        url->hostname = wp_buf_str(&lower);
    }
    int64_t number;
    url->port = -1;
    if (!port.len)
        return true;
    if (!isdigit((unsigned char)port.ptr[0]) || !wp_str_int(port, &number) || number > 65535)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%.*s' is no port", (int)port.len, port.ptr);
    url->port = (int)number;
    return true;
}

bool wp_url_split(wp_arena *arena, wp_str text, wp_url *out, wp_error *err)
{
    wp_url url = { 0 };
    wp_str rest = without_breaks(arena, text);
    while (rest.len && (unsigned char)rest.ptr[0] <= ' ')
        rest = wp_str_slice(rest, 1, rest.len);
    url.scheme = wp_letters_lower(arena, cut_scheme(&rest));
    url.netloc = cut_netloc(&rest);
    url.fragment = cut_behind(&rest, "#");
    url.query = cut_behind(&rest, "?");
    url.path = rest;
    if (!split_netloc(arena, &url, err))
        return false;
    *out = url;
    return true;
}

wp_str wp_url_quote(wp_arena *arena, wp_str text, const char *safe)
{
    wp_buf buf = wp_buf_new(arena);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        bool plain = (byte < 0x80 && isalnum(byte)) || (byte && (strchr("_.-~", byte) || strchr(safe, byte)));
        if (plain)
            wp_buf_char(&buf, (char)byte);
        else
            wp_buf_printf(&buf, "%%%02X", byte);
    }
    return wp_buf_str(&buf);
}

static int hex_digit(char byte)
{
    const char *digits = "0123456789abcdef", *at = memchr(digits, tolower((unsigned char)byte), 16);
    return at ? (int)(at - digits) : -1;
}

wp_str wp_url_unquote(wp_arena *arena, wp_str text)
{
    wp_buf bytes = wp_buf_new(arena);
    for (size_t i = 0; i < text.len; i++) {
        int high = i + 2 < text.len && text.ptr[i] == '%' ? hex_digit(text.ptr[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(text.ptr[i + 2]) : -1;
        if (low >= 0) {
            wp_buf_char(&bytes, (char)(high * 16 + low));
            i += 2;
        } else {
            wp_buf_char(&bytes, text.ptr[i] == '+' ? ' ' : text.ptr[i]);
        }
    }
    wp_str made = wp_buf_str(&bytes);
    if (wp_utf8_valid(made))
        return made;
    wp_buf valid = wp_buf_new(arena);
    for (size_t at = 0; at < made.len;) {
        char out[4];
        wp_buf_add_n(&valid, out, wp_utf8_put(out, wp_utf8_next(made, &at)));
    }
    return wp_buf_str(&valid);
}
