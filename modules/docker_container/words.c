/* `docker container create` and `update`, word by word. */
#include "container.h"

#include <string.h>

wp_value container_given(wp_job *job, const char *param)
{
    return wp_job_has(job, param) ? wp_job_value(job, param) : wp_null();
}

bool container_test_words(wp_job *job, wp_value *out)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value test = wp_value_within(container_given(job, "healthcheck"), "test"), list = wp_list_new(arena, 2);
    const char *text = wp_is(test, WP_STRING) ? test.as.text : "";
    if (!wp_is(test, WP_STRING) && !wp_is(test, WP_LIST))
        return false;
    *out = list;
    if (wp_is(test, WP_LIST) && wp_text_is(wp_list_at(test, 0), "NONE")) {
        *out = test;
        return true;
    }
    bool is_shell = wp_is(test, WP_LIST) && wp_text_is(wp_list_at(test, 0), "CMD-SHELL");
    for (size_t i = 1; wp_is(test, WP_LIST) && i < wp_len(test); i++) {
        const char *word = wp_to_text(arena, wp_list_at(test, i)).ptr;
        text = wp_printf(arena, "%s%s%s", text, *text ? " " : "", is_shell ? word : wp_job_quote(job, word));
    }
    wp_list_push(arena, list, wp_string_static("CMD-SHELL"));
    wp_list_push(arena, list, wp_string(arena, text));
    return true;
}

/* Values as the command line takes them: lists as they were written, the rest in the form that was compared. */
static bool add_option(wp_job *job, wp_docker_words *words, const wp_docker_option *option, wp_value value,
                       wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value wanted;
    if (!wp_docker_wanted(job, option, value, &wanted, err))
        return false;
    if (wp_is(wanted, WP_NULL) || !option->flag)
        return true;
    if (option->form == WP_DOCKER_SWITCH) {
        wp_docker_add(job, words, wp_printf(arena, "%s=%s", option->flag, wp_truth(value) ? "true" : "false"));
        return true;
    }
    bool as_written = wp_is(value, WP_LIST) && option->form != WP_DOCKER_RATES && option->form != WP_DOCKER_ULIMITS &&
                      option->form != WP_DOCKER_MOUNTS;
    wp_value list = as_written ? value : wanted;
    if (option->form == WP_DOCKER_SPAN || option->form == WP_DOCKER_CPUS) {
        wp_docker_flag(job, words, option->flag, wp_to_text(arena, value).ptr);
        return true;
    }
    for (size_t i = 0; i < wp_len(list); i++)
        wp_docker_flag(job, words, option->flag, wp_to_text(arena, wp_list_at(list, i)).ptr);
    return true;
}

/* type=bind,source=/a,target=/b,... */
static void add_mounts(wp_job *job, wp_docker_words *words)
{
    static const char *const plain[][2] = { { "source", "source" },          { "target", "target" },
                                            { "propagation", "bind-propagation" }, { "consistency", "consistency" },
                                            { "volume_driver", "volume-driver" }, { "tmpfs_size", "tmpfs-size" },
                                            { "tmpfs_mode", "tmpfs-mode" } };
    wp_arena *arena = wp_job_arena(job);
    wp_value mounts = container_given(job, "mounts"), key, item;
    for (size_t i = 0; wp_is(mounts, WP_LIST) && i < wp_len(mounts); i++) {
        wp_value mount = wp_list_at(mounts, i), type = wp_value_within(mount, "type");
        const char *text = wp_printf(arena, "type=%s", wp_is(type, WP_STRING) ? type.as.text : "volume");
        for (size_t j = 0; j < sizeof plain / sizeof *plain; j++) {
            wp_value value = wp_value_within(mount, plain[j][0]);
            if (!wp_is(value, WP_NULL))
                text = wp_printf(arena, "%s,%s=%s", text, plain[j][1], wp_to_text(arena, value).ptr);
        }
        if (wp_truth(wp_value_within(mount, "read_only")))
            text = wp_printf(arena, "%s,readonly", text);
        if (wp_truth(wp_value_within(mount, "no_copy")))
            text = wp_printf(arena, "%s,volume-nocopy", text);
        for (size_t j = 0; wp_dict_pair(wp_value_within(mount, "volume_options"), j, &key, &item); j++)
            text = wp_printf(arena, "%s,volume-opt=%s=%s", text, wp_to_text(arena, key).ptr, wp_to_text(arena, item).ptr);
        for (size_t j = 0; wp_dict_pair(wp_value_within(mount, "labels"), j, &key, &item); j++)
            text = wp_printf(arena, "%s,volume-label=%s=%s", text, wp_to_text(arena, key).ptr, wp_to_text(arena, item).ptr);
        wp_docker_flag(job, words, "--mount", text);
    }
}

static bool add_health(wp_job *job, wp_docker_words *words, wp_error *err)
{
    wp_value check = container_given(job, "healthcheck"), test;
    for (size_t i = 0; i < CONTAINER_HEALTH; i++)
        if (!add_option(job, words, &container_health[i], wp_value_within(check, container_health[i].param), err))
            return false;
    if (!container_test_words(job, &test))
        return true;
    if (wp_text_is(wp_list_at(test, 0), "NONE"))
        wp_docker_add(job, words, "--no-healthcheck");
    else
        wp_docker_flag(job, words, "--health-cmd", wp_list_at(test, 1).as.text);
    return true;
}

