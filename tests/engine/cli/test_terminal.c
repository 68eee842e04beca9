/* The user's terminal. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <unistd.h>

#include "cli/terminal.h"

static void no_terminal(void)
{
    int null = open("/dev/null", O_RDWR);
    dup2(null, STDOUT_FILENO);
    setsid(); /* no controlling terminal, so no /dev/tty */
}

TestSuite(terminal, .init = no_terminal);

Test(terminal, what_is_no_terminal_has_eighty_columns)
{
    cr_expect_not(wp_terminal_is_out());
    cr_expect_eq(wp_terminal_width(), 80);
}

Test(terminal, nobody_answers_where_there_is_none)
{
    wp_arena *arena = wp_arena_new();
    const char *answer = "untouched";
    cr_expect_not(wp_terminal_ask(NULL, "question", false, arena, &answer));
    cr_expect_str_eq(answer, "untouched");
    wp_arena_free(arena);
}
