/* The order of precedence: what each level has over the one below it. */
#include "fixture.h"

TestSuite(chain, .init = set_up, .fini = tear_down);

static void role(const char *name, const char *folder, const char *text)
{
    write_file(wp_printf(arena, "roles/%s/%s/main.yml", name, folder), text);
}

Test(chain, inventories_from_the_host_down_to_the_group_all)
{
    write_file("inv/host_vars/h1.yml", "a: inv_host\nb: inv_host\n");
    write_file("host_vars/h1.yml", "a: play_host\n");
    write_file("inv/group_vars/web.yml", "d: inv_web\ne: inv_web\n");
    write_file("group_vars/web.yml", "d: play_web\n");
    write_file("inv/group_vars/all.yml", "f: inv_all\ng: inv_all\nh: inv_all\n");
    write_file("group_vars/all.yml", "f: play_all\n");
    begin("[web]\nh1 a=src b=src c=src\n[web:vars]\nc=src_web\nd=src_web\nh=src_web\ni=src_web\n"
          "[all:vars]\ni=src_all\nj=src_all\n", "{}");
    wp_vars_scope *scope = scope_of("h1");
    cr_expect_str_eq(say(scope, "{{ a }} {{ b }} {{ c }}"), "play_host inv_host src");
    cr_expect_str_eq(say(scope, "{{ d }} {{ e }}"), "play_web inv_web");
    cr_expect_str_eq(say(scope, "{{ f }} {{ g }}"), "play_all inv_all");
    cr_expect_str_eq(say(scope, "{{ h }}"), "inv_all", "files of `all` stand over what a source says of a group");
    cr_expect_str_eq(say(scope, "{{ i }} {{ j }}"), "src_web src_all");
}

Test(chain, the_play_over_the_inventory_and_facts_between_them)
{
    begin("h1 a=inv b=inv c=inv\n", "{}");
    load("- hosts: all\n  vars: {a: play}\n  tasks: [{say: }]\n");
    wp_host_vars_set_facts(store("h1"), yaml("{a: fact, b: fact}"));
    cr_expect_str_eq(say(scope_at("h1", 0), "{{ a }} {{ b }} {{ c }}"), "play fact inv");
}

Test(chain, inside_a_play_from_set_fact_to_the_plays_own)
{
    begin("h1\n", "{}");
    write_file("vf.yml", "e: file\nf: file\n");
    load("- hosts: all\n  vars: {a: play, b: play, c: play, d: play, e: play, f: play, g: play}\n  vars_files: [vf.yml]\n"
         "  tasks:\n    - block:\n        - say:\n          vars: {a: task, b: task, c: task}\n"
         "      vars: {a: block, b: block, c: block, d: block}\n");
    wp_host_vars_include(store("h1"), yaml("{a: included, b: included}"));
    wp_host_vars_set(store("h1"), "a", wp_string_static("set"));
    cr_expect_str_eq(say(scope_at("h1", 0), "{{ a }} {{ b }} {{ c }} {{ d }} {{ e }} {{ g }}"),
                     "set included task block file play");
}

Test(chain, roles_from_their_parameters_down_to_their_defaults)
{
    begin("h1 f=inv\n", "{}");
    role("r", "vars", "a: vars\nb: vars\nc: vars\n");
    role("r", "defaults", "a: default\ne: default\nf: default\n");
    role("r", "tasks", "- say:\n");
    load("- hosts: all\n  vars: {a: play, b: play, d: play}\n  roles: [{role: r, a: param, vars: {b: entry, d: entry}}]\n"
         "  tasks: [{say: }]\n");
    cr_expect_str_eq(say(scope_at("h1", 0), "{{ a }} {{ b }} {{ c }} {{ d }} {{ e }} {{ f }}"),
                     "param vars vars entry default inv");
    cr_expect_str_eq(say(scope_at("h1", 1), "{{ a }} {{ b }} {{ d }} {{ e }}"), "vars vars entry default",
                     "the rest of the play sees all but the parameters");
}

