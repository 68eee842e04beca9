/*
 * Addresses in a text become links: http(s)://..., www...., names under the oldest top
 * level domains, mail addresses, and further schemes that were asked for.
 *
 * A word has a head (opening brackets), a middle and a tail (closing brackets, stops).
 * The middle is looked at; a bracket that it opens is taken back from the tail.
 */
#include "template/html.h"
#include "template/letters.h"
#include "template/strings.h"

#include "base/buf.h"
#include "base/regex.h"
#include "base/text.h"

#include <string.h>

static const char web_address[] =
    "^((https?://|www\\.)(([\\w%-]+\\.)+)?([a-z]{2,63}|xn--[\\w%]{2,59})"
    "|([\\w%-]{2,63}\\.)+(com|net|int|edu|gov|org|info|mil)"
    "|(https?://)((([\\d]{1,3})(\\.[\\d]{1,3}){3})|(\\[([\\da-f]{0,4}:){2}([\\da-f]{0,4}:?){1,6}])))"
    "(?::[\\d]{1,5})?(?:[/?#]\\S*)?$";
static const char mail_address[] = "^\\S+@\\w[\\w.-]*\\.\\w+$";

typedef struct linker {
    wp_arena *arena;
    const wp_html_links *how;
    wp_regex *web, *mail;
    wp_buf out;
} linker;

static const char *const openers[] = { "(", "<", "&lt;" };
static const char *const closers[] = { ")", "&gt;", ">", ".", ",", "\n" };

static const char *starts_with_any(wp_str text, const char *const *all, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (wp_str_starts(text, all[i]))
            return all[i];
    return NULL;
}

static const char *ends_with_any(wp_str text, const char *const *all, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (wp_str_ends(text, all[i]))
            return all[i];
    return NULL;
}

static size_t occurrences(wp_str text, const char *what)
{
    size_t count = 0, at = 0;
    while ((at = wp_str_find(text, wp_str_of(what), at)) != SIZE_MAX) {
        count++;
        at += strlen(what);
    }
    return count;
}

/* Closing brackets that the middle has opened come back from the tail, which stands right behind it. */
static void balance(wp_str *middle, wp_str *tail, const char *open, const char *close)
{
    size_t opened = occurrences(*middle, open);
    if (opened <= occurrences(*middle, close))
        return;
    for (; opened > 0; opened--) {
        size_t at = wp_str_find(*tail, wp_str_of(close), 0);
        if (at == SIZE_MAX)
            return;
        middle->len += at + strlen(close);
        *tail = wp_str_slice(*tail, at + strlen(close), tail->len);
    }
}

static void put_link(linker *at, const char *scheme, wp_str address, const char *attributes, wp_str shown, bool cut)
{
    wp_buf_printf(&at->out, "<a href=\"%s", scheme);
    wp_buf_str_add(&at->out, address);
    wp_buf_printf(&at->out, "\"%s>", attributes);
    bool too_long = cut && at->how->longest >= 0 && (int64_t)wp_utf8_len(shown) > at->how->longest;
    if (too_long)
        shown = wp_str_slice(shown, 0, wp_utf8_offset(shown, (size_t)at->how->longest));
    wp_buf_str_add(&at->out, shown);
    wp_buf_add(&at->out, too_long ? "...</a>" : "</a>");
}

static void put_middle(linker *at, wp_str middle)
{
    const char *attributes = at->how->attributes;
    if (wp_regex_match(at->arena, at->web, middle, NULL)) {
        bool has_scheme = wp_str_starts(middle, "https://") || wp_str_starts(middle, "http://");
        put_link(at, has_scheme ? "" : "https://", middle, attributes, middle, true);
        return;
    }
    wp_str behind = wp_str_slice(middle, 7, middle.len);
    if (wp_str_starts(middle, "mailto:") && wp_regex_match(at->arena, at->mail, behind, NULL)) {
        put_link(at, "", middle, "", behind, false);
        return;
    }
    bool has_colon = wp_str_find(middle, wp_str_of(":"), 0) != SIZE_MAX;
    if (!wp_str_starts(middle, "www.") && !has_colon && wp_regex_match(at->arena, at->mail, middle, NULL)) {
        put_link(at, "mailto:", middle, "", middle, false);
        return;
    }
    for (size_t i = 0; i < at->how->extra_count; i++) {
        wp_str scheme = at->how->extra_schemes[i];
        if (middle.len > scheme.len && memcmp(middle.ptr, scheme.ptr, scheme.len) == 0) {
            put_link(at, "", middle, attributes, middle, false);
            return;
        }
    }
    wp_buf_str_add(&at->out, middle);
}

static void put_word(linker *at, wp_str word)
{
    wp_str middle = word;
    for (const char *mark; (mark = starts_with_any(middle, openers, 3));)
        middle = wp_str_slice(middle, strlen(mark), middle.len);
    wp_str head = wp_str_slice(word, 0, word.len - middle.len);
    for (const char *mark; (mark = ends_with_any(middle, closers, 6));)
        middle.len -= strlen(mark);
    wp_str tail = wp_str_slice(word, head.len + middle.len, word.len);
    balance(&middle, &tail, "(", ")");
    balance(&middle, &tail, "<", ">");
    balance(&middle, &tail, "&lt;", "&gt;");

    wp_buf_str_add(&at->out, head);
    put_middle(at, middle);
    wp_buf_str_add(&at->out, tail);
}

wp_str wp_html_link(wp_arena *arena, wp_str escaped, const wp_html_links *how)
{
    linker at = { .arena = arena, .how = how, .out = wp_buf_new(arena) };
    if (!wp_regex_compile(arena, wp_str_of(web_address), WP_REGEX_IGNORE_CASE, &at.web, NULL) ||
        !wp_regex_compile(arena, wp_str_of(mail_address), 0, &at.mail, NULL))
        return escaped;
    for (size_t from = 0, next = 0; from < escaped.len; from = next) {
        size_t end = from;
        while (next < escaped.len && !wp_char_is_space(wp_utf8_next(escaped, &next)))
            end = next;
        if (end > from)
            put_word(&at, wp_str_slice(escaped, from, end));
        wp_buf_str_add(&at.out, wp_str_slice(escaped, end, next));
    }
    return wp_buf_str(&at.out);
}
