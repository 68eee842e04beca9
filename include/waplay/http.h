/* The network, from the control machine or through the host's connection: HTTP, and a look at a port. */
#ifndef WAPLAY_HTTP_H
#define WAPLAY_HTTP_H

#include <waplay/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One HTTP exchange, from the control machine or through the host's SSH connection. */
typedef struct wp_http_request {
    const char *method; /* NULL: GET */
    const char *url;
    wp_value headers;   /* dict, or null */
    wp_str body;
    const char *user, *password;   /* Basic; NULL: none */
    bool verify;                   /* the certificate and its name */
    const char *ca_file;           /* NULL: the system's */
    const char *pinned_key;        /* sha256//BASE64 of the public key; NULL: none */
    const char *client_cert, *client_key;
    int connect_timeout_ms;        /* 0: 10 s */
    int timeout_ms;                /* 0: 60 s */
    bool through_host;             /* the connection is made by the host of the task */
    const char *unix_socket;
    bool follow;                   /* redirects; the body goes again only where the answer asks for it (307, 308) */
    bool use_proxy;                /* http_proxy, https_proxy, no_proxy of the environment; never through the host */
    bool decompress;               /* asks for a compressed body, and gives it plain */
    const char *out_file;          /* the body goes here; NULL: into the reply */
    wp_str ca, cert, key;          /* PEM texts instead of ca_file, client_cert, client_key; ptr NULL: none */
    const char *ciphers;           /* as OpenSSL names them, with ':' between; NULL: the usual */
    const char *agent;             /* User-Agent; NULL: ours */
    wp_value unredirected;         /* list of headers that a redirect does not get; or null */
    int stall_ms;                  /* no byte for so long ends it; then timeout_ms 0 means no limit for the whole */
} wp_http_request;

typedef enum wp_http_fault {
    WP_HTTP_OK,          /* an answer came, whatever its status */
    WP_HTTP_NO_CONNECT,  /* refused, no route, name unknown: nothing was sent */
    WP_HTTP_RESET,       /* closed while connecting, in the TLS handshake, or before an answer */
    WP_HTTP_TIMEOUT,
    WP_HTTP_CERTIFICATE, /* not trusted, wrong name, wrong pin */
    WP_HTTP_OTHER
} wp_http_fault;

typedef struct wp_http_reply {
    wp_http_fault fault;
    const char *fault_text;
    int status;
    const char *reason; /* "Not Found" */
    wp_value headers; /* dict, names in lower case */
    wp_value cookies; /* dict: those that were set */
    wp_str body;
    const char *url;  /* the last one, after redirects */
    double seconds;
} wp_http_reply;
/* False only when it could not be tried at all (bad URL, no such CA file, the host unreachable). */
bool wp_job_http(wp_job *job, const wp_http_request *request, wp_http_reply *out, wp_error *err);

/* Tries to connect to a port from the host (the control machine where through_host is false): *open says whether it
 * worked. What the other side says comes in *greeting (NULL: not listened to): until `until` matches, it closes, or
 * `listen_ms` are over. */
bool wp_job_connect(wp_job *job, const char *host, int port, bool through_host, int timeout_ms, int listen_ms,
                    const wp_pattern *until, bool *open, wp_str *greeting, wp_error *err);

/* Parameters of modules that ask web servers, and the request they ask for: through the host, redirects followed, as
 * patient as `timeout` says. Files (ca_path, client_cert, client_key) are the host's. */
#define WP_WEB_PARAMS                                                                                                  \
    { .name = "headers", .type = WP_PARAM_DICT, .help = "headers to send" },                                           \
    { .name = "url_password", .type = WP_PARAM_STR, .secret = true,                                                    \
      .aliases = (const char *const[]){ "password", NULL }, .help = "for Basic" },                                     \
    { .name = "force_basic_auth", .type = WP_PARAM_BOOL, .fallback = "no",                                             \
      .help = "send name and password before they are asked for" },                                                    \
    { .name = "validate_certs", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "check the certificate and its name" }, \
    { .name = "client_cert", .type = WP_PARAM_PATH, .help = "PEM file of the host with our certificate" },             \
    { .name = "client_key", .type = WP_PARAM_PATH, .help = "PEM file of the host with its key" },                      \
    { .name = "ciphers", .type = WP_PARAM_LIST, .help = "ciphers for TLS, as OpenSSL names them" },                    \
    { .name = "http_agent", .type = WP_PARAM_STR, .fallback = "ansible-httpget", .help = "how we call ourselves" },    \
    { .name = "unredirected_headers", .type = WP_PARAM_LIST, .fallback = "", .help = "headers a redirect does not get" }, \
    { .name = "use_proxy", .type = WP_PARAM_BOOL, .fallback = "yes",                                                   \
      .help = "use the proxy of the environment, where there is no connection to go through" },                        \
    { .name = "decompress", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "take compressed answers" },             \
    { .name = "use_netrc", .type = WP_PARAM_BOOL, .help = "taken for the sake of playbooks; no .netrc is ever read" }, \
    { .name = "use_gssapi", .type = WP_PARAM_BOOL,                                                                     \
      .refused = "Kerberos is not spoken; run curl --negotiate with module command" }
bool wp_web_request(wp_job *job, const char *url, wp_http_request *out, wp_error *err);
/* The exchange; where the answer is 401, once more with url_username and url_password. */
bool wp_web_ask(wp_job *job, wp_http_request *request, wp_http_reply *out, wp_error *err);
/* The last part of a URL's path: the name of the file. */
const char *wp_web_file_name(wp_job *job, const char *url);

#ifdef __cplusplus
}
#endif
#endif
