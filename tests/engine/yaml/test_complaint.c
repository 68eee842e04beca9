#include "yaml/complaint.h"

#include <criterion/criterion.h>
#include <string.h>

#include "yaml/yaml.h"

/* What is wrong in `text`, and where; and something the hint says. */
static const struct complaint_case {
    const char *yaml;
    uint32_t line, column;
    const char *text, *hint;
} cases[] = {
    { "a:\n\tb: 1\n", 2, 1, "can't begin", "indented with a tab" },
    { "- a: 1\n\t b: 2\n", 2, 1, "tab", "indented with a tab" },
    { "- debug:\n    msg: {{ x }} b\n", 2, 11, "key of a dict", "msg: \"{{ x }} b\"" },
    { "- debug:\n    msg: {{ x[\"a\"] }}\n", 2, 14, "not closed", "msg: '{{ x[\"a\"] }}'" },
    { "- {{ x }}\n", 1, 4, "key of a dict", "in quotes: \"{{ x }}\"" },
    { "- name: x\n  {% if x %}\n", 2, 4, "can't begin", "inside texts only" },
    { "a: foo: bar\n", 1, 7, "'key: value' can't stand here", "a: \"foo: bar\"" },
    { "a: \"foo\" bar\n", 1, 10, "key of the dict", "a: '\"foo\" bar'" },
    { "a:1\nb: 2\n", 2, 2, "can't stand here", "after the ':' in line 1" },
    { "-a\n-b: 1\n", 2, 3, "can't stand here", "after the '-' in line 2" },
    { "a: 1\n b: 2\n", 2, 3, "can't stand here", "indented further" },
    { "a:\n  b: 1\n c: 2\n", 3, 2, "key of the dict", "column 2, the dict it should belong to in column 1" },
    { "a: @foo\n", 1, 4, "can't begin", "a: \"@foo\"" },
    { "hosts: *.com\n", 1, 8, "name is expected", "hosts: \"*.com\"" },
    { "hosts: *web\n", 1, 8, "no anchor '&web'", "\"*web\"" },
    { "hosts: !web\n", 1, 8, "unknown tag '!web'", "\"!web\"" },
    { "a: !vualt x\n", 1, 4, "unknown tag", "'!vault'" },
    { "a: 'foo\nb: c\n", 1, 4, "never closed", "apostrophe" },
    { "a: 1\nb\nc: 3\n", 2, 1, "no 'key: value'", "':' and a blank" },
    { "a: [1, 2\nb: 3\n", 2, 2, "[ ] is not closed", "line 1, column 4" },
    { "a: \"\\w\"\n", 1, 5, "unknown escape", "single quotes" },
    { "- a\nb: 1\n", 2, 1, "'- item'", "less indentation" },
    { "a: | foo\n", 1, 6, "next line", "may follow" },
    { "a: \x01\n", 1, 4, "control character (0x01)", "text file" },
    { "a: b\nc: \xff\n", 2, 4, "not UTF-8", "UTF-8" },
    { "a: 1\n---\nb: 2\n", 2, 1, "second document", "---" },
    { "? [a]\n: b\n", 1, 3, "a list can't be the key", "quotes" },
    { "a: !!int x\n", 1, 10, "'x' is no !!int", "" },
    { "<<: 3\n", 1, 5, "a dict or a list of dicts", "" },
};

Test(complaint, each_classic_mistake_has_its_place_its_text_and_its_hint)
{
    wp_arena *arena = wp_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct complaint_case *each = &cases[i];
        wp_yaml_options options = { .file = "play.yml" };
        wp_error err = { 0 };
        wp_value value;
        cr_assert_not(wp_yaml_load(arena, wp_str_of(each->yaml), &options, &value, &err), "%s", each->yaml);
        cr_expect_str_eq(err.mark.file, "play.yml", "%s", each->yaml);
        cr_expect_eq(err.mark.line, each->line, "%s: line %u", each->yaml, err.mark.line);
        cr_expect_eq(err.mark.column, each->column, "%s: column %u", each->yaml, err.mark.column);
        cr_expect(strstr(err.text, each->text), "%s: %s", each->yaml, err.text);
        cr_expect(strstr(err.hint, each->hint), "%s: %s", each->yaml, err.hint);
    }
    wp_arena_free(arena);
}

Test(complaint, nobody_need_listen)
{
    wp_arena *arena = wp_arena_new();
    wp_value value;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_not(wp_yaml_load(arena, wp_str_of(cases[i].yaml), NULL, &value, NULL));
    wp_arena_free(arena);
}
