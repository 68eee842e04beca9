/* Asking the host: functions of remote halves and how they answer, commands of the user's. */
#ifndef WAPLAY_HOST_H
#define WAPLAY_HOST_H

#include <waplay/job.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Why a command of the user's did not run. */
typedef enum wp_verdict {
    WP_RAN,
    WP_WOULD_RUN,      /* only_look was asked for, and nothing stands against it */
    WP_CREATES_EXISTS, /* what it creates is there already */
    WP_REMOVES_ABSENT, /* what it removes is not there */
    WP_NO_DIRECTORY,   /* `dir` can't be entered */
    WP_NO_PROGRAM,     /* there is no such program */
    WP_NOT_EXECUTABLE  /* there is, but it can't be run */
} wp_verdict;

typedef struct wp_reply {
    int status;      /* exit code; 128 + n for signal n */
    wp_verdict verdict; /* of wp_host_run */
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

/* Why a call failed: what it said on its standard error, as one line without control characters. */
const char *wp_reply_reason(wp_job *job, const wp_reply *reply);

/* The same with a file of the control machine as standard input, streamed: memory stays bounded. */
bool wp_host_feed(wp_job *job, const char *function, const char *const *args, size_t count, const char *local_file,
                  wp_reply *out, wp_error *err);
#define WP_FEED(job, local_file, function, out, err, ...)                                                              \
    wp_host_feed((job), (function), (const char *const[]){ __VA_ARGS__ },                                              \
                 sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *), (local_file), (out), (err))

/* Several calls, one round trip: they run in order, and the first that fails ends it. `function` may be a command too. */
typedef struct wp_calls wp_calls;
wp_calls *wp_calls_new(wp_job *job);
void wp_calls_add(wp_calls *calls, const char *function, const char *const *args, size_t count);
#define WP_ADD_CALL(calls, function, ...)                                                                              \
    wp_calls_add((calls), (function), (const char *const[]){ __VA_ARGS__ },                                            \
                 sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))
void wp_calls_input(wp_calls *calls, wp_str input); /* standard input of them all; NULL ptr: none */
/* A status other than 0 is an error, whose text is what was said on standard error. */
bool wp_calls_run(wp_calls *calls, wp_reply *out, wp_error *err);

/* A probe with calls that ride along: where the probe's half finds nothing there, and nothing against its being made
 * ($common_new), they run in the same round trip, since what is made anew has nothing to be compared with. `out` is
 * what the probe said. Not for check mode. calls may be NULL: a probe alone. */
typedef struct wp_ride {
    bool done;      /* they ran */
    wp_reply reply; /* theirs, whatever came of it */
} wp_ride;
bool wp_host_probe(wp_job *job, const char *function, const char *const *args, size_t count, const wp_calls *calls,
                   wp_ride *ride, wp_reply *out, wp_error *err);

/* What a remote half that failed said on its standard error becomes the task's error, on one line. Returns false. */
bool wp_reply_fail(wp_job *job, const wp_reply *reply, wp_error *err);

/* A command of the user's: text for a shell, or argv. */
typedef struct wp_command {
    const char *const *argv; /* ends in NULL; or NULL and */
    const char *shell_text;  /* text for `executable -c` */
    const char *executable;  /* NULL: /bin/sh */
    const char *dir;         /* NULL: where the shell is */
    wp_str input;            /* standard input; none when ptr is NULL */
    wp_value environment;    /* dict, added to the task's own; null: none */
    int timeout_ms;          /* 0: the task's own limit, or none */
    const char *creates;     /* a path or pattern: when there, the command does not run; NULL: none */
    const char *removes;     /* the same, when not there */
    bool expand;             /* ~ and $VARS in argv are the host's to expand */
    const char *upload_name; /* a program that is brought along: its name; its path is $0 of shell_text; NULL: none */
    wp_str upload;           /* its bytes, which take the place of `input` */
    bool only_look;          /* answer whether it would run, in the verdict; run nothing */
    bool bare;               /* no look beforehand at program and directory: `raw` */
} wp_command;
bool wp_host_run(wp_job *job, const wp_command *command, wp_reply *out, wp_error *err);

/* Paths as users write them, with ~ and $VARS: as the host's user has them. Parameters of type WP_PARAM_PATH are so
 * already. No round trip unless there is something to expand, and then one for each user of a host. */
bool wp_host_expand(wp_job *job, const char *path, const char **out, wp_error *err);

/* Remote halves answer in fields, `key=value` each ended by a NUL. Takes the next off the front of `rest`. */
bool wp_field_next(wp_str *rest, wp_str *key, wp_str *value);
/* The value of the first field of that name; "" where there is none. */
wp_str wp_field(wp_str fields, const char *key);
bool wp_field_has(wp_str fields, const char *key);
/* All that stands behind `key=`, NULs too: a content, which halves put last. ptr is NULL where there is none. */
wp_str wp_field_tail(wp_str fields, const char *key);
/* Records, each with the nonce and a blank or line feed in front: takes the next off the front of `rest`, without the
 * line feed at its end. A record may hold line feeds itself. */
bool wp_record_next(wp_str *rest, const char *nonce, wp_str *record);

#ifdef __cplusplus
}
#endif
#endif
