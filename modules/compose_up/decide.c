/* What differs, container by container: each decision becomes an action, a sentence and a line of the diff. */
#include "project.h"

#include <string.h>

typedef struct verb {
    const char *action, *sentence, *after;
} verb;

static const verb create = { "create", "will be created", "running" };
static const verb recreate = { "recreate", "will be recreated", "running" };
static const verb start = { "start", "will be started", "running" };
static const verb stop = { "stop", "will be stopped", "exited" };
static const verb removal = { "remove", "will be removed", "absent" };
static const verb pull = { "pull", "will be pulled", "there" };

typedef struct ledger {
    wp_job *job;
    wp_value before, after;
} ledger;

static void decide(ledger *book, const verb *what, const char *kind, const char *name, const char *before,
                   const char *reason)
{
    wp_arena *arena = wp_job_arena(book->job);
    wp_value action = wp_dict_new(arena, 3);
    wp_dict_set(arena, action, "action", wp_string_static(what->action));
    wp_dict_set(arena, action, "name", wp_string(arena, name));
    wp_dict_set(arena, action, "reason", wp_string(arena, reason));
    wp_list_push(arena, compose_project(book->job)->actions, action);
    wp_dict_set(arena, book->before, name, wp_string(arena, before));
    wp_dict_set(arena, book->after, name,
                *reason ? wp_string_printf(arena, "%s (%s: %s)", what->after, what->action, reason)
                        : wp_string_printf(arena, "%s (%s)", what->after, what->action));
    wp_job_change(book->job, "%s %s %s%s%s", kind, name, what->sentence, *reason ? ": " : "", reason);
}

static const char *state_text(wp_arena *arena, const container *found)
{
    return compose_is_up(found) ? found->state : wp_printf(arena, "%s (%s)", found->state, found->exit_code);
}

/* Why a container must be made anew; NULL: it need not. */
static const char *reason_to_recreate(wp_job *job, const service *wanted, const container *found)
{
    if (compose_project(job)->is_pending)
        return "what its env_file says will be another";
    if (compose_is_state(job, "recreated"))
        return "that is asked for";
    if (strcmp(found->hash, wanted->hashes[0]) != 0 && strcmp(found->hash, wanted->hashes[1]) != 0)
        return strcmp(found->image, wanted->image) != 0
                   ? wp_printf(wp_job_arena(job), "its image is %s, not %s", found->image, wanted->image)
                   : "its configuration is another";
    if (*wanted->image_id && strcmp(found->image_id, wanted->image_id) != 0)
        return wp_printf(wp_job_arena(job), "%s is another image now", wanted->image);
    return NULL;
}

static void decide_container(ledger *book, const service *wanted, const container *found)
{
    wp_arena *arena = wp_job_arena(book->job);
    const char *reason = reason_to_recreate(book->job, wanted, found);
    if (reason)
        decide(book, &recreate, "container", found->name, state_text(arena, found), reason);
    else if (!compose_is_up(found))
        decide(book, &start, "container", found->name, state_text(arena, found),
               wp_printf(arena, "it is %s", state_text(arena, found)));
}

static void decide_service(ledger *book, const service *wanted)
{
    project *seen = compose_project(book->job);
    wp_arena *arena = wp_job_arena(book->job);
    size_t there = 0;
    if (!*wanted->image_id && *wanted->image && !compose_project(book->job)->is_pending) {
        decide(book, &pull, "image", wanted->image, "absent", "it is not there");
        compose_append(arena, &seen->pulls, wanted->image);
    }
    for (size_t i = 0; i < seen->container_count; i++) {
        const container *found = &seen->containers[i];
        if (found->is_one_off || strcmp(found->service, wanted->name) != 0)
            continue;
        if (++there > wanted->count)
            decide(book, &removal, "container", found->name, found->state,
                   wp_printf(arena, "%zu of %s are enough", wanted->count, wanted->name));
        else
            decide_container(book, wanted, found);
    }
    for (; there < wanted->count; there++)
        decide(book, &create, "container",
               wanted->count > 1 ? wp_printf(arena, "%s %zu", wanted->name, there + 1) : wanted->name, "absent",
               compose_project(book->job)->is_pending && !seen->has_file ? "there is none, and its files are still to come"
                                                        : "there is none");
}

