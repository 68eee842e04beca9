/* The steps of a play: sections, tags, --start-at-task. */
#include "fixture.h"

TestSuite(play_steps, .init = set_up, .fini = tear_down);

static wp_value texts(const char *one)
{
    wp_value list = wp_list_new(arena, 1);
    wp_list_push(arena, list, wp_string(arena, one));
    return list;
}

Test(play_steps, sections_come_in_order_with_handlers_behind_each)
{
    write_file("roles/r/tasks/main.yml", "- {act: , notify: h}\n");
    expect(run_on("a,", "- hosts: all\n  gather_facts: no\n  post_tasks: [{name: post, act: , notify: h}]\n"
                        "  tasks: [{name: task, say: }]\n  roles: [r]\n  pre_tasks: [{name: pre, act: , notify: h}]\n"
                        "  handlers: [{name: h, say: }]\n"),
           "play all\ntask pre\na changed\nhandler h\na ok\ntask r : act\na changed\ntask task\na ok\nhandler h\na ok\n"
           "task post\na changed\nhandler h\na ok\nrecap a ok=7 changed=3\n");
}

Test(play_steps, tags_choose_tasks)
{
    static const char tasks[] =
        "    - {say: {msg: x}, tags: x}\n    - {say: {msg: y}, tags: y}\n    - say: {msg: none}\n"
        "    - {say: {msg: always}, tags: always}\n    - {say: {msg: nev}, tags: [never, y]}\n"
        "    - {say: {msg: dyn}, tags: \"{{ ['y', 'z'] }}\"}\n";
    with.tags.only = texts("y");
    run_tasks("a,", tasks);
    expect(wp_buf_str(&transcript).ptr, "play all\ntask say\na ok: y\ntask say\na ok: always\ntask say\na ok: nev\n"
                                        "task say\na ok: dyn\nrecap a ok=4\n");
    with.tags.only = wp_list_new(arena, 1);
    with.tags.skip = texts("y");
    run_tasks("a,", tasks);
    expect(wp_buf_str(&transcript).ptr, "play all\ntask say\na ok: x\ntask say\na ok: none\ntask say\na ok: always\n"
                                        "recap a ok=3\n");
}

Test(play_steps, start_at_task_passes_over_what_comes_before_it_on_every_host)
{
    with.start_at_task = "tw*";
    expect(run_on("a,b,", "- hosts: all\n  name: first\n  gather_facts: no\n  tasks: [{say: , name: zero}]\n"
                          "- hosts: all\n  name: second\n  gather_facts: no\n  tasks:\n    - {say: , name: one}\n"
                          "    - block: [{say: , name: two}]\n    - {say: , name: three}\n"
                          "- hosts: all\n  name: third\n  gather_facts: no\n  tasks: [{say: , name: four}]\n"),
           "play first\nplay second\ntask two\na ok\nb ok\ntask three\na ok\nb ok\nplay third\ntask four\na ok\nb ok\n"
           "recap a ok=3\nrecap b ok=3\n");
}

Test(play_steps, a_task_of_a_role_may_be_named_with_and_without_it)
{
    write_file("roles/r/tasks/main.yml", "- {say: {msg: one}}\n- {name: two, say: {msg: two}}\n");
    with.start_at_task = "r : two";
    run_on("a,", "- hosts: all\n  gather_facts: no\n  roles: [r]\n");
    expect(wp_buf_str(&transcript).ptr, "play all\ntask r : two\na ok: two\nrecap a ok=1\n");
    with.start_at_task = "two";
    run_on("a,", "- hosts: all\n  gather_facts: no\n  roles: [r]\n");
    expect_says("recap a ok=1\n");
}

static const char *who_says(const char *tasks)
{
    write_file("roles/r/tasks/main.yml", "- say: {msg: r}\n");
    write_file("roles/needs_r/tasks/main.yml", "- say: {msg: n}\n");
    write_file("roles/needs_r/meta/main.yml", "dependencies: [r]\n");
    run_on("a,", wp_printf(arena, "- hosts: all\n  gather_facts: no\n%s", tasks));
    wp_str rest = wp_buf_str(&transcript), line;
    wp_buf said = wp_buf_new(arena);
    while (wp_str_split(&rest, '\n', &line))
        if (wp_str_starts(line, "a "))
            wp_buf_printf(&said, "%.*s;", (int)line.len - 2, line.ptr + 2);
    return wp_buf_str(&said).ptr;
}

Test(play_steps, a_role_runs_once_with_the_same_parameters)
{
    cr_expect_str_eq(who_says("  roles: [r, needs_r, r, {role: r, x: 1}]\n"), "ok: r;ok: n;ok: r;");
}

Test(play_steps, a_role_that_was_skipped_did_not_run)
{
    cr_expect_str_eq(who_says("  roles: [{role: r, when: false}, needs_r, {role: r, when: false}]\n"),
                     "skipped;ok: r;ok: n;skipped;");
}

Test(play_steps, an_import_runs_again_unless_the_last_of_its_kind_allows_no_duplicates)
{
    cr_expect_str_eq(who_says("  roles: [r]\n  tasks:\n    - import_role: {name: r}\n    - import_role: {name: r}\n"),
                     "ok: r;ok: r;ok: r;");
    cr_expect_str_eq(who_says("  roles: [r]\n  tasks:\n    - import_role: {name: r, allow_duplicates: false}\n"
                              "    - import_role: {name: r}\n"),
                     "ok: r;ok: r;ok: r;");
    cr_expect_str_eq(who_says("  roles: [r]\n  tasks:\n    - import_role: {name: r}\n"
                              "    - import_role: {name: r, allow_duplicates: false}\n"),
                     "ok: r;ok: r;");
}
