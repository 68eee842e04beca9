/*
 * The background: tasks with `async` and `poll: 0`, each in a thread and on a connection
 * of its own, known by an id that async_status asks for.
 *
 * A background task lives as long as the run, which waits for it before it ends. Its
 * limit is checked as coarsely as Ansible does: `async: 1` leaves it five seconds.
 */
#include "executor/job.h"

#include "base/clock.h"

#include <string.h>
#include <unistd.h>

struct wp_background {
    wp_background *next;
    wp_task_job *job;
    wp_job_options options;
    wp_outcome outcome;
    pthread_t thread;
    bool is_running, is_done; /* the second under the run's lock */
};

enum { COARSENESS_MS = 5000 };

const char *wp_background_id(wp_run *run, wp_arena *arena)
{
    unsigned long number = (unsigned long)atomic_fetch_add(&run->next_background, 1) + 1;
    return wp_printf(arena, "j%ld%03lu.%d", (long)wp_clock_seconds(), number % 1000, (int)getpid());
}

wp_task_job *wp_background_job(const wp_task_job *job)
{
    wp_task_job *own = wp_task_job_new(job->run, job->owner, job->task, "");
    own->title = wp_strdup(own->arena, job->title);
    own->no_log = job->no_log;
    own->background = wp_background_id(job->run, own->arena);
    return own;
}

static void *work(void *data)
{
    wp_background *background = data;
    wp_run *run = background->job->run;
    wp_bench_run(background->job->arena, run->bench, &background->options, &background->outcome);
    pthread_mutex_lock(&run->lock);
    background->is_done = true;
    pthread_mutex_unlock(&run->lock);
    return NULL;
}

void wp_background_begin(wp_task_job *job, const wp_job_options *options)
{
    wp_run *run = job->run;
    wp_background *background = wp_new(job->arena, wp_background);
    *background = (wp_background){ .job = job, .options = *options };
    background->options.timeout_ms = (options->timeout_ms + COARSENESS_MS - 1) / COARSENESS_MS * COARSENESS_MS;
    pthread_mutex_lock(&run->lock);
    background->next = run->backgrounds;
    run->backgrounds = background;
    background->is_running = pthread_create(&background->thread, NULL, work, background) == 0;
    pthread_mutex_unlock(&run->lock);
    if (!background->is_running)
        work(background); /* no thread can be had: it is done at once */
}

static wp_background *find(wp_run *run, const char *id)
{
    wp_background *background = run->backgrounds;
    while (background != NULL && strcmp(background->job->background, id) != 0)
        background = background->next;
    return background;
}

bool wp_background_look(wp_task_job *job, const char *id, wp_attempt *out, wp_error *err)
{
    wp_arena *arena = job->arena;
    wp_run *run = job->run;
    pthread_mutex_lock(&run->lock);
    const wp_background *background = find(run, id);
    bool is_done = background != NULL && background->is_done;
    pthread_mutex_unlock(&run->lock);
    if (background == NULL) {
        wp_fail(err, WP_E_NOT_FOUND, job->task->node.mark, "there is no background task '%s' in this run", id);
        wp_hint(err, "the id is `ansible_job_id` in the result of a task with `async` and `poll: 0`");
        wp_attempt_fail(job, out, err);
        *err = (wp_error){ 0 };
    }
    if (is_done) {
        wp_outcome outcome = background->outcome;
        outcome.result = wp_value_copy(arena, outcome.result);
        wp_attempt_of_outcome(job, &outcome, out);
    }
    wp_dict_set(arena, out->result, "started", wp_int(1));
    wp_dict_set(arena, out->result, "finished", wp_int(is_done || background == NULL)); /* `until` need not wait */
    wp_dict_set(arena, out->result, "ansible_job_id", wp_string(arena, id));
    return true;
}

void wp_backgrounds_end(wp_run *run)
{
    for (wp_background *background = run->backgrounds, *next; background != NULL; background = next) {
        next = background->next;
        if (background->is_running)
            pthread_join(background->thread, NULL);
        wp_task_job_free(background->job);
    }
    run->backgrounds = NULL;
}
