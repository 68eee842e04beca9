/* The log of what was shown. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "output/log.h"

static wp_arena *arena;
static char path[] = "/tmp/waplay_log_XXXXXX";
static wp_log *the_log;

static void set_up(void)
{
    arena = wp_arena_new();
    cr_assert_not_null(mkdtemp(path));
    wp_error err = { 0 };
    cr_assert(wp_log_open(arena, wp_path_join(arena, path, "log"), &the_log, &err), "%s", err.text);
}

static void tear_down(void)
{
    wp_log_close(the_log);
    unlink(wp_path_join(arena, path, "log"));
    rmdir(path);
    wp_arena_free(arena);
}

TestSuite(log, .init = set_up, .fini = tear_down);

static wp_str logged(void)
{
    wp_str text;
    cr_assert(wp_file_read(arena, wp_path_join(arena, path, "log"), &text, NULL));
    return text;
}

Test(log, a_text_stands_behind_time_process_and_user_without_colours)
{
    wp_log_add(the_log, arena, wp_str_of("\n\033[0;32mok: [a]\033[0m\n"));
    const char *text = wp_strndup(arena, logged().ptr, logged().len);
    cr_expect_not_null(strstr(text, wp_printf(arena, " p=%ld u=", (long)getpid())));
    cr_expect_not_null(strstr(text, " n=waplay | ok: [a]\n"));
    cr_expect_null(strchr(text, '\033'));
}

Test(log, lines_of_progress_and_empty_ones_are_left_out)
{
    wp_log_add(the_log, arena, wp_str_of("\r\033[K"));
    wp_log_add(the_log, arena, wp_str_of("waiting"));
    wp_log_add(the_log, arena, wp_str_of("\n"));
    cr_expect_eq(logged().len, 0);
}

Test(log, it_is_for_its_owner_and_is_added_to)
{
    struct stat info;
    wp_error err = { 0 };
    wp_log_add(the_log, arena, wp_str_of("one\n"));
    wp_log_close(the_log);
    cr_assert(wp_log_open(arena, wp_path_join(arena, path, "log"), &the_log, &err));
    wp_log_add(the_log, arena, wp_str_of("two\n"));
    cr_assert_eq(stat(wp_path_join(arena, path, "log"), &info), 0);
    cr_expect_eq(info.st_mode & 07777, 0600);
    cr_expect_not_null(strstr(wp_strndup(arena, logged().ptr, logged().len), "| one\n"));
    cr_expect_not_null(strstr(wp_strndup(arena, logged().ptr, logged().len), "| two\n"));
}

Test(log, a_place_that_cannot_be_written_is_an_error)
{
    wp_log *none;
    wp_error err = { 0 };
    cr_expect_not(wp_log_open(arena, "/nowhere/log", &none, &err));
    cr_expect_not_null(strstr(err.hint, "log_path"));
}
