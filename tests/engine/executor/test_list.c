/* --list-hosts, --list-tasks, --list-tags. */
#include "fixture.h"

TestSuite(list, .init = set_up, .fini = tear_down);

static unsigned what;
static wp_str listed;

static void list_it(wp_run *run)
{
    wp_error err = { 0 };
    cr_assert(wp_run_list(run, what, &listed, arena, &err), "%s", err.text);
}

static const char *list(unsigned kinds, const char *playbook)
{
    what = kinds;
    with_run("a,b,", playbook, list_it);
    return wp_strndup(arena, listed.ptr, listed.len);
}

static const char playbook[] = "- hosts: [a, b]\n  name: it\n  tags: p\n  tasks:\n    - {name: one, say: , tags: [z, c]}\n"
                               "    - say:\n    - block: [{name: in, say: }]\n      rescue: [{say: }]\n    - meta: noop\n"
                               "    - {say: , tags: \"{{ ['dyn'] }}\"}\n";

Test(list, hosts)
{
    expect(list(WP_LIST_HOSTS, playbook), "\nplaybook: site.yml\n\n  play #1 (a,b): it\tTAGS: [p]\n    pattern: ['a', 'b']\n"
                                          "    hosts (2):\n      a\n      b\n");
}

Test(list, tasks)
{
    expect(list(WP_LIST_TASKS, playbook), "\nplaybook: site.yml\n\n  play #1 (a,b): it\tTAGS: [p]\n    tasks:\n"
                                          "      one\tTAGS: [c, p, z]\n      say\tTAGS: [p]\n      in\tTAGS: [p]\n"
                                          "      meta\tTAGS: [p]\n      say\tTAGS: [dyn, p]\n");
}

Test(list, tags)
{
    expect(list(WP_LIST_TAGS, playbook), "\nplaybook: site.yml\n\n  play #1 (a,b): it\tTAGS: [p]\n"
                                         "      TASK TAGS: [c, dyn, p, z]\n");
}

Test(list, names_and_patterns_are_evaluated_as_far_as_they_can_be)
{
    expect(list(WP_LIST_HOSTS, "- {hosts: \"{{ h | default('a') }}\", name: \"on {{ 1 + 1 }}\"}\n"
                               "- {hosts: [\"{{ 'b' }}\", a], name: \"{{ nope }}\"}\n"),
           "\nplaybook: site.yml\n\n  play #1 (a): on 2\tTAGS: []\n    pattern: ['a']\n    hosts (1):\n      a\n"
           "\n  play #2 (b,a): {{ nope }}\tTAGS: []\n    pattern: ['b', 'a']\n    hosts (2):\n      b\n      a\n");
}

Test(list, a_role_is_listed_each_time_it_is_named)
{
    write_file("roles/r/tasks/main.yml", "- say:\n");
    expect(list(WP_LIST_TASKS, "- {hosts: a, roles: [r, r], tasks: [{import_role: {name: r}}]}\n"),
           "\nplaybook: site.yml\n\n  play #1 (a): a\tTAGS: []\n    tasks:\n      say\tTAGS: []\n      say\tTAGS: []\n"
           "      say\tTAGS: []\n");
}

Test(list, patterns_may_use_the_defaults_of_roles_and_may_be_omitted)
{
    write_file("roles/r/tasks/main.yml", "- say:\n");
    write_file("roles/r/defaults/main.yml", "who: a\n");
    expect(list(WP_LIST_HOSTS, "- {hosts: '{{ who }}', roles: [r]}\n- {hosts: '{{ nope | default(omit) }}', name: n}\n"),
           "\nplaybook: site.yml\n\n  play #1 (a): a\tTAGS: []\n    pattern: ['a']\n    hosts (1):\n      a\n"
           "\n  play #2 (): n\tTAGS: []\n    pattern: None\n    hosts (0):\n");
}

Test(list, a_plays_tags_stand_without_blanks)
{
    expect(list(WP_LIST_TAGS, "- {hosts: a, name: n, tags: [p, o], tasks: [{say: }]}\n"),
           "\nplaybook: site.yml\n\n  play #1 (a): n\tTAGS: [o,p]\n      TASK TAGS: [o, p]\n");
}

static bool never_asked(void *data, const char *text, bool is_private, wp_arena *into, const char **answer)
{
    (void)data, (void)is_private, (void)into, (void)answer;
    cr_expect_fail("asked: %s", text);
    return false;
}

Test(list, nobody_is_asked_and_defaults_of_prompts_count)
{
    with.prompt = never_asked;
    expect(list(WP_LIST_HOSTS, "- {hosts: '{{ h }}', name: n, vars_prompt: [{name: h, default: b}]}\n"),
           "\nplaybook: site.yml\n\n  play #1 (b): n\tTAGS: []\n    pattern: ['b']\n    hosts (1):\n      b\n");
}

static wp_error fault;

static void list_in_vain(wp_run *run)
{
    cr_assert_not(wp_run_list(run, 0, &listed, arena, &fault));
}

Test(list, of_a_play_whose_hosts_cannot_be_known_there_is_an_error)
{
    fault = (wp_error){ 0 };
    with_run("a,", "- {hosts: '{{ nope }}', tasks: [{say: }]}\n", list_in_vain);
    cr_expect_not_null(strstr(fault.text, "'nope' is undefined"));
    cr_expect_eq(wp_exit_code_of(&fault), WP_EXIT_UNREACHABLE);
}
