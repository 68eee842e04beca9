#include "base/process.h"
#include "base/clock.h"
#include "base/text.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static wp_arena *arena;

static void begin(void)
{
    arena = wp_arena_new();
}

static void end(void)
{
    wp_arena_free(arena);
}

TestSuite(process, .init = begin, .fini = end);

/* Runs a shell script with what else `process` asks for. */
static wp_process_result run(const char *script, wp_process process)
{
    const char *const argv[] = { "sh", "-c", script, NULL };
    process.argv = argv;
    wp_process_result result = { 0 };
    wp_error err = { 0 };
    cr_assert(wp_process_run(arena, &process, &result, &err), "%s", err.text);
    return result;
}

Test(process, gives_both_streams_and_the_exit_code)
{
    wp_process_result result = run("echo out; echo err >&2; exit 7", (wp_process){ 0 });
    cr_assert(wp_str_is(result.out, "out\n"));
    cr_assert(wp_str_is(result.err, "err\n"));
    cr_assert_eq(result.status, 7);
    cr_assert_not(result.timed_out);
}

Test(process, streams_can_be_merged)
{
    wp_process_result result = run("echo a; echo b >&2; echo c", (wp_process){ .merge_error = true });
    cr_assert(wp_str_is(result.out, "a\nb\nc\n"));
    cr_assert_eq(result.err.len, 0);
}

Test(process, a_signal_is_128_and_its_number)
{
    cr_assert_eq(run("kill -TERM $$", (wp_process){ 0 }).status, 128 + SIGTERM);
}

Test(process, input_is_fed_and_ends)
{
    wp_process_result result = run("cat; echo end", (wp_process){ .input = wp_str_of("abc") });
    cr_assert(wp_str_is(result.out, "abcend\n"));
}

Test(process, without_input_there_is_none)
{
    cr_assert(wp_str_is(run("cat; echo end", (wp_process){ 0 }).out, "end\n"));
}

Test(process, large_streams_flow_all_at_once)
{
    size_t len = 3000000;
    char *bytes = wp_alloc(arena, len + 1);
    memset(bytes, 'x', len);
    wp_process_result result = run("tee /dev/stderr", (wp_process){ .input = { .ptr = bytes, .len = len } });
    cr_assert_eq(result.status, 0);
    cr_assert_eq(result.out.len, len);
    cr_assert_eq(result.err.len, len);
    cr_assert(memcmp(result.out.ptr, bytes, len) == 0);
}

Test(process, a_program_that_wants_no_input_is_no_error)
{
    size_t len = 3000000;
    char *bytes = wp_alloc(arena, len + 1);
    wp_process_result result = run("exec <&-; echo done", (wp_process){ .input = { .ptr = bytes, .len = len } });
    cr_assert(wp_str_is(result.out, "done\n"));
    sigset_t pending;
    sigpending(&pending);
    cr_assert_eq(sigismember(&pending, SIGPIPE), 0);
}

Test(process, output_may_hold_any_byte)
{
    wp_process_result result = run("printf 'a\\000b\\377'", (wp_process){ 0 });
    cr_assert_eq(result.out.len, 4);
    cr_assert_arr_eq(result.out.ptr, "a\0b\xff", 5);
}

Test(process, runs_in_a_directory_with_an_environment)
{
    setenv("WP_KEPT", "kept", 1);
    setenv("WP_CHANGED", "old", 1);
    static const char *const env[] = { "WP_CHANGED=new", "WP_ADDED=1=2", NULL };
    wp_process_result result = run("pwd; echo $WP_KEPT $WP_CHANGED $WP_ADDED; env | grep -c ^WP_CHANGED",
                                   (wp_process){ .dir = "/", .env = env });
    cr_assert(wp_str_is(result.out, "/\nkept new 1=2\n1\n"), "%s", result.out.ptr);
}

Test(process, at_the_limit_the_whole_group_is_killed)
{
    int64_t before = wp_clock_ms();
    wp_process_result result = run("echo begun; sleep 100 & sleep 100; echo never", (wp_process){ .timeout_ms = 200 });
    cr_assert(wp_clock_ms() - before < 5000);
    cr_assert(result.timed_out);
    cr_assert_eq(result.status, 128 + SIGKILL);
    cr_assert(wp_str_is(result.out, "begun\n"));
}

Test(process, the_limit_also_holds_for_one_that_closed_its_streams)
{
    int64_t before = wp_clock_ms();
    wp_process_result result = run("exec >&- 2>&-; sleep 100", (wp_process){ .timeout_ms = 200 });
    cr_assert(wp_clock_ms() - before < 5000);
    cr_assert(result.timed_out);
}

Test(process, one_that_closed_its_streams_is_waited_for)
{
    cr_assert_eq(run("exec >&- 2>&-; sleep 0.2; exit 3", (wp_process){ 0 }).status, 3);
}

Test(process, what_is_left_behind_is_not_waited_for)
{
    int64_t before = wp_clock_ms();
    wp_process_result result = run("sleep 20 & echo $!", (wp_process){ 0 });
    cr_assert(wp_clock_ms() - before < 5000);
    cr_assert_eq(result.status, 0);
    pid_t left = (pid_t)atoi(result.out.ptr);
    cr_assert(left > 1 && kill(left, SIGKILL) == 0);
}

