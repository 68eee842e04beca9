/* include_vars. */
#include "fixture.h"

TestSuite(directive_vars, .init = set_up, .fini = tear_down);

static void write_dir(void)
{
    write_file("d/a.yml", "a: 1\n");
    write_file("d/b.json", "{\"b\": 2}");
    write_file("d/sub/c.yml", "c: 3\na: 30\n");
}

Test(directive_vars, of_a_file_as_they_are_or_below_a_name)
{
    write_file("v.yml", "a: \"{{ b }}\"\nb: 2\n");
    run_tasks("a,", "    - include_vars: v.yml\n    - say: {msg: \"{{ a }}\"}\n    - include_vars: {file: v.yml, name: n}\n"
                    "    - say: {msg: \"{{ n.b }}\"}\n");
    expect_says("a ok: 2\n");
    expect_says("task include_vars\na ok\ntask say\na ok: 2\n");
}

Test(directive_vars, of_all_files_of_a_directory)
{
    write_dir();
    run_tasks("a,", "    - {include_vars: {dir: d, name: n}, register: r}\n"
                    "    - say: {msg: \"{{ n }} {{ r.ansible_included_var_files | map('basename') | list }}\"}\n");
    expect_says("a ok: {'a': 30, 'b': 2, 'c': 3} ['a.yml', 'b.json', 'c.yml']\n");
}

Test(directive_vars, a_directory_can_be_narrowed)
{
    static const struct {
        const char *args, *says;
    } cases[] = {
        { "depth: 1", "{'a': 1, 'b': 2}" },
        { "files_matching: '^a'", "{'a': 1}" },
        { "ignore_files: ['a*']", "{'b': 2, 'c': 3, 'a': 30}" },
        { "extensions: [yml], ignore_unknown_extensions: true", "{'a': 30, 'c': 3}" },
    };
    write_dir();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        run_tasks("a,", wp_printf(arena, "    - include_vars: {dir: d, name: n, %s}\n    - say: {msg: \"{{ n }}\"}\n",
                                  cases[i].args));
        expect_says(wp_printf(arena, "a ok: %s\n", cases[i].says));
    }
}

Test(directive_vars, dictionaries_can_be_merged_into_those_that_are_known)
{
    write_file("m.yml", "m: {b: {y: 2}}\n");
    run_on("a,", "- hosts: all\n  gather_facts: no\n  vars: {m: {a: 1, b: {x: 1}}}\n  tasks:\n"
                 "    - include_vars: {file: m.yml, hash_behaviour: merge}\n    - say: {msg: \"{{ m }}\"}\n");
    expect_says("a ok: {'a': 1, 'b': {'x': 1, 'y': 2}}\n");
}

Test(directive_vars, mistakes_are_told)
{
    write_dir();
    write_file("list.yml", "- 1\n");
    run_tasks("a,", "    - {include_vars: none.yml, ignore_errors: true}\n    - {include_vars: {dir: none}, ignore_errors: true}\n"
                    "    - {include_vars: {}, ignore_errors: true}\n    - {include_vars: {file: x, dir: d}, ignore_errors: true}\n"
                    "    - {include_vars: list.yml, ignore_errors: true}\n    - {include_vars: {fil: x}, ignore_errors: true}\n"
                    "    - {include_vars: {dir: d, extensions: [yml]}, ignore_errors: true}\n");
    expect_says("there is no file of variables 'none.yml'");
    expect_says("there is no directory 'none'");
    expect_says("give include_vars `file` or `dir`\n");
    expect_says("`file` or `dir`, not both");
    expect_says("variables are a dictionary, not a list");
    expect_says("'include_vars' has no argument 'fil'");
    expect_says("b.json' has no extension of a file of variables");
    expect_says("ignored=7\n");
}
