/*
 * docker_login: a login at a registry, kept in the configuration of the docker command.
 * The password goes to docker by its standard input.
 */
#include <waplay/docker.h>

#include <string.h>

static const char hub[] = "https://index.docker.io/v1/";

typedef struct login {
    const char *config; /* the directory */
    bool is_in, is_same;
} login;

static bool is_present(wp_job *job)
{
    return strcmp(wp_job_str(job, "state"), "present") == 0;
}

/* Docker keeps its configuration in config.json of a directory. */
static bool find_config(wp_job *job, login *at, wp_error *err)
{
    static const char file[] = "/config.json";
    const char *path = wp_job_str(job, "config_path");
    size_t len = strlen(path);
    if (len <= strlen(file) || strcmp(path + len - strlen(file), file) != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "config_path must end in config.json: the docker command knows no "
                                                     "other name");
    at->config = wp_strndup(wp_job_arena(job), path, len - strlen(file));
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    login *at = wp_job_state(job, sizeof *at);
    wp_value config, auth;
    wp_reply reply;
    if (is_present(job) && (!wp_job_has(job, "username") || !wp_job_has(job, "password")))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "state=present needs the parameters 'username' and 'password'");
    if (!find_config(job, at, err) || !WP_CALL(job, "docker_config", &reply, err, wp_job_str(job, "config_path")))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    if (!wp_from_json(wp_job_arena(job), reply.out, &config, NULL) || !wp_is(config, WP_DICT))
        return !reply.out.len || wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is no JSON", wp_job_str(job, "config_path"));
    const wp_value *auths = wp_dict_find(config, "auths");
    const wp_value *entry = auths && wp_is(*auths, WP_DICT) ? wp_dict_find(*auths, wp_job_str(job, "registry_url")) : NULL;
    at->is_in = entry != NULL;
    auth = entry ? wp_value_within(*entry, "auth") : wp_null();
    if (is_present(job) && wp_is(auth, WP_STRING)) {
        wp_str both = wp_str_of(wp_printf(wp_job_arena(job), "%s:%s", wp_job_str(job, "username"), wp_job_str(job, "password")));
        at->is_same = wp_str_eq(wp_text(auth), wp_job_base64(job, both));
    }
    return true;
}

static bool plan(wp_job *job, wp_error *err)
{
    login *at = wp_job_state(job, sizeof *at);
    const char *registry = wp_job_str(job, "registry_url");
    (void)err;
    if (is_present(job) && (!at->is_same || wp_job_bool(job, "reauthorize")))
        wp_job_change(job, "log in at %s as %s", registry, wp_job_str(job, "username"));
    else if (!is_present(job) && at->is_in)
        wp_job_change(job, "log out of %s", registry);
    if (is_present(job))
        wp_job_set(job, "login_results", wp_dict_new(wp_job_arena(job), 0));
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    login *at = wp_job_state(job, sizeof *at);
    const char *registry = wp_job_str(job, "registry_url"), *server = strcmp(registry, hub) == 0 ? NULL : registry;
    wp_calls *calls = wp_calls_new(job);
    wp_docker_words words = WP_DOCKER(job, "--config", at->config, is_present(job) ? "login" : "logout");
    wp_reply reply;
    wp_arena *arena = wp_job_arena(job);
    if (is_present(job)) {
        wp_docker_flag(job, &words, "--username", wp_job_str(job, "username"));
        wp_docker_add(job, &words, "--password-stdin");
        wp_calls_input(calls, wp_str_of(wp_job_str(job, "password")));
    }
    if (server)
        wp_docker_flag(job, &words, "--", server);
    wp_docker_call(calls, &words);
    if (!wp_calls_run(calls, &reply, err))
        return wp_while(err, "registry %s", registry);
    if (is_present(job)) {
        wp_value result = wp_dict_new(arena, 2);
        wp_dict_set(arena, result, "IdentityToken", wp_string_static(""));
        wp_dict_set(arena, result, "Status", wp_string_static("Login Succeeded"));
        wp_job_set(job, "login_results", result);
    }
    return true;
}

static const wp_param params[] = {
    { .name = "registry_url", .type = WP_PARAM_STR, .fallback = "https://index.docker.io/v1/",
      .aliases = (const char *const[]){ "registry", "url", NULL }, .help = "the registry" },
    { .name = "username", .type = WP_PARAM_STR, .help = "who logs in" },
    { .name = "password", .type = WP_PARAM_STR, .secret = true, .help = "the password" },
    { .name = "reauthorize", .type = WP_PARAM_BOOL, .fallback = "no", .aliases = (const char *const[]){ "reauth", NULL },
      .help = "log in, whatever is kept" },
    { .name = "config_path", .type = WP_PARAM_PATH, .fallback = "~/.docker/config.json",
      .aliases = (const char *const[]){ "dockercfg_path", NULL }, .help = "where docker keeps it" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL }, .help = "logged in or out" },
    WP_DOCKER_PARAMS,
    { 0 },
};

const wp_module wp_module_docker_login = {
    .name = "docker_login",
    .summary = "A login at a registry of images",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "docker",
    .note = "The password goes to docker by its standard input. Where docker keeps it with a helper of its own, it can't be "
            "compared, and the login is done each time.",
    .examples = "- community.docker.docker_login:\n"
                "    registry_url: registry.example.com\n"
                "    username: deploy\n"
                "    password: \"{{ registry_password }}\"\n"
                "  vars: {registry_password: secret}\n",
    .returns = "login_results: what the registry said\n",
};
