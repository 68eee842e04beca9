#include "cli/doc_tables.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"

static wp_arena *arena;
static wp_error err;

static void setup(void)
{
    arena = wp_arena_new();
    err = (wp_error){ 0 };
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(doc_tables, .init = setup, .fini = teardown);

static const char *told(const char *kind, const char *name)
{
    wp_value names = wp_list_new(arena, 1);
    wp_str out;
    wp_list_push(arena, names, wp_string_static(name));
    return wp_doc_tell(arena, kind, names, &out, &err) ? out.ptr : err.text;
}

Test(doc_tables, every_row_of_every_kind_has_a_sentence)
{
    wp_str kinds = wp_doc_kinds(arena), kind, text, line;
    while (wp_str_split(&kinds, ' ', &kind)) {
        size_t count = 0;
        cr_assert(wp_doc_list(arena, wp_strndup(arena, kind.ptr, kind.len), &text, &err), "%s", err.text);
        for (; wp_str_split(&text, '\n', &line); count++)
            cr_expect_gt(line.len, 30, "%.*s", (int)line.len, line.ptr);
        cr_expect_gt(count, 5, "%.*s", (int)kind.len, kind.ptr);
    }
}

Test(doc_tables, a_row_is_told_with_its_usage)
{
    cr_expect(strstr(told("filter", "b64encode"), "b64encode\n    text | b64encode"));
    cr_expect(strstr(told("keyword", "serial"), "serial\n    of a play\n"));
    cr_expect(strstr(told("variable", "role_path"), "in a role"));
}

Test(doc_tables, what_is_not_there_is_told_with_the_nearest)
{
    cr_expect_str_eq(told("filter", "b64encod"), "there is no filter 'b64encod'");
    cr_expect_str_eq(err.hint, "did you mean 'b64encode'?");
    cr_expect_str_eq(told("fliter", "x"), "there is nothing of the kind 'fliter' to tell about");
}
