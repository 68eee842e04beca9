/*
 * docker_image: an image of the host's Docker engine: pulled, built, loaded or there by
 * itself; given other names, kept in a file, pushed; or removed.
 */
#include <waplay/docker.h>

#include <string.h>

typedef struct image {
    const char *name; /* with its tag */
    const char *other; /* `repository` with its tag; NULL: none */
    wp_value now, other_now, archived; /* the last: the list of contents of archive_path */
    wp_calls *calls;
} image;

static bool is_present(wp_job *job)
{
    return strcmp(wp_job_str(job, "state"), "present") == 0;
}

static bool is_source(wp_job *job, const char *source)
{
    return wp_job_has(job, "source") && strcmp(wp_job_str(job, "source"), source) == 0;
}

/* A tag stands behind the last slash; an id or a digest has none. */
static const char *tagged(wp_job *job, const char *name)
{
    const char *last = strrchr(name, '/');
    if (strchr(last ? last : name, ':') || strchr(name, '@'))
        return name;
    return wp_printf(wp_job_arena(job), "%s:%s", name, wp_job_str(job, "tag"));
}

static bool look(wp_job *job, image *at, wp_calls *calls, wp_str *out, wp_error *err)
{
    wp_reply reply;
    wp_docker_look(job, calls, "image", "image", at->name);
    if (at->other)
        wp_docker_look(job, calls, "other", "image", at->other);
    if (wp_job_has(job, "archive_path"))
        WP_ADD_CALL(calls, "docker_archived", wp_job_str(job, "archive_path"));
    if (!wp_calls_run(calls, &reply, err))
        return false;
    *out = reply.out;
    if (!wp_from_json(wp_job_arena(job), wp_field(reply.out, "archived"), &at->archived, NULL))
        at->archived = wp_null();
    return wp_docker_found(job, reply.out, "image", &at->now, err) &&
           (!at->other || wp_docker_found(job, reply.out, "other", &at->other_now, err));
}

