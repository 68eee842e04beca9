/*
 * docker_network: a network of the host's Docker engine, and who is connected to it.
 *
 * A network can't be changed: one that differs is removed and made anew, and those that
 * were connected are so again.
 */
#include <waplay/docker.h>

#include <string.h>

typedef struct network {
    wp_value now;
    wp_calls *calls;
    wp_value before, after; /* for the diff */
    bool makes;
} network;

static bool is_present(wp_job *job)
{
    return strcmp(wp_job_str(job, "state"), "present") == 0;
}

static bool probe(wp_job *job, wp_error *err)
{
    network *at = wp_job_state(job, sizeof *at);
    return wp_docker_run_and_look(job, wp_calls_new(job), "network", wp_job_str(job, "name"), &at->now, err);
}

/* ---- what differs --------------------------------------------------------------------------- */

static const char *text_within(wp_job *job, wp_value value, const char *path)
{
    value = wp_value_within(value, path);
    return wp_is(value, WP_NULL) ? "" : wp_to_text(wp_job_arena(job), value).ptr;
}

static bool is_other_text(wp_job *job, wp_value now, const char *param, const char *path)
{
    return wp_job_has(job, param) && strcmp(wp_job_str(job, param), text_within(job, now, path)) != 0;
}

static bool is_other_switch(wp_job *job, wp_value now, const char *param, const char *path)
{
    return wp_job_has(job, param) && wp_job_bool(job, param) != wp_truth(wp_value_within(now, path));
}

/* One of the blocks of addresses is there as it is wanted. */
static bool has_block(wp_job *job, wp_value blocks, wp_value wanted)
{
    static const char *const names[][2] = { { "subnet", "Subnet" }, { "gateway", "Gateway" }, { "iprange", "IPRange" } };
    for (size_t i = 0; wp_is(blocks, WP_LIST) && i < wp_len(blocks); i++) {
        wp_value there = wp_list_at(blocks, i);
        wp_value aux = wp_value_within(wanted, "aux_addresses");
        bool same = wp_is(aux, WP_NULL) || wp_pairs_in(job, aux, wp_value_within(there, "AuxiliaryAddresses"), false);
        for (size_t j = 0; j < 3 && same; j++)
            same = wp_is(wp_value_within(wanted, names[j][0]), WP_NULL) ||
                   strcmp(text_within(job, wanted, names[j][0]), text_within(job, there, names[j][1])) == 0;
        if (same)
            return true;
    }
    return false;
}

static const char *difference(wp_job *job, wp_value now)
{
    wp_value blocks = wp_job_value(job, "ipam_config");
    if (is_other_text(job, now, "driver", "Driver"))
        return "driver";
    if (is_other_text(job, now, "ipam_driver", "IPAM.Driver"))
        return "ipam_driver";
    if (is_other_text(job, now, "scope", "Scope"))
        return "scope";
    if (is_other_switch(job, now, "enable_ipv6", "EnableIPv6"))
        return "enable_ipv6";
    if (is_other_switch(job, now, "internal", "Internal"))
        return "internal";
    if (is_other_switch(job, now, "attachable", "Attachable"))
        return "attachable";
    if (!wp_pairs_in(job, wp_job_value(job, "driver_options"), wp_value_within(now, "Options"), false))
        return "driver_options";
    if (wp_job_has(job, "ipam_driver_options") &&
        !wp_pairs_in(job, wp_job_value(job, "ipam_driver_options"), wp_value_within(now, "IPAM.Options"), false))
        return "ipam_driver_options";
    if (!wp_pairs_in(job, wp_job_value(job, "labels"), wp_value_within(now, "Labels"), false))
        return "labels";
    for (size_t i = 0; wp_is(blocks, WP_LIST) && i < wp_len(blocks); i++)
        if (!has_block(job, wp_value_within(now, "IPAM.Config"), wp_list_at(blocks, i)))
            return "ipam_config";
    return NULL;
}

/* ---- the commands ------------------------------------------------------------------------------ */

static void add_text(wp_job *job, wp_docker_words *words, const char *flag, const char *param)
{
    if (wp_job_has(job, param))
        wp_docker_flag(job, words, flag, wp_job_str(job, param));
}

static void add_switch(wp_job *job, wp_docker_words *words, const char *flag, const char *param)
{
    if (wp_job_bool(job, param))
        wp_docker_add(job, words, flag);
}

