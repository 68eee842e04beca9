/* -e: what may follow it. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/extra_vars.h"

static wp_arena *arena;
static wp_error err;
static char path[] = "/tmp/waplay_extra_XXXXXX";

static void set_up(void)
{
    arena = wp_arena_new();
    err = (wp_error){ 0 };
    close(mkstemp(path));
}

static void tear_down(void)
{
    unlink(path);
    wp_arena_free(arena);
}

TestSuite(extra_vars, .init = set_up, .fini = tear_down);

static bool load(const char *const *given, size_t count, wp_value *out)
{
    wp_value list = wp_list_new(arena, count);
    for (size_t i = 0; i < count; i++)
        wp_list_push(arena, list, wp_string(arena, given[i]));
    return wp_extra_vars_load(arena, list, NULL, out, &err);
}

static const char *loaded(const char *given)
{
    wp_value vars;
    cr_assert(load(&given, 1, &vars), "%s: %s", given, err.text);
    return wp_to_repr(arena, vars).ptr;
}

Test(extra_vars, pairs_are_texts_and_quotes_hold_them_together)
{
    cr_expect_str_eq(loaded("a=1 b='x y' c=k=v d= e=\"q 'z'\""),
                     "{'a': '1', 'b': 'x y', 'c': 'k=v', 'd': '', 'e': \"q 'z'\"}");
    cr_expect_str_eq(loaded("a={{ x }} b={{ y | default('no one') }}/z"),
                     "{'a': '{{ x }}', 'b': \"{{ y | default('no one') }}/z\"}");
}

Test(extra_vars, yaml_and_json_keep_their_types)
{
    cr_expect_str_eq(loaded("{\"a\": 1, \"b\": [true, null]}"), "{'a': 1, 'b': [True, None]}");
    cr_expect_str_eq(loaded("{a: yes, b: x}"), "{'a': True, 'b': 'x'}");
}

Test(extra_vars, a_file_is_read)
{
    cr_assert(wp_file_write(path, wp_str_of("a: [1]\n"), 0600, &err));
    cr_expect_str_eq(loaded(wp_printf(arena, "@%s", path)), "{'a': [1]}");
    cr_assert(wp_file_write(path, wp_str_of("---\n"), 0600, &err));
    cr_expect_str_eq(loaded(wp_printf(arena, "@%s", path)), "{}");
}

Test(extra_vars, later_ones_win)
{
    const char *const given[] = { "a=1 b=1", "{b: 2}" };
    wp_value vars;
    cr_assert(load(given, 2, &vars));
    cr_expect_str_eq(wp_to_repr(arena, vars).ptr, "{'a': '1', 'b': 2}");
}

Test(extra_vars, mistakes_are_told_with_what_to_give)
{
    static const struct {
        const char *given, *says;
    } cases[] = { { "nonsense", "'nonsense' is no name=value" },
                  { "=x", "is no name=value" },
                  { "a='x", "a quote or a template is not closed" },
                  { "[1]", "takes a dictionary of variables, not a list" },
                  { "{a: ", "-e" },
                  { "@/nowhere/x.yml", "/nowhere/x.yml" } };
    wp_value vars;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_not(load(&cases[i].given, 1, &vars), "%s", cases[i].given);
        cr_expect(strstr(err.text, cases[i].says) != NULL, "%s: %s", cases[i].given, err.text);
    }
}
