/* The local kind: what a command inherits, and what it does not. */
#include "connection/connection.h"

#include "base/text.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static wp_arena *arena;
static wp_error err;

static void begin(void)
{
    arena = wp_arena_new();
}

static void finish(void)
{
    wp_arena_free(arena);
}

TestSuite(local, .init = begin, .fini = finish, .timeout = 30);

static const char *output(const wp_connection_options *options, const char *script)
{
    wp_shell_reply reply;
    wp_connection *connection = wp_connection_new(options);
    bool done = wp_connection_run(arena, connection, &(wp_frame){ .script = script }, &reply, &err);
    wp_connection_free(connection);
    cr_assert(done, "%s", err.text);
    return wp_str_trim(reply.out).ptr;
}

static const wp_connection_options here = { .kind = "local", .name = "here" };

Test(local, commands_start_in_the_folder_that_was_given)
{
    wp_connection_options options = here;
    options.dir = "/usr/lib";
    cr_expect_str_eq(output(&options, "printf %s \"$PWD\""), "/usr/lib");
}

Test(local, a_folder_that_is_not_there_is_told)
{
    wp_shell_reply reply;
    wp_connection *connection =
        wp_connection_new(&(wp_connection_options){ .kind = "local", .name = "here", .dir = "/nowhere/at/all" });
    cr_expect_not(wp_connection_run(arena, connection, &(wp_frame){ .script = ":" }, &reply, &err));
    cr_expect_str_eq(err.text, "cannot start a shell in /nowhere/at/all: No such file or directory");
    wp_connection_free(connection);
}

Test(local, our_descriptors_are_not_its_own)
{
    int fd = open("/dev/null", O_RDONLY); /* not close-on-exec */
    cr_expect_str_eq(output(&here, "printf %s \"$(ls /proc/self/fd | tr '\\n' ' ')\""), "0 1 2 3 ");
    close(fd);
}

Test(local, our_signals_are_not_its_own)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    signal(SIGPIPE, SIG_IGN);
    cr_expect_str_eq(output(&here, "grep ^SigBlk /proc/self/status | tr -dc 1-9; sh -c 'kill -PIPE $$'; printf %s $?"),
                     "141");
}

Test(local, a_shell_that_is_not_there_is_told)
{
    wp_shell_reply reply;
    wp_connection *connection =
        wp_connection_new(&(wp_connection_options){ .kind = "local", .name = "here", .shell = "/no/sh" });
    cr_expect_not(wp_connection_run(arena, connection, &(wp_frame){ .script = ":" }, &reply, &err));
    cr_expect_eq(err.kind, WP_E_UNREACHABLE);
    cr_expect(strstr(err.text, "the shell /no/sh did not start on the host: "), "%s", err.text);
    cr_expect(strstr(err.text, "not found"), "%s", err.text);
    wp_connection_free(connection);
}

Test(local, the_user_is_who_we_are)
{
    wp_connection *connection = wp_connection_new(&here);
    cr_assert(wp_connection_open(connection, &err), "%s", err.text);
    cr_expect_str_eq(wp_connection_user(connection), output(&here, "id -un | tr -d '\\n'"));
    cr_expect(wp_connection_is_open(connection));
    wp_connection_reset(connection);
    cr_expect_not(wp_connection_is_open(connection));
    wp_connection_free(connection);
}