static bool add_env(wp_job *job, container *at, wp_docker_words *words, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value env = container_given(job, "env"), key, item;
    const char *text = "";
    for (size_t i = 0; wp_is(env, WP_DICT) && wp_dict_pair(env, i, &key, &item); i++) {
        const char *name = wp_to_text(arena, key).ptr, *value = wp_to_text(arena, item).ptr;
        if (strchr(value, '\n') || strpbrk(name, "=\n"))
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the variable %s can't be given to docker: it has line breaks", name);
        text = wp_printf(arena, "%s%s=%s\n", text, name, value);
    }
    if (wp_job_has(job, "env_file"))
        wp_docker_flag(job, words, "--env-file", wp_job_str(job, "env_file"));
    if (!*text)
        return true;
    wp_docker_flag(job, words, "--env-file", "/dev/stdin");
    wp_calls_input(at->calls, wp_str_of(text));
    return true;
}

static const char *restart_of(wp_job *job)
{
    const char *policy = wp_job_str(job, "restart_policy");
    return wp_job_has(job, "restart_retries") ? wp_printf(wp_job_arena(job), "%s:%lld", policy,
                                                          (long long)wp_job_int(job, "restart_retries")) : policy;
}

wp_value container_first_network(wp_job *job)
{
    wp_value networks = container_given(job, "networks");
    bool is_it = wp_job_bool(job, "networks_cli_compatible") && !wp_job_has(job, "network_mode");
    return is_it && wp_len(networks) ? wp_list_at(networks, 0) : wp_null();
}

void container_network_words(wp_job *job, wp_docker_words *words, wp_value network, bool creating)
{
    static const char *const lists[][3] = { { "aliases", "--network-alias", "--alias" }, { "links", "--link", "--link" } };
    wp_arena *arena = wp_job_arena(job);
    for (size_t i = 0; i < 2; i++) {
        wp_value list = wp_value_within(network, lists[i][0]);
        for (size_t j = 0; wp_is(list, WP_LIST) && j < wp_len(list); j++)
            wp_docker_flag(job, words, lists[i][creating ? 1 : 2], wp_to_text(arena, wp_list_at(list, j)).ptr);
    }
    if (!wp_is(wp_value_within(network, "ipv4_address"), WP_NULL))
        wp_docker_flag(job, words, "--ip", wp_to_text(arena, wp_value_within(network, "ipv4_address")).ptr);
    if (!wp_is(wp_value_within(network, "ipv6_address"), WP_NULL))
        wp_docker_flag(job, words, "--ip6", wp_to_text(arena, wp_value_within(network, "ipv6_address")).ptr);
}

static bool add_words(wp_job *job, const char *param, wp_value *out, wp_error *err)
{
    wp_docker_option option = { param, NULL, "", WP_DOCKER_WORDS, false };
    return wp_docker_wanted(job, &option, container_given(job, param), out, err);
}

bool container_create_words(wp_job *job, container *at, wp_error *err)
{
    wp_docker_words words = WP_DOCKER(job, "container", "create", "--name", at->name);
    wp_value network = container_first_network(job), entry, command;
    for (size_t i = 0; i < CONTAINER_OPTIONS; i++) {
        bool is_special = container_options[i].form == WP_DOCKER_MOUNTS || strcmp(container_options[i].param, "restart_policy") == 0;
        if (!is_special && !add_option(job, &words, &container_options[i], container_given(job, container_options[i].param), err))
            return false;
    }
    if (wp_job_has(job, "restart_policy"))
        wp_docker_flag(job, &words, "--restart", restart_of(job));
    if (wp_job_has(job, "platform"))
        wp_docker_flag(job, &words, "--platform", wp_job_str(job, "platform"));
    if (!wp_is(network, WP_NULL)) {
        wp_docker_flag(job, &words, "--network", wp_to_text(wp_job_arena(job), wp_value_within(network, "name")).ptr);
        container_network_words(job, &words, network, true);
    }
    add_mounts(job, &words);
    if (!add_health(job, &words, err) || !add_env(job, at, &words, err) ||
        !add_words(job, "entrypoint", &entry, err) || !add_words(job, "command", &command, err))
        return false;
    if (wp_len(entry))
        wp_docker_flag(job, &words, "--entrypoint", wp_list_at(entry, 0).as.text);
    wp_docker_flag(job, &words, "--", wp_job_str(job, "image"));
    for (size_t i = 1; i < wp_len(entry); i++)
        wp_docker_add(job, &words, wp_list_at(entry, i).as.text);
    for (size_t i = 0; i < wp_len(command); i++)
        wp_docker_add(job, &words, wp_to_text(wp_job_arena(job), wp_list_at(command, i)).ptr);
    wp_docker_call(at->calls, &words);
    return true;
}

bool container_update_words(wp_job *job, container *at, wp_error *err)
{
    wp_docker_words words = WP_DOCKER(job, "container", "update");
    for (size_t i = 0; i < CONTAINER_OPTIONS; i++)
        if (container_options[i].updates && container_options[i].flag && strcmp(container_options[i].param, "restart_policy") != 0 &&
            !add_option(job, &words, &container_options[i], container_given(job, container_options[i].param), err))
            return false;
    if (wp_job_has(job, "restart_policy"))
        wp_docker_flag(job, &words, "--restart", restart_of(job));
    wp_docker_add(job, &words, at->name);
    wp_docker_call(at->calls, &words);
    return true;
}
