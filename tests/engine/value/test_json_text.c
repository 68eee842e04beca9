#include "value/json_text.h"

#include <criterion/criterion.h>

Test(json_text, tokens_follow_one_another)
{
    wp_str text = wp_str_of(" {\"a\\n\":-1.5e3,NaN true\t}");
    static const struct {
        wp_json_kind kind;
        const char *text;
    } tokens[] = {
        { WP_JSON_PUNCTUATION, "{" }, { WP_JSON_STRING, "\"a\\n\"" }, { WP_JSON_PUNCTUATION, ":" },
        { WP_JSON_NUMBER, "-1.5e3" }, { WP_JSON_PUNCTUATION, "," },   { WP_JSON_NUMBER, "NaN" },
        { WP_JSON_WORD, "true" },     { WP_JSON_PUNCTUATION, "}" },
    };
    size_t at = 0;
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        wp_json_token token = wp_json_next(text, at);
        cr_assert_eq(token.kind, tokens[i].kind, "token %zu", i);
        cr_assert(wp_str_is((wp_str){ .ptr = text.ptr + token.from, .len = token.to - token.from }, tokens[i].text),
                  "token %zu", i);
        at = token.to;
    }
    cr_assert_eq(wp_json_next(text, at).kind, WP_JSON_END);
}

Test(json_text, bad_tokens_say_where_and_why)
{
    static const struct {
        const char *text;
        size_t at;
        const char *problem;
    } cases[] = {
        { "\"abc", 0, "a string that never ends" },
        { "\"a\tb\"", 2, "a string can't hold a control character as it is" },
        { "\"a\\xb\"", 2, "no such escape" },
        { "\"\\u12x4\"", 1, "\\u wants four hexadecimal digits" },
        { "01", 0, "a number can't start with 0" },
        { "-", 1, "a number wants a digit here" },
        { "1.x", 2, "a number wants a digit here" },
        { "1e+", 3, "a number wants a digit here" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_json_token token = wp_json_next(wp_str_of(cases[i].text), 0);
        cr_expect_eq(token.kind, WP_JSON_BAD, "%s", cases[i].text);
        cr_expect_eq(token.from, cases[i].at, "%s", cases[i].text);
        cr_expect_str_eq(token.problem, cases[i].problem);
    }
}
