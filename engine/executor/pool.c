/*
 * The pool of threads: two queues under one lock. Whoever sleeps is woken after the
 * lock is given back: woken before, it would only go to sleep again, on the lock.
 */
#include "executor/pool.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

typedef struct entry {
    struct entry *next;
    void *job;
} entry;

typedef struct queue {
    entry *first, *last;
    size_t count;
} queue;

struct wp_pool {
    wp_pool_work work;
    void *data;
    pthread_mutex_t lock;
    pthread_cond_t has_work, has_done;
    queue waiting, done;
    size_t under_way;  /* given and not yet taken back */
    size_t idle, started, limit;
    pthread_t *threads;
    bool is_ending;
};

static void *must(void *memory)
{
    if (memory == NULL)
        abort(); /* out of memory ends the program */
    return memory;
}

static void add(queue *q, void *job)
{
    entry *e = must(calloc(1, sizeof *e));
    e->job = job;
    if (q->last != NULL)
        q->last->next = e;
    else
        q->first = e;
    q->last = e;
    q->count++;
}

static void *remove_first(queue *q)
{
    entry *e = q->first;
    if (e == NULL)
        return NULL;
    void *job = e->job;
    q->first = e->next;
    if (q->first == NULL)
        q->last = NULL;
    q->count--;
    free(e);
    return job;
}

static void *serve(void *data)
{
    wp_pool *pool = data;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (pool->waiting.first == NULL && !pool->is_ending) {
            pool->idle++;
            pthread_cond_wait(&pool->has_work, &pool->lock);
            pool->idle--;
        }
        void *job = remove_first(&pool->waiting);
        if (job == NULL)
            break;
        pthread_mutex_unlock(&pool->lock);
        pool->work(pool->data, job);
        pthread_mutex_lock(&pool->lock);
        add(&pool->done, job);
        pthread_mutex_unlock(&pool->lock);
        pthread_cond_signal(&pool->has_done);
        pthread_mutex_lock(&pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

wp_pool *wp_pool_new(size_t threads, wp_pool_work work, void *data)
{
    wp_pool *pool = must(calloc(1, sizeof *pool));
    pool->work = work;
    pool->data = data;
    pool->limit = threads > 0 ? threads : 1;
    pool->threads = must(calloc(pool->limit, sizeof *pool->threads));
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->has_work, NULL);
    pthread_cond_init(&pool->has_done, NULL);
    return pool;
}

void wp_pool_free(wp_pool *pool)
{
    if (pool == NULL)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->is_ending = true;
    pthread_cond_broadcast(&pool->has_work);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->started; i++)
        pthread_join(pool->threads[i], NULL);
    while (remove_first(&pool->done) != NULL)
        ;
    pthread_cond_destroy(&pool->has_work);
    pthread_cond_destroy(&pool->has_done);
    pthread_mutex_destroy(&pool->lock);
    free(pool->threads);
    free(pool);
}

/* Called with the lock held. */
static void start_thread(wp_pool *pool)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, (size_t)8 << 20); /* deep templates recurse */
    if (pthread_create(&pool->threads[pool->started], &attributes, serve, pool) == 0)
        pool->started++;
    else
        assert(pool->started > 0); /* fewer threads than wished will do; none will not */
    pthread_attr_destroy(&attributes);
}

void wp_pool_give(wp_pool *pool, void *job)
{
    pthread_mutex_lock(&pool->lock);
    add(&pool->waiting, job);
    pool->under_way++;
    if (pool->idle < pool->waiting.count && pool->started < pool->limit)
        start_thread(pool);
    pthread_mutex_unlock(&pool->lock);
    pthread_cond_signal(&pool->has_work);
}

void *wp_pool_take_now(wp_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    void *job = remove_first(&pool->done);
    if (job != NULL)
        pool->under_way--;
    pthread_mutex_unlock(&pool->lock);
    return job;
}

void *wp_pool_take(wp_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->under_way > 0 && pool->done.first == NULL)
        pthread_cond_wait(&pool->has_done, &pool->lock);
    void *job = remove_first(&pool->done);
    if (job != NULL)
        pool->under_way--;
    pthread_mutex_unlock(&pool->lock);
    return job;
}

void wp_pool_await_all(wp_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->done.count < pool->under_way)
        pthread_cond_wait(&pool->has_done, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

size_t wp_pool_under_way(const wp_pool *pool)
{
    return pool->under_way; /* given and taken by one thread only, which is the one that asks */
}
