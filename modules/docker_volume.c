/* docker_volume: a named volume, with its driver, options and labels. */
#include <waplay/docker.h>

#include <string.h>

typedef struct volume {
    wp_value now;
    bool makes, removes;
} volume;

static bool is_present(wp_job *job)
{
    return strcmp(wp_job_str(job, "state"), "present") == 0;
}

static bool probe(wp_job *job, wp_error *err)
{
    volume *at = wp_job_state(job, sizeof *at);
    return wp_docker_run_and_look(job, wp_calls_new(job), "volume", wp_job_str(job, "volume_name"), &at->now, err);
}

/* What is other than wanted, in words; NULL: nothing. */
static const char *difference(wp_job *job, wp_value now)
{
    if (strcmp(wp_job_str(job, "driver"), wp_to_text(wp_job_arena(job), wp_value_within(now, "Driver")).ptr) != 0)
        return "driver";
    if (!wp_pairs_in(job, wp_job_value(job, "driver_options"), wp_value_within(now, "Options"), false))
        return "options";
    return wp_pairs_in(job, wp_job_value(job, "labels"), wp_value_within(now, "Labels"), false) ? NULL : "labels";
}

static bool plan(wp_job *job, wp_error *err)
{
    volume *at = wp_job_state(job, sizeof *at);
    const char *name = wp_job_str(job, "volume_name"), *recreate = wp_job_str(job, "recreate");
    bool exists = wp_is(at->now, WP_DICT), always = strcmp(recreate, "always") == 0;
    const char *why = exists && is_present(job) ? difference(job, at->now) : NULL;
    (void)err;
    if (is_present(job))
        wp_job_set(job, "volume", exists ? at->now : wp_dict_new(wp_job_arena(job), 0));
    if (!is_present(job)) {
        at->removes = exists;
        if (exists)
            wp_job_change(job, "remove the volume %s and what is in it", name);
    } else if (!exists) {
        at->makes = true;
        wp_job_change(job, "make the volume %s", name);
    } else if (always || (why && strcmp(recreate, "options-changed") == 0)) {
        at->removes = at->makes = true;
        wp_job_change(job, "make the volume %s anew, without what is in it: %s", name,
                      always ? "that is asked for" : wp_printf(wp_job_arena(job), "its %s differ", why));
    } else if (why) {
        wp_job_warn(job, "the volume %s is there with another %s; recreate says to leave it", name, why);
    }
    if (at->makes || at->removes) {
        wp_value before, after;
        wp_docker_states(job, exists, at->makes, at->makes && at->removes ? (always ? "asked for" : why) : NULL, &before, &after);
        wp_job_diff_state(job, name, before, name, after);
    }
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    volume *at = wp_job_state(job, sizeof *at);
    const char *name = wp_job_str(job, "volume_name");
    wp_calls *calls = wp_calls_new(job);
    if (at->removes) {
        wp_docker_words words = WP_DOCKER(job, "volume", "rm", "--", name);
        wp_docker_call(calls, &words);
    }
    if (at->makes) {
        wp_docker_words words = WP_DOCKER(job, "volume", "create", "--driver", wp_job_str(job, "driver"));
        wp_docker_pairs(job, &words, "--opt", wp_job_value(job, "driver_options"));
        wp_docker_pairs(job, &words, "--label", wp_job_value(job, "labels"));
        wp_docker_flag(job, &words, "--", name);
        wp_docker_call(calls, &words);
    }
    if (!wp_docker_run_and_look(job, calls, "volume", wp_job_str(job, "volume_name"), &at->now, err))
        return wp_while(err, "volume %s", name);
    if (is_present(job))
        wp_job_set(job, "volume", at->now);
    return true;
}

static const wp_param params[] = {
    { .name = "volume_name", .type = WP_PARAM_STR, .required = true, .aliases = (const char *const[]){ "name", NULL },
      .help = "its name" },
    { .name = "driver", .type = WP_PARAM_STR, .fallback = "local", .help = "its driver" },
    { .name = "driver_options", .type = WP_PARAM_DICT, .fallback = "{}", .help = "options of the driver" },
    { .name = "labels", .type = WP_PARAM_DICT, .help = "its labels" },
    { .name = "recreate", .type = WP_PARAM_STR, .fallback = "never",
      .choices = (const char *const[]){ "always", "never", "options-changed", NULL },
      .help = "when one that is there is removed, with what is in it, and made anew" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL }, .help = "whether it must be there" },
    WP_DOCKER_PARAMS,
    { 0 },
};

const wp_module wp_module_docker_volume = {
    .name = "docker_volume",
    .summary = "A volume of the host's Docker engine",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "docker",
    .examples = "- community.docker.docker_volume:\n"
                "    name: media\n"
                "    labels: {site: main}\n",
    .returns = "volume: what docker inspect tells of it\n",
};
