#include "local_bench.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>

TestSuite(host_put, .init = set_up, .fini = tear_down);

static const wp_param no_params[] = { { 0 } };
static wp_put wanted;

static bool put_it(wp_job *job, wp_error *err)
{
    wp_stat after = { 0 };
    wanted.after = &after;
    if (!wp_host_put(job, &wanted, err))
        return false;
    wp_job_set_stat(job, &after);
    return true;
}

static const wp_module module = { .name = "putter", .params = no_params, .probe = put_it };

static void put(wp_put what)
{
    wanted = what;
    run(&module);
}

static unsigned mode_of(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? info.st_mode & 07777 : 0xffff;
}

static size_t count_names(void)
{
    const char **names;
    size_t count = 0;
    wp_dir_list(arena, dir, &names, &count, NULL);
    return count;
}

static const char *content_of(const char *path)
{
    wp_str text;
    return wp_file_read(arena, path, &text, NULL) ? wp_strndup(arena, text.ptr, text.len) : "(none)";
}

static void write_old(const char *path, mode_t mode)
{
    cr_assert(wp_file_write(path, wp_str_of("old"), mode, NULL));
    cr_assert_eq(chmod(path, mode), 0);
}

Test(host_put, a_new_file_has_the_mode_that_the_umask_leaves)
{
    put((wp_put){ .path = in_dir("x"), .content = wp_str_of("text") });
    cr_expect(!outcome.failed, "%s", got("msg"));
    mode_t mask = umask(0);
    umask(mask);
    cr_expect_eq(mode_of(in_dir("x")), 0666 & ~mask);
    cr_expect_str_eq(got("size"), "4");
    cr_expect_eq(count_names(), 1);
}

Test(host_put, an_old_file_keeps_mode_and_owner_unless_told)
{
    write_old(in_dir("x"), 0751);
    if (geteuid() == 0)
        cr_assert_eq(chown(in_dir("x"), 12, 34), 0);
    put((wp_put){ .path = in_dir("x"), .content = wp_str_of("new") });
    cr_expect_str_eq(content_of(in_dir("x")), "new");
    cr_expect_eq(mode_of(in_dir("x")), 0751);
    if (geteuid() == 0)
        cr_expect_str_eq(got("uid"), "12");
    put((wp_put){ .path = in_dir("x"), .content = wp_str_of("new"), .mode = "u=rw,go=" });
    cr_expect_eq(mode_of(in_dir("x")), 0600);
    cr_expect_eq(count_names(), 1);
}

/* Looks all the time whether anybody else could read the secret. */
static atomic_bool stop;
static atomic_int seen;

static void *watch(void *data)
{
    (void)data;
    while (!atomic_load(&stop)) {
        wp_arena *own = wp_arena_new();
        const char **names;
        size_t count;
        if (wp_dir_list(own, dir, &names, &count, NULL))
            for (size_t i = 0; i < count; i++) {
                struct stat info;
                const char *path = wp_path_join(own, dir, names[i]);
                if (stat(path, &info) == 0 && info.st_size > 0 && (info.st_mode & 077))
                    atomic_fetch_add(&seen, 1);
            }
        wp_arena_free(own);
    }
    return NULL;
}

Test(host_put, is_never_more_readable_than_it_will_be)
{
    pthread_t thread;
    pthread_create(&thread, NULL, watch, NULL);
    for (int i = 0; i < 20; i++) {
        put((wp_put){
            .path = in_dir("secret"), .content = wp_str_of("password"), .mode = i % 2 ? "0600" : "u=rw,go=" });
        cr_expect(!outcome.failed, "%s", got("msg"));
        unlink(in_dir("secret"));
    }
    atomic_store(&stop, true);
    pthread_join(thread, NULL);
    cr_expect_eq(atomic_load(&seen), 0);
}

