/*
 * Modules: what the author of one needs, and all that a module may use.
 *
 * A module is a table of parameters and three functions, a story told in order:
 *
 *   probe   read what is there                  one round trip
 *   plan    compare it with what is wanted      none; tells every change with wp_job_change
 *   apply   make it so                          one round trip
 *
 * apply is called only where plan told a change, and never in check mode: that is
 * why the preview is true. probe and plan change nothing anywhere. Any of the three
 * may be NULL. A module that only reads has no apply; one that must always act
 * (command, shell) tells its change in plan.
 *
 * A wp_job is one task on one host. Everything made in wp_job_arena(job) lives until
 * the job is done. A function that returns false has filled err: WP_E_FAILED (the
 * task failed) unless the connection filled it with WP_E_UNREACHABLE.
 */
#ifndef WAPLAY_MODULE_H
#define WAPLAY_MODULE_H

#include <waplay/value.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WAPLAY_ABI 1

typedef struct wp_job wp_job;

/* ---- the table ------------------------------------------------------------ */

typedef enum wp_param_type {
    WP_PARAM_STR,
    WP_PARAM_PATH, /* a text; ~ and $VARS are the host's to expand */
    WP_PARAM_BOOL,
    WP_PARAM_INT,
    WP_PARAM_FLOAT,
    WP_PARAM_LIST, /* of texts unless .items says otherwise; "a,b" splits */
    WP_PARAM_DICT,
    WP_PARAM_RAW, /* any value as it is */
    WP_PARAM_MODE /* octal number or symbolic text */
} wp_param_type;

typedef struct wp_param {
    const char *name;
    wp_param_type type;
    wp_param_type items;        /* of a list: the type of each */
    bool required;
    bool secret;                /* its value is never shown anywhere */
    const char *fallback;       /* the default, as text; NULL: none (the parameter is then absent) */
    const char *const *choices; /* ends in NULL; NULL: any */
    const char *const *aliases; /* ends in NULL */
    const char *help;           /* one sentence */
    const char *refused;        /* known to Ansible, refused here: the reason */
    const struct wp_param *fields; /* of a dict (or a list of dicts): its own table */
} wp_param;

/* Rules between parameters, as Ansible has them: names split by blanks, ends in NULL. */
typedef struct wp_param_rules {
    const char *const *mutually_exclusive; /* "src content" */
    const char *const *required_one_of;    /* "src content" */
    const char *const *required_together;  /* "cert key" */
    const char *const *required_if;        /* "state absent path": when state is absent, path is required */
} wp_param_rules;

typedef struct wp_module {
    const char *name;
    const char *summary;  /* one sentence */
    const wp_param *params; /* ends in { 0 } */
    wp_param_rules rules;
    bool (*probe)(wp_job *job, wp_error *err);
    bool (*plan)(wp_job *job, wp_error *err);
    bool (*apply)(wp_job *job, wp_error *err);
    const char *free_form;  /* the parameter that free text is given to (`shell: echo hi`); NULL: none */
    const char *remote;     /* names of the remote halves it calls (modules/sh), split by blanks; NULL: none */
    bool on_control;        /* works on the control machine; needs no connection unless it asks for one */
    bool unpredictable;     /* its effect can't be known beforehand: skipped in check mode unless `creates`
                               or `removes` decided */
    bool extra_params;      /* takes any parameters (set_fact) */
    const char *note;       /* a paragraph for `waplay doc`: what it returns, what to know */
    const char *examples;   /* YAML for `waplay doc`; tests run them */
    const char *returns;    /* YAML for `waplay doc`: name: meaning */
} wp_module;

/* ---- the job: parameters ---------------------------------------------------- */

wp_arena *wp_job_arena(wp_job *job);
const wp_module *wp_job_module(const wp_job *job);
/* Given, or with a default? */
bool wp_job_has(const wp_job *job, const char *param);
/* Typed and checked already; a name that is not in the table is a mistake of ours. */
const char *wp_job_str(const wp_job *job, const char *param); /* NULL when absent */
bool wp_job_bool(const wp_job *job, const char *param);       /* false when absent */
int64_t wp_job_int(const wp_job *job, const char *param);     /* 0 when absent */
double wp_job_float(const wp_job *job, const char *param);
wp_value wp_job_value(const wp_job *job, const char *param); /* null when absent; lists as lists, dicts as dicts */

bool wp_job_check_mode(const wp_job *job);
bool wp_job_diff_mode(const wp_job *job);
int wp_job_verbosity(const wp_job *job);
/* The name of the host as in the inventory, the user the task works as, and the task's environment (dict). */
const char *wp_job_host(const wp_job *job);
const char *wp_job_user(const wp_job *job);
wp_value wp_job_environment(const wp_job *job);
/* A variable as the task sees it: undefined when there is none. */
bool wp_job_variable(wp_job *job, const char *name, wp_value *out, wp_error *err);

/* Zeroed memory of the module's own, the same piece in probe, plan and apply. */
void *wp_job_state(wp_job *job, size_t size);

/* ---- the job: the host -------------------------------------------------------- */

typedef struct wp_reply {
    int status;      /* exit code; 128 + n for signal n */
    bool timed_out;
    bool cut;        /* output beyond the limit was left out; the text says how much */
    wp_str out, err; /* bytes as they came; marked unsafe once they become values */
    double seconds;
} wp_reply;

/* Calls a function of a remote half with arguments (quoted here, in one place): one round trip.
 * `input` becomes its standard input (NULL: /dev/null). The function's exit code is in reply->status. */
