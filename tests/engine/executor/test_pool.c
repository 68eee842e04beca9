/* The threads: jobs in, jobs out. */
#include <criterion/criterion.h>
#include <stdatomic.h>
#include <unistd.h>

#include "executor/pool.h"

static atomic_int at_once, most;

static void work(void *data, void *job)
{
    int now = atomic_fetch_add(&at_once, 1) + 1, seen = atomic_load(&most);
    (void)data;
    while (now > seen && !atomic_compare_exchange_weak(&most, &seen, now))
        ;
    usleep(2000);
    ++*(int *)job;
    atomic_fetch_sub(&at_once, 1);
}

Test(pool, every_job_comes_back_done_and_no_more_than_its_threads_work_at_once)
{
    wp_pool *pool = wp_pool_new(4, work, NULL);
    int jobs[40] = { 0 }, taken = 0, *job;
    for (size_t i = 0; i < 40; i++)
        wp_pool_give(pool, &jobs[i]);
    while ((job = wp_pool_take(pool)) != NULL) {
        cr_expect_eq(*job, 1);
        taken++;
    }
    cr_expect_eq(taken, 40);
    cr_expect_leq(atomic_load(&most), 4);
    cr_expect_gt(atomic_load(&most), 1);
    cr_expect_eq(wp_pool_under_way(pool), 0);
    cr_expect_null(wp_pool_take_now(pool));
    wp_pool_free(pool);
}

Test(pool, can_be_awaited_as_a_whole_and_keeps_what_is_done)
{
    wp_pool *pool = wp_pool_new(4, work, NULL);
    int jobs[20] = { 0 };
    wp_pool_await_all(pool);
    for (size_t i = 0; i < 20; i++)
        wp_pool_give(pool, &jobs[i]);
    wp_pool_await_all(pool);
    for (size_t i = 0; i < 20; i++)
        cr_expect_eq(jobs[i], 1);
    cr_expect_eq(wp_pool_under_way(pool), 20);
    while (wp_pool_take_now(pool) != NULL)
        ;
    wp_pool_free(pool);
}

Test(pool, can_end_with_nothing_ever_given)
{
    wp_pool_free(wp_pool_new(8, work, NULL));
    wp_pool_free(NULL);
}
