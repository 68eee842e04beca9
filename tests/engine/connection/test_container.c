/* Containers. In docker's place stands a script of that name: it takes the words that we use, and no others. */
#include "connection/connection.h"

#include "base/text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static wp_arena *arena;
static wp_error err;
static char dir[] = "/tmp/wp-docker-XXXXXX";

static const char stand_in[] =
    "#!/bin/sh\n"
    "echo \"$*\" >>\"${0%/*}/calls\"\n"
    "[ \"$1\" = --context ] && shift 2\n"
    "[ \"$1\" = exec ] && { [ \"$2\" = -i ] || [ \"$2\" = -it ]; } || exit 64\n"
    "shift 2; [ \"$1\" = -u ] && shift 2\n"
    "[ -e \"${0%/*}/gone\" ] || [ \"$1\" != web ] && { echo \"Error: No such container: $1\" >&2; exit 1; }\n"
    "shift; exec \"$@\"\n";

static void begin(void)
{
    arena = wp_arena_new();
    cr_assert(mkdtemp(dir));
    for (int i = 0; i < 2; i++) {
        const char *path = wp_printf(arena, "%s/%s", dir, i ? "podman" : "docker");
        FILE *file = fopen(path, "w");
        fputs(stand_in, file);
        fclose(file);
        chmod(path, 0755);
    }
    setenv("PATH", wp_printf(arena, "%s:%s", dir, getenv("PATH")), 1);
}

static void finish(void)
{
    cr_expect_eq(system(wp_printf(arena, "rm -rf %s", dir)), 0);
    wp_arena_free(arena);
}

TestSuite(container, .init = begin, .fini = finish, .timeout = 30);

static bool run(wp_connection *connection, const char *script, wp_shell_reply *reply)
{
    return wp_connection_run(arena, connection, &(wp_frame){ .script = script }, reply, &err);
}

static int called(const char *pattern)
{
    return system(wp_printf(arena, "grep -q -- '%s' %s/calls", pattern, dir)) == 0;
}

Test(container, commands_run_in_it_in_a_kept_shell)
{
    wp_connection *connection =
        wp_connection_new(&(wp_connection_options){ .kind = "docker", .name = "web", .user = "app" });
    wp_shell_reply reply;
    cr_assert(run(connection, "echo out; echo err >&2; exit 7", &reply), "%s", err.text);
    cr_expect(wp_str_is(reply.out, "out\n"));
    cr_expect(wp_str_is(reply.err, "err\n"));
    cr_expect_eq(reply.status, 7);
    cr_assert(run(connection, "echo again", &reply), "%s", err.text);
    cr_expect_eq(wp_connection_statistics(connection).shells, 1);
    cr_expect(called("^exec -i -u app web /bin/sh -c"));
    wp_connection_free(connection);
}

Test(container, podman_is_called_where_podman_is_asked_for_with_its_words)
{
    wp_connection *connection = wp_connection_new(
        &(wp_connection_options){ .kind = "podman", .name = "web", .kind_args = "--context 'far away'" });
    wp_shell_reply reply;
    cr_assert(run(connection, "echo in", &reply), "%s", err.text);
    cr_expect(called("^--context far away exec -i web"));
    wp_connection_free(connection);
}

Test(container, large_contents_reach_it)
{
    wp_connection *connection = wp_connection_new(&(wp_connection_options){ .kind = "docker", .name = "web" });
    wp_shell_reply reply;
    size_t size = 1 << 20;
    char *big = malloc(size);
    memset(big, 'x', size);
    wp_frame frame = { .script = "wc -c", .input = { big, size } };
    cr_assert(wp_connection_run(arena, connection, &frame, &reply, &err), "%s", err.text);
    cr_expect_eq(atol(wp_str_trim(reply.out).ptr), (long)size);
    free(big);
    wp_connection_free(connection);
}

Test(container, one_that_is_not_there_is_unreachable)
{
    wp_connection *connection = wp_connection_new(&(wp_connection_options){ .kind = "docker", .name = "other" });
    wp_shell_reply reply;
    cr_expect_not(run(connection, ":", &reply));
    cr_expect_eq(err.kind, WP_E_UNREACHABLE);
    cr_expect_str_eq(err.text, "docker does not let us into the container other: Error: No such container: other");
    wp_connection_free(connection);
}

Test(container, one_that_went_away_is_unreachable_at_the_next_shell)
{
    wp_connection *connection = wp_connection_new(&(wp_connection_options){ .kind = "docker", .name = "web" });
    wp_shell_reply reply;
    cr_assert(run(connection, "echo one", &reply), "%s", err.text);
    cr_expect_not(run(connection, wp_printf(arena, ": >%s/gone; kill -9 $$", dir), &reply));
    cr_expect_not(run(connection, "echo two", &reply));
    cr_expect_eq(err.kind, WP_E_UNREACHABLE, "%s", err.text);
    cr_expect(strstr(err.text, "No such container"), "%s", err.text);
    wp_connection_free(connection);
}

Test(container, without_the_program_it_is_told)
{
    setenv("PATH", "/nowhere", 1);
    wp_connection *connection = wp_connection_new(&(wp_connection_options){ .kind = "docker", .name = "web" });
    wp_shell_reply reply;
    cr_expect_not(run(connection, ":", &reply));
    cr_expect_eq(err.kind, WP_E_UNREACHABLE);
    cr_expect(strstr(err.text, "docker"), "%s", err.text);
    setenv("PATH", "/usr/bin:/bin", 1);
    wp_connection_free(connection);
}
