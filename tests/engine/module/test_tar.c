#include "module/tar.h"

#include "base/file.h"
#include "base/process.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *const tars[] = { "tar", "busybox" };

/* GNU's tar and busybox's are the judges. */
Test(tar, is_what_tar_reads)
{
    for (size_t i = 0; i < sizeof tars / sizeof *tars; i++) {
        wp_arena *arena = wp_arena_new();
        char dir[] = "/tmp/waplay-tar-XXXXXX", *long_name = wp_alloc(arena, 241);
        cr_assert(mkdtemp(dir));
        memset(long_name, 'n', 240);
        wp_buf text = wp_buf_new(arena);
        const char *const names[] = { "short", "with 'blank\nand line", long_name };
        for (size_t j = 0; j < 3; j++) {
            wp_tar_head(&text, names[j], j * 600);
            wp_buf_repeat(&text, (char)('a' + j), j * 600);
            wp_buf_repeat(&text, '\0', wp_tar_padding(j * 600));
        }
        wp_tar_end(&text);
        wp_process_result result;
        const char *const gnu[] = { "tar", "-x", "-o", "-m", "-f", "-", "-C", dir, NULL };
        const char *const busybox[] = { "busybox", "tar", "-x", "-o", "-m", "-f", "-", "-C", dir, NULL };
        wp_process process = { .argv = i ? busybox : gnu, .input = wp_buf_str(&text) };
        cr_assert(wp_process_run(arena, &process, &result, NULL));
        cr_expect_eq(result.status, 0, "%.*s", (int)result.err.len, result.err.ptr);
        for (size_t j = 0; j < 3; j++) {
            wp_str content;
            struct stat info;
            const char *path = wp_path_join(arena, dir, names[j]);
            cr_assert(wp_file_read(arena, path, &content, NULL), "%s", names[j]);
            cr_expect_eq(content.len, j * 600);
            cr_expect(stat(path, &info) == 0 && (info.st_mode & 0777) == 0600);
        }
        const char *const remove[] = { "rm", "-rf", dir, NULL };
        wp_process_run(arena, &(wp_process){ .argv = remove }, &result, NULL);
        wp_arena_free(arena);
    }
}
