/* Tests on texts: their case, and regular expressions that fit them. */
#include "template/families.h"
#include "template/letters.h"

#include "base/regex.h"
#include "base/text.h"
#include "template/env.h"

static bool run_lower(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str text;
    return wp_bind_nothing(call, err) && wp_want_text(call, NULL, call->subject, &text, err) &&
           wp_give_bool(wp_letters_are(text, wp_letter_is_lower, wp_letter_is_upper), out);
}

static bool run_upper(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str text;
    return wp_bind_nothing(call, err) && wp_want_text(call, NULL, call->subject, &text, err) &&
           wp_give_bool(wp_letters_are(text, wp_letter_is_upper, wp_letter_is_lower), out);
}

typedef enum place { ANYWHERE, AT_START, ALL_OF_IT } place;

static bool fits(wp_call *call, const wp_value *slots, place where, wp_value *out, wp_error *err)
{
    wp_str text, pattern;
    wp_regex *regex;
    int flags = (wp_arg_bool(slots[1], false) ? WP_REGEX_IGNORE_CASE : 0) |
                (wp_arg_bool(slots[2], false) ? WP_REGEX_MULTILINE : 0);
    if (!wp_want_text(call, NULL, call->subject, &text, err) ||
        !wp_arg_str(call, "pattern", slots[0], "", &pattern, err))
        return false;
    if (where == ALL_OF_IT)
        pattern = wp_str_of(wp_printf(call->arena, "(?:%.*s)\\Z", (int)pattern.len, pattern.ptr));
    if (!wp_patterns_compile(call->arena, wp_env_patterns(call->context->env), pattern, flags, &regex, err))
        return wp_while(err, "%s", call->name);
    return wp_give_bool(where == ANYWHERE ? wp_regex_search(call->arena, regex, text, 0, NULL)
                                          : wp_regex_match(call->arena, regex, text, NULL),
                        out);
}

static const char *const regex_names[] = { "pattern", "ignorecase", "multiline", "match_type", NULL };
static const char *const fixed_names[] = { "pattern", "ignorecase", "multiline", NULL };

static bool run_match(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value slots[3];
    return wp_bind(call, fixed_names, slots, err) && fits(call, slots, AT_START, out, err);
}

static bool run_search(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value slots[3];
    return wp_bind(call, fixed_names, slots, err) && fits(call, slots, ANYWHERE, out, err);
}

static bool run_regex(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value slots[4];
    wp_str type;
    if (!wp_bind(call, regex_names, slots, err) ||
        !wp_arg_str(call, regex_names[3], slots[3], "search", &type, err))
        return false;
    place where = wp_str_is(type, "match") ? AT_START : wp_str_is(type, "fullmatch") ? ALL_OF_IT : ANYWHERE;
    return fits(call, slots, where, out, err);
}

const wp_builtin wp_tests_text[] = {
    { .name = "lower", .run = run_lower, .usage = "text is lower",
      .summary = "All its letters are small, and it has some." },
    { .name = "upper", .run = run_upper, .usage = "text is upper",
      .summary = "All its letters are capitals, and it has some." },
    { .name = "match", .run = run_match, .usage = "text is match(pattern, ignorecase=false, multiline=false)",
      .summary = "A regular expression fits its beginning." },
    { .name = "search", .run = run_search, .usage = "text is search(pattern, ignorecase=false, multiline=false)",
      .summary = "A regular expression fits somewhere in it." },
    { .name = "regex", .run = run_regex,
      .usage = "text is regex(pattern, ignorecase=false, multiline=false, match_type='search')",
      .summary = "A regular expression fits; match_type: search, match or fullmatch." },
    { 0 },
};
