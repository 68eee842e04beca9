/* Names evaluated when they are read, and kept. */
#include "fixture.h"

TestSuite(scope, .init = set_up, .fini = tear_down);

static wp_vars_scope *scope_with(const char *play_lines)
{
    begin("h1 x=host\n", "{}");
    load(wp_printf(arena, "- hosts: all\n%s  tasks: [{say: }]\n", play_lines));
    return scope_at("h1", 0);
}

Test(scope, a_variable_that_holds_a_template_is_evaluated_by_need)
{
    wp_vars_scope *scope = scope_with("  vars: {a: \"{{ b }}!\", b: [1, \"{{ c }}\"], c: {d: \"{{ x }}\"}}\n");
    cr_expect_str_eq(say(scope, "{{ a }}"), "[1, {'d': 'host'}]!");
    cr_expect_str_eq(say(scope, "{{ c.d }}"), "host");
}

Test(scope, recursion_is_found_and_its_way_is_told)
{
    wp_vars_scope *scope = scope_with("  vars: {a: \"{{ b }}\", b: \"{{ c }}\", c: \"{{ a }}\"}\n");
    cr_expect(strstr(say(scope, "{{ a }}"), "a -> b -> c -> a") != NULL, "%s", err.text);
    cr_expect_neq(err.kind, WP_E_UNDEFINED);
    cr_expect(strstr(say(scope, "{{ a | default('x') }}"), "refers to itself") != NULL, "default() does not hide it");
}

Test(scope, one_that_needs_what_is_undefined_is_undefined_itself)
{
    wp_vars_scope *scope = scope_with("  vars: {u: \"{{ nowhere }}\", d: {a: 1, b: \"{{ nowhere }}\"}}\n");
    cr_expect_str_eq(say(scope, "{{ u | default('fallback') }} {{ u is defined }} {{ d is defined }}"),
                     "fallback False False");
    cr_expect_str_eq(say(scope, "{{ u }}"), "'nowhere' is undefined", "and says what is missing");
}

Test(scope, what_is_pushed_stands_over_the_chain_until_it_is_pushed_anew)
{
    wp_vars_scope *scope = scope_with("  vars: {v: \"{{ item }}-v\", item: play}\n");
    cr_expect_str_eq(say(scope, "{{ v }}"), "play-v");
    wp_vars_scope_push(scope, "item", wp_string_static("one"));
    wp_vars_scope_forget(scope);
    cr_expect_str_eq(say(scope, "{{ v }}"), "one-v");
    wp_vars_scope_push(scope, "item", wp_string_static("two"));
    cr_expect_str_eq(say(scope, "{{ item }} {{ v }}"), "two one-v", "what was evaluated is kept until it is forgotten");
}

Test(scope, a_copy_has_what_was_pushed)
{
    wp_vars_scope *scope = scope_with("");
    wp_vars_scope_push(scope, "item", wp_string_static("one"));
    cr_expect_str_eq(say(wp_vars_scope_copy(arena, scope), "{{ item }} {{ x }}"), "one host");
}

Test(scope, names_can_be_asked_for_without_evaluating)
{
    wp_vars_scope *scope = scope_with("  vars: {a: \"{{ nowhere }}\"}\n");
    cr_expect(wp_vars_has(scope, wp_str_of("a")));
    cr_expect(wp_vars_has(scope, wp_str_of("inventory_hostname")));
    cr_expect_not(wp_vars_has(scope, wp_str_of("nowhere")));
}

Test(scope, all_variables_are_one_dict)
{
    wp_vars_scope *scope = scope_with("  vars: {a: \"{{ x }}\"}\n");
    wp_value all;
    cr_assert(wp_vars_all(scope, &all, &err), "%s", err.text);
    cr_expect_str_eq(wp_dict_find(all, "a")->as.text, "host");
    cr_expect_not_null(wp_dict_find(all, "group_names"));
    cr_expect_null(wp_dict_find(all, "hostvars"));
}

Test(scope, what_a_host_gathers_is_seen_once_the_rest_is_forgotten)
{
    wp_vars_scope *scope = scope_with("");
    cr_expect_str_eq(say(scope, "{{ fresh | default('none') }}"), "none");
    wp_value facts = wp_dict_new(arena, 1);
    wp_dict_set(arena, facts, "fresh", wp_string_static("fact"));
    wp_host_vars_set_facts(wp_vars_of_host(vars, wp_inventory_host(inventory, "h1")), facts);
    wp_vars_scope_forget(scope);
    cr_expect_str_eq(say(scope, "{{ fresh | default('none') }}"), "fact");
}

Test(scope, tells_whether_another_item_may_change_what_was_read)
{
    wp_vars_scope *scope = scope_with("  vars: {made: \"{{ x }}\", plain: 1}\n");
    wp_vars_scope_push(scope, "item", wp_string_static("one"));
    wp_value value;
    bool found;
    size_t moving = wp_vars_scope_moving(scope);
    wp_vars_get(scope, "plain", &value, &found, &err);
    wp_vars_get(scope, "nowhere", &value, &found, &err);
    cr_expect_eq(wp_vars_scope_moving(scope), moving);
    wp_vars_get(scope, "made", &value, &found, &err);
    cr_expect_gt(wp_vars_scope_moving(scope), moving);
    moving = wp_vars_scope_moving(scope);
    wp_vars_get(scope, "made", &value, &found, &err);
    cr_expect_gt(wp_vars_scope_moving(scope), moving, "kept, but made all the same");
    moving = wp_vars_scope_moving(scope);
    wp_vars_get(scope, "item", &value, &found, &err);
    cr_expect_gt(wp_vars_scope_moving(scope), moving);
}