Test(host_put, what_fails_leaves_the_old_file_and_nothing_else)
{
    write_old(in_dir("x"), 0644);
    put((wp_put){ .path = in_dir("x"), .content = wp_str_of("new"), .validate = "false %s" });
    cr_expect(outcome.failed && strstr(got("msg"), "failed to validate"), "%s", got("msg"));
    put((wp_put){ .path = in_dir("x"), .content = wp_str_of("new"), .owner = "no-such-user-here" });
    cr_expect(outcome.failed && strstr(got("msg"), "no-such-user-here"), "%s", got("msg"));
    put((wp_put){ .path = in_dir("x"), .content = wp_str_of("new"), .mode = "nonsense" });
    cr_expect(outcome.failed, "%s", got("msg"));
    put((wp_put){ .path = in_dir("x"), .content = wp_str_of("new"), .backup = in_dir("no/dir") });
    cr_expect(outcome.failed && strstr(got("msg"), "backup"), "%s", got("msg"));
    put((wp_put){ .path = in_dir("no/x"), .content = wp_str_of("new") });
    cr_expect(outcome.failed && strstr(got("msg"), "make it first"), "%s", got("msg"));
    put((wp_put){ .path = dir, .content = wp_str_of("new") });
    cr_expect(outcome.failed && strstr(got("msg"), "is a directory"), "%s", got("msg"));
    cr_expect_str_eq(content_of(in_dir("x")), "old");
    cr_expect_eq(count_names(), 1);
}

Test(host_put, a_limit_of_time_leaves_the_old_file_and_nothing_else)
{
    write_old(in_dir("x"), 0644);
    with.timeout_ms = 300;
    put((wp_put){ .path = in_dir("x"), .content = wp_str_of("new"), .validate = "sh -c 'sleep 20' %s" });
    cr_expect(outcome.failed, "%s", got("msg"));
    cr_expect_str_eq(content_of(in_dir("x")), "old");
}

Test(host_put, a_link_is_replaced_and_what_it_leads_to_is_not_touched)
{
    write_old(in_dir("target"), 0644);
    cr_assert_eq(symlink("target", in_dir("link")), 0);
    put((wp_put){ .path = in_dir("link"), .content = wp_str_of("new") });
    cr_expect_str_eq(content_of(in_dir("target")), "old");
    struct stat info;
    cr_expect(lstat(in_dir("link"), &info) == 0 && S_ISREG(info.st_mode));
}

Test(host_put, a_file_that_lies_in_wait_is_not_written_to)
{
    /* A link to a file of somebody else's, under every name that could be guessed: the real one can't be. */
    write_old(in_dir("victim"), 0644);
    cr_assert_eq(symlink("victim", in_dir(".waplay-")), 0);
    put((wp_put){ .path = in_dir("x"), .content = wp_str_of("new") });
    cr_expect(!outcome.failed);
    cr_expect_str_eq(content_of(in_dir("victim")), "old");
}

Test(host_put, local_files_arrive_whole_whatever_their_size)
{
    static const size_t sizes[] = { 0, 1, 4096, 131072, 131073, 1000000 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *bytes = wp_alloc(arena, sizes[i] + 1);
        for (size_t j = 0; j < sizes[i]; j++)
            bytes[j] = (char)(j * 31 % 256);
        cr_assert(wp_file_write(in_dir("src"), (wp_str){ bytes, sizes[i] }, 0644, NULL));
        put((wp_put){ .path = in_dir("x"), .local_file = in_dir("src") });
        wp_str back;
        cr_assert(wp_file_read(arena, in_dir("x"), &back, NULL), "%s", got("msg"));
        cr_expect(wp_str_eq(back, (wp_str){ bytes, sizes[i] }), "%zu bytes", sizes[i]);
    }
    put((wp_put){ .path = in_dir("x"), .local_file = in_dir("nope") });
    cr_expect(outcome.failed && strstr(got("msg"), "cannot read"));
}

Test(host_put, in_place_only_where_it_can_not_be_renamed)
{
    write_old(in_dir("x"), 0644);
    struct stat before, after;
    stat(in_dir("x"), &before);
    put((wp_put){ .path = in_dir("x"), .content = wp_str_of("new"), .unsafe_writes = true });
    stat(in_dir("x"), &after);
    cr_expect_neq(before.st_ino, after.st_ino);
}
