/*
 * Texts for HTML: escaped, and bare again (no tags, no entities).
 */
#include "template/html.h"

#include "base/buf.h"
#include "base/regex.h"
#include "base/text.h"
#include "template/letters.h"

#include <string.h>

wp_str wp_html_escape(wp_arena *arena, wp_str text)
{
    wp_buf buf = wp_buf_new(arena);
    for (size_t i = 0; i < text.len; i++) {
        switch (text.ptr[i]) {
        case '&':
            wp_buf_add(&buf, "&amp;");
            break;
        case '<':
            wp_buf_add(&buf, "&lt;");
            break;
        case '>':
            wp_buf_add(&buf, "&gt;");
            break;
        case '"':
            wp_buf_add(&buf, "&#34;");
            break;
        case '\'':
            wp_buf_add(&buf, "&#39;");
            break;
        default:
            wp_buf_char(&buf, text.ptr[i]);
        }
    }
    return wp_buf_str(&buf);
}

/* ---- bare --------------------------------------------------------------------- */

/* The names of HTML 4 beyond Latin-1 that texts for people hold, and those of Latin-1 in order of the characters. */
static const struct {
    const char *name;
    uint32_t character;
} entities[] = {
    { "amp", '&' },        { "lt", '<' },         { "gt", '>' },         { "quot", '"' },       { "apos", '\'' },
    { "OElig", 0x152 },    { "oelig", 0x153 },    { "Scaron", 0x160 },   { "scaron", 0x161 },   { "Yuml", 0x178 },
    { "circ", 0x2C6 },     { "tilde", 0x2DC },    { "ensp", 0x2002 },    { "emsp", 0x2003 },    { "thinsp", 0x2009 },
    { "ndash", 0x2013 },   { "mdash", 0x2014 },   { "lsquo", 0x2018 },   { "rsquo", 0x2019 },   { "sbquo", 0x201A },
    { "ldquo", 0x201C },   { "rdquo", 0x201D },   { "bdquo", 0x201E },   { "dagger", 0x2020 },  { "bull", 0x2022 },
    { "hellip", 0x2026 },  { "permil", 0x2030 },  { "prime", 0x2032 },   { "lsaquo", 0x2039 },  { "rsaquo", 0x203A },
    { "euro", 0x20AC },    { "trade", 0x2122 },   { "larr", 0x2190 },    { "uarr", 0x2191 },    { "rarr", 0x2192 },
    { "darr", 0x2193 },    { "harr", 0x2194 },    { "minus", 0x2212 },   { "infin", 0x221E },   { "ne", 0x2260 },
    { "le", 0x2264 },      { "ge", 0x2265 },      { "alpha", 0x3B1 },    { "beta", 0x3B2 },     { "gamma", 0x3B3 },
    { "delta", 0x3B4 },    { "lambda", 0x3BB },   { "mu", 0x3BC },       { "pi", 0x3C0 },       { "sigma", 0x3C3 },
    { "omega", 0x3C9 },    { "Delta", 0x394 },    { "Sigma", 0x3A3 },    { "Omega", 0x3A9 },
};

static const char *const latin1[] = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",
    "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",
    "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave",
    "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",
    "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",
    "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute",
    "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
    "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml",
};

static uint32_t named_entity(wp_str name)
{
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
        if (wp_str_is(name, entities[i].name))
            return entities[i].character;
    for (size_t i = 0; i < sizeof latin1 / sizeof latin1[0]; i++)
        if (wp_str_is(name, latin1[i]))
            return 0xA0 + (uint32_t)i;
    return 0;
}

static uint32_t numbered_entity(wp_str digits)
{
    bool is_hex = digits.len && (digits.ptr[0] == 'x' || digits.ptr[0] == 'X');
    uint32_t number = 0;
    if (digits.len == is_hex)
        return 0;
    for (size_t i = is_hex; i < digits.len; i++) {
        const char *all = "0123456789abcdef";
        const char *at = memchr(all, digits.ptr[i] | (digits.ptr[i] >= 'A' ? 0x20 : 0), is_hex ? 16 : 10);
        if (!at)
            return 0;
        number = number * (is_hex ? 16 : 10) + (uint32_t)(at - all);
        if (number > 0x10FFFF)
            return 0xFFFD;
    }
    return number == 0 || (number >= 0xD800 && number < 0xE000) ? 0xFFFD : number;
}

/* Old pages leave out the semicolon: the longest of the oldest names that stands here. */
static uint32_t bare_entity(wp_str text, size_t at, size_t *end)
{
    for (size_t len = 6; len >= 2; len--) {
        wp_str name = wp_str_slice(text, at, at + len);
        uint32_t character = name.len == len ? named_entity(name) : 0;
        if (character && character < 0x100 && character != '\'') {
            *end = at + len;
            return character;
        }
    }
    return 0;
}

static wp_str unescape(wp_arena *arena, wp_str text)
{
    wp_buf buf = wp_buf_new(arena);
    for (size_t at = 0; at < text.len;) {
        size_t end = text.ptr[at] == '&' ? wp_str_find(text, wp_str_of(";"), at) : SIZE_MAX;
        uint32_t character = 0;
        if (end != SIZE_MAX && end - at < 32) {
            wp_str name = wp_str_slice(text, at + 1, end);
            character = name.len && name.ptr[0] == '#' ? numbered_entity(wp_str_slice(name, 1, name.len))
                                                       : named_entity(name);
        }
        size_t next = end + 1;
        if (!character && text.ptr[at] == '&')
            character = bare_entity(text, at + 1, &next);
        if (!character) {
            wp_buf_char(&buf, text.ptr[at++]);
            continue;
        }
        char bytes[4];
        wp_buf_add_n(&buf, bytes, wp_utf8_put(bytes, character));
        at = next;
    }
    return wp_buf_str(&buf);
}

wp_str wp_html_strip(wp_arena *arena, wp_str text)
{
    static const char *const patterns[] = { "<!--.*?-->", "<.*?>" };
    for (int i = 0; i < 2; i++) {
        wp_regex *tag;
        if (wp_regex_compile(arena, wp_str_of(patterns[i]), WP_REGEX_DOTALL, &tag, NULL))
            wp_regex_replace(arena, tag, text, wp_str_of(""), 0, &text, NULL);
    }
    wp_buf buf = wp_buf_new(arena);
    bool gap = false;
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        if (wp_char_is_space(wp_utf8_next(text, &at))) {
            gap = buf.len > 0;
            continue;
        }
        if (gap)
            wp_buf_char(&buf, ' ');
        gap = false;
        wp_buf_str_add(&buf, wp_str_slice(text, from, at));
    }
    return unescape(arena, wp_buf_str(&buf));
}
