/* What connections ask the user for: once for all of them. */
#include "fixture.h"

#include "executor/job.h"

#include <stdatomic.h>

enum { ASKERS = 8 };

static atomic_int questions;
static atomic_int told;
static const char *user_says; /* NULL: there is nobody */

static bool user(void *data, const char *text, bool is_private, wp_arena *into, const char **answer)
{
    (void)data;
    (void)text;
    cr_expect(is_private);
    atomic_fetch_add(&questions, 1);
    usleep(20000); /* the others come meanwhile */
    if (user_says == NULL)
        return false;
    *answer = wp_strdup(into, user_says);
    return true;
}

static void begin(void)
{
    set_up();
    user_says = "hush!";
    with.prompt = user;
}

TestSuite(asking, .init = begin, .fini = tear_down);

static void *ask(void *run)
{
    char answer[64] = "";
    if (wp_run_ask(run, "Passphrase of key x: ", answer, sizeof answer) && strcmp(answer, "hush!") == 0)
        atomic_fetch_add(&told, 1);
    return NULL;
}

static void ask_all_at_once(wp_run *run)
{
    pthread_t threads[ASKERS];
    for (size_t i = 0; i < ASKERS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, ask, run), 0);
    for (size_t i = 0; i < ASKERS; i++)
        pthread_join(threads[i], NULL);
}

Test(asking, many_that_ask_for_the_same_at_once_are_one_question)
{
    with_run("a,", "- hosts: all\n", ask_all_at_once);
    cr_expect_eq(atomic_load(&questions), 1);
    cr_expect_eq(atomic_load(&told), ASKERS);
}

Test(asking, nobody_who_answers_is_asked_once_too)
{
    user_says = NULL;
    with_run("a,", "- hosts: all\n", ask_all_at_once);
    cr_expect_eq(atomic_load(&questions), 1);
    cr_expect_eq(atomic_load(&told), 0);
}

static void ask_for_two(wp_run *run)
{
    char answer[64], small[5];
    cr_expect(wp_run_ask(run, "Passphrase of key x: ", answer, sizeof answer));
    cr_expect(wp_run_ask(run, "Passphrase of key y: ", answer, sizeof answer));
    cr_expect_not(wp_run_ask(run, "Passphrase of key x: ", small, sizeof small));
}

Test(asking, another_question_is_asked_and_no_answer_is_cut_short)
{
    with_run("a,", "- hosts: all\n", ask_for_two);
    cr_expect_eq(atomic_load(&questions), 2);
}

static void ask_without_terminal(wp_run *run)
{
    char answer[64];
    cr_expect_not(wp_run_ask(run, "Passphrase of key x: ", answer, sizeof answer));
}

Test(asking, without_a_terminal_nothing_is_asked)
{
    with.prompt = NULL;
    with_run("a,", "- hosts: all\n", ask_without_terminal);
    cr_expect_eq(atomic_load(&questions), 0);
}

static void ask_and_tell(wp_run *run)
{
    char answer[64];
    wp_event event = { .kind = WP_EVENT_WARNING, .text = "they said hush! here" };
    cr_expect(wp_run_ask(run, "Passphrase of key x: ", answer, sizeof answer));
    wp_output_emit(run->options.output, &event);
}

Test(asking, an_answer_is_a_secret)
{
    with_run("a,", "- hosts: all\n", ask_and_tell);
    expect_says("they said");
    expect_silent_about("hush!");
}
