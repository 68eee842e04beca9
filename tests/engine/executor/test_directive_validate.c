/* The variables of a role, against their specification. */
#include "fixture.h"

TestSuite(directive_validate, .init = set_up, .fini = tear_down);

static const char *run_role(const char *vars)
{
    write_file("roles/r/tasks/main.yml", "- say: {msg: in}\n");
    write_file("roles/r/meta/argument_specs.yml",
               "argument_specs:\n  main:\n    options:\n      port: {type: int, required: true}\n"
               "      mode: {choices: [fast, safe]}\n      tree: {type: dict, options: {leaf: {type: bool, required: true}}}\n");
    return run_on("a,", wp_printf(arena, "- hosts: all\n  gather_facts: no\n  roles: [{role: r, vars: %s}]\n", vars));
}

Test(directive_validate, good_ones_pass)
{
    run_role("{port: \"{{ 80 }}\", mode: safe, tree: {leaf: yes}}");
    expect_says("task r : Validating arguments against arg spec 'main'\na ok: The arg spec validation passed\n");
    expect_says("a ok: in\n");
}

Test(directive_validate, every_fault_is_told_before_the_role_does_anything)
{
    run_role("{mode: quick, tree: {leaf: perhaps}}");
    expect_says("missing required arguments: port");
    expect_says("quick");
    expect_says("perhaps");
    expect_silent_about("a ok: in");
}

Test(directive_validate, it_can_be_asked_for_like_a_module)
{
    run_tasks("a,", "    - validate_argument_spec: {argument_spec: {n: {type: int}}, provided_arguments: {n: x}}\n");
    expect_says("a failed: Validation of arguments failed");
    run_tasks("a,", "    - validate_argument_spec: {argument_spec: 5}\n");
    expect_says("'argument_spec' takes a dictionary");
}
