/*
 * docker_container: one container, made, started, stopped or removed.
 *
 * What a task wants and what `docker inspect` tells are compared option by option, by
 * the table below. Where something differs, `docker update` changes what it can;
 * everything else needs a new container. Options that the task leaves out are not
 * looked at.
 */
#include "docker_container/container.h"

#include <stdlib.h>
#include <string.h>

enum { DEFAULT_STOP = 10 };

static bool is_state(wp_job *job, const char *state)
{
    return strcmp(wp_job_str(job, "state"), state) == 0;
}

static bool is_detached(wp_job *job)
{
    return !wp_job_has(job, "detach") || wp_job_bool(job, "detach");
}

/* ---- probe ------------------------------------------------------------------------------------ */

static bool probe(wp_job *job, wp_error *err)
{
    container *at = wp_job_state(job, sizeof *at);
    wp_calls *calls = wp_calls_new(job);
    wp_reply reply;
    at->name = wp_job_str(job, "name");
    wp_docker_look(job, calls, "container", "container", at->name);
    if (wp_job_has(job, "image"))
        wp_docker_look(job, calls, "image", "image", wp_job_str(job, "image"));
    if (!wp_calls_run(calls, &reply, err) || !wp_docker_found(job, reply.out, "container", &at->now, err) ||
        !wp_docker_found(job, reply.out, "image", &at->image, err))
        return false;
    at->is_running = wp_truth(wp_value_within(at->now, "State.Running"));
    at->is_paused = wp_truth(wp_value_within(at->now, "State.Paused"));
    return true;
}

/* ---- plan: what differs ------------------------------------------------------------------------- */

/* strict: nothing more may be there. ignore: not compared. */
static const char *comparison(wp_job *job, const char *param)
{
    wp_value rules = wp_job_value(job, "comparisons");
    const wp_value *rule = wp_is(rules, WP_DICT) ? wp_dict_find(rules, param) : NULL;
    if (!rule && wp_is(rules, WP_DICT))
        rule = wp_dict_find(rules, "*");
    if (!rule && strcmp(param, "stop_timeout") == 0)
        return "ignore"; /* it is used when this task stops it */
    return rule && wp_is(*rule, WP_STRING) ? rule->as.text : "allow_more_present";
}

static void note(wp_job *job, container *at, const char *what, wp_value was, wp_value becomes)
{
    wp_dict_set(wp_job_arena(job), at->before, what, was);
    wp_dict_set(wp_job_arena(job), at->after, what, becomes);
}

static bool compare(wp_job *job, container *at, const wp_docker_option *option, wp_value value, bool *differs,
                    wp_error *err)
{
    wp_value wanted;
    const char *how = comparison(job, option->param);
    *differs = false;
    if (!wp_docker_wanted(job, option, value, &wanted, err) || wp_is(wanted, WP_NULL))
        return !wp_is(value, WP_NULL) ? wp_is(wanted, WP_NULL) : true;
    wp_value there = wp_docker_there(job, option, at->now);
    if (strcmp(how, "ignore") == 0 || wp_docker_same(option, wanted, there, strcmp(how, "strict") == 0))
        return true;
    *differs = true;
    if (strcmp(option->param, "env") != 0)
        note(job, at, option->param, there, wanted);
    else
        note(job, at, "env", wp_string_static("(other values)"), wp_string_static("(those of the task)"));
    return true;
}

/* Docker keeps the first word of an entrypoint apart: the others come in front of the command. */
static bool compare_process(wp_job *job, container *at, bool *recreates, wp_error *err)
{
    static const wp_docker_option parts[] = { { "entrypoint", NULL, "Config.Entrypoint", WP_DOCKER_WORDS, false },
                                              { "command", NULL, "Config.Cmd", WP_DOCKER_WORDS, false } };
    wp_arena *arena = wp_job_arena(job);
    wp_value wanted = wp_list_new(arena, 4), there = wp_list_new(arena, 4);
    bool has_entry = wp_job_has(job, "entrypoint");
    if ((!has_entry && !wp_job_has(job, "command")) || strcmp(comparison(job, "command"), "ignore") == 0)
        return true;
    for (size_t i = has_entry ? 0 : 1; i < 2; i++) {
        wp_value words, found = wp_docker_there(job, &parts[i], at->now);
        if (!wp_docker_wanted(job, &parts[i], container_given(job, parts[i].param), &words, err))
            return false;
        for (size_t j = 0; j < wp_len(words); j++)
            wp_list_push(arena, wanted, wp_string_of(arena, wp_to_text(arena, wp_list_at(words, j))));
        for (size_t j = 0; j < wp_len(found); j++)
            wp_list_push(arena, there, wp_list_at(found, j));
    }
    if (!wp_equal(wanted, there)) {
        note(job, at, "command", there, wanted);
        *recreates = true;
    }
    return true;
}

