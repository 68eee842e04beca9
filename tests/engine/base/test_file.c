#include "base/file.h"
#include "base/text.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static wp_arena *arena;
static char dir[64];

static const char *path_of(const char *name)
{
    return wp_path_join(arena, dir, name);
}

static void begin(void)
{
    arena = wp_arena_new();
    strcpy(dir, "/tmp/waplay-test-file-XXXXXX");
    cr_assert_not_null(mkdtemp(dir));
}

static void end(void)
{
    cr_assert(system(wp_printf(arena, "chmod -R u+rwX %s && rm -r %s", dir, dir)) == 0);
    wp_arena_free(arena);
}

TestSuite(file, .init = begin, .fini = end);

Test(file, what_is_written_is_read_again)
{
    wp_error err = { 0 };
    for (size_t len = 0; len < 300000; len = len * 3 + 1) {
        char *bytes = wp_alloc(arena, len + 1);
        for (size_t i = 0; i < len; i++)
            bytes[i] = (char)(i * 7);
        wp_str content = { .ptr = bytes, .len = len }, text;
        cr_assert(wp_file_write(path_of("a"), content, 0644, &err), "%s", err.text);
        cr_assert(wp_file_read(arena, path_of("a"), &text, &err), "%s", err.text);
        cr_assert(wp_str_eq(text, content), "%zu bytes", len);
        cr_assert_eq(text.ptr[text.len], '\0');
    }
}

Test(file, writing_leaves_just_the_file_with_its_mode)
{
    struct stat facts;
    umask(077);
    cr_assert(wp_file_write(path_of("a"), wp_str_of("old"), 0600, NULL));
    cr_assert(wp_file_write(path_of("a"), wp_str_of("new"), 0664, NULL));
    cr_assert(stat(path_of("a"), &facts) == 0);
    cr_assert_eq(facts.st_mode & 07777, 0664);
    const char **names;
    size_t count;
    cr_assert(wp_dir_list(arena, dir, &names, &count, NULL));
    cr_assert_eq(count, 1);
}

Test(file, a_link_stays_a_link_when_it_is_written_to)
{
    cr_assert(wp_file_write(path_of("real"), wp_str_of("old"), 0600, NULL));
    cr_assert(symlink("real", path_of("link")) == 0);
    cr_assert(wp_file_write(path_of("link"), wp_str_of("new"), 0600, NULL));
    struct stat facts;
    wp_str text;
    cr_assert(lstat(path_of("link"), &facts) == 0 && S_ISLNK(facts.st_mode));
    cr_assert(wp_file_read(arena, path_of("real"), &text, NULL));
    cr_assert(wp_str_is(text, "new"));
}

Test(file, errors_name_the_path_and_the_reason)
{
    wp_error err;
    wp_str text;
    cr_assert_not(wp_file_read(arena, "/no/such/file", &text, &err));
    cr_assert_eq(err.kind, WP_E_NOT_FOUND);
    cr_assert_str_eq(err.text, "cannot open /no/such/file: No such file or directory");
    cr_assert_not(wp_file_read(arena, dir, &text, &err));
    cr_assert_eq(err.kind, WP_E_IO);
    cr_assert_str_eq(err.text, wp_printf(arena, "cannot read %s: it is a directory", dir));
    cr_assert_not(wp_file_write("/no/such/file", wp_str_of("x"), 0600, &err));
    cr_assert_eq(err.kind, WP_E_NOT_FOUND);
    cr_assert_str_eq(err.text, "cannot write /no/such/file: No such file or directory");
}

Test(file, too_large_a_file_is_refused_unread)
{
    wp_error err;
    wp_str text;
    cr_assert(wp_file_write(path_of("a"), wp_str_of(""), 0600, NULL));
    cr_assert(truncate(path_of("a"), (off_t)WP_FILE_LIMIT + 1) == 0);
    cr_assert_not(wp_file_read(arena, path_of("a"), &text, &err));
    cr_assert_eq(err.kind, WP_E_INVALID);
}

Test(file, files_without_a_size_are_read_to_their_end)
{
    wp_str text;
    cr_assert(wp_file_read(arena, "/proc/self/status", &text, NULL));
    cr_assert(wp_str_find(text, wp_str_of("Threads:"), 0) != SIZE_MAX);
    cr_assert(wp_file_read(arena, "/dev/null", &text, NULL));
    cr_assert_eq(text.len, 0);
}

Test(file, a_pipe_is_read_to_its_end)
{
    int fds[2];
    wp_str text;
    cr_assert(pipe(fds) == 0);
    cr_assert(write(fds[1], "abc", 3) == 3);
    close(fds[1]);
    cr_assert(wp_fd_read_all(arena, fds[0], &text, NULL));
    close(fds[0]);
    cr_assert(wp_str_is(text, "abc"));
}

Test(file, looking_tells_files_from_directories)
{
    cr_assert(wp_file_write(path_of("a"), wp_str_of(""), 0600, NULL));
    cr_assert(wp_path_exists(path_of("a")) && wp_path_exists(dir));
    cr_assert(wp_path_is_file(path_of("a")) && !wp_path_is_file(dir));
    cr_assert(wp_path_is_dir(dir) && !wp_path_is_dir(path_of("a")));
    cr_assert_not(wp_path_exists(path_of("b")));
}

Test(file, directories_are_made_with_all_above_them)
{
    wp_error err;
    cr_assert(wp_path_make_dirs(path_of("a/b//c/"), 0755, &err), "%s", err.text);
    cr_assert(wp_path_is_dir(path_of("a/b/c")));
    cr_assert(wp_path_make_dirs(path_of("a/b"), 0755, &err));
    cr_assert(wp_file_write(path_of("file"), wp_str_of(""), 0600, NULL));
    cr_assert_not(wp_path_make_dirs(path_of("file/x"), 0755, &err));
    cr_assert_not(wp_path_make_dirs(path_of("file"), 0755, &err));
    cr_assert(strstr(err.text, "file: File exists"), "%s", err.text);
}

Test(file, a_directory_is_listed_in_the_order_of_bytes)
{
    static const char *const made[] = { "b", "a", "B", ".hidden", "é" };
    static const char *const sorted[] = { ".hidden", "B", "a", "b", "é" };
    for (size_t i = 0; i < 5; i++)
        cr_assert(wp_file_write(path_of(made[i]), wp_str_of(""), 0600, NULL));
    const char **names;
    size_t count;
    cr_assert(wp_dir_list(arena, dir, &names, &count, NULL));
    cr_assert_eq(count, 5);
    for (size_t i = 0; i < 5; i++)
        cr_assert_str_eq(names[i], sorted[i]);
}

Test(file, large_directories_are_listed_whole)
{
    for (int i = 0; i < 100; i++)
        close(open(path_of(wp_printf(arena, "%03d", i)), O_CREAT | O_WRONLY, 0600));
    const char **names;
    size_t count;
    cr_assert(wp_dir_list(arena, dir, &names, &count, NULL));
    cr_assert_eq(count, 100);
    cr_assert_str_eq(names[99], "099");
}

Test(file, what_is_no_directory_cannot_be_listed)
{
    const char **names;
    size_t count;
    wp_error err;
    cr_assert_not(wp_dir_list(arena, "/no/such/dir", &names, &count, &err));
    cr_assert_eq(err.kind, WP_E_NOT_FOUND);
}
