/* The client of the cluster's API: for its own files (api*.c) only. */
#ifndef WP_MODULE_API_H
#define WP_MODULE_API_H

#include "module/job.h"

/* What the API's error codes mean to whoever asks (api_codes.c). */
typedef struct wp_api_code {
    int code;
    bool retry; /* the same call may work later */
    const char *title, *advice;
} wp_api_code;
/* `details` are those of the answer, or NULL. NULL: the code is unknown. */
const wp_api_code *wp_api_code_find(int code, const char *details);

/* One exchange, once. `authorization` is the header's value, or NULL. */
typedef struct wp_api_exchange {
    const char *method, *path, *authorization, *content_type;
    const char *user, *password; /* Basic; NULL: none */
    wp_value headers;
    wp_str body;
    int timeout_ms;
} wp_api_exchange;
bool wp_api_send(wp_job *job, const wp_api_exchange *exchange, wp_api_reply *out, wp_error *err);

/* The value of an Authorization header (api_login.c): NULL in *out where none is needed, or where the reply tells why
 * there is none (no answer, first password). `stale` is one that was refused; NULL: none was. */
bool wp_api_authorize(wp_job *job, const wp_api_request *request, const char *stale, const char **out,
                      wp_api_reply *reply, wp_error *err);

#endif
