/*
 * Versions in order.
 *
 *   loose     numbers and words, whatever stands between them; a number has no order
 *             with a word
 *   strict    1.2, 1.2.3, with a1 or b1 behind for what comes before
 *   semantic  1.2.3-alpha.1+build, see semver.org
 *   pep440    1!1.2.3rc1.post1.dev1+local, as Python packages have it
 *
 * Semantic and PEP 440 versions become lists of numbers and words that wp_compare can
 * put in order.
 */
#include "template/versions.h"

#include "base/regex.h"
#include "base/text.h"
#include "template/letters.h"

#include <waplay/value.h>

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct parts {
    wp_arena *arena;
    wp_str text;
    wp_span *at;
    wp_regex *regex;
} parts;

static bool fail_version(wp_str text, const char *rule, wp_error *err)
{
    return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%.*s' is no %s version", (int)text.len, text.ptr, rule);
}

static bool take_apart(wp_arena *arena, wp_str text, const char *pattern, const char *rule, parts *out, wp_error *err)
{
    *out = (parts){ .arena = arena, .text = text };
    if (!wp_regex_compile(arena, wp_str_of(pattern), WP_REGEX_IGNORE_CASE, &out->regex, err))
        return false;
    return wp_regex_match(arena, out->regex, text, &out->at) || fail_version(text, rule, err);
}

/* The text of a group; ptr NULL where it took no part. */
static wp_str part(const parts *from, const char *name)
{
    wp_span span = from->at[wp_regex_named(from->regex, wp_str_of(name))];
    return span.from == SIZE_MAX ? (wp_str){ 0 } : wp_str_slice(from->text, span.from, span.to);
}

/* As large as a float: numbers beyond 64 bits keep an order. */
static wp_value number(wp_arena *arena, wp_str digits)
{
    int64_t value;
    if (!digits.len)
        return wp_int(0);
    if (wp_str_int(digits, &value))
        return wp_int(value);
    return wp_float(strtod(wp_strndup(arena, digits.ptr, digits.len), NULL));
}

static bool is_number(wp_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!isdigit((unsigned char)text.ptr[i]))
            return false;
    return text.len > 0;
}

/* ---- loose -------------------------------------------------------------------------- */

enum { DIGITS, WORD, DOT, OTHER };

static int kind_of(char byte)
{
    if (byte >= '0' && byte <= '9')
        return DIGITS;
    return byte >= 'a' && byte <= 'z' ? WORD : byte == '.' ? DOT : OTHER;
}

static bool parse_loose(wp_arena *arena, wp_str text, wp_value *out, wp_error *err)
{
    (void)err;
    *out = wp_list_new(arena, 8);
    for (size_t at = 0, end; at < text.len; at = end) {
        int kind = kind_of(text.ptr[at]);
        for (end = at + 1; end < text.len && kind_of(text.ptr[end]) == kind; end++)
            ;
        wp_str piece = wp_str_slice(text, at, end);
        if (kind != DOT)
            wp_list_push(arena, *out, kind == DIGITS ? number(arena, piece) : wp_string_of(arena, piece));
    }
    return true;
}

/* ---- strict --------------------------------------------------------------------------- */

static bool parse_strict(wp_arena *arena, wp_str text, wp_value *out, wp_error *err)
{
    parts of;
    if (!take_apart(arena, text,
                    "(?P<major>\\d+)\\.(?P<minor>\\d+)(\\.(?P<patch>\\d+))?"
                    "((?-i:(?P<pre>[ab]))(?P<n>\\d+))?$",
                    "strict", &of, err))
        return false;
    *out = wp_list_new(arena, 5);
    wp_list_push(arena, *out, number(arena, part(&of, "major")));
    wp_list_push(arena, *out, number(arena, part(&of, "minor")));
    wp_list_push(arena, *out, number(arena, part(&of, "patch")));
    wp_str pre = part(&of, "pre");
    wp_list_push(arena, *out, wp_string_of(arena, pre.ptr ? pre : wp_str_of("final"))); /* behind a and b */
    wp_list_push(arena, *out, number(arena, part(&of, "n")));
    return true;
}

/* ---- semantic -------------------------------------------------------------------------- */

/* A word as a pair, so that numbers come before all words. */
static wp_value ranked(wp_arena *arena, wp_str word, int rank_of_number)
{
    wp_value pair = wp_list_new(arena, 2);
    bool digits = is_number(word);
    wp_list_push(arena, pair, wp_int(digits ? rank_of_number : 1));
    wp_list_push(arena, pair, digits ? number(arena, word) : wp_string_of(arena, word));
    return pair;
}