static bool compare_health(wp_job *job, container *at, bool *recreates, wp_error *err)
{
    wp_value check = container_given(job, "healthcheck"), words, there = wp_value_within(at->now, "Config.Healthcheck.Test");
    bool differs;
    for (size_t i = 0; i < CONTAINER_HEALTH; i++) {
        if (!compare(job, at, &container_health[i], wp_value_within(check, container_health[i].param), &differs, err))
            return false;
        *recreates |= differs;
    }
    if (container_test_words(job, &words) && !wp_equal(words, there) && !wp_equal(wp_value_within(check, "test"), there)) {
        note(job, at, "healthcheck", there, words);
        *recreates = true;
    }
    return true;
}

static void compare_image(wp_job *job, container *at, bool *recreates)
{
    wp_value is = wp_value_within(at->now, "Image"), wanted = wp_value_within(at->image, "Id");
    bool ignores = wp_job_bool(job, "ignore_image") || strcmp(comparison(job, "image"), "ignore") == 0;
    const char *name = wp_job_str(job, "image");
    if (!name || ignores)
        return;
    bool other_name = strcmp(wp_job_str(job, "image_name_mismatch"), "recreate") == 0 &&
                      !wp_text_is(wp_value_within(at->now, "Config.Image"), name);
    if (wp_is(wanted, WP_NULL) || !wp_equal(is, wanted) || other_name) {
        note(job, at, "image", wp_value_within(at->now, "Config.Image"), wp_job_value(job, "image"));
        *recreates = true;
    }
}

static bool find_differences(wp_job *job, container *at, bool *recreates, wp_error *err)
{
    bool differs;
    for (size_t i = 0; i < CONTAINER_OPTIONS; i++) {
        if (!compare(job, at, &container_options[i], container_given(job, container_options[i].param), &differs, err))
            return false;
        *recreates |= differs && !container_options[i].updates;
        at->updates |= differs && container_options[i].updates;
    }
    if (!compare_process(job, at, recreates, err) || !compare_health(job, at, recreates, err))
        return false;
    compare_image(job, at, recreates);
    return true;
}

/* ---- plan: the commands ------------------------------------------------------------------------------ */

static void call(wp_job *job, container *at, const char *command, const char *more, const char *value)
{
    wp_docker_words words = WP_DOCKER(job, "container", command);
    if (more)
        wp_docker_add(job, &words, more);
    if (value)
        wp_docker_add(job, &words, value);
    wp_docker_add(job, &words, at->name);
    wp_docker_call(at->calls, &words);
}

/* ---- plan: the decisions --------------------------------------------------------------------------------- */

static const char *stop_seconds(wp_job *job)
{
    long long limit = wp_job_has(job, "stop_timeout") ? (long long)wp_job_int(job, "stop_timeout") : DEFAULT_STOP;
    return wp_printf(wp_job_arena(job), "%lld", limit);
}

static void add_stop(wp_job *job, container *at)
{
    if (wp_job_bool(job, "force_kill"))
        call(job, at, "kill", "--signal", wp_job_has(job, "kill_signal") ? wp_job_str(job, "kill_signal") : "KILL");
    else
        call(job, at, "stop", "--time", stop_seconds(job));
}

static void plan_remove(wp_job *job, container *at)
{
    if (at->is_running)
        add_stop(job, at);
    call(job, at, "rm", "--force", wp_job_bool(job, "keep_volumes") ? NULL : "--volumes");
}