static bool probe(wp_job *job, wp_error *err)
{
    image *at = wp_job_state(job, sizeof *at);
    wp_str answer;
    at->name = tagged(job, wp_job_str(job, "name"));
    at->other = wp_job_has(job, "repository") ? tagged(job, wp_job_str(job, "repository")) : NULL;
    at->other_now = wp_null();
    if (is_present(job) && is_source(job, "build") && !wp_job_has(job, "build"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "source=build needs the parameter 'build', with 'path'");
    if (is_present(job) && is_source(job, "load") && !wp_job_has(job, "load_path"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "source=load needs the parameter 'load_path'");
    return look(job, at, wp_calls_new(job), &answer, err);
}

/* ---- plan ------------------------------------------------------------------------------------ */

static const char *within(wp_job *job, wp_value build, const char *path)
{
    wp_value value = wp_value_within(build, path);
    return wp_is(value, WP_NULL) ? NULL : wp_to_text(wp_job_arena(job), value).ptr;
}

static void add_build(wp_job *job, image *at)
{
    static const char *const plain[][2] = { { "network", "--network" }, { "platform", "--platform" }, { "target", "--target" },
                                            { "container_limits.memory", "--memory" },
                                            { "container_limits.memswap", "--memory-swap" },
                                            { "container_limits.cpushares", "--cpu-shares" },
                                            { "container_limits.cpusetcpus", "--cpuset-cpus" } };
    wp_value build = wp_job_value(job, "build"), cache = wp_value_within(build, "cache_from"), key, item;
    wp_arena *arena = wp_job_arena(job);
    const char *path = within(job, build, "path"), *file = within(job, build, "dockerfile");
    wp_docker_words words = WP_DOCKER(job, "build", "--tag", at->name);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (within(job, build, plain[i][0]))
            wp_docker_flag(job, &words, plain[i][1], within(job, build, plain[i][0]));
    if (file)
        wp_docker_flag(job, &words, "--file", *file == '/' ? file : wp_printf(arena, "%s/%s", path, file));
    wp_docker_pairs(job, &words, "--build-arg", wp_value_within(build, "args"));
    for (size_t i = 0; wp_is(cache, WP_LIST) && i < wp_len(cache); i++)
        wp_docker_flag(job, &words, "--cache-from", wp_to_text(arena, wp_list_at(cache, i)).ptr);
    for (size_t i = 0; wp_dict_pair(wp_value_within(build, "etc_hosts"), i, &key, &item); i++)
        wp_docker_flag(job, &words, "--add-host",
                       wp_printf(arena, "%s:%s", wp_to_text(arena, key).ptr, wp_to_text(arena, item).ptr));
    if (wp_truth(wp_value_within(build, "nocache")))
        wp_docker_add(job, &words, "--no-cache");
    if (wp_truth(wp_value_within(build, "pull")))
        wp_docker_add(job, &words, "--pull");
    wp_docker_flag(job, &words, "--", path);
    wp_calls_add(at->calls, "docker_told", words.at, words.count);
}

static bool plan_source(wp_job *job, image *at, wp_error *err)
{
    bool exists = wp_is(at->now, WP_DICT);
    if (exists && !wp_job_bool(job, "force_source"))
        return true;
    if (is_source(job, "build")) {
        wp_job_change(job, "build the image %s", at->name);
        add_build(job, at);
    } else if (is_source(job, "pull")) {
        const char *platform = within(job, wp_job_value(job, "pull"), "platform");
        wp_docker_words words = WP_DOCKER(job, "pull");
        wp_job_change(job, "pull the image %s", at->name);
        if (platform)
            wp_docker_flag(job, &words, "--platform", platform);
        wp_docker_flag(job, &words, "--", at->name);
        wp_docker_call(at->calls, &words);
    } else if (is_source(job, "load")) {
        wp_docker_words words = WP_DOCKER(job, "load", "--input", wp_job_str(job, "load_path"));
        wp_job_change(job, "load the image %s from %s", at->name, wp_job_str(job, "load_path"));
        wp_docker_call(at->calls, &words);
    } else if (!exists) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the image %s is not there", at->name);
        return wp_hint(err, "'source' says where it comes from: pull, build or load");
    }
    return true;
}

/* Is the image, under this name and no other, what is in the file already? */
static bool is_archived(wp_job *job, const image *at)
{
    if (!wp_is(at->archived, WP_LIST) || wp_len(at->archived) != 1 || wp_job_has_change(job))
        return false;
    wp_value one = wp_list_at(at->archived, 0), names = wp_value_within(one, "RepoTags");
    const char *id = wp_to_text(wp_job_arena(job), wp_value_within(at->now, "Id")).ptr;
    const char *config = wp_to_text(wp_job_arena(job), wp_value_within(one, "Config")).ptr, *colon = strchr(id, ':');
    return colon && strstr(config, colon + 1) && wp_is(names, WP_LIST) && wp_len(names) == 1 &&
           wp_text_is(wp_list_at(names, 0), at->name);
}

static void plan_more(wp_job *job, image *at)
{
    bool is_tagged = wp_is(at->other_now, WP_DICT) && wp_equal(wp_value_within(at->now, "Id"), wp_value_within(at->other_now, "Id"));
    if (at->other && (!is_tagged || wp_job_has_change(job)) &&
        (!wp_is(at->other_now, WP_DICT) || wp_job_bool(job, "force_tag") || wp_job_has_change(job))) {
        wp_docker_words words = WP_DOCKER(job, "tag", at->name, at->other);
        wp_job_change(job, "name the image %s also %s", at->name, at->other);
        wp_docker_call(at->calls, &words);
    }
    if (wp_job_has(job, "archive_path") && !is_archived(job, at)) {
        wp_docker_words words = WP_DOCKER(job, "save", "--output", wp_job_str(job, "archive_path"), "--", at->name);
        wp_job_change(job, "keep the image %s in %s", at->name, wp_job_str(job, "archive_path"));
        wp_docker_call(at->calls, &words);
    }
    if (wp_job_bool(job, "push")) {
        const char *pushed = at->other ? at->other : at->name;
        wp_docker_words words = WP_DOCKER(job, "push", "--", pushed);
        wp_job_change(job, "push the image %s", pushed);
        wp_docker_call(at->calls, &words);
    }
}

static void plan_absent(wp_job *job, image *at)
{
    wp_docker_words words = WP_DOCKER(job, "image", "rm");
    if (!wp_is(at->now, WP_DICT))
        return;
    wp_job_change(job, "remove the image %s", at->name);
    if (wp_job_bool(job, "force_absent"))
        wp_docker_add(job, &words, "--force");
    wp_docker_flag(job, &words, "--", at->name);
    wp_docker_call(at->calls, &words);
}

static bool plan(wp_job *job, wp_error *err)
{
    image *at = wp_job_state(job, sizeof *at);
    at->calls = wp_calls_new(job);
    wp_job_set(job, "image", is_present(job) && wp_is(at->now, WP_DICT) ? at->now : wp_dict_new(wp_job_arena(job), 0));
    if (!is_present(job)) {
        plan_absent(job, at);
        return true;
    }
    if (!plan_source(job, at, err))
        return false;
    plan_more(job, at);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    image *at = wp_job_state(job, sizeof *at);
    wp_value was = wp_value_within(at->now, "Id");
    bool only_source = wp_is(was, WP_STRING) && !wp_job_has(job, "archive_path") && !wp_job_bool(job, "push") && !at->other;
    wp_str answer;
    if (!look(job, at, at->calls, &answer, err))
        return wp_while(err, "image %s", at->name);
    if (!is_present(job))
        return true;
    if (!wp_is(at->now, WP_DICT))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "there is still no image %s: is another one in what was loaded?", at->name);
    wp_job_set(job, "image", at->now);
    if (wp_field_has(answer, "told"))
        wp_job_set(job, "stdout", wp_string_of(wp_job_arena(job), wp_field(answer, "told")));
    if (only_source && wp_equal(was, wp_value_within(at->now, "Id")))
        wp_job_set_changed(job, false); /* fetched again, and the same */
    return true;
}

