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