static void add_create(wp_job *job, network *at)
{
    static const char *const names[][2] = { { "subnet", "--subnet" }, { "gateway", "--gateway" }, { "iprange", "--ip-range" } };
    wp_docker_words words = WP_DOCKER(job, "network", "create", "--driver", wp_job_str(job, "driver"));
    wp_value blocks = wp_job_value(job, "ipam_config");
    wp_docker_pairs(job, &words, "--opt", wp_job_value(job, "driver_options"));
    wp_docker_pairs(job, &words, "--label", wp_job_value(job, "labels"));
    add_text(job, &words, "--ipam-driver", "ipam_driver");
    wp_docker_pairs(job, &words, "--ipam-opt", wp_job_value(job, "ipam_driver_options"));
    add_text(job, &words, "--scope", "scope");
    add_switch(job, &words, "--ipv6", "enable_ipv6");
    add_switch(job, &words, "--internal", "internal");
    add_switch(job, &words, "--attachable", "attachable");
    for (size_t i = 0; wp_is(blocks, WP_LIST) && i < wp_len(blocks); i++) {
        for (size_t j = 0; j < 3; j++)
            if (!wp_is(wp_value_within(wp_list_at(blocks, i), names[j][0]), WP_NULL))
                wp_docker_flag(job, &words, names[j][1], text_within(job, wp_list_at(blocks, i), names[j][0]));
        wp_docker_pairs(job, &words, "--aux-address", wp_value_within(wp_list_at(blocks, i), "aux_addresses"));
    }
    wp_docker_flag(job, &words, "--", wp_job_str(job, "name"));
    wp_docker_call(at->calls, &words);
}

static void call_on(wp_job *job, network *at, const char *command, const char *who)
{
    wp_docker_words words = WP_DOCKER(job, "network", command);
    if (strcmp(command, "disconnect") == 0)
        wp_docker_add(job, &words, "--force");
    wp_docker_flag(job, &words, "--", wp_job_str(job, "name"));
    if (who)
        wp_docker_add(job, &words, who);
    wp_docker_call(at->calls, &words);
}

static bool is_wanted(wp_job *job, wp_value name, wp_value id)
{
    wp_value connected = wp_job_value(job, "connected");
    for (size_t i = 0; i < wp_len(connected); i++)
        if (wp_equal(wp_list_at(connected, i), name) || wp_equal(wp_list_at(connected, i), id))
            return true;
    return false;
}

static bool is_connected(wp_job *job, wp_value there, wp_value name)
{
    wp_value id, item;
    (void)job;
    for (size_t i = 0; wp_is(there, WP_DICT) && wp_dict_pair(there, i, &id, &item); i++)
        if (wp_equal(wp_value_within(item, "Name"), name) || wp_equal(id, name))
            return true;
    return false;
}

static void disconnect_all(wp_job *job, network *at, wp_value there)
{
    wp_value id, item;
    for (size_t i = 0; wp_is(there, WP_DICT) && wp_dict_pair(there, i, &id, &item); i++)
        call_on(job, at, "disconnect", wp_to_text(wp_job_arena(job), id).ptr);
}

static void show_connected(wp_job *job, network *at, const char *who, bool becomes)
{
    const char *key = wp_printf(wp_job_arena(job), "connected.%s", who);
    wp_dict_set(wp_job_arena(job), at->before, key, wp_bool(!becomes));
    wp_dict_set(wp_job_arena(job), at->after, key, wp_bool(becomes));
}

static void plan_connected(wp_job *job, network *at, wp_value there)
{
    wp_value wanted = wp_job_value(job, "connected"), id, item;
    wp_arena *arena = wp_job_arena(job);
    const char *name = wp_job_str(job, "name");
    bool keeps = wp_job_bool(job, "appends") || !wp_len(wanted);
    for (size_t i = 0; i < wp_len(wanted); i++) {
        const char *who = wp_list_at(wanted, i).as.text;
        if (!at->makes && is_connected(job, there, wp_list_at(wanted, i)))
            continue;
        wp_job_change(job, "connect %s to the network %s", who, name);
        show_connected(job, at, who, true);
        call_on(job, at, "connect", who);
    }
    for (size_t i = 0; wp_is(there, WP_DICT) && wp_dict_pair(there, i, &id, &item); i++) {
        wp_value its_name = wp_value_within(item, "Name");
        const char *who = wp_to_text(arena, its_name).ptr;
        if (is_wanted(job, its_name, id))
            continue;
        if (at->makes && keeps) {
            call_on(job, at, "connect", who);
        } else if (!at->makes && !keeps) {
            wp_job_change(job, "take %s off the network %s", who, name);
            show_connected(job, at, who, false);
            call_on(job, at, "disconnect", who);
        }
    }
}

