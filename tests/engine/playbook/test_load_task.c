/* One task: its action, its arguments, its loop. */
#include "fixture.h"

TestSuite(load_task, .init = set_up, .fini = tear_down);

static const wp_task *task_of(const char *lines)
{
    return first_task(&load_tasks(lines)->tasks);
}

static void expect_task_fault(const char *lines, unsigned line, const char *says)
{
    expect_fault(wp_printf(arena, "- hosts: all\n  tasks:\n%s", lines), line, says);
}

Test(load_task, every_way_to_write_an_action_means_the_same)
{
    static const char *const ways[] = {
        "    - say: {msg: hi, to: you}\n",
        "    - say: msg=hi to=you\n",
        "    - say:\n        msg: hi\n        to: you\n",
        "    - action: say msg=hi to=you\n",
        "    - action: {module: say, msg: hi, to: you}\n",
        "    - say: {to: you}\n      args: {msg: hi}\n",
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        const wp_task *task = task_of(ways[i]);
        cr_expect_str_eq(task->name, "say");
        cr_expect_str_eq(wp_dict_find(task->args, "msg")->as.text, "hi", "%s", ways[i]);
        cr_expect_str_eq(wp_dict_find(task->args, "to")->as.text, "you", "%s", ways[i]);
    }
}

Test(load_task, local_action_is_delegated)
{
    const wp_task *task = task_of("    - local_action: say msg=hi\n");
    cr_expect_str_eq(wp_node_own(&task->node, WP_K_DELEGATE_TO).as.text, "localhost");
}

Test(load_task, arguments_may_be_a_template_as_a_whole)
{
    cr_expect_str_eq(repr(task_of("    - say: \"{{ all }}\"\n")->args), "{'': '{{ all }}'}");
    cr_expect_str_eq(repr(task_of("    - command: echo\n      args: \"{{ more }}\"\n")->args),
                     "{'': '{{ more }}', 'cmd': 'echo'}");
}

Test(load_task, a_list_behind_command_is_its_argv)
{
    cr_expect_str_eq(repr(task_of("    - command: [echo, hi]\n")->args), "{'argv': ['echo', 'hi']}");
}

Test(load_task, a_module_that_there_is_not_is_refused_with_what_to_take_instead)
{
    expect_task_fault("    - ansible.builtin.expect: {}\n", 3, "module 'ansible.builtin.expect' is not taken here");
}

Test(load_task, a_word_that_means_nothing_is_told_with_the_nearest)
{
    expect_task_fault("    - sya: {}\n", 3, "'sya' is neither a module nor a keyword of a task");
    expect_hint("did you mean 'say'?");
    expect_task_fault("    - say: {}\n      wen: true\n", 4, "'wen' is neither");
    expect_hint("did you mean 'when'?");
}

Test(load_task, one_action_and_one_loop_for_each)
{
    expect_task_fault("    - say: {}\n      command: echo\n", 4, "a task has one action, and this one has two");
    expect_task_fault("    - name: none\n", 3, "this task names no module");
    expect_task_fault("    - say: {}\n      loop: [1]\n      with_items: [1]\n", 3, "a task has one loop");
}

Test(load_task, a_template_may_name_the_module_and_takes_no_free_text)
{
    const wp_task *task = task_of("    - action: \"{{ m }} msg=x\"\n");
    cr_expect(task->is_named_late);
    cr_expect_str_eq(task->name, "{{ m }}");
    cr_expect_str_eq(repr(task->args), "{'msg': 'x'}");
    cr_expect(task_of("    - local_action: {module: \"{{ m }}\", msg: x}\n")->is_named_late);
    cr_expect_not(task_of("    - action: say msg=\"{{ m }}\"\n")->is_named_late);
    expect_task_fault("    - action: \"{{ m }} echo hi\"\n", 3, "takes arguments as name=value, not free text");
}

Test(load_task, with_takes_a_look_up_that_there_is)
{
    cr_expect_str_eq(task_of("    - say: {}\n      with_items: [1]\n")->loop_with, "items");
    expect_task_fault("    - say: {}\n      with_item: [1]\n", 4, "there is no look-up 'item'");
    expect_hint("did you mean 'with_items'?");
}

Test(load_task, an_include_takes_few_keywords_and_says_how_to_give_others)
{
    expect_task_fault("    - include_tasks: a.yml\n      become: true\n", 4, "'become' is not a keyword of 'include_tasks'");
    expect_hint("apply: {become: ...}");
}

Test(load_task, an_include_names_what_it_includes)
{
    expect_task_fault("    - include_tasks:\n", 3, "no file is named");
    expect_task_fault("    - include_role: {tasks_from: x}\n", 3, "no role is named");
    expect_task_fault("    - include_role: {name: x, tasks_form: y}\n", 3, "'tasks_form' is nothing that include_role knows");
    expect_hint("did you mean 'tasks_from'?");
}
