/* `name=value` and free text to arguments. */
#include "fixture.h"

TestSuite(free_text, .init = set_up, .fini = tear_down);

static const char *args_of(const char *task)
{
    return repr(first_task(&load_tasks(wp_printf(arena, "    - %s\n", task))->tasks)->args);
}

Test(free_text, words_are_arguments)
{
    cr_expect_str_eq(args_of("say: a=1 b=two"), "{'a': '1', 'b': 'two'}");
}

Test(free_text, quotes_hold_words_together_and_are_taken_off)
{
    cr_expect_str_eq(args_of("say: a=\"one two\" b='three four'"), "{'a': 'one two', 'b': 'three four'}");
}

Test(free_text, a_template_may_hold_blanks)
{
    cr_expect_str_eq(args_of("say: a={{ x | default('a b') }}-{{ y }}"),
                     "{'a': \"{{ x | default('a b') }}-{{ y }}\"}");
}

Test(free_text, escapes_are_those_of_a_text)
{
    cr_expect_str_eq(args_of("say: a=one\\ntwo b=\\x41"), "{'a': 'one\\ntwo', 'b': 'A'}");
}

Test(free_text, a_command_keeps_what_is_no_argument_of_its_own)
{
    cr_expect_str_eq(args_of("command: echo a=b chdir=/tmp 'c  d'"), "{'chdir': '/tmp', 'cmd': \"echo a=b 'c  d'\"}");
}

Test(free_text, a_directive_takes_every_argument)
{
    expect_fault("- hosts: all\n  tasks:\n    - include_tasks: a.yml x=1\n", 3, "'x' is nothing that include_tasks knows");
}

Test(free_text, text_where_none_is_taken_is_a_fault_with_its_place)
{
    expect_fault("- hosts: all\n  tasks:\n    - say: hello world\n", 3, "not free text: hello world");
    cr_expect_eq(faults[0].mark.column, 12);
}

Test(free_text, an_open_quote_is_a_fault)
{
    expect_fault("- hosts: all\n  tasks:\n    - say: a=\"b\n", 3, "not closed");
    expect_fault("- hosts: all\n  tasks:\n    - say: a={{ b\n", 3, "not closed");
}
