/*
 * The pool: `forks` threads that take jobs and give them back done. Jobs come back in
 * the order in which they end.
 */
#ifndef WP_EXECUTOR_POOL_H
#define WP_EXECUTOR_POOL_H

#include "base/cancel.h"
#include <stddef.h>

typedef struct wp_pool wp_pool;
typedef void (*wp_pool_work)(void *data, void *job);

/* Threads are started when they are first needed. */
wp_pool *wp_pool_new(size_t threads, wp_pool_work work, void *data);
void wp_pool_free(wp_pool *pool); /* waits for what is running */
void wp_pool_give(wp_pool *pool, void *job);
void *wp_pool_take(wp_pool *pool); /* waits for the next that is done; NULL: none is under way */
void *wp_pool_take_now(wp_pool *pool); /* NULL: none is done at this moment */
void wp_pool_await_all(wp_pool *pool); /* until no job runs: all are done, and wait to be taken */
size_t wp_pool_under_way(const wp_pool *pool);

#endif
