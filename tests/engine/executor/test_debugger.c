/* The prompt that a task's `debugger` opens. */
#include "fixture.h"

TestSuite(debugger, .init = set_up, .fini = tear_down);

static const char *const *lines; /* what the user types */
static wp_buf asked;

static bool type(void *data, const char *text, bool is_private, wp_arena *into, const char **answer)
{
    (void)data;
    (void)is_private;
    wp_buf_add(&asked, text);
    wp_buf_char(&asked, '\n');
    if (*lines == NULL)
        return false;
    *answer = wp_strdup(into, *lines++);
    return true;
}

static void debug(const char *const *typed, const char *tasks)
{
    asked = wp_buf_new(arena);
    lines = typed;
    with.prompt = type;
    run_tasks("a,", tasks);
}

static void expect_asked(const char *text)
{
    cr_expect(strstr(wp_buf_str(&asked).ptr, text) != NULL, "'%s' is not in:\n%s", text, wp_buf_str(&asked).ptr);
}

Test(debugger, values_are_shown_and_the_run_goes_on)
{
    debug((const char *const[]){ "p task.args", "p task_vars['x']", "p result._result.msg", "p host", "p nope", "zz", "h", "c", NULL },
          "    - {fail: {msg: \"no {{ x }}\"}, debugger: on_failed, vars: {x: 5}}\n");
    expect_asked("[a] TASK: fail (debug)\n");
    expect_asked("{'msg': 'no {{ x }}'}\n[a]");
    expect_asked("5\n[a]");
    expect_asked("'no 5'\n[a]");
    expect_asked("'a'\n[a]");
    expect_asked("***'nope' is undefined\n[a]");
    expect_asked("there is no command 'zz'");
    expect_asked("r: do the task again");
    expect_says("a failed: no 5\n");
    cr_expect_eq(exit_code, WP_EXIT_FAILED);
}

Test(debugger, a_task_is_done_again_with_other_variables_and_arguments)
{
    debug((const char *const[]){ "task_vars['y'] = 2", "r", NULL },
          "    - {fail: {msg: x}, failed_when: y | default(1) == 1, debugger: on_failed, register: r}\n"
          "    - say: {msg: \"{{ r.failed }}\"}\n");
    expect_says("a failed: x\na ok");
    expect_says("a ok: False\n");
    expect_says("recap a ok=2\n");
    debug((const char *const[]){ "task.args['msg'] = 'changed' ~ 1", "u", "r", "c", NULL }, "    - {say: {msg: x}, debugger: always}\n");
    expect_says("a ok: x\na ok: changed1\nrecap a ok=1\n");
}

Test(debugger, the_user_ends_the_run_by_word_or_by_not_being_there)
{
    debug((const char *const[]){ "q", NULL }, "    - {say: {msg: x}, debugger: always}\n    - say: {msg: never}\n");
    cr_expect_eq(exit_code, WP_EXIT_INTERRUPTED);
    expect_silent_about("never");
    debug((const char *const[]){ NULL }, "    - {say: {msg: x}, debugger: always}\n    - say: {msg: never}\n");
    cr_expect_eq(exit_code, WP_EXIT_INTERRUPTED);
}

Test(debugger, it_opens_only_for_what_the_word_says)
{
    debug((const char *const[]){ NULL }, "    - {say: {msg: x}, debugger: on_failed}\n    - {say: , when: false, debugger: on_unreachable}\n"
                                         "    - {fail: , ignore_errors: true, debugger: on_failed}\n    - {fail: , debugger: never}\n");
    cr_expect_eq(wp_buf_str(&asked).len, 0);
    debug((const char *const[]){ "c", NULL }, "    - {say: , when: false, debugger: on_skipped}\n");
    expect_asked("[a] TASK: say (debug)\n");
}

Test(debugger, a_strategy_or_a_setting_opens_it_wherever_a_task_fails)
{
    const char *silent = "    - {fail: , debugger: never}\n", *both = "    - {fail: , ignore_errors: true}\n    - {fail: }\n";
    const char *play = "- hosts: all\n  gather_facts: no\n  strategy: debug\n  tasks:\n    - fail:\n";
    asked = wp_buf_new(arena);
    lines = (const char *const[]){ "c", NULL };
    with.prompt = type;
    run_on("a,", play);
    expect_asked("[a] TASK: fail (debug)\n");
    with.debugs = true;
    debug((const char *const[]){ NULL }, silent);
    cr_expect_eq(wp_buf_str(&asked).len, 0);
    debug((const char *const[]){ "c", NULL }, both);
    cr_expect_eq(wp_buf_str(&asked).len, strlen("[a] TASK: fail (debug)\n"));
    with.debugs_ignored = true;
    debug((const char *const[]){ "c", "c", NULL }, both);
    cr_expect_eq(wp_buf_str(&asked).len, 2 * strlen("[a] TASK: fail (debug)\n"));
}
