/*
 * The host's docker command, for modules that work with containers, images, networks
 * and volumes: its global options from the parameters they share, what is there as
 * `docker inspect` tells it, commands that run one after the other.
 */
#ifndef WAPLAY_DOCKER_H
#define WAPLAY_DOCKER_H

#include <waplay/module.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WP_DOCKER_PARAMS                                                                                               \
    { .name = "docker_host", .type = WP_PARAM_STR, .aliases = (const char *const[]){ "docker_url", NULL },             \
      .help = "the engine, as unix:///run/docker.sock or tcp://host:2376; without it, the one of the docker command" },\
    { .name = "tls", .type = WP_PARAM_BOOL, .fallback = "no", .help = "TLS, without looking at the certificate" },     \
    { .name = "validate_certs", .type = WP_PARAM_BOOL, .fallback = "no",                                               \
      .aliases = (const char *const[]){ "tls_verify", NULL }, .help = "TLS, and check the certificate" },              \
    { .name = "ca_cert", .type = WP_PARAM_PATH, .aliases = (const char *const[]){ "tls_ca_cert", "cacert_path", NULL },\
      .help = "CA to trust, a file of the host" },                                                                     \
    { .name = "client_cert", .type = WP_PARAM_PATH,                                                                    \
      .aliases = (const char *const[]){ "tls_client_cert", "cert_path", NULL }, .help = "our certificate, on the host" }, \
    { .name = "client_key", .type = WP_PARAM_PATH,                                                                     \
      .aliases = (const char *const[]){ "tls_client_key", "key_path", NULL }, .help = "its key, on the host" },        \
    { .name = "api_version", .type = WP_PARAM_STR, .fallback = "auto",                                                 \
      .aliases = (const char *const[]){ "docker_api_version", NULL }, .help = "version of the API to speak" },         \
    { .name = "timeout", .type = WP_PARAM_INT, .fallback = "60",                                                       \
      .help = "taken for the sake of playbooks; the task's own timeout ends what takes too long" },                    \
    { .name = "use_ssh_client", .type = WP_PARAM_BOOL, .fallback = "no",                                               \
      .help = "taken for the sake of playbooks; the docker command always uses ssh for ssh://" },                      \
    { .name = "debug", .type = WP_PARAM_BOOL, .fallback = "no", .help = "taken for the sake of playbooks; see -vvv" }, \
    { .name = "tls_hostname", .type = WP_PARAM_STR,                                                                    \
      .refused = "the docker command checks the name that stands in docker_host" },                                    \
    { .name = "ssl_version", .type = WP_PARAM_STR, .refused = "the docker command chooses the version of TLS" }

/* Words of one docker command, made one by one. */
typedef struct wp_docker_words {
    const char **at;
    size_t count, room;
} wp_docker_words;
/* "docker" with its global options, then these (ends in NULL). */
wp_docker_words wp_docker(wp_job *job, const char *const *first);
#define WP_DOCKER(job, ...) wp_docker((job), (const char *const[]){ __VA_ARGS__, NULL })
void wp_docker_add(wp_job *job, wp_docker_words *words, const char *word);
void wp_docker_flag(wp_job *job, wp_docker_words *words, const char *flag, const char *value);
void wp_docker_say(wp_calls *calls, const wp_docker_words *words);
/* The same of a docker command whose output nobody wants, unless it fails. */
void wp_docker_call(wp_calls *calls, const wp_docker_words *words);
/* FLAG key=value for each pair of a dict. */
void wp_docker_pairs(wp_job *job, wp_docker_words *words, const char *flag, wp_value pairs);

/* Adds a look at one thing; its answer is a field. `kind` is container, image, network or volume. */
void wp_docker_look(wp_job *job, wp_calls *calls, const char *field, const char *kind, const char *name);
/* What a look found; null where there is no such thing. False: the answer is no JSON. */
bool wp_docker_found(wp_job *job, wp_str answer, const char *field, wp_value *out, wp_error *err);
/* What a diff shows before and after: whether it is there, and why it is made anew (NULL: it is not). More may be put in. */
void wp_docker_states(wp_job *job, bool was, bool becomes, const char *why, wp_value *before, wp_value *after);
/* Runs the calls and, behind them in the same round trip, a look. */
bool wp_docker_run_and_look(wp_job *job, wp_calls *calls, const char *kind, const char *name, wp_value *out,
                            wp_error *err);

/* One option of a container: the parameter, the flag of `docker create`, where inspect tells of it. What is wanted and
 * what is there become texts of one form; options of more than one text may have others beside those wanted. */
typedef enum wp_docker_form {
    WP_DOCKER_TEXT,
    WP_DOCKER_SWITCH,  /* a flag without a value */
    WP_DOCKER_BYTES,   /* 64m */
    WP_DOCKER_CPUS,
    WP_DOCKER_SPAN,    /* 1m30s */
    WP_DOCKER_ORDERED, /* a list whose order counts */
    WP_DOCKER_SET,
    WP_DOCKER_PAIRS,   /* key=value */
    WP_DOCKER_HOSTS,   /* name:address */
    WP_DOCKER_WORDS,   /* of a command; no flag */
    WP_DOCKER_PORTS,
    WP_DOCKER_RIGHTS,  /* NET_ADMIN, or CAP_NET_ADMIN */
    WP_DOCKER_EXPOSED,
    WP_DOCKER_BINDS,
    WP_DOCKER_MOUNTS,
    WP_DOCKER_TMPFS,
    WP_DOCKER_ULIMITS,
    WP_DOCKER_DEVICES,
    WP_DOCKER_RATES,
    WP_DOCKER_LINKS
} wp_docker_form;

typedef struct wp_docker_option {
    const char *param, *flag, *where;
    wp_docker_form form;
    bool updates; /* `docker update` can change it */
} wp_docker_option;

/* What is wanted, as texts; null where the parameter is not given. */
bool wp_docker_wanted(wp_job *job, const wp_docker_option *option, wp_value given, wp_value *out, wp_error *err);
/* What is there, in the same form. */
wp_value wp_docker_there(wp_job *job, const wp_docker_option *option, wp_value inspected);
/* Are they the same? `exactly`: nothing more may be there. */
bool wp_docker_same(const wp_docker_option *option, wp_value wanted, wp_value there, bool exactly);

/* A value within, by names with dots ("HostConfig.Memory"); null where there is none. */
wp_value wp_value_within(wp_value value, const char *path);
/* Does a dict have all these pairs, their values as texts? With `exactly`, and no others. */
bool wp_pairs_in(wp_job *job, wp_value wanted, wp_value there, bool exactly);

#ifdef __cplusplus
}
#endif
#endif
