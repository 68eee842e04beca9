/*
 * What the jobs of a run share: texts by key. A key is held by one job from begin
 * to end, so that of many hosts one logs in and the others find the token.
 */
#include "module/job.h"

#include <assert.h>

typedef struct shared {
    wp_str text;
    bool held;
} shared;

static shared *entry_of(wp_bench *bench, wp_str key)
{
    shared *entry = wp_map_get(bench->shared, key);
    if (entry)
        return entry;
    entry = wp_new(bench->arena, shared);
    wp_map_put(bench->shared, key, entry);
    return entry;
}

wp_str wp_job_share_begin(wp_job *job, const char *key)
{
    wp_bench *bench = job->bench;
    pthread_mutex_lock(&bench->lock);
    shared *entry = entry_of(bench, wp_str_of(key));
    while (entry->held)
        pthread_cond_wait(&bench->released, &bench->lock);
    entry->held = true;
    wp_str text = wp_str_dup(job->arena, entry->text);
    pthread_mutex_unlock(&bench->lock);
    return text;
}

void wp_job_share_end(wp_job *job, const char *key, wp_str text)
{
    wp_bench *bench = job->bench;
    pthread_mutex_lock(&bench->lock);
    shared *entry = entry_of(bench, wp_str_of(key));
    assert(entry->held);
    if (!wp_str_eq(text, entry->text))
        entry->text = wp_str_dup(bench->arena, text);
    entry->held = false;
    pthread_cond_broadcast(&bench->released);
    pthread_mutex_unlock(&bench->lock);
}
