#include "base/process.h"
#include "base/text.h"

#include <criterion/criterion.h>
#include "shell_cases.h"

Test(shell, splits_as_python_does)
{
    wp_arena *arena = wp_arena_new();
    for (size_t i = 0; i < sizeof shell_cases / sizeof *shell_cases; i++) {
        wp_str *words = NULL;
        size_t count = 0;
        bool done = wp_shell_split(arena, shell_cases[i].line, &words, &count);
        cr_assert_eq(done, shell_cases[i].count >= 0, "<%s>", shell_cases[i].line.ptr);
        if (!done)
            continue;
        cr_assert_eq(count, (size_t)shell_cases[i].count, "<%s>", shell_cases[i].line.ptr);
        cr_assert_not_null(words);
        for (size_t j = 0; j < count; j++)
            cr_assert(wp_str_is(words[j], shell_cases[i].words[j]), "<%s>: word %zu is <%s>", shell_cases[i].line.ptr,
                      j, words[j].ptr);
    }
    wp_arena_free(arena);
}

static const char *const odd_words[] = {
    "",  "a",  "it's", "'",          "''",  "a b", "$HOME", "`id`", "\"x\"", "\\",       "\\n", "a\nb",
    "*", "~",  "!x",   "-n",         "a=b", "é",   "\xff",  ";",    "#",     "{a,b}",    "\t",  "a'b'c\"d\"",
    "%", "x:", "@",    "/a/b.c_d-e", "&",   "<>",  "(x)",   "[a]",  "|",     "\x01\x7f", "\r",
};

Test(shell, quoting_is_what_splitting_takes_off_again)
{
    wp_arena *arena = wp_arena_new();
    for (size_t i = 0; i < sizeof odd_words / sizeof *odd_words; i++) {
        wp_str *words;
        size_t count;
        cr_assert(wp_shell_split(arena, wp_shell_quote(arena, wp_str_of(odd_words[i])), &words, &count));
        cr_assert_eq(count, 1, "<%s>", odd_words[i]);
        cr_assert(wp_str_is(words[0], odd_words[i]), "<%s>", odd_words[i]);
    }
    wp_arena_free(arena);
}

Test(shell, a_shell_reads_a_quoted_word_as_it_is)
{
    wp_arena *arena = wp_arena_new();
    for (size_t i = 0; i < sizeof odd_words / sizeof *odd_words; i++) {
        wp_str quoted = wp_shell_quote(arena, wp_str_of(odd_words[i]));
        const char *script = wp_printf(arena, "printf %%s. %s", quoted.ptr);
        wp_process_result result;
        const char *const argv[] = { "sh", "-c", script, NULL };
        cr_assert(wp_process_run(arena, &(wp_process){ .argv = argv }, &result, NULL));
        cr_assert(wp_str_is(result.out, wp_printf(arena, "%s.", odd_words[i])), "<%s> gave <%s>", odd_words[i],
                  result.out.ptr);
    }
    wp_arena_free(arena);
}

Test(shell, plain_words_stay_without_quotes)
{
    wp_arena *arena = wp_arena_new();
    cr_assert(
        wp_str_is(wp_shell_quote(arena, wp_str_of("/usr/bin/a_b-c.d:e=f@g%h+i,j")), "/usr/bin/a_b-c.d:e=f@g%h+i,j"));
    cr_assert(wp_str_is(wp_shell_quote(arena, wp_str_of("")), "''"));
    cr_assert(wp_str_is(wp_shell_quote(arena, wp_str_of("a b")), "'a b'"));
    wp_arena_free(arena);
}
