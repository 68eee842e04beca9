/* An error as the user meets it. */
#include "fixture.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

static char path[] = "/tmp/waplay_error_XXXXXX";

static void set_up_file(void)
{
    wp_error err = { 0 };
    set_up();
    int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    close(fd);
    cr_assert(wp_file_write(path, wp_str_of("one\n\tb: {{ x\nthird\r\n"), 0600, &err));
}

static void tear_down_file(void)
{
    unlink(path);
    tear_down();
}

TestSuite(error, .init = set_up_file, .fini = tear_down_file);

static const char *shown(wp_mark mark, const char *hint)
{
    wp_error error = { 0 };
    wp_fail(&error, WP_E_INVALID, mark, "it is wrong");
    if (hint != NULL)
        wp_hint(&error, "%s", hint);
    wp_str text = wp_error_show(arena, &error, false);
    return wp_strndup(arena, text.ptr, text.len);
}

Test(error, is_its_text_its_place_the_line_with_a_caret_and_what_to_do)
{
    cr_expect_str_eq(shown((wp_mark){ path, 2, 5 }, "close it"),
                     wp_printf(arena, "ERROR! it is wrong\n  %s:2:5\n     2 | \tb: {{ x\n       | \t   ^\n  close it\n", path));
}

Test(error, without_a_place_it_is_its_text)
{
    cr_expect_str_eq(shown(WP_NO_MARK, NULL), "ERROR! it is wrong\n");
}

Test(error, shows_no_line_where_there_is_none)
{
    cr_expect_str_eq(shown((wp_mark){ path, 99, 1 }, NULL), wp_printf(arena, "ERROR! it is wrong\n  %s:99:1\n", path));
    cr_expect_str_eq(shown((wp_mark){ "/nowhere", 1, 1 }, NULL), "ERROR! it is wrong\n  /nowhere:1:1\n");
    cr_expect_str_eq(shown((wp_mark){ path, 0, 0 }, NULL), wp_printf(arena, "ERROR! it is wrong\n  %s\n", path));
}

Test(error, a_line_without_a_column_has_no_caret)
{
    cr_expect_null(strchr(shown((wp_mark){ path, 3, 0 }, NULL), '^'));
    cr_expect_null(strchr(shown((wp_mark){ path, 3, 0 }, NULL), '\r'));
}

Test(error, a_secret_in_the_line_that_is_shown_is_hidden)
{
    wp_error error = { 0 };
    wp_event event = event_of(WP_EVENT_ERROR);
    wp_fail(&error, WP_E_INVALID, (wp_mark){ path, 1, 1 }, "it is wrong");
    event.error = &error;
    begin("default");
    wp_output_secret(output, wp_str_of("one"));
    cr_expect_str_eq(told_on_error(event), wp_printf(arena, "ERROR! it is wrong\n  %s:1:1\n     1 | ********\n       | ^\n", path));
}

Test(error, an_encrypted_file_is_not_shown)
{
    wp_error err = { 0 };
    cr_assert(wp_file_write(path, wp_str_of("$ANSIBLE_VAULT;1.1;AES256\n6162\n"), 0600, &err));
    cr_expect_null(strstr(shown((wp_mark){ path, 2, 1 }, NULL), "6162"));
}
