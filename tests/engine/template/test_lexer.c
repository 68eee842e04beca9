#include "template/lexer.h"

#include "base/buf.h"
#include "fixture.h"

TestSuite(lexer, .init = setup, .fini = teardown);

static wp_token *lexed(const char *text, wp_lex_options options, wp_mark mark)
{
    wp_token *tokens = NULL;
    options.delimiters = wp_usual_delimiters;
    return wp_lex(arena, wp_str_of(text), &options, mark, &tokens, &err) ? tokens : NULL;
}

/* The data and the code of a text, as "data|name|..."; or the error. */
static const char *shape(const char *text, wp_lex_options options)
{
    wp_token *tokens = lexed(text, options, WP_NO_MARK);
    wp_buf buf = wp_buf_new(arena);
    if (!tokens)
        return err.text;
    for (; tokens->kind != WP_T_END; tokens++)
        if (tokens->kind == WP_T_DATA || tokens->kind >= WP_T_NAME)
            wp_buf_printf(&buf, "%s%.*s", buf.len ? "|" : "", (int)tokens->text.len, tokens->text.ptr);
    return wp_buf_str(&buf).ptr;
}

#define PLAIN ((wp_lex_options){ 0 })

Test(lexer, data_and_code_take_turns)
{
    cr_expect_str_eq(shape("a{{ b }}c{# d #}e{% f %}g", PLAIN), "a|b|c|e|f|g");
}

Test(lexer, a_minus_takes_the_white_space_on_its_side)
{
    cr_expect_str_eq(shape("a \n{{- b -}}\n c", PLAIN), "a|b|c");
    cr_expect_str_eq(shape("a {#- b -#} c", PLAIN), "a|c");
}

Test(lexer, trim_blocks_takes_one_line_break_behind_a_block)
{
    wp_lex_options trim = { .trim_blocks = true };
    cr_expect_str_eq(shape("{% a %}\n\nb", trim), "a|\nb");
    cr_expect_str_eq(shape("{% a +%}\nb", trim), "a|\nb");
    cr_expect_str_eq(shape("{{ a }}\nb", trim), "a|\nb");
}

Test(lexer, lstrip_blocks_takes_the_blanks_before_a_block_that_begins_its_line)
{
    wp_lex_options lstrip = { .lstrip_blocks = true };
    cr_expect_str_eq(shape("x\n  {% a %}", lstrip), "x\n|a");
    cr_expect_str_eq(shape("x  {% a %}", lstrip), "x  |a");
    cr_expect_str_eq(shape("  {%+ a %}", lstrip), "  |a");
    cr_expect_str_eq(shape("  {{ a }}", lstrip), "  |a");
}

Test(lexer, raw_is_data_whatever_it_looks_like)
{
    cr_expect_str_eq(shape("{% raw %}{{ a }}{% b %}{% endraw %}", PLAIN), "{{ a }}{% b %}");
    cr_expect_str_eq(shape("{% raw %}{{ a }}", PLAIN), "this raw block is not closed");
}

Test(lexer, an_open_bracket_keeps_braces_from_closing)
{
    cr_expect_str_eq(shape("{{ {'a': {}} }}x", PLAIN), "{|a|:|{|}|}|x");
}

Test(lexer, brackets_must_match)
{
    cr_expect_str_eq(shape("{{ (a] }}", PLAIN), "unexpected ']', expected ')'");
    cr_expect_str_eq(shape("{{ a) }}", PLAIN), "unexpected ')'");
}

Test(lexer, escapes_mean_what_they_do_in_python)
{
    cr_expect_str_eq(shape("{{ 'a\\n\\x41\\u00e9\\101\\d' }}", PLAIN), "a\nA\u00e9A\\d");
    cr_expect_str_eq(shape("{{ '\\x4' }}", PLAIN), "the escape \\x in a string is cut short");
}

Test(lexer, in_playbooks_a_backslash_is_a_backslash)
{
    wp_lex_options literal = { .literal_backslash = true };
    cr_expect_str_eq(shape("{{ '\\d+\\n' }}", literal), "\\d+\\n");
    cr_expect_str_eq(shape("{{ 'it\\'s' }}", literal), "it's");
    cr_expect_str_eq(shape("{% set x = '\\x41' %}", literal), "set|x|=|A");
}

Test(lexer, numbers_may_have_underscores_and_bases)
{
    wp_token *tokens = lexed("1_000 0x_fF 0b11 1.5e3 00", (wp_lex_options){ .expression = true }, WP_NO_MARK);
    cr_assert(tokens);
    cr_expect_eq(tokens[0].value.as.integer, 1000);
    cr_expect_eq(tokens[1].value.as.integer, 255);
    cr_expect_eq(tokens[2].value.as.integer, 3);
    cr_expect_eq(tokens[3].value.as.number, 1500.0);
    cr_expect_eq(tokens[4].value.as.integer, 0);
}

Test(lexer, two_indexes_behind_dots_are_no_fraction)
{
    cr_expect_str_eq(shape("{{ a.0.1 }}", PLAIN), "a|.|0|.|1");
}

Test(lexer, an_integer_may_be_long_but_not_endless)
{
    const char *longest = wp_printf(arena, "{{ 1%04299d }}", 7), *longer = wp_printf(arena, "{{ 1%04300d }}", 7);
    cr_expect_str_eq(shape("{{ 9223372036854775808 }}", PLAIN), "9223372036854775808");
    cr_expect_str_neq(shape(longest, PLAIN), "the number has 4300 digits: that is too many");
    cr_expect_str_eq(shape(longer, PLAIN), "the number has 4301 digits: that is too many");
}

Test(lexer, tokens_know_their_place_in_the_file)
{
    wp_token *tokens = lexed("\u00e9{{ a }}\n {{ b }}", PLAIN, (wp_mark){ "play.yml", 7, 12 });
    cr_assert(tokens);
    cr_expect_eq(tokens[2].mark.line, 7); /* a */
    cr_expect_eq(tokens[2].mark.column, 16);
    const wp_token *b = &tokens[6];
    cr_assert(wp_str_is(b->text, "b"));
    cr_expect_eq(b->mark.line, 8);
    cr_expect_eq(b->mark.column, 16);
    cr_expect_str_eq(b->mark.file, "play.yml");
}

Test(lexer, line_breaks_of_any_kind_are_one)
{
    cr_expect_str_eq(shape("a\r\nb\rc", PLAIN), "a\nb\nc");
    cr_expect_str_eq(shape("a\nb", (wp_lex_options){ .newline = "\r\n" }), "a\r\nb");
}