/* ---- the story -------------------------------------------------------------------------------------- */

static bool plan(wp_job *job, wp_error *err)
{
    network *at = wp_job_state(job, sizeof *at);
    bool exists = wp_is(at->now, WP_DICT), forced = wp_job_bool(job, "force");
    const char *name = wp_job_str(job, "name"), *why = NULL;
    wp_value there = wp_value_within(at->now, "Containers");
    (void)err;
    at->calls = wp_calls_new(job);
    if (is_present(job)) {
        why = exists ? forced ? "that is asked for" : difference(job, at->now) : NULL;
        at->makes = !exists || why;
    }
    if ((exists && !is_present(job)) || (exists && at->makes)) {
        if (forced || at->makes)
            disconnect_all(job, at, there);
        call_on(job, at, "rm", NULL);
    }
    if (at->makes) {
        wp_job_change(job, why ? "make the network %s anew: %s" : "make the network %s%s", name, why ? why : "");
        add_create(job, at);
    } else if (exists && !is_present(job)) {
        wp_job_change(job, "remove the network %s", name);
    }
    wp_docker_states(job, exists, is_present(job), why, &at->before, &at->after);
    if (is_present(job))
        plan_connected(job, at, there);
    if (is_present(job) && exists)
        wp_job_set(job, "network", at->now);
    if (wp_job_has_change(job))
        wp_job_diff_state(job, name, at->before, name, at->after);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    network *at = wp_job_state(job, sizeof *at);
    if (!wp_docker_run_and_look(job, at->calls, "network", wp_job_str(job, "name"), &at->now, err))
        return wp_while(err, "network %s", wp_job_str(job, "name"));
    if (is_present(job))
        wp_job_set(job, "network", at->now);
    return true;
}

static const wp_param block[] = {
    { .name = "subnet", .type = WP_PARAM_STR, .help = "the network, as 10.0.0.0/24" },
    { .name = "gateway", .type = WP_PARAM_STR, .help = "its gateway" },
    { .name = "iprange", .type = WP_PARAM_STR, .help = "where containers get addresses from" },
    { .name = "aux_addresses", .type = WP_PARAM_DICT, .help = "addresses that are taken, by name" },
    { 0 },
};

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_STR, .required = true, .aliases = (const char *const[]){ "network_name", NULL },
      .help = "its name" },
    { .name = "connected", .type = WP_PARAM_LIST, .fallback = "", .aliases = (const char *const[]){ "containers", NULL },
      .help = "containers that are connected to it" },
    { .name = "appends", .type = WP_PARAM_BOOL, .fallback = "no", .aliases = (const char *const[]){ "incremental", NULL },
      .help = "others stay connected" },
    { .name = "driver", .type = WP_PARAM_STR, .fallback = "bridge", .help = "its driver" },
    { .name = "driver_options", .type = WP_PARAM_DICT, .fallback = "{}", .help = "options of the driver" },
    { .name = "force", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "disconnect all containers before it is removed; with state=present, make it anew" },
    { .name = "ipam_driver", .type = WP_PARAM_STR, .help = "who gives out addresses" },
    { .name = "ipam_driver_options", .type = WP_PARAM_DICT, .help = "options of that" },
    { .name = "ipam_config", .type = WP_PARAM_LIST, .items = WP_PARAM_DICT, .fields = block, .help = "blocks of addresses" },
    { .name = "enable_ipv6", .type = WP_PARAM_BOOL, .help = "IPv6" },
    { .name = "internal", .type = WP_PARAM_BOOL, .help = "no way out" },
    { .name = "labels", .type = WP_PARAM_DICT, .fallback = "{}", .help = "its labels" },
    { .name = "scope", .type = WP_PARAM_STR, .choices = (const char *const[]){ "local", "global", "swarm", NULL },
      .help = "its scope" },
    { .name = "attachable", .type = WP_PARAM_BOOL, .help = "containers may be attached by hand" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL }, .help = "whether it must be there" },
    WP_DOCKER_PARAMS,
    { 0 },
};

const wp_module wp_module_docker_network = {
    .name = "docker_network",
    .summary = "A network of the host's Docker engine",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "docker",
    .examples = "- community.docker.docker_network:\n"
                "    name: inside\n"
                "    internal: yes\n"
                "    ipam_config:\n"
                "      - subnet: 10.20.0.0/24\n",
    .returns = "network: what docker inspect tells of it\n",
};
