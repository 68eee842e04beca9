/* What plan decided, done by compose; and what is there afterwards. */
#include "project.h"

#include <string.h>

static bool run_up(wp_job *job, wp_reply *reply, wp_error *err)
{
    wp_value named = wp_job_value(job, "services");
    wp_arena *arena = wp_job_arena(job);
    const char *services = compose_named(job);
    for (size_t i = 0; wp_len(named) == 0 && i < compose_project(job)->service_count; i++)
        compose_append(arena, &services, compose_project(job)->services[i].name);
    words call = compose_begin(job, 8);
    compose_add(&call, compose_number(job, "settle"));
    compose_add(&call, compose_number(job, "log_lines"));
    compose_add(&call, services);
    if (wp_len(named))
        compose_add(&call, "--no-deps");
    if (compose_is_state(job, "recreated"))
        compose_add(&call, "--force-recreate");
    compose_add(&call, "-t");
    compose_add(&call, compose_number(job, "stop_timeout"));
    wp_job_progress(job, "%s: starting %s", wp_job_host(job), services);
    return compose_call(job, "compose_up_up", &call, reply, err);
}

static bool run_down(wp_job *job, const char *verb_name, const char *ids, const char *networks, const char *volumes,
                     wp_reply *reply, wp_error *err)
{
    words call = compose_begin(job, 5);
    compose_add(&call, compose_number(job, "stop_timeout"));
    compose_add(&call, verb_name);
    compose_add(&call, ids);
    compose_add(&call, networks);
    compose_add(&call, volumes);
    return compose_call(job, "compose_up_down", &call, reply, err);
}

static bool run_pull(wp_job *job, wp_reply *reply, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    wp_str rest = wp_str_of(compose_project(job)->pulls);
    const char *image;
    words call = compose_begin(job, rest.len + 1);
    while (compose_cut(arena, &rest, ' ', &image))
        compose_add(&call, image);
    wp_job_progress(job, "%s: pulling %s", wp_job_host(job), compose_project(job)->pulls);
    return compose_call(job, "compose_up_pull", &call, reply, err);
}

/* Whether what the plan was about is what came out: compose may have found that there was nothing to do. */
static bool is_as_before(const container *old, size_t old_count, const project *seen)
{
    if (old_count != seen->container_count)
        return false;
    for (size_t i = 0; i < old_count; i++) {
        bool found = false;
        for (size_t k = 0; k < seen->container_count; k++)
            found |= strcmp(old[i].id, seen->containers[k].id) == 0 &&
                     strcmp(old[i].started, seen->containers[k].started) == 0;
        if (!found)
            return false;
    }
    return true;
}

static bool apply_up(wp_job *job, wp_error *err)
{
    project *seen = compose_project(job);
    const container *old = seen->containers;
    size_t old_count = seen->container_count;
    wp_reply reply;
    if (*seen->orphans && !run_down(job, "remove", seen->orphans, "", "", &reply, err))
        return false;
    if (seen->calls_compose && !run_up(job, &reply, err))
        return false;
    compose_read_containers(wp_job_arena(job), seen, wp_field(reply.out, "containers"));
    compose_tell(job);
    if (!compose_check_trouble(job, reply.out, err)) {
        wp_job_set_changed(job, true);
        return false;
    }
    if (is_as_before(old, old_count, seen)) {
        wp_job_warn(job,
                    "compose left the containers as they are, although their hashes differ from those of the file");
        wp_job_set_changed(job, false);
    }
    return true;
}

bool compose_apply(wp_job *job, wp_error *err)
{
    project *seen = compose_project(job);
    wp_reply reply;
    bool done;
    if (compose_goes_away(job))
        done = run_down(job, compose_is_state(job, "absent") ? "remove" : "stop", seen->targets, seen->networks, seen->volumes,
                        &reply, err);
    else if (compose_is_state(job, "pulled"))
        done = run_pull(job, &reply, err);
    else
        return apply_up(job, err);
    if (!done)
        return false;
    compose_read_containers(wp_job_arena(job), seen, wp_field(reply.out, "containers"));
    compose_tell(job);
    return true;
}
