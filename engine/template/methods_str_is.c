/*
 * Methods that ask what a text consists of. An empty text consists of nothing, so that
 * most of them are false for it. Kinds of characters are Unicode's.
 */
#include "template/families.h"
#include "template/letters.h"

#include "base/regex.h"
#include "base/text.h"
#include "base/unicode.h"

/* Digits that are not decimal: superscripts, subscripts, circled ones. */
#define OTHER_DIGITS                                                                                                   \
    "\\x{B2}\\x{B3}\\x{B9}\\x{1369}-\\x{1371}\\x{19DA}\\x{2070}\\x{2074}-\\x{2079}\\x{2080}-\\x{2089}"                  \
    "\\x{2460}-\\x{2468}\\x{2474}-\\x{247C}\\x{2488}-\\x{2490}\\x{24EA}\\x{24F5}-\\x{24FD}\\x{24FF}"                    \
    "\\x{2776}-\\x{277E}\\x{2780}-\\x{2788}\\x{278A}-\\x{2792}"

static bool consists_of(wp_call *call, const char *class, wp_value *out, wp_error *err)
{
    wp_regex *regex;
    const char *pattern = wp_printf(call->arena, "%s\\Z", class);
    if (!wp_bind_nothing(call, err) || !wp_regex_compile(call->arena, wp_str_of(pattern), 0, &regex, err))
        return false;
    return wp_give_bool(wp_regex_match(call->arena, regex, wp_text(call->subject), NULL), out);
}

static bool run_isdigit(wp_call *call, wp_value *out, wp_error *err)
{
    return consists_of(call, "[\\p{Nd}" OTHER_DIGITS "]+", out, err);
}

static bool run_isdecimal(wp_call *call, wp_value *out, wp_error *err)
{
    return consists_of(call, "\\p{Nd}+", out, err);
}

static bool run_isnumeric(wp_call *call, wp_value *out, wp_error *err)
{
    return consists_of(call, "[\\p{N}\\x{4E00}\\x{4E8C}\\x{4E09}\\x{56DB}\\x{4E94}\\x{516D}\\x{4E03}\\x{516B}\\x{4E5D}"
                             "\\x{5341}\\x{767E}\\x{5343}\\x{842C}]+", out, err);
}

static bool run_isalpha(wp_call *call, wp_value *out, wp_error *err)
{
    return consists_of(call, "\\p{L}+", out, err);
}

static bool run_isalnum(wp_call *call, wp_value *out, wp_error *err)
{
    return consists_of(call, "[\\p{L}\\p{N}]+", out, err);
}

static bool run_isidentifier(wp_call *call, wp_value *out, wp_error *err)
{
    return consists_of(call, "[\\p{L}\\p{Nl}_][\\p{L}\\p{Nl}\\p{Mn}\\p{Mc}\\p{Nd}\\p{Pc}]*", out, err);
}

static bool each(wp_call *call, bool (*fits)(uint32_t), bool when_empty, wp_value *out, wp_error *err)
{
    wp_str text = wp_text(call->subject);
    bool all = text.len || when_empty;
    for (size_t at = 0; at < text.len && all;)
        all = fits(wp_utf8_next(text, &at));
    return wp_bind_nothing(call, err) && wp_give_bool(all, out);
}

static bool run_isspace(wp_call *call, wp_value *out, wp_error *err)
{
    return each(call, wp_char_is_space, false, out, err);
}

static bool run_isprintable(wp_call *call, wp_value *out, wp_error *err)
{
    return each(call, wp_unicode_printable, true, out, err);
}

static bool is_ascii(uint32_t character)
{
    return character < 0x80;
}

static bool run_isascii(wp_call *call, wp_value *out, wp_error *err)
{
    return each(call, is_ascii, true, out, err);
}

static bool run_isupper(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) &&
           wp_give_bool(wp_letters_are(wp_text(call->subject), wp_letter_is_upper, wp_letter_is_lower), out);
}

static bool run_islower(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) &&
           wp_give_bool(wp_letters_are(wp_text(call->subject), wp_letter_is_lower, wp_letter_is_upper), out);
}

/* Capitals stand where no letter is before them, small letters where one is. */
static bool run_istitle(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str text = wp_text(call->subject);
    bool any = false, after_letter = false, right = true;
    for (size_t at = 0; at < text.len && right;) {
        uint32_t character = wp_utf8_next(text, &at);
        bool upper = wp_letter_is_upper(character), lower = !upper && wp_letter_is_lower(character);
        right = upper ? !after_letter : lower ? after_letter : true;
        after_letter = upper || lower;
        any = any || after_letter;
    }
    return wp_bind_nothing(call, err) && wp_give_bool(any && right, out);
}

const wp_builtin wp_methods_str_is[] = {
    { .name = "isdigit", .run = run_isdigit, .usage = "text.isdigit()", .summary = "All its characters are digits." },
    { .name = "isdecimal", .run = run_isdecimal, .usage = "text.isdecimal()",
      .summary = "All its characters are decimal digits." },
    { .name = "isnumeric", .run = run_isnumeric, .usage = "text.isnumeric()",
      .summary = "All its characters stand for numbers." },
    { .name = "isalpha", .run = run_isalpha, .usage = "text.isalpha()",
      .summary = "All its characters are letters." },
    { .name = "isalnum", .run = run_isalnum, .usage = "text.isalnum()",
      .summary = "All its characters are letters or digits." },
    { .name = "isidentifier", .run = run_isidentifier, .usage = "text.isidentifier()",
      .summary = "It could be the name of a variable." },
    { .name = "isspace", .run = run_isspace, .usage = "text.isspace()",
      .summary = "All its characters are white space." },
    { .name = "isprintable", .run = run_isprintable, .usage = "text.isprintable()",
      .summary = "All its characters can be seen." },
    { .name = "isascii", .run = run_isascii, .usage = "text.isascii()", .summary = "All its characters are ASCII." },
    { .name = "isupper", .run = run_isupper, .usage = "text.isupper()",
      .summary = "All its letters are capitals, and it has some." },
    { .name = "islower", .run = run_islower, .usage = "text.islower()",
      .summary = "All its letters are small, and it has some." },
    { .name = "istitle", .run = run_istitle, .usage = "text.istitle()", .summary = "Its words begin with capitals." },
    { 0 },
};