bool wp_host_call(wp_job *job, const char *function, const char *const *args, size_t count, const wp_str *input,
                  wp_reply *out, wp_error *err);
#define WP_CALL(job, function, out, err, ...)                                                                          \
    wp_host_call((job), (function), (const char *const[]){ __VA_ARGS__ },                                              \
                 sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *), NULL, (out), (err))

/* A command of the user's: text for a shell, or argv. */
typedef struct wp_command {
    const char *const *argv; /* ends in NULL; or NULL and */
    const char *shell_text;  /* text for `executable -c` */
    const char *executable;  /* NULL: /bin/sh */
    const char *dir;         /* NULL: where the shell is */
    wp_str input;            /* standard input; none when ptr is NULL */
    wp_value environment;    /* dict, added to the task's own; null: none */
    int timeout_ms;          /* 0: the task's own limit, or none */
} wp_command;
bool wp_host_run(wp_job *job, const wp_command *command, wp_reply *out, wp_error *err);

/* A file of the host. Writing: a temporary file beside it with mode 0600, then owner, mode (as chmod takes it),
 * checked by size, renamed: never half-written, never more readable than it will be. */
typedef struct wp_put {
    const char *path;
    const char *mode;  /* NULL: that of the file that was there, else 0666 less the umask */
    const char *owner; /* NULL: unchanged */
    const char *group;
    const char *validate;   /* a command with %s, run on the temporary file first; NULL: none */
    const char *backup;     /* where the old file is kept; NULL: nowhere */
    bool unsafe_writes;     /* write in place: for files that can't be renamed onto */
    wp_str content;         /* or, where ptr is NULL, */
    const char *local_file; /* a file of the control machine, streamed */
} wp_put;
bool wp_host_put(wp_job *job, const wp_put *put, wp_error *err);
/* A file of the host, whole; streamed to a local file where local_file is given (out is then untouched). */
bool wp_host_get(wp_job *job, const char *path, const char *local_file, wp_str *out, wp_error *err);

/* ---- the job: the control machine ------------------------------------------------ */

/* Finds a file as Ansible does (role's files/ or templates/, playbook's, ...): `kind` is "files", "templates", ... */
bool wp_job_find_file(wp_job *job, const char *kind, const char *name, const char **path, wp_error *err);
bool wp_job_read_file(wp_job *job, const char *path, wp_str *out, wp_error *err); /* vaulted ones are decrypted */
bool wp_job_digest(wp_job *job, const char *algorithm, wp_str bytes, const char **hex, wp_error *err);
/* Renders a template text with the task's variables, as Ansible's template module does. `settings` is a dict of
 * its options (trim_blocks, ...), or null. `extra` is a dict of variables on top, or null. */
bool wp_job_render(wp_job *job, wp_str text, const char *file, wp_value settings, wp_value extra, wp_str *out,
                   wp_error *err);

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
    bool follow;                   /* redirects */
    const char *out_file;          /* the body goes here; NULL: into the reply */
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
    wp_value headers; /* dict, names in lower case */
    wp_str body;
    const char *url;  /* the last one, after redirects */
    double seconds;
} wp_http_reply;
/* False only when it could not be tried at all (bad URL, no such CA file, the host unreachable). */
bool wp_job_http(wp_job *job, const wp_http_request *request, wp_http_reply *out, wp_error *err);

/* Waits; false (WP_E_CANCELLED) when the user stops the run meanwhile. */
bool wp_job_sleep(wp_job *job, int64_t ms, wp_error *err);
/* Tells the user how a long task is getting on: one line, replaced by the next. */
void wp_job_progress(wp_job *job, const char *format, ...) WP_PRINTF(2, 3);
void wp_job_warn(wp_job *job, const char *format, ...) WP_PRINTF(2, 3);
/* What every job of this run shares, by a key of the module's own ("api_call token https://..."): a text.
 * Locked while in use: wp_job_share_begin gives the text (empty at first) and holds the key until _end. */
wp_str wp_job_share_begin(wp_job *job, const char *key);
void wp_job_share_end(wp_job *job, const char *key, wp_str text);
/* From here on this text is shown nowhere: screen, journal, report, errors. */
void wp_job_secret(wp_job *job, wp_str text);

/* ---- the job: results --------------------------------------------------------------- */

/* One thing that is not as wanted, in a sentence for people; the task is then `changed`, and apply is called. */
void wp_job_change(wp_job *job, const char *format, ...) WP_PRINTF(2, 3);
bool wp_job_has_change(const wp_job *job);
/* The task is changed without an apply (it found out while acting), or is not after all. */
void wp_job_set_changed(wp_job *job, bool changed);
/* A key of the result. Texts from hosts are marked unsafe on the way out. */
void wp_job_set(wp_job *job, const char *key, wp_value value);
void wp_job_set_str(wp_job *job, const char *key, const char *text);
void wp_job_set_bool(wp_job *job, const char *key, bool truth);
void wp_job_set_int(wp_job *job, const char *key, int64_t number);
wp_value wp_job_result(const wp_job *job); /* the dict so far */
/* Skipped (`creates` was there), with the reason. */
void wp_job_skip(wp_job *job, const char *format, ...) WP_PRINTF(2, 3);
/* What --diff shows: two texts with headers, or two dicts. */
void wp_job_diff(wp_job *job, const char *before_header, wp_str before, const char *after_header, wp_str after);
void wp_job_diff_state(wp_job *job, const char *before_header, wp_value before, const char *after_header,
                       wp_value after);
/* Facts that the host has from now on (ansible_facts). */
void wp_job_facts(wp_job *job, wp_value facts);

#ifdef __cplusplus
}
#endif
#endif
