/* What a cut connection leaves on the host: nothing that runs. */
#include "connection/connection.h"

#include "base/clock.h"
#include "base/text.h"
#include "support/sshd.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <unistd.h>

static wp_arena *arena;
static wp_error err;
static wp_test_sshd sshd;

static void begin(void)
{
    arena = wp_arena_new();
}

static void finish(void)
{
    wp_test_sshd_stop(&sshd);
    wp_arena_free(arena);
}

TestSuite(guard, .init = begin, .fini = finish, .timeout = 180);

/* Cuts it from the server's side, as a network would: what the session runs is not touched. */
static void *cut_when_it_runs(void *data)
{
    const char *command = data;
    for (int i = 0; i < 1000 && wp_test_command("pgrep -fx '%s' >/dev/null", command) != 0; i++)
        wp_sleep_ms(10);
    wp_sleep_ms(1500);
    wp_test_command("kill -9 $(cat /proc/%d/task/%d/children)", sshd.pid, sshd.pid);
    return NULL;
}

static bool is_gone(const char *command)
{
    for (int i = 0; i < 1000; i++) {
        if (wp_test_command("pgrep -fx '%s' >/dev/null", command) != 0)
            return true;
        wp_sleep_ms(10);
    }
    return false;
}

Test(guard, a_long_command_is_killed_when_the_connection_is_cut)
{
    wp_test_sshd_start(&sshd, NULL);
    wp_connection_options options = wp_test_sshd_options(&sshd);
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    char *sleeper = wp_printf(arena, "sleep 4715.%d", getpid());
    pthread_t thread;
    pthread_create(&thread, NULL, cut_when_it_runs, sleeper);
    wp_frame frame = { .script = wp_printf(arena, "%s & %s", sleeper, sleeper) };
    cr_expect_not(wp_connection_run(arena, connection, &frame, &reply, &err));
    cr_expect_eq(err.kind, WP_E_UNREACHABLE);
    pthread_join(thread, NULL);
    cr_expect(is_gone(sleeper));
    wp_connection_free(connection);
}

Test(guard, what_an_earlier_command_left_on_purpose_stays)
{
    wp_test_sshd_start(&sshd, NULL);
    wp_connection_options options = wp_test_sshd_options(&sshd);
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    const char *daemon = wp_printf(arena, "sleep 4716.%d", getpid());
    wp_frame start = { .script = wp_printf(arena, "setsid %s >/dev/null 2>&1 </dev/null &", daemon) };
    cr_assert(wp_connection_run(arena, connection, &start, &reply, &err), "%s", err.text);
    char *sleeper = wp_printf(arena, "sleep 4717.%d", getpid());
    pthread_t thread;
    pthread_create(&thread, NULL, cut_when_it_runs, sleeper);
    wp_frame frame = { .script = wp_printf(arena, "%s; :", sleeper) };
    cr_expect_not(wp_connection_run(arena, connection, &frame, &reply, &err));
    pthread_join(thread, NULL);
    cr_expect(is_gone(sleeper));
    cr_expect_eq(wp_test_command("kill $(pgrep -fx '%s')", daemon), 0);
    wp_connection_free(connection);
}

Test(guard, a_host_that_allows_one_session_goes_without)
{
    wp_test_sshd_start(&sshd, "MaxSessions 1");
    wp_connection_options options = wp_test_sshd_options(&sshd);
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    for (int i = 0; i < 2; i++) {
        wp_frame frame = { .script = "sleep 0.8; echo done" };
        cr_assert(wp_connection_run(arena, connection, &frame, &reply, &err), "%s", err.text);
        cr_expect(wp_str_is(reply.out, "done\n"));
    }
    cr_expect_eq(wp_connection_statistics(connection).shells, 1);
    wp_connection_free(connection);
}