Test(chain, a_role_sees_its_dependencies_and_those_that_brought_it_in)
{
    begin("h1\n", "{}");
    role("dep", "vars", "a: dep\nb: dep\n");
    role("dep", "defaults", "d: dep\n");
    role("dep", "tasks", "- say:\n");
    role("top", "vars", "b: top\nc: top\n");
    role("top", "defaults", "d: top\n");
    role("top", "meta", "dependencies: [{role: dep, p: given}]\n");
    role("top", "tasks", "- say:\n");
    load("- hosts: all\n  roles: [top]\n");
    cr_expect_str_eq(say(scope_at("h1", 0), "{{ a }} {{ b }} {{ c }} {{ d }} {{ p }}"), "dep dep top dep given");
    cr_expect_str_eq(say(scope_at("h1", 1), "{{ a }} {{ b }} {{ c }} {{ d }} {{ p | default('-') }}"),
                     "dep top top top -");
}

Test(chain, an_include_gives_its_variables_over_those_that_were_set)
{
    begin("h1\n", "{}");
    load("- hosts: all\n  tasks:\n    - include_tasks: x.yml\n      vars: {a: include}\n    - say:\n      vars: {a: task}\n");
    wp_host_vars_set(store("h1"), "a", wp_string_static("set"));
    cr_expect_str_eq(say(scope_at("h1", 0), "{{ a }}"), "include");
    cr_expect_str_eq(say(scope_at("h1", 1), "{{ a }}"), "set");
}

Test(chain, extra_variables_have_the_last_word)
{
    begin("h1 a=inv\n", "{a: extra}");
    load("- hosts: all\n  vars: {a: play}\n  tasks: [{say: , vars: {a: task}}]\n");
    wp_host_vars_set(store("h1"), "a", wp_string_static("set"));
    cr_expect_str_eq(say(scope_at("h1", 0), "{{ a }}"), "extra");
}

Test(chain, what_was_prompted_for_stands_between_files_and_the_plays_own)
{
    begin("h1\n", "{}");
    write_file("vf.yml", "a: file\n");
    load("- hosts: all\n  vars: {a: play, b: play}\n  vars_files: [vf.yml]\n  tasks: [{say: }]\n");
    play_vars->prompted = yaml("{a: asked, b: asked}");
    cr_expect_str_eq(say(scope_at("h1", 0), "{{ a }} {{ b }}"), "file asked");
}

Test(chain, dicts_of_several_levels_become_one_where_that_is_asked_for)
{
    write_file("group_vars/all.yml", "d: {a: all, b: all, deep: {x: all, y: all}}\nt: {a: all}\ns: {a: all}\n");
    write_file("vf.yml", "d: {b: file, c: file}\n");
    begin("h1\n", "{}");
    wp_vars_options given = { .inventory = inventory, .env = env, .extra = yaml("{d: {deep: {y: extra}}}"), .merges = true };
    wp_vars_free(vars);
    vars = wp_vars_new(&given);
    load("- hosts: all\n  vars_files: [vf.yml]\n  vars: {s: text}\n  tasks:\n    - block:\n        - say:\n"
         "          vars: {s: {c: task}, t: {c: task}}\n      vars: {t: {b: block}}\n");
    wp_vars_scope *scope = scope_at("h1", 0);
    cr_expect_str_eq(say(scope, "{{ d }}"),
                     "{'a': 'all', 'b': 'file', 'deep': {'x': 'all', 'y': 'extra'}, 'c': 'file'}");
    cr_expect_str_eq(say(scope, "{{ t }}"), "{'a': 'all', 'c': 'task'}", "a task's own are taken whole");
    cr_expect_str_eq(say(scope, "{{ s }}"), "{'c': 'task'}", "what is no dict between them ends it");
}
