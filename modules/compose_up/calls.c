/* Calls of the half on the host: what every one of them is told first, and which services are meant. */
#include "project.h"

#include <string.h>

void compose_add(words *call, const char *word)
{
    call->list[call->count++] = word;
}

/* file project NAME=value... --, as each of its functions begins. */
words compose_begin(wp_job *job, size_t room)
{
    wp_value environment = wp_job_value(job, "environment"), key, item;
    wp_arena *arena = wp_job_arena(job);
    words call = { .list = wp_new_array(arena, const char *, wp_len(environment) + room + 3) };
    const char *name = compose_project(job)->name ? compose_project(job)->name : wp_job_str(job, "project_name");
    compose_add(&call, wp_job_str(job, "file"));
    compose_add(&call, name ? name : "");
    for (size_t i = 0; wp_dict_pair(environment, i, &key, &item); i++)
        compose_add(&call, wp_printf(arena, "%s=%s", wp_to_text(arena, key).ptr, wp_to_text(arena, item).ptr));
    compose_add(&call, "--");
    return call;
}

bool compose_call(wp_job *job, const char *function, const words *call, wp_reply *reply, wp_error *err)
{
    return wp_host_call(job, function, call->list, call->count, NULL, reply, err) &&
           (reply->status == 0 || wp_reply_fail(job, reply, err));
}

const char *compose_number(wp_job *job, const char *param)
{
    return wp_printf(wp_job_arena(job), "%lld", (long long)wp_job_int(job, param));
}

/* ---- what the task asks for ------------------------------------------------------------------- */

bool compose_is_state(wp_job *job, const char *state)
{
    return strcmp(wp_job_str(job, "state"), state) == 0;
}

/* Whether a service is one of those that the task is about: all, unless it names some. */
bool compose_is_meant(wp_job *job, const char *name)
{
    wp_value named = wp_job_value(job, "services");
    for (size_t i = 0; i < wp_len(named); i++)
        if (wp_text_is(wp_list_at(named, i), name))
            return true;
    return wp_len(named) == 0;
}

bool compose_goes_away(wp_job *job)
{
    return compose_is_state(job, "stopped") || compose_is_state(job, "absent");
}

void compose_append(wp_arena *arena, const char **list, const char *word)
{
    *list = wp_printf(arena, "%s%s%s", *list, **list ? " " : "", word);
}

/* Names of the services that the task names, split by blanks. */
const char *compose_named(wp_job *job)
{
    wp_value named = wp_job_value(job, "services");
    const char *services = "";
    for (size_t i = 0; i < wp_len(named); i++)
        compose_append(wp_job_arena(job), &services, wp_list_at(named, i).as.text);
    return services;
}