Test(process, what_is_left_behind_and_never_quiet_is_not_waited_for_either)
{
    int64_t before = wp_clock_ms();
    run("(i=0; while [ $i -lt 100 ]; do echo x; sleep 0.1; i=$((i+1)); done) & echo done", (wp_process){ 0 });
    cr_assert(wp_clock_ms() - before < 8000);
}

Test(process, programs_that_are_not_there_are_errors)
{
    wp_error err;
    wp_process_result result;
    const char *const missing[] = { "no-such-program", NULL }, *const no_file[] = { "/no/such/file", NULL },
                      *const no_program[] = { "/etc/passwd", NULL };
    cr_assert_not(wp_process_run(arena, &(wp_process){ .argv = missing }, &result, &err));
    cr_assert_eq(err.kind, WP_E_NOT_FOUND);
    cr_assert_str_eq(err.text, "there is no program 'no-such-program' in PATH");
    cr_assert_not(wp_process_run(arena, &(wp_process){ .argv = no_file }, &result, &err));
    cr_assert_eq(err.kind, WP_E_NOT_FOUND);
    cr_assert_str_eq(err.text, "cannot run '/no/such/file': No such file or directory");
    cr_assert_not(wp_process_run(arena, &(wp_process){ .argv = no_program }, &result, &err));
    cr_assert_eq(err.kind, WP_E_IO);
    cr_assert_str_eq(err.text, "cannot run '/etc/passwd': Permission denied");
}

Test(process, a_directory_that_is_not_there_is_named)
{
    wp_error err;
    wp_process_result result;
    const char *const argv[] = { "true", NULL };
    cr_assert_not(wp_process_run(arena, &(wp_process){ .argv = argv, .dir = "/no/such" }, &result, &err));
    cr_assert_str_eq(err.text, "cannot run 'true' in /no/such: no such directory");
}

Test(process, no_descriptor_leaks_into_it_or_stays_with_us)
{
    for (int fd = 3; fd < 100; fd++)
        fcntl(fd, F_SETFD, FD_CLOEXEC); /* those of the test program itself */
    int ours = open("/dev/null", O_RDONLY | O_CLOEXEC);
    /* 0, 1, 2, and the one that ls itself opens */
    cr_assert(wp_str_is(run("ls /proc/self/fd | wc -l | tr -d ' '", (wp_process){ 0 }).out, "4\n"));
    int after = open("/dev/null", O_RDONLY | O_CLOEXEC);
    cr_assert_eq(after, ours + 1);
    close(after);
    close(ours);
}

Test(process, works_when_our_own_streams_are_closed)
{
    int saved = dup(2);
    close(0);
    close(1);
    close(2);
    const char *const argv[] = { "sh", "-c", "cat; echo err >&2", NULL };
    wp_process process = { .argv = argv, .input = wp_str_of("in") };
    wp_process_result result = { 0 };
    bool done = wp_process_run(arena, &process, &result, NULL);
    open("/dev/null", O_RDWR);
    open("/dev/null", O_RDWR);
    dup2(saved, 2);
    close(saved);
    cr_assert(done);
    cr_assert(wp_str_is(result.out, "in"));
    cr_assert(wp_str_is(result.err, "err\n"));
}

Test(process, it_has_no_signals_of_ours_blocked_or_ignored)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    signal(SIGPIPE, SIG_IGN);
    wp_process_result result = run("grep -E '^Sig(Blk|Ign)' /proc/self/status", (wp_process){ 0 });
    cr_assert(wp_str_find(result.out, wp_str_of("SigBlk:\t0000000000000000"), 0) != SIZE_MAX, "%s", result.out.ptr);
    cr_assert_eq(run("kill -PIPE $$", (wp_process){ 0 }).status, 128 + SIGPIPE);
}

Test(process, one_that_has_the_terminal_is_not_caught)
{
    wp_process_result result = run("exit 5", (wp_process){ .inherit_terminal = true });
    cr_assert_eq(result.status, 5);
    cr_assert_eq(result.out.len, 0);
}

static void *request_soon(void *cancel)
{
    wp_sleep_ms(100);
    wp_cancel_request(cancel);
    return NULL;
}

Test(process, is_killed_when_the_user_wants_to_stop)
{
    for (int has_fd = 0; has_fd < 2; has_fd++) {
        wp_cancel cancel;
        cr_assert(wp_cancel_open(&cancel));
        if (!has_fd)
            wp_cancel_close(&cancel);
        pthread_t thread;
        pthread_create(&thread, NULL, request_soon, &cancel);
        const char *const argv[] = { "sh", "-c", "sleep 100; true", NULL };
        wp_process_result result = { .status = 77 };
        wp_error err;
        int64_t before = wp_clock_ms();
        cr_assert_not(wp_process_run(arena, &(wp_process){ .argv = argv, .cancel = &cancel }, &result, &err));
        cr_assert(wp_clock_ms() - before < 5000);
        cr_assert_eq(err.kind, WP_E_CANCELLED);
        cr_assert_str_eq(err.text, "'sh' was stopped");
        cr_assert_eq(result.status, 77);
        pthread_join(thread, NULL);
        wp_cancel_close(&cancel);
    }
}

Test(process, a_wish_to_stop_that_does_not_come_changes_nothing)
{
    wp_cancel cancel;
    cr_assert(wp_cancel_open(&cancel));
    cr_assert(wp_str_is(run("echo done", (wp_process){ .cancel = &cancel }).out, "done\n"));
    wp_cancel_close(&cancel);
}
