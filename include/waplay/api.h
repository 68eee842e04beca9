/* The API of the WhatsApp Business cluster: logs in, tries again, knows its error codes. */
#ifndef WAPLAY_API_H
#define WAPLAY_API_H

#include <waplay/http.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Parameters of every module that asks the WhatsApp Business API. */
#define WP_API_PARAMS                                                                                                  \
    { .name = "url", .type = WP_PARAM_STR, .required = true, .aliases = (const char *const[]){ "api_url", NULL },      \
      .help = "where the Webapp or its load balancer listens, as https://host:9090" },                                 \
    { .name = "username", .type = WP_PARAM_STR, .fallback = "admin", .help = "user of the API to log in as" },         \
    { .name = "password", .type = WP_PARAM_STR, .secret = true,                                                        \
      .help = "the password that the user is to have; without one and without api_key nobody logs in" },               \
    { .name = "initial_password", .type = WP_PARAM_STR,                                                                \
      .help = "the password that a new installation gave the user, to be changed at the first login; of admin it is "  \
              "'secret' unless told" },                                                                                \
    { .name = "api_key", .type = WP_PARAM_STR, .secret = true,                                                         \
      .help = "the key of WA_API_KEY, instead of a login; good for health, metrics and stats" },                       \
    { .name = "validate_certs", .type = WP_PARAM_BOOL, .fallback = "yes",                                              \
      .help = "whether the certificate and the name in it are verified" },                                             \
    { .name = "ca_file", .type = WP_PARAM_STR, .help = "file, on the control machine, with the CA to trust" },         \
    { .name = "pinned_key", .type = WP_PARAM_STR,                                                                      \
      .help = "sha256//BASE64 of the public key to trust, whoever signed the certificate" },                           \
    { .name = "through", .type = WP_PARAM_STR, .fallback = "control",                                                  \
      .choices = (const char *const[]){ "control", "host", NULL },                                                     \
      .help = "who connects: the control machine, or the host of the task through its SSH connection" },               \
    { .name = "connect_timeout", .type = WP_PARAM_INT, .fallback = "10", .help = "limit for connecting, in seconds" }, \
    { .name = "request_timeout", .type = WP_PARAM_INT,                                                                 \
      .help = "limit for one request, in seconds; 60, and 120 for shards, backup and restore" }

/* One call: logs in where that is needed (Basic, then Bearer; one token for all jobs of the run, renewed on 401), and
 * tries again as long as that may help: no connection, resets, 429, 5xx, by the error codes of the API. */
typedef struct wp_api_request {
    const char *method;       /* NULL: GET */
    const char *path;         /* from its first slash on; NULL: log in, and no more */
    wp_value headers;         /* dict, or null */
    wp_str body;              /* ptr is NULL: none */
    const char *content_type; /* NULL: application/json */
    wp_value expect;          /* list of statuses; null: 200 to 299 */
    wp_value retry_on;        /* list of statuses; null: 429, 500, 502, 503, 504, and 403 of shards */
    int64_t retry_ms;         /* how long to go on trying; 0: one try */
    bool may_change_password; /* where the user still has the first one; else the call is not made then */
} wp_api_request;

typedef struct wp_api_reply {
    wp_http_fault fault; /* WP_HTTP_OK: an answer came */
    int status;          /* 0: none */
    wp_value json;       /* null where the body is no JSON. What is secret in it is marked so */
    wp_str body;
    int code;            /* of the API: errors[0].code; 0: none */
    const char *details; /* and what it said beside it, or NULL */
    bool expected;       /* the status is one of those */
    bool first_password; /* the user still has it: nothing else can be asked */
    bool changed_password;
    int64_t retry_after; /* seconds that the answer asked to wait; 0: it did not say */
    int tries;
    const char *problem; /* where it is not as expected: what is wrong, in a sentence */
    const char *advice;  /* and what to do, or NULL */
} wp_api_reply;
/* False only where trying again can't help: certificate not trusted, login refused, bad URL, host unreachable. */
bool wp_api_call(wp_job *job, const wp_api_request *request, wp_api_reply *out, wp_error *err);
/* The same of a code in a node's entry of /v1/health; NULL: nothing is known. */
const char *wp_api_advice(int code, const char *details);
/* A copy in which what is secret by its key (token, password, pin, code, cert, data) is marked so and shown nowhere. */
wp_value wp_api_hidden(wp_job *job, wp_value value);

#ifdef __cplusplus
}
#endif
#endif
