#include "base/regex.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <string.h>
#include "regex_cases.h"

static wp_arena *arena;

static void begin(void)
{
    arena = wp_arena_new();
}

static void end(void)
{
    wp_arena_free(arena);
}

TestSuite(regex, .init = begin, .fini = end);

static wp_regex *compile_with(const char *pattern, int flags)
{
    wp_regex *regex = NULL;
    wp_error err = { 0 };
    cr_assert(wp_regex_compile(arena, wp_str_of(pattern), flags, &regex, &err), "%s", err.text);
    return regex;
}

static wp_regex *compile(const char *pattern)
{
    return compile_with(pattern, 0);
}

static void put_group(wp_buf *buf, wp_str text, wp_span span)
{
    if (span.from == SIZE_MAX)
        wp_buf_char(buf, '-');
    else
        wp_buf_str_add(buf, wp_str_slice(text, span.from, span.to));
}

/* All matches as the table writes them. */
static wp_str find_all(const wp_regex *regex, wp_str text)
{
    wp_buf buf = wp_buf_new(arena);
    wp_regex_walk walk = wp_regex_walk_over(regex, text);
    wp_span *spans;
    while (wp_regex_next(arena, &walk, &spans)) {
        wp_buf_char(&buf, '<');
        for (size_t i = 0; i <= wp_regex_groups(regex); i++) {
            if (i)
                wp_buf_char(&buf, '|');
            put_group(&buf, text, spans[i]);
        }
        wp_buf_char(&buf, '>');
    }
    return wp_buf_str(&buf);
}

Test(regex, finds_what_python_finds)
{
    for (size_t i = 0; i < sizeof regex_cases / sizeof *regex_cases; i++) {
        wp_regex *regex;
        wp_error err = { 0 };
        wp_str text = regex_cases[i].text;
        cr_assert(wp_regex_compile(arena, regex_cases[i].pattern, 0, &regex, &err), "%s", err.text);
        wp_str found = find_all(regex, text);
        cr_expect(wp_str_is(found, regex_cases[i].found), "/%s/ in <%s>: %s, not %s", regex_cases[i].pattern.ptr,
                  text.ptr, found.ptr, regex_cases[i].found);

        wp_span *spans;
        bool matches = wp_regex_match(arena, regex, text, &spans);
        cr_expect_eq(matches, regex_cases[i].match != NULL, "/%s/ at <%s>", regex_cases[i].pattern.ptr, text.ptr);
        if (matches && regex_cases[i].match)
            cr_expect(wp_str_is(wp_str_slice(text, spans[0].from, spans[0].to), regex_cases[i].match), "/%s/ at <%s>",
                      regex_cases[i].pattern.ptr, text.ptr);
    }
}

Test(regex, searches_from_a_place_on)
{
    wp_span *spans;
    wp_regex *regex = compile("b+");
    cr_assert(wp_regex_search(arena, regex, wp_str_of("abbabb"), 3, &spans));
    cr_assert_eq(spans[0].from, 4);
    cr_assert_eq(spans[0].to, 6);
    cr_assert_not(wp_regex_search(arena, regex, wp_str_of("abba"), 3, &spans));
    cr_assert_not(wp_regex_search(arena, regex, wp_str_of("abba"), 5, &spans));
}

Test(regex, a_place_inside_of_a_character_is_the_next_one)
{
    wp_span *spans;
    cr_assert(wp_regex_search(arena, compile("."), wp_str_of("日a"), 1, &spans));
    cr_assert_eq(spans[0].from, 3);
}

Test(regex, groups_have_numbers_and_names)
{
    wp_regex *regex = compile("(a)(?P<second>b)?(?:c)(?P<third>d)?");
    cr_assert_eq(wp_regex_groups(regex), 3);
    cr_assert_eq(wp_regex_named(regex, wp_str_of("second")), 2);
    cr_assert_eq(wp_regex_named(regex, wp_str_of("third")), 3);
    cr_assert_eq(wp_regex_named(regex, wp_str_of("fourth")), 0);
    wp_span *spans;
    cr_assert(wp_regex_search(arena, regex, wp_str_of("acd"), 0, &spans));
    cr_assert_eq(spans[2].from, SIZE_MAX);
    cr_assert_eq(spans[3].from, 2);
}

