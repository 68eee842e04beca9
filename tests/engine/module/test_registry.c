#include "module/registry.h"

#include <criterion/criterion.h>
#include <string.h>

static const wp_param no_params[] = { { 0 } };
static const wp_module shell = { .name = "shell", .params = no_params }, copy = { .name = "copy", .params = no_params },
                       command = { .name = "command", .params = no_params };
static const wp_module *const modules[] = { &shell, &copy, &command, NULL };
static const wp_half halves[] = { { "copy", "copy() { :; }" }, { NULL, NULL } };

static wp_arena *arena;
static wp_registry *registry;

static void set_up(void)
{
    arena = wp_arena_new();
    registry = wp_registry_new(arena, modules, halves);
}

static void tear_down(void)
{
    wp_arena_free(arena);
}

TestSuite(registry, .init = set_up, .fini = tear_down);

Test(registry, finds_modules_by_short_and_long_names)
{
    cr_expect_eq(wp_registry_find(registry, wp_str_of("copy")), &copy);
    cr_expect_eq(wp_registry_find(registry, wp_str_of("ansible.builtin.shell")), &shell);
    cr_expect_eq(wp_registry_find(registry, wp_str_of("ansible.legacy.command")), &command);
    cr_expect_null(wp_registry_find(registry, wp_str_of("cop")));
    cr_expect_null(wp_registry_find(registry, wp_str_of("copyx")));
    cr_expect_null(wp_registry_find(registry, wp_str_of("")));
    cr_expect_null(wp_registry_find(registry, wp_str_of("other.collection.copy")));
}

Test(registry, lists_them_by_name)
{
    cr_expect_str_eq(wp_registry_at(registry, 0)->name, "command");
    cr_expect_str_eq(wp_registry_at(registry, 2)->name, "shell");
    cr_expect_null(wp_registry_at(registry, 3));
}

Test(registry, knows_what_was_meant)
{
    cr_expect_str_eq(wp_registry_nearest(registry, wp_str_of("comand")), "command");
    cr_expect_str_eq(wp_registry_nearest(registry, wp_str_of("ansible.builtin.copu")), "copy");
    cr_expect_null(wp_registry_nearest(registry, wp_str_of("something_else_entirely")));
}

Test(registry, has_remote_halves)
{
    cr_expect_str_eq(wp_registry_half(registry, "copy")->text, "copy() { :; }");
    cr_expect_null(wp_registry_half(registry, "nothing"));
}