static const wp_param limits[] = {
    { .name = "memory", .type = WP_PARAM_STR, .help = "memory" },
    { .name = "memswap", .type = WP_PARAM_STR, .help = "memory and swap" },
    { .name = "cpushares", .type = WP_PARAM_INT, .help = "share of the CPU" },
    { .name = "cpusetcpus", .type = WP_PARAM_STR, .help = "CPUs" },
    { 0 },
};

static const wp_param build[] = {
    { .name = "path", .type = WP_PARAM_STR, .required = true, .help = "directory of the host with the Dockerfile" },
    { .name = "dockerfile", .type = WP_PARAM_STR, .help = "another name of it" },
    { .name = "args", .type = WP_PARAM_DICT, .help = "values of ARG" },
    { .name = "cache_from", .type = WP_PARAM_LIST, .help = "images whose layers may be used" },
    { .name = "container_limits", .type = WP_PARAM_DICT, .fields = limits, .help = "limits of the containers that build" },
    { .name = "etc_hosts", .type = WP_PARAM_DICT, .help = "names and addresses while it builds" },
    { .name = "http_timeout", .type = WP_PARAM_INT, .refused = "the task's own timeout ends what takes too long" },
    { .name = "network", .type = WP_PARAM_STR, .help = "network while it builds" },
    { .name = "nocache", .type = WP_PARAM_BOOL, .help = "use no layers that are there" },
    { .name = "platform", .type = WP_PARAM_STR, .help = "platform" },
    { .name = "pull", .type = WP_PARAM_BOOL, .help = "pull what it is built from" },
    { .name = "rm", .type = WP_PARAM_BOOL, .help = "taken for the sake of playbooks: docker removes them" },
    { .name = "target", .type = WP_PARAM_STR, .help = "the stage that is wanted" },
    { .name = "use_config_proxy", .type = WP_PARAM_BOOL, .help = "taken for the sake of playbooks: docker does so" },
    { 0 },
};

static const wp_param pull[] = {
    { .name = "platform", .type = WP_PARAM_STR, .help = "platform" },
    { 0 },
};

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_STR, .required = true, .help = "its name, with the tag or without" },
    { .name = "tag", .type = WP_PARAM_STR, .fallback = "latest", .help = "its tag, where the name has none" },
    { .name = "source", .type = WP_PARAM_STR, .choices = (const char *const[]){ "build", "load", "pull", "local", NULL },
      .help = "where it comes from" },
    { .name = "build", .type = WP_PARAM_DICT, .fields = build, .help = "how it is built" },
    { .name = "pull", .type = WP_PARAM_DICT, .fields = pull, .help = "how it is pulled" },
    { .name = "load_path", .type = WP_PARAM_PATH, .help = "file of the host that it is loaded from" },
    { .name = "archive_path", .type = WP_PARAM_PATH, .help = "file of the host that it is kept in" },
    { .name = "repository", .type = WP_PARAM_STR, .help = "another name that it gets" },
    { .name = "push", .type = WP_PARAM_BOOL, .fallback = "no", .help = "push it to its registry" },
    { .name = "force_source", .type = WP_PARAM_BOOL, .fallback = "no", .help = "fetch or build it though it is there" },
    { .name = "force_tag", .type = WP_PARAM_BOOL, .fallback = "no", .help = "take the other name from another image" },
    { .name = "force_absent", .type = WP_PARAM_BOOL, .fallback = "no", .help = "remove it with all its names" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL }, .help = "whether it must be there" },
    WP_DOCKER_PARAMS,
    { 0 },
};

const wp_module wp_module_docker_image = {
    .name = "docker_image",
    .summary = "An image of the host's Docker engine",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "docker",
    .note = "With force_source, whether the image becomes another one can't be known beforehand: the preview says changed.",
    .examples = "- community.docker.docker_image:\n"
                "    name: nginx:1.25\n"
                "    source: pull\n",
    .returns = "image: what docker inspect tells of it\nstdout: what was said while it was built\n",
};
