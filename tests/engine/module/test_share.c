#include "local_bench.h"

#include <pthread.h>

TestSuite(share, .init = set_up, .fini = tear_down);

enum { THREADS = 8, ROUNDS = 200 };

static const wp_param no_params[] = { { 0 } };

/* Reads, thinks, writes: without the lock numbers would be lost. */
static bool count_up(wp_job *job, wp_error *err)
{
    (void)err;
    for (int i = 0; i < ROUNDS; i++) {
        wp_str before = wp_job_share_begin(job, "counter");
        int number = before.len ? atoi(before.ptr) : 0;
        sched_yield();
        wp_job_share_end(job, "counter", wp_str_of(wp_printf(wp_job_arena(job), "%d", number + 1)));
    }
    return true;
}

static const wp_module counter = { .name = "counter", .params = no_params, .probe = count_up };

static void *one_thread(void *data)
{
    (void)data;
    wp_arena *own = wp_arena_new();
    wp_job_options options = { .module = &counter, .host = "x", .args = wp_dict_new(own, 0), .environment = wp_null() };
    wp_outcome ignored;
    wp_bench_run(own, bench, &options, &ignored);
    wp_arena_free(own);
    return NULL;
}

static bool read_it(wp_job *job, wp_error *err)
{
    (void)err;
    wp_str text = wp_job_share_begin(job, "counter"), other = wp_job_share_begin(job, "other");
    wp_job_set(job, "text", wp_string_of(wp_job_arena(job), text));
    wp_job_set_int(job, "other", (int64_t)other.len);
    wp_job_share_end(job, "other", other);
    wp_job_share_end(job, "counter", text);
    return true;
}

Test(share, a_key_is_held_by_one_job_at_a_time)
{
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, one_thread, NULL), 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    wp_module module = { .name = "reader", .params = no_params, .probe = read_it };
    run(&module);
    cr_expect_str_eq(got("text"), wp_printf(arena, "%d", THREADS * ROUNDS));
    cr_expect_str_eq(got("other"), "0");
}
