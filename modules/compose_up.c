/*
 * compose_up: brings services of a compose file to a state.
 *
 *   wanted: per service its config hash, image id, number    (compose config)
 *   there:  per container its labels, image id, state        (docker inspect)
 *   plan:   what differs, container by container, with the reason
 *
 * Compose does what the plan says, and is not asked what it did: what runs
 * afterwards is looked at, and for some seconds whether it goes on running.
 */
#include "compose_up/project.h"

#include <string.h>

static bool check_names(wp_job *job, wp_error *err)
{
    const project *seen = compose_project(job);
    wp_value named = wp_job_value(job, "services");
    char *known = wp_strdup(wp_job_arena(job), "");
    for (size_t i = 0; i < seen->service_count; i++)
        known = wp_printf(wp_job_arena(job), "%s%s%s", known, i ? ", " : "", seen->services[i].name);
    for (size_t i = 0; i < wp_len(named) && !compose_goes_away(job) && !seen->is_pending; i++) {
        const char *name = wp_list_at(named, i).as.text;
        if (compose_find(seen, name))
            continue;
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s has no service '%s'", wp_job_str(job, "file"), name);
        return wp_hint(err, "its services are %s", known);
    }
    return true;
}

static bool check_words(wp_job *job, wp_error *err)
{
    wp_value named = wp_job_value(job, "services"), environment = wp_job_value(job, "environment"), key, item;
    static const char in_names[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    for (size_t i = 0; i < wp_len(named); i++) {
        const char *name = wp_list_at(named, i).as.text;
        if (!*name || *name == '-' || name[strspn(name, in_names)])
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' can't be the name of a service", name);
    }
    for (size_t i = 0; wp_dict_pair(environment, i, &key, &item); i++) {
        const char *name = wp_to_text(wp_job_arena(job), key).ptr;
        if (!*name || strspn(name, "0123456789") || name[strspn(name, in_names)] || strpbrk(name, ".-"))
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' can't be the name of an environment variable", name);
    }
    return true;
}

static const char *blanks_for_newlines(wp_arena *arena, wp_str text)
{
    char *line = wp_strndup(arena, text.ptr, text.len);
    for (char *at = line; *at; at++)
        if (*at == '\n')
            *at = ' ';
    return line;
}

static bool probe(wp_job *job, wp_error *err)
{
    project *seen = compose_project(job);
    wp_arena *arena = wp_job_arena(job);
    wp_reply reply;
    if (!check_words(job, err))
        return false;
    words call = compose_begin(job, 4);
    compose_add(&call, wp_job_str(job, "state"));
    compose_add(&call, wp_job_check_mode(job) ? "check" : "");
    compose_add(&call, compose_named(job));
    wp_str content = wp_job_foreseen_content(job, wp_job_str(job, "file"));
    compose_add(&call, content.ptr ? "foreseen" : "");
    if (!wp_host_call(job, "compose_up_probe", call.list, call.count, content.ptr ? &content : NULL, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    wp_str project_name = wp_field(reply.out, "project");
    seen->name = wp_strndup(arena, project_name.ptr, project_name.len);
    seen->has_file = !wp_field_has(reply.out, "nofile");
    wp_str now = wp_field(reply.out, "now");
    seen->now = wp_strndup(arena, now.ptr, now.len);
    seen->networks = blanks_for_newlines(arena, wp_field(reply.out, "networks"));
    seen->volumes = blanks_for_newlines(arena, wp_field(reply.out, "volumes"));
    compose_read_services(arena, seen, wp_field(reply.out, "services"));
    compose_read_hashes(arena, seen, wp_field(reply.out, "hashes"));
    compose_read_containers(arena, seen, wp_field(reply.out, "containers"));
    if (!seen->has_file && !compose_goes_away(job) && !wp_job_check_mode(job)) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the compose file %s is not there", wp_job_str(job, "file"));
        return wp_hint(err, "put it on the host first, with copy or template");
    }
    return compose_look_ahead(job, reply.out, err) && check_names(job, err);
}

static const char *const states[] = { "present", "pulled", "recreated", "stopped", "absent", NULL };

static const wp_param params[] = {
    { .name = "file", .type = WP_PARAM_PATH, .required = true, .help = "the compose file, on the host" },
    { .name = "services", .type = WP_PARAM_LIST,
      .help = "the services that are meant; all of the file unless told. Those they depend on are left alone" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present", .choices = states,
      .help = "present: created, as the file says, and running. pulled: their images are there. recreated: made anew each "
              "time. stopped. absent: removed; where no services are named, their networks too" },
    { .name = "project_name", .type = WP_PARAM_STR,
      .help = "compose's name for the whole; as compose finds it unless told: the name of the file's directory" },
    { .name = "environment", .type = WP_PARAM_DICT,
      .help = "variables that the file takes, given to each compose command" },
    { .name = "remove_orphans", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "remove the project's containers whose service the file does not name" },
    { .name = "remove_volumes", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "of absent: remove the project's volumes too, with what is in them" },
    { .name = "settle", .type = WP_PARAM_INT, .fallback = "10",
      .help = "how many seconds containers must keep running before they count as up" },
    { .name = "log_lines", .type = WP_PARAM_INT, .fallback = "10",
      .help = "how much of its log is told of a container that does not" },
    { .name = "stop_timeout", .type = WP_PARAM_INT, .fallback = "10",
      .help = "how many seconds a container gets to stop before it is killed" },
    { 0 },
};

const wp_module wp_module_compose_up = {
    .name = "compose_up",
    .summary = "Brings services of a compose file to a state",
    .params = params,
    .probe = probe,
    .plan = compose_plan,
    .apply = compose_apply,
    .remote = "compose_up",
    .note = "Works with the plug-in `docker compose` and with `docker-compose` 1.29, whichever is there. A container is made "
            "anew where its configuration (compose's own hash, of the file, the environment and the env_files), or the image "
            "behind its name, is another; it is started where it does not run. A container that does not keep running is a "
            "failure, with the end of its log. An image that is there is not pulled again. In check mode the compose file and "
            "its env_files count as tasks before would have written them; of a file that is not there yet all services "
            "named are told as created.",
    .examples = "- name: the Webapp runs\n"
                "  compose_up:\n"
                "    file: /opt/whatsapp/compose.yml\n"
                "    services: [waweb]\n"
                "    environment:\n"
                "      WA_API_VERSION: '{{ wa_version }}'\n"
                "      EXTERNAL_HOSTNAME: '{{ inventory_hostname }}'\n"
                "- name: images are there before anything is stopped\n"
                "  compose_up:\n"
                "    file: /opt/whatsapp/compose.yml\n"
                "    state: pulled\n"
                "    environment: {WA_API_VERSION: 2.53.6, EXTERNAL_HOSTNAME: web1}\n"
                "- name: nothing of it is left but the media\n"
                "  compose_up:\n"
                "    file: /opt/whatsapp/compose.yml\n"
                "    state: absent\n",
    .returns = "containers: a list, each with service, name, id, image, state and restarts\n"
               "actions: what was (or would be) done, each with action, name and reason\nproject: compose's name for it\n"
               "log: the end of the log of a container that does not keep running\n",
};