static bool plan_make(wp_job *job, container *at, const char *why, wp_error *err)
{
    bool exists = wp_is(at->now, WP_DICT);
    if (!wp_job_has(job, "image")) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the container %s is not there, or must be made anew", at->name);
        return wp_hint(err, "that needs the parameter 'image'");
    }
    if (at->pulls || wp_is(at->image, WP_NULL)) {
        wp_docker_words words = WP_DOCKER(job, "pull", "--", wp_job_str(job, "image"));
        wp_job_change(job, "pull the image %s", wp_job_str(job, "image"));
        wp_docker_call(at->calls, &words);
    }
    if (exists)
        plan_remove(job, at);
    wp_job_change(job, exists ? "make the container %s anew: %s" : "make the container %s%s", at->name, why);
    at->makes = true;
    at->is_running = at->is_paused = false;
    return container_create_words(job, at, err);
}

static void plan_networks(wp_job *job, container *at)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value networks = container_given(job, "networks"), key, item;
    wp_value there = at->makes ? wp_null() : wp_value_within(at->now, "NetworkSettings.Networks");
    bool purges = wp_job_bool(job, "purge_networks") || strcmp(comparison(job, "networks"), "strict") == 0;
    for (size_t i = 0; wp_is(networks, WP_LIST) && i < wp_len(networks); i++) {
        const char *name = wp_to_text(arena, wp_value_within(wp_list_at(networks, i), "name")).ptr;
        bool is_made_in = at->makes && i == 0 && !wp_is(container_first_network(job), WP_NULL);
        if (is_made_in || (wp_is(there, WP_DICT) && wp_dict_find(there, name)))
            continue;
        wp_docker_words words = WP_DOCKER(job, "network", "connect");
        container_network_words(job, &words, wp_list_at(networks, i), false);
        wp_docker_flag(job, &words, name, at->name);
        wp_docker_call(at->calls, &words);
        wp_job_change(job, "connect %s to the network %s", at->name, name);
    }
    for (size_t i = 0; purges && wp_is(there, WP_DICT) && wp_dict_pair(there, i, &key, &item); i++) {
        bool stays = false;
        for (size_t j = 0; wp_is(networks, WP_LIST) && j < wp_len(networks); j++)
            stays |= wp_equal(wp_value_within(wp_list_at(networks, j), "name"), key);
        if (stays)
            continue;
        wp_docker_words words = WP_DOCKER(job, "network", "disconnect", wp_to_text(arena, key).ptr, at->name);
        wp_docker_call(at->calls, &words);
        wp_job_change(job, "take %s off the network %s", at->name, wp_to_text(arena, key).ptr);
    }
}

static void plan_running(wp_job *job, container *at)
{
    bool pauses = wp_job_has(job, "paused") && wp_job_bool(job, "paused");
    if (is_state(job, "started") && !at->is_running) {
        wp_job_change(job, "start the container %s", at->name);
        if (is_detached(job)) {
            call(job, at, "start", NULL, NULL);
        } else {
            wp_docker_words docker = WP_DOCKER(job, "container"), words = { 0 };
            wp_docker_flag(job, &words, "docker_to_its_end", at->name);
            wp_docker_add(job, &words, wp_job_bool(job, "cleanup") ? "1" : "");
            for (size_t i = 0; i < docker.count; i++)
                wp_docker_add(job, &words, docker.at[i]);
            wp_docker_say(at->calls, &words);
        }
    } else if (is_state(job, "started") && wp_job_bool(job, "restart")) {
        wp_job_change(job, "start the container %s anew", at->name);
        call(job, at, "restart", "--time", stop_seconds(job));
    } else if (is_state(job, "stopped") && at->is_running) {
        wp_job_change(job, "stop the container %s", at->name);
        add_stop(job, at);
    }
    if (is_state(job, "started") && wp_job_has(job, "paused") && pauses != at->is_paused) {
        wp_job_change(job, pauses ? "pause the container %s" : "let the container %s go on", at->name);
        call(job, at, pauses ? "pause" : "unpause", NULL, NULL);
    }
}