static bool parse_semantic(wp_arena *arena, wp_str text, wp_value *out, wp_error *err)
{
    parts of;
    if (!take_apart(arena, text,
                    "(?P<major>0|[1-9]\\d*)\\.(?P<minor>0|[1-9]\\d*)\\.(?P<patch>0|[1-9]\\d*)"
                    "(?:-(?P<pre>(?:0|[1-9]\\d*|\\d*[a-z-][0-9a-z-]*)(?:\\.(?:0|[1-9]\\d*|\\d*[a-z-][0-9a-z-]*))*))?"
                    "(?:\\+[0-9a-z-]+(?:\\.[0-9a-z-]+)*)?$",
                    "semantic", &of, err))
        return false;
    *out = wp_list_new(arena, 5);
    wp_list_push(arena, *out, number(arena, part(&of, "major")));
    wp_list_push(arena, *out, number(arena, part(&of, "minor")));
    wp_list_push(arena, *out, number(arena, part(&of, "patch")));
    wp_str pre = part(&of, "pre"), word;
    wp_value words = wp_list_new(arena, 4);
    wp_list_push(arena, *out, wp_int(pre.ptr ? 0 : 1));
    while (pre.ptr && wp_str_split(&pre, '.', &word))
        wp_list_push(arena, words, ranked(arena, word, 0));
    wp_list_push(arena, *out, words);
    return true;
}

/* ---- PEP 440 ------------------------------------------------------------------------------ */

static const char pep440[] =
    "\\s*v?(?:(?P<epoch>[0-9]+)!)?(?P<release>[0-9]+(?:\\.[0-9]+)*)"
    "(?P<pre>[-_.]?(?P<pre_l>a|b|c|rc|alpha|beta|pre|preview)[-_.]?(?P<pre_n>[0-9]+)?)?"
    "(?P<post>(?:-(?P<post_n1>[0-9]+))|(?:[-_.]?(?P<post_l>post|rev|r)[-_.]?(?P<post_n2>[0-9]+)?))?"
    "(?P<dev>[-_.]?(?P<dev_l>dev)[-_.]?(?P<dev_n>[0-9]+)?)?"
    "(?:\\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\\s*$";

/* Numbers, without the zeros at the end. */
static wp_value release_of(wp_arena *arena, wp_str text)
{
    wp_value all = wp_list_new(arena, 4), kept = wp_list_new(arena, 4);
    wp_str one;
    size_t count = 0;
    while (wp_str_split(&text, '.', &one)) {
        wp_list_push(arena, all, number(arena, one));
        if (wp_truth(wp_list_at(all, wp_len(all) - 1)))
            count = wp_len(all);
    }
    for (size_t i = 0; i < count; i++)
        wp_list_push(arena, kept, wp_list_at(all, i));
    return kept;
}

/* alpha, beta and candidates in order; what is none of them comes before or behind all. */
static double rank_of(wp_str word)
{
    if (wp_str_ieq(word, "a") || wp_str_ieq(word, "alpha"))
        return 1;
    return wp_str_ieq(word, "b") || wp_str_ieq(word, "beta") ? 2 : 3;
}

static wp_value local_of(wp_arena *arena, wp_str text)
{
    wp_value words = wp_list_new(arena, 2);
    text = wp_letters_lower(arena, text);
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        while (end < text.len && !strchr("-_.", text.ptr[end]))
            end++;
        wp_value pair = ranked(arena, wp_str_slice(text, at, end), 2); /* numbers behind words */
        wp_list_push(arena, words, pair);
        at = end + 1;
    }
    return words;
}

static bool parse_pep440(wp_arena *arena, wp_str text, wp_value *out, wp_error *err)
{
    parts of;
    if (!take_apart(arena, text, pep440, "PEP 440", &of, err))
        return false;
    bool pre = part(&of, "pre").ptr, post = part(&of, "post").ptr, dev = part(&of, "dev").ptr;
    wp_str post_number = part(&of, "post_n1").ptr ? part(&of, "post_n1") : part(&of, "post_n2");
    *out = wp_list_new(arena, 8);
    wp_list_push(arena, *out, number(arena, part(&of, "epoch")));
    wp_list_push(arena, *out, release_of(arena, part(&of, "release")));
    wp_list_push(arena, *out, wp_float(pre ? rank_of(part(&of, "pre_l")) : !post && dev ? -INFINITY : INFINITY));
    wp_list_push(arena, *out, number(arena, part(&of, "pre_n")));
    wp_list_push(arena, *out, post ? number(arena, post_number) : wp_float(-INFINITY));
    wp_list_push(arena, *out, dev ? number(arena, part(&of, "dev_n")) : wp_float(INFINITY));
    wp_list_push(arena, *out, local_of(arena, part(&of, "local"))); /* empty: before all others */
    return true;
}

bool wp_version_compare(wp_arena *arena, wp_version_rule rule, wp_str a, wp_str b, int *out, wp_error *err)
{
    bool (*const rules[])(wp_arena *, wp_str, wp_value *, wp_error *) = {
        [WP_VERSION_LOOSE] = parse_loose,
        [WP_VERSION_STRICT] = parse_strict,
        [WP_VERSION_SEMANTIC] = parse_semantic,
        [WP_VERSION_PEP440] = parse_pep440,
    };
    wp_value left, right;
    if (!rules[rule](arena, a, &left, err) || !rules[rule](arena, b, &right, err))
        return false;
    if (!wp_compare(left, right, out, NULL))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%.*s' and '%.*s' have no order: a number meets a word",
                       (int)a.len, a.ptr, (int)b.len, b.ptr);
    return true;
}