/* Services that the file as it stands does not name, but will, once this run has written it. */
static void decide_unknown(ledger *book)
{
    const project *seen = compose_project(book->job);
    wp_value named = wp_job_value(book->job, "services");
    for (size_t i = 0; i < wp_len(named); i++) {
        service wanted = {
            .name = wp_list_at(named, i).as.text, .image = "", .image_id = "", .hashes = { "", "" }, .count = 1
        };
        if (!compose_find(seen, wanted.name))
            decide_service(book, &wanted);
    }
    if (!seen->has_file && wp_len(named) == 0)
        wp_job_change(book->job, "all services of %s will be created: its files are still to come",
                      wp_job_str(book->job, "file"));
}

static void plan_up(ledger *book)
{
    project *seen = compose_project(book->job);
    for (size_t i = 0; i < seen->service_count; i++)
        if (compose_is_meant(book->job, seen->services[i].name))
            decide_service(book, &seen->services[i]);
    if (compose_project(book->job)->is_pending)
        decide_unknown(book);
    seen->calls_compose = wp_job_has_change(book->job);
    for (size_t i = 0; wp_job_bool(book->job, "remove_orphans") && seen->has_file && i < seen->container_count; i++) {
        const container *found = &seen->containers[i];
        if (found->is_one_off || compose_find(seen, found->service))
            continue;
        decide(book, &removal, "container", found->name, found->state, "the compose file does not name its service");
        compose_append(wp_job_arena(book->job), &seen->orphans, found->id);
    }
}

static void plan_pulled(ledger *book)
{
    project *seen = compose_project(book->job);
    wp_arena *arena = wp_job_arena(book->job);
    for (size_t i = 0; i < seen->service_count; i++) {
        const service *wanted = &seen->services[i];
        if (!compose_is_meant(book->job, wanted->name) || *wanted->image_id || !*wanted->image)
            continue;
        if (wp_dict_find(book->before, wanted->image))
            continue; /* two services share it */
        decide(book, &pull, "image", wanted->image, "absent", "it is not there");
        compose_append(arena, &seen->pulls, wanted->image);
    }
}

static void plan_away(ledger *book)
{
    project *seen = compose_project(book->job);
    wp_arena *arena = wp_job_arena(book->job);
    bool removes = compose_is_state(book->job, "absent"), all = wp_len(wp_job_value(book->job, "services")) == 0;
    const verb *what = removes ? &removal : &stop;
    for (size_t i = 0; i < seen->container_count; i++) {
        const container *found = &seen->containers[i];
        if (!compose_is_meant(book->job, found->service) || (!removes && !compose_is_up(found)))
            continue;
        decide(book, what, "container", found->name, state_text(arena, found), "");
        compose_append(arena, &seen->targets, found->id);
    }
    wp_str networks = wp_str_of(removes && all ? seen->networks : "");
    wp_str volumes = wp_str_of(removes && all && wp_job_bool(book->job, "remove_volumes") ? seen->volumes : "");
    seen->networks = networks.ptr;
    seen->volumes = volumes.ptr;
    const char *name;
    while (compose_cut(arena, &networks, ' ', &name))
        if (*name)
            decide(book, &removal, "network", name, "there", "");
    while (compose_cut(arena, &volumes, ' ', &name))
        if (*name)
            decide(book, &removal, "volume", name, "there", "");
}

bool compose_plan(wp_job *job, wp_error *err)
{
    project *seen = compose_project(job);
    wp_arena *arena = wp_job_arena(job);
    ledger book = { .job = job, .before = wp_dict_new(arena, 4), .after = wp_dict_new(arena, 4) };
    seen->actions = wp_list_new(arena, 4);
    seen->targets = seen->orphans = seen->pulls = "";
    if (compose_goes_away(job))
        plan_away(&book);
    else if (compose_is_state(job, "pulled"))
        plan_pulled(&book);
    else
        plan_up(&book);
    wp_job_set(job, "actions", seen->actions);
    compose_tell(job);
    if (wp_job_has_change(job)) {
        wp_job_diff_state(job, "before", book.before, "after", book.after);
        return true;
    }
    return compose_goes_away(job) || compose_is_state(job, "pulled") || compose_check_steady(job, err);
}