static bool plan_present(wp_job *job, container *at, wp_error *err)
{
    bool exists = wp_is(at->now, WP_DICT), recreates = false;
    at->pulls = wp_job_bool(job, "pull");
    if (exists && !find_differences(job, at, &recreates, err))
        return false;
    if (exists && wp_job_bool(job, "recreate"))
        recreates = true;
    if (!exists || recreates || at->pulls) {
        const char *why = !exists ? "" : recreates && wp_len(at->after) ? "options differ" : "that is asked for";
        if (!plan_make(job, at, why, err))
            return false;
    } else if (at->updates) {
        wp_job_change(job, "update the container %s", at->name);
        if (!container_update_words(job, at, err))
            return false;
    }
    plan_networks(job, at);
    plan_running(job, at);
    return true;
}

static void set_results(wp_job *job, const container *at)
{
    if (!is_state(job, "absent") && wp_is(at->now, WP_DICT))
        wp_job_set(job, "container", at->now);
}

static bool plan(wp_job *job, wp_error *err)
{
    container *at = wp_job_state(job, sizeof *at);
    wp_arena *arena = wp_job_arena(job);
    bool exists = wp_is(at->now, WP_DICT), was_running = at->is_running;
    at->calls = wp_calls_new(job);
    at->before = wp_dict_new(arena, 4);
    at->after = wp_dict_new(arena, 4);
    set_results(job, at);
    if (is_state(job, "absent") && exists) {
        wp_job_change(job, "remove the container %s", at->name);
        plan_remove(job, at);
    } else if (!is_state(job, "absent") && !plan_present(job, at, err)) {
        return false;
    }
    if (!wp_job_has_change(job))
        return true;
    bool runs = is_state(job, "started") || (is_state(job, "present") && was_running && !at->makes);
    if (!exists || is_state(job, "absent"))
        note(job, at, "exists", wp_bool(exists), wp_bool(!is_state(job, "absent")));
    if (!is_state(job, "absent") && was_running != runs)
        note(job, at, "running", wp_bool(was_running), wp_bool(runs));
    wp_job_diff_state(job, at->name, at->before, at->name, at->after);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    container *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    wp_arena *arena = wp_job_arena(job);
    wp_docker_look(job, at->calls, "container", "container", at->name);
    if (!wp_calls_run(at->calls, &reply, err))
        return wp_while(err, "container %s", at->name);
    if (!wp_docker_found(job, reply.out, "container", &at->now, err))
        return false;
    if (wp_field_has(reply.out, "status")) {
        wp_value shown = wp_is(at->now, WP_DICT) ? wp_value_copy(arena, at->now) : wp_dict_new(arena, 1);
        wp_dict_set(arena, shown, "Output", wp_string_of(arena, wp_field(reply.out, "output")));
        at->now = shown;
    }
    set_results(job, at);
    if (!wp_field_has(reply.out, "status"))
        return true;
    wp_str status = wp_field(reply.out, "status"), output = wp_field(reply.out, "output");
    bool ended_well = wp_str_is(status, "0");
    wp_job_set_int(job, "status", ended_well ? 0 : strtol(wp_strndup(arena, status.ptr, status.len), NULL, 10));
    if (!ended_well)
        wp_job_set_changed(job, true);
    return ended_well || wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%.*s", (int)output.len, output.ptr);
}

const wp_module wp_module_docker_container = {
    .name = "docker_container",
    .summary = "A container of the host's Docker engine",
    .params = container_params,
    .rules = { .required_if = (const char *const[]){ "state present image", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "docker",
    .note = "Options that differ and can't be updated need a new container; those that the task leaves out are not looked at. "
            "Values of env reach docker by its standard input. With pull, whether the image is another one can't be known "
            "beforehand: the container is made anew.",
    .examples = "- community.docker.docker_container:\n"
                "    name: web\n"
                "    image: nginx:1.25\n"
                "    restart_policy: unless-stopped\n"
                "    published_ports: [8080:80]\n"
                "    volumes: [/srv/www:/usr/share/nginx/html:ro]\n"
                "    env: {TZ: UTC}\n",
    .returns = "container: what docker inspect tells of it\nstatus: with detach=no, its exit code\n",
};
