/* --tags and --skip-tags against the tags of a task. */
#include <criterion/criterion.h>

#include "playbook/playbook.h"
#include "base/text.h"

static wp_value list(wp_arena *arena, const char *names)
{
    wp_value all = wp_list_new(arena, 2);
    wp_str rest = wp_str_of(names), one;
    while (wp_str_split(&rest, ',', &one))
        wp_list_push(arena, all, wp_string_of(arena, one));
    return all;
}

static const struct {
    const char *only, *skip, *tags;
    bool runs;
} cases[] = {
    { "", "", "", true },           { "", "", "a", true },          { "", "", "never", false },
    { "a", "", "a", true },         { "a", "", "b", false },        { "a", "", "always", true },
    { "a", "", "a,never", true },   { "never", "", "never", true }, { "tagged", "", "a", true },
    { "tagged", "", "", false },    { "untagged", "", "", true },   { "untagged", "", "a", false },
    { "", "a", "a", false },        { "", "a", "b", true },         { "", "a", "a,always", false },
    { "", "always", "always", false }, { "a", "b", "a,b", false },  { "", "tagged", "a", false },
    { "", "untagged", "", false },  { "all", "", "a", true },       { "all", "", "never", false },
};

Test(tags, choose_tasks_as_ansible_does)
{
    wp_arena *arena = wp_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_tag_choice choice = { .only = list(arena, cases[i].only), .skip = list(arena, cases[i].skip) };
        cr_expect_eq(wp_tags_allow(arena, &choice, list(arena, cases[i].tags)), cases[i].runs,
                     "--tags '%s' --skip-tags '%s' with tags '%s'", cases[i].only, cases[i].skip, cases[i].tags);
    }
    wp_arena_free(arena);
}
