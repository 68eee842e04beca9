/* Whether containers keep running: one that is restarted again and again is a failure, told with its last lines. */
#include "project.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *name_of(const project *seen, const char *id)
{
    for (size_t i = 0; i < seen->container_count; i++)
        if (strcmp(seen->containers[i].id, id) == 0)
            return seen->containers[i].name;
    return id;
}

/* `fields` may hold trouble= and log=. */
bool compose_check_trouble(wp_job *job, wp_str fields, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    wp_str trouble = wp_field(fields, "trouble"), log = wp_field(fields, "log");
    const char *id, *what;
    if (!compose_cut(arena, &trouble, '|', &id))
        return true;
    what = wp_strndup(arena, trouble.ptr, trouble.len);
    while (log.len && (log.ptr[log.len - 1] == '\n' || log.ptr[log.len - 1] == '\r'))
        log.len--;
    wp_job_set(job, "log", wp_string_of(arena, log));
    wp_fail(err, WP_E_FAILED, WP_NO_MARK, "container %s %s; the last lines of its log:\n%.*s",
            name_of(compose_project(job), id), what, (int)(log.len < 1500 ? log.len : 1500),
            log.ptr + (log.len < 1500 ? 0 : log.len - 1500));
    return false;
}

/* Seconds since 1970 of 2026-01-31T10:00:00 and what may follow. */
static int64_t moment(const char *text)
{
    struct tm parts = { 0 };
    if (sscanf(text, "%d-%d-%dT%d:%d:%d", &parts.tm_year, &parts.tm_mon, &parts.tm_mday, &parts.tm_hour, &parts.tm_min,
               &parts.tm_sec) != 6)
        return 0;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    return timegm(&parts);
}

/* Between two restarts it runs for a moment: Docker waits up to a minute before it tries again. */
static bool may_loop(const project *seen, const container *found)
{
    if (strcmp(found->state, "restarting") == 0)
        return true;
    return found->restarts > 0 && strcmp(found->state, "running") == 0 &&
           moment(seen->now) - moment(found->started) < 60;
}

bool compose_check_steady(wp_job *job, wp_error *err)
{
    const project *seen = compose_project(job);
    words call = compose_begin(job, seen->container_count + 2);
    wp_reply reply;
    compose_add(&call, compose_number(job, "settle"));
    compose_add(&call, compose_number(job, "log_lines"));
    size_t others = call.count;
    for (size_t i = 0; i < seen->container_count; i++) {
        const container *found = &seen->containers[i];
        if (compose_is_meant(job, found->service) && !found->is_one_off && may_loop(seen, found))
            compose_add(&call, found->id);
    }
    if (call.count == others)
        return true;
    return compose_call(job, "compose_up_look", &call, &reply, err) && compose_check_trouble(job, reply.out, err);
}