Test(regex, flags_change_what_matches)
{
    wp_span *spans;
    cr_assert(wp_regex_match(arena, compile_with("é", WP_REGEX_IGNORE_CASE), wp_str_of("É"), &spans));
    cr_assert(wp_regex_search(arena, compile_with("^b$", WP_REGEX_MULTILINE), wp_str_of("a\nb\nc"), 0, &spans));
    cr_assert(wp_regex_match(arena, compile_with("a.b", WP_REGEX_DOTALL), wp_str_of("a\nb"), &spans));
    cr_assert_not(wp_regex_match(arena, compile("a.b"), wp_str_of("a\nb"), &spans));
    cr_assert_not(wp_regex_search(arena, compile("^b$"), wp_str_of("a\nb\nc"), 0, &spans));
    cr_assert(wp_regex_match(arena, compile_with("..$", WP_REGEX_BYTES), wp_str_of("é"), &spans));
    cr_assert_not(wp_regex_match(arena, compile("..$"), wp_str_of("é"), &spans));
}

Test(regex, carriage_returns_are_characters_like_others)
{
    wp_span *spans;
    cr_assert(wp_regex_match(arena, compile("a.b"), wp_str_of("a\rb"), &spans));
}

Test(regex, bytes_that_are_no_utf8_do_no_harm)
{
    wp_regex *regex = compile("\\w+");
    cr_assert(wp_str_is(find_all(regex, wp_str_of("ab\xff"
                                                  "cd\xc3")),
                        "<ab><cd>"));
    cr_assert_str_eq(find_all(compile("x*"), wp_str_of("\xff\xfe"
                                                       "x"))
                         .ptr,
                     "<><x><>");
    wp_str out;
    cr_assert(wp_regex_replace(arena, regex,
                               wp_str_of("a\xff"
                                         "b"),
                               wp_str_of("-"), 0, &out, NULL));
    cr_assert(wp_str_is(out, "-\xff-"));
}

Test(regex, errors_show_the_pattern_and_the_place)
{
    static const struct {
        const char *pattern, *place;
    } cases[] = {
        { "a(b", "at character 4" },       { "*a", "at character 1" },           { "[a", "at character 3" },
        { "é\\u00e9(", "at character 9" }, { "a{,2}b{,2}(", "at character 12" }, { "\\", "at character 2" },
        { "b(?a:c)", "at character 2" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_regex *regex;
        wp_error err = { 0 };
        cr_expect_not(wp_regex_compile(arena, wp_str_of(cases[i].pattern), 0, &regex, &err));
        cr_expect_eq(err.kind, WP_E_SYNTAX);
        cr_expect(strstr(err.text, cases[i].pattern), "%s", err.text);
        cr_expect(strstr(err.text, cases[i].place), "%s", err.text);
    }
}

Test(regex, a_bad_pattern_gives_up_in_time)
{
    wp_str text = wp_str_of("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
    wp_regex *regex = compile("(a|aa)+$");
    wp_span *spans;
    wp_str out;
    wp_error err = { 0 };
    int64_t before = wp_clock_ms();
    cr_assert_not(wp_regex_search(arena, regex, text, 0, &spans));
    cr_assert_not(wp_regex_replace(arena, regex, text, wp_str_of(""), 0, &out, &err));
    cr_assert_eq(err.kind, WP_E_INVALID);
    cr_assert(wp_clock_ms() - before < 60000);
}

Test(regex, walking_over_a_long_text_takes_no_longer_the_longer_it_is)
{
    size_t len = 300000;
    char *text = wp_alloc(arena, len + 1);
    memset(text, 'a', len);
    wp_regex *regex = compile("a");
    wp_regex_walk walk = wp_regex_walk_over(regex, (wp_str){ .ptr = text, .len = len });
    wp_span *spans;
    size_t count = 0;
    int64_t before = wp_clock_ms();
    wp_arena *scratch = wp_arena_new();
    while (wp_regex_next(scratch, &walk, &spans))
        count++;
    wp_arena_free(scratch);
    cr_assert_eq(count, len);
    cr_assert(wp_clock_ms() - before < 10000);
}

static void *search_often(void *regex)
{
    wp_arena *own = wp_arena_new();
    size_t found = 0;
    for (int i = 0; i < 2000; i++) {
        wp_span *spans;
        found += wp_regex_search(own, regex, wp_str_of("xx user@host.example yy"), 0, &spans) && spans[1].to == 7;
    }
    wp_arena_free(own);
    return (void *)(found == 2000 ? "all" : "not all");
}

Test(regex, threads_share_a_pattern)
{
    wp_regex *regex = compile("(\\w+)@([\\w.]+)");
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, search_often, regex);
    for (size_t i = 0; i < 4; i++) {
        void *result;
        pthread_join(threads[i], &result);
        cr_expect_str_eq((const char *)result, "all");
    }
}
