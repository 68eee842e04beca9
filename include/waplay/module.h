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

/* Changes with every change of these headers that a module made before it would not survive. */
#define WAPLAY_ABI 1
/* Stands once in the source of a module that is a shared object of its own (library/NAME.so). */
#define WAPLAY_LIBRARY extern const int waplay_abi; const int waplay_abi = WAPLAY_ABI

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
    bool keeps_null;            /* null is a value of its own, not the same as nothing */
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
    const char *const *required_by;        /* "state name": when state is given, name is required */
} wp_param_rules;

typedef struct wp_module {
    const char *name;
    const char *const *other_names; /* by which it is called too; ends in NULL; NULL: none */
    const char *summary;  /* one sentence */
    const wp_param *params; /* ends in { 0 } */
    wp_param_rules rules;
    bool (*probe)(wp_job *job, wp_error *err);
    bool (*plan)(wp_job *job, wp_error *err);
    bool (*apply)(wp_job *job, wp_error *err);
    const char *free_form;  /* the parameter that free text is given to (`shell: echo hi`); NULL: none */
    const char *remote;     /* names of the remote halves it calls (modules/sh), split by blanks; NULL: none */
    bool on_control;        /* works on the control machine; needs no connection unless it asks for one */
    bool once_for_all;      /* the first host of the batch does it for all */
    bool ends_loop;         /* what can't be evaluated, or is of a wrong type, ends the task's whole loop, as in Ansible */
    bool unpredictable;     /* its effect can't be known beforehand: skipped in check mode unless `creates`
                               or `removes` decided */
    bool extra_params;      /* takes any parameters (set_fact) */
    bool gives_facts;       /* by names of its own, with wp_job_facts: tasks behind it may use any */
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
/* A bare expression (`groups.web[0]`), and a condition as `when` reads it, evaluated as the task sees them. An
 * expression without a value is undefined and no error. */
bool wp_job_evaluate(wp_job *job, wp_str expression, wp_value *out, wp_error *err);
bool wp_job_condition(wp_job *job, wp_value condition, bool *out, wp_error *err);

/* A word nobody can guess, for marks in what remote halves write. */
const char *wp_job_nonce(wp_job *job);
/* Zeroed memory of the module's own, the same piece in probe, plan and apply. */
void *wp_job_state(wp_job *job, size_t size);

/* ---- the job: the host -------------------------------------------------------- */

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

/* What a file of the host is: as common_stat of modules/sh/common.sh tells it. */
typedef struct wp_stat {
    bool exists;
    char kind;          /* - file, d directory, l link, c b device, p pipe, s socket */
    uint32_t mode;      /* 07777 of it */
    int64_t uid, gid, size, device, inode, links, blocks, block_size, device_type;
    double accessed, modified, changed; /* seconds since 1970 */
    const char *accessed_there, *modified_there; /* "2024-01-01 10:00:00", in the host's own zone */
    const char *owner, *group; /* names; the number where it has none */
    const char *target;        /* of a link, as it stands in it */
    const char *checksum;      /* hex, where it was asked for and could be read */
} wp_stat;

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
/* A `stat=` field and those that follow it (link=, sum=), up to the next `stat=`. Nothing there: exists is false. */
void wp_stat_read(wp_arena *arena, wp_str fields, wp_stat *out);

/* What stat and find tell of a file: a dict with path, mode, size, isreg, rusr, ... */
wp_value wp_stat_dict(wp_job *job, const wp_stat *stat, const char *path);

/* A mode as chmod takes it ("0644", "u=rwX,g-w"), computed against the one that is there. */
bool wp_mode_compute(const char *mode, uint32_t current, uint32_t umask, bool is_dir, uint32_t *out, wp_error *err);

/* A file of the host. Writing: a temporary file beside it with mode 0600, then owner, mode (as chmod takes it),
 * checked by size, renamed: never half-written, never more readable than it will be. */
typedef enum wp_put_kind {
    WP_PUT_FILE,
    WP_PUT_DIR,  /* made where it is not there; mode and owner where they are given */
    WP_PUT_LINK, /* symbolic, in place of whatever file is there */
    WP_PUT_DRESS /* the file is as it should be, but for mode and owner */
} wp_put_kind;

typedef struct wp_put {
    const char *path;
    wp_put_kind kind;
    const char *target; /* of a link */
    const char *mode;  /* NULL: that of the file that was there, else 0666 (directory: 0777) less the umask */
    const char *owner; /* NULL: unchanged */
    const char *group;
    const char *validate;   /* a command with %s, run on the temporary file first; NULL: none */
    const char *backup;     /* where the old file is kept; NULL: nowhere */
    bool unsafe_writes;     /* write in place: for files that can't be renamed onto */
    bool make_parents;      /* make the directories that are missing, owned as the file is, */
    const char *parents_mode; /* with this mode; NULL: the usual one */
    wp_str content;         /* or, where ptr is NULL, */
    const char *local_file; /* a file of the control machine, streamed; or, where that is NULL too, */
    const char *host_file;  /* another file of the host, */
    int64_t host_size;      /* of this size */
    const wp_stat *now;     /* of wp_host_put_all: what is there, links followed; NULL: nothing */
    wp_stat *after;         /* NULL, or gets what the file is now (without a checksum) */
    wp_calls *first, *then; /* NULL, or what runs in the same round trip before and behind it; none has an input */
} wp_put;
bool wp_host_put(wp_job *job, const wp_put *put, wp_error *err);
/* Many at once, in the order given, in one stream. Directories come before what lies in them. No backup, no validate. */
bool wp_host_put_all(wp_job *job, const wp_put *puts, size_t count, wp_error *err);
/* Parameters of every module that makes files: owner, group, mode, and those that are refused. */
#define WP_FILE_PARAMS                                                                                                 \
    { .name = "owner", .type = WP_PARAM_STR, .help = "user that owns it, by name or number" },                         \
    { .name = "group", .type = WP_PARAM_STR, .help = "group that owns it, by name or number" },                        \
    { .name = "mode", .type = WP_PARAM_MODE, .help = "permissions, as '0644' or u=rw,g=r,o=r" },                       \
    { .name = "unsafe_writes", .type = WP_PARAM_BOOL, .fallback = "no",                                                \
      .help = "write in place where it can't be renamed onto (a bind mount)" },                                        \
    { .name = "attributes", .type = WP_PARAM_STR, .aliases = (const char *const[]){ "attr", NULL },                    \
      .refused = "attributes of file systems (chattr) are left alone; run chattr with the module command" },           \
    { .name = "seuser", .type = WP_PARAM_STR, .refused = WP_NO_SELINUX },                                              \
    { .name = "serole", .type = WP_PARAM_STR, .refused = WP_NO_SELINUX },                                              \
    { .name = "setype", .type = WP_PARAM_STR, .refused = WP_NO_SELINUX },                                              \
    { .name = "selevel", .type = WP_PARAM_STR, .refused = WP_NO_SELINUX }
#define WP_NO_SELINUX "the host's own SELinux policy sets contexts; they are kept when a file is replaced"

/* Owner, group and mode as the task's parameters want them, against what is there. */
typedef struct wp_dress {
    const char *owner, *group; /* NULL: as they are */
    const char *mode;          /* octal digits; NULL: as it is */
    bool differs;
} wp_dress;
/* `fields` is the answer of the probe that asked common_check_owner and common_check_group, and told umask=. What
 * differs is put into `before` and `after` too, where those are dicts. `mode` overrides the parameter; may be NULL. */
bool wp_job_dress(wp_job *job, const char *path, const wp_stat *now, bool is_dir, const char *mode, wp_str fields,
                  wp_value before, wp_value after, wp_dress *out, wp_error *err);
/* Could something be made at path? By the fields of common_obstacle: for plans, so that check mode knows. */
bool wp_job_may_make(wp_job *job, const char *path, wp_str fields, wp_error *err);
/* uid, gid, owner, group, mode, size, state: what every module that makes files returns. */
void wp_job_set_stat(wp_job *job, const wp_stat *stat);

/* A file with a certain content at a certain place: what copy, template, lineinfile and their like have in common.
 * They read the parameters owner, group, mode, backup, force, follow, validate, unsafe_writes, directory_mode where
 * the module has them. Fill the first part, then probe; give the content by then or afterwards; plan; apply. */
typedef struct wp_install {
    const char *dest;       /* as asked for */
    const char *name;       /* the file's name where dest is a directory, or ends in a slash; NULL: it can't be one */
    bool want_content;      /* the probe reads what is there */
    wp_str content;         /* what is wanted; or, where ptr is NULL, */
    const char *local_file; /* a file of the control machine; or, where that is NULL too, */
    const char *host_file;  /* a file of the host, */
    int64_t host_size;      /* of this size; with `checksum` */
    wp_str host_text;       /* what is in it, for the diff; ptr is NULL where nobody knows */
    const char *checksum;   /* its SHA-1; NULL: plan makes it from content */
    const char *source;     /* named in the diff */
    const char *mode;       /* instead of the parameter; NULL: that */
    bool must_exist;        /* plan fails where nothing is there */
    bool follow;            /* where a link is there, the file it leads to, whatever the parameters say */
    bool make_parents;      /* directories above it are made where they are missing */
    bool overwrites;        /* what is there and differs, whatever the parameter force says */
    const char *first;      /* a function of a half and its arguments, as wp_host_call_text gives them, to be called in
                               the same round trip; NULL: none */
    /* Found by the probe: */
    const char *path;       /* where it will be */
    wp_stat now;
    wp_str old_content;     /* ptr is NULL where it was not read */
    wp_str said;            /* by `first` */
    wp_str fields;
    /* Decided by plan: */
    bool writes;            /* the content */
    wp_dress dress;
    const char *backup;
} wp_install;
const char *wp_host_call_text(wp_job *job, const char *function, const char *const *args, size_t count);
bool wp_install_probe(wp_job *job, wp_install *install, wp_error *err);
bool wp_install_plan(wp_job *job, wp_install *install, wp_error *err);
bool wp_install_apply(wp_job *job, wp_install *install, wp_error *err);

/* A text as lines that keep their ends; joined they are the same text. A carriage return ends one too, where wanted. */
typedef struct wp_lines {
    wp_str *at;
    size_t count, room;
} wp_lines;
wp_lines wp_lines_split(wp_job *job, wp_str text, bool returns_too);
wp_str wp_lines_join(wp_job *job, const wp_lines *lines);
/* Inserted lines, and the one before them, get a line feed where they have none. */
void wp_lines_insert(wp_job *job, wp_lines *lines, size_t place, const wp_str *added, size_t count);
void wp_lines_remove(wp_lines *lines, size_t from, size_t to);
wp_str wp_line_ended(wp_job *job, wp_str line); /* with a line feed at its end */
wp_str wp_line_bare(wp_str line);               /* without its end */

/* A directory of the control machine, with all below it, onto the host: the parameters are those of wp_install, without
 * backup and validate. Files get the parameter mode (or, where that is "preserve", their own), directories
 * directory_mode. One round trip to look, one stream to write what differs. */
typedef struct wp_tree wp_tree;
typedef struct wp_tree_options {
    const char *source;  /* what lies below it goes */
    const char *dest;    /* below this */
    bool keep_links;     /* links become links; else what they lead to */
    bool decrypt;        /* files that are vaulted arrive in plain text */
} wp_tree_options;
bool wp_tree_probe(wp_job *job, const wp_tree_options *options, wp_tree **out, wp_error *err);
bool wp_tree_plan(wp_job *job, wp_tree *tree, wp_error *err);
bool wp_tree_apply(wp_job *job, wp_tree *tree, wp_error *err);

/* Sets owner, group and mode of something that is there: one round trip. `after` may be NULL. */
bool wp_host_dress(wp_job *job, const char *path, const wp_dress *dress, bool follow, wp_stat *after, wp_error *err);

/* Command lines: words as Python's shlex gives them (a list), and a word quoted so that any shell reads it back. */
bool wp_job_split_words(wp_job *job, const char *text, wp_value *out, wp_error *err);
const char *wp_job_quote(wp_job *job, const char *word);

/* A command of the user's, as command, shell, raw and script run it: looks at creates and removes, respects check mode,
 * and sets cmd, rc, stdout, stderr, start, end, delta and msg. The state of such a module is a wp_user_command: its
 * probe fills it and ends with wp_user_command_look; plan and apply are these. */
typedef struct wp_user_command {
    wp_command command;
    wp_value shown;         /* the result's `cmd` */
    const char *text;       /* for people: what is run */
    bool keep_ends;         /* empty lines at the end of the output stay */
    bool plain;             /* the result is rc, stdout and stderr only; one that is not run is skipped */
    wp_verdict verdict;     /* of the look */
} wp_user_command;
#define WP_COMMAND_PARAMS(what)                                                                                        \
    { .name = "chdir", .type = WP_PARAM_PATH, .help = "directory to run it in, on the host" },                         \
    { .name = "creates", .type = WP_PARAM_PATH,                                                                        \
      .help = "a path or pattern of the host: when it is there, the " what " is not run" },                            \
    { .name = "removes", .type = WP_PARAM_PATH,                                                                        \
      .help = "a path or pattern of the host: when it is not there, the " what " is not run" }
#define WP_COMMAND_STREAM_PARAMS                                                                                       \
    { .name = "stdin", .type = WP_PARAM_STR, .help = "text for its standard input" },                                  \
    { .name = "stdin_add_newline", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "end that text with a newline" }, \
    { .name = "strip_empty_ends", .type = WP_PARAM_BOOL, .fallback = "yes",                                            \
      .help = "take newlines off the end of what it wrote" },                                                          \
    { .name = "warn", .type = WP_PARAM_BOOL, .refused = "Ansible dropped it in 2.14; leave it out" }
#define WP_COMMAND_PREVIEW                                                                                             \
    "What it would change can't be known: in check mode it is skipped, and the preview shows what would be run, by "   \
    "whom and where; unless creates or removes decide. One that only reads may have check_mode: false."
#define WP_COMMAND_RETURNS                                                                                             \
    "rc: exit code\nstdout: what it wrote\nstdout_lines: the same, in lines\nstderr: what it wrote to standard "       \
    "error\nstderr_lines: the same, in lines\n"
#define WP_COMMAND_TIMES "start: when it began\nend: when it ended\ndelta: how long it took\n"                         \
    "msg: why it was not run, or what went wrong\n"
void wp_user_command_place(wp_job *job, wp_user_command *run);   /* by WP_COMMAND_PARAMS */
void wp_user_command_streams(wp_job *job, wp_user_command *run); /* by WP_COMMAND_STREAM_PARAMS */
void wp_user_command_empty(wp_job *job, wp_value shown, int rc); /* the result of one that was not run */
bool wp_user_command_look(wp_job *job, wp_error *err);
bool wp_user_command_plan(wp_job *job, wp_error *err);
bool wp_user_command_apply(wp_job *job, wp_error *err);

/* Gathers facts by the parameters gather_subset, filter and fact_path: what setup and gather_facts do. */
bool wp_job_gather(wp_job *job, wp_error *err);

/* Services of the host: what service, systemd and sysvinit have in common. `manager` is systemd, openrc, sysvinit,
 * service (init scripts), or auto: who is at work there. They read the parameters name, state, enabled and, where the
 * module has them, masked, scope, force, no_block, daemon_reload, daemon_reexec, pattern, arguments, sleep, runlevel,
 * runlevels. Remote half: service. */
bool wp_service_probe(wp_job *job, const char *manager, wp_error *err);
bool wp_service_plan(wp_job *job, wp_error *err);
bool wp_service_apply(wp_job *job, wp_error *err);

/* Packages of the host: what apt, dnf, yum, apk and package have in common. `manager` is one of those names, or auto: the
 * one that the host has. They read the parameters name, state and those of the manager, where the module has them.
 * Remote half: apt, dnf (yum too), apk; for auto all of them, and package. */
bool wp_packages_probe(wp_job *job, const char *manager, wp_error *err);
bool wp_packages_plan(wp_job *job, wp_error *err);
bool wp_packages_apply(wp_job *job, wp_error *err);
/* Does a version of Python's (PEP 440) meet what is wanted of it, as ">=1.0,<2"? */
bool wp_job_version_meets(wp_job *job, const char *have, const char *wanted);
/* Parameters that dnf and yum share. */
#define WP_DNF_PARAMS                                                                                                  \
    { .name = "state", .type = WP_PARAM_STR,                                                                           \
      .choices = (const char *const[]){ "absent", "present", "installed", "removed", "latest", NULL },                 \
      .help = "whether they must be there; latest: and none newer to be had" },                                        \
    { .name = "list", .type = WP_PARAM_STR,                                                                            \
      .help = "only list: installed, updates, available, repos, or the packages of this name" },                       \
    { .name = "enablerepo", .type = WP_PARAM_LIST, .fallback = "", .help = "repositories to take in, for this task" }, \
    { .name = "disablerepo", .type = WP_PARAM_LIST, .fallback = "", .help = "repositories to leave out" },             \
    { .name = "conf_file", .type = WP_PARAM_STR, .help = "another configuration, on the host" },                       \
    { .name = "disable_gpg_check", .type = WP_PARAM_BOOL, .fallback = "no",                                            \
      .help = "take packages without a good signature" },                                                              \
    { .name = "installroot", .type = WP_PARAM_STR, .fallback = "/", .help = "the system to install into" },            \
    { .name = "releasever", .type = WP_PARAM_STR, .help = "the release to take packages of" },                         \
    { .name = "autoremove", .type = WP_PARAM_BOOL, .fallback = "no",                                                   \
      .help = "remove what nothing needs any more; alone, or with state=absent" },                                     \
    { .name = "disable_excludes", .type = WP_PARAM_STR, .help = "all, main, or a repository whose excludes to forget" }, \
    { .name = "exclude", .type = WP_PARAM_LIST, .fallback = "", .help = "packages to leave alone" },                   \
    { .name = "skip_broken", .type = WP_PARAM_BOOL, .fallback = "no", .help = "leave out what can't be installed" },   \
    { .name = "update_cache", .type = WP_PARAM_BOOL, .fallback = "no",                                                 \
      .aliases = (const char *const[]){ "expire-cache", NULL }, .help = "read the package lists anew, first" },        \
    { .name = "update_only", .type = WP_PARAM_BOOL, .fallback = "no", .help = "with latest, install nothing new" },    \
    { .name = "security", .type = WP_PARAM_BOOL, .fallback = "no", .help = "with latest, security updates only" },     \
    { .name = "bugfix", .type = WP_PARAM_BOOL, .fallback = "no", .help = "with latest, bug fixes only" },              \
    { .name = "enable_plugin", .type = WP_PARAM_LIST, .fallback = "", .help = "plugins to use, for this task" },       \
    { .name = "disable_plugin", .type = WP_PARAM_LIST, .fallback = "", .help = "plugins not to use" },                 \
    { .name = "validate_certs", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "check certificates of URLs" },      \
    { .name = "sslverify", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "check certificates of repositories" },   \
    { .name = "allow_downgrade", .type = WP_PARAM_BOOL, .fallback = "no", .help = "packages may become older" },       \
    { .name = "install_repoquery", .type = WP_PARAM_BOOL, .fallback = "yes",                                           \
      .help = "taken for the sake of playbooks; nothing is installed for our own use" },                               \
    { .name = "download_only", .type = WP_PARAM_BOOL, .fallback = "no", .help = "fetch the packages, install none" },  \
    { .name = "download_dir", .type = WP_PARAM_STR, .help = "where to keep them then" },                               \
    { .name = "lock_timeout", .type = WP_PARAM_INT, .fallback = "30",                                                  \
      .help = "seconds to wait for another that holds the lock" },                                                     \
    { .name = "install_weak_deps", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "install weak dependencies too" }, \
    { .name = "cacheonly", .type = WP_PARAM_BOOL, .fallback = "no", .help = "go by the lists that are there" }

/* A file of the host, whole. */
bool wp_host_get(wp_job *job, const char *path, wp_str *out, wp_error *err);
/* To a local file, streamed unless it is small; `size` is what it has, as far as is known. */
bool wp_host_get_file(wp_job *job, const char *path, int64_t size, const char *local_file, wp_error *err);

/* ---- the job: the control machine ------------------------------------------------ */

/* A path of the control machine as the user wrote it: ~ expanded, relative to the playbook. */
const char *wp_job_local_path(wp_job *job, const char *path);
/* Finds a file as Ansible does (role's files/ or templates/, playbook's, ...): `kind` is "files", "templates", ... */
bool wp_job_find_file(wp_job *job, const char *kind, const char *name, const char **path, wp_error *err);
bool wp_job_read_file(wp_job *job, const char *path, wp_str *out, wp_error *err); /* vaulted ones are decrypted */
bool wp_job_is_vaulted(wp_job *job, const char *path, bool *out, wp_error *err);
wp_str wp_job_base64(wp_job *job, wp_str bytes);
bool wp_job_digest(wp_job *job, const char *algorithm, wp_str bytes, const char **hex, wp_error *err);
bool wp_job_digest_file(wp_job *job, const char *algorithm, const char *path, const char **hex, wp_error *err);
/* A text from one encoding into another, by Python's names for them. */
bool wp_job_recode(wp_job *job, const char *from, const char *to, wp_str text, wp_str *out, wp_error *err);
/* Renders a template text with the task's variables, as Ansible's template module does. `settings` is a dict of
 * its options (trim_blocks, ...), or null. `extra` is a dict of variables on top, or null. */
bool wp_job_render(wp_job *job, wp_str text, const char *file, wp_value settings, wp_value extra, wp_str *out,
                   wp_error *err);

/* Runs a program of the control machine: argv ends in NULL, argv[0] is looked up in PATH, no shell in between. */
bool wp_job_run_here(wp_job *job, const char *const *argv, wp_reply *out, wp_error *err);

/* How another program of the control machine (rsync) would reach the host. */
typedef struct wp_address {
    bool is_local;
    const char *host, *user; /* user is NULL: not said */
    int port;                /* 0: not said */
    const char *private_key_file, *known_hosts_file, *ssh_args; /* NULL: not said */
    bool checks_host_key;
    bool has_password;       /* the connection needs one: another program can't use it */
    const char *become_method, *become_user; /* NULL: none */
    bool become_has_password;
} wp_address;
void wp_host_address(const wp_job *job, wp_address *out);
/* Drops the connection and makes it anew, within so many ms (0: as long as usual): true when a command ran. */
bool wp_host_reach(wp_job *job, int timeout_ms, wp_error *err);

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

/* A shell pattern (* ? [a-z] [!x]) and a name, as Python's fnmatch has them. */
bool wp_job_glob(const char *pattern, const char *name);
/* Regular expressions, as Python's re has them. A compiled one lives as long as the job. */
typedef struct wp_pattern wp_pattern;
enum { WP_PATTERN_MULTILINE = 1, WP_PATTERN_DOTALL = 2, WP_PATTERN_IGNORE_CASE = 4, WP_PATTERN_BYTES = 8 };
typedef struct wp_match {
    size_t count;        /* groups, the whole one included */
    const wp_str *group; /* [0] is the whole; ptr is NULL where a group took no part */
    size_t from, to;     /* where the whole lies, in bytes */
} wp_match;
bool wp_pattern_compile(wp_job *job, const char *pattern, int flags, wp_pattern **out, wp_error *err);
/* Looks from byte `from` on. `out` may be NULL. */
bool wp_pattern_search(wp_job *job, const wp_pattern *pattern, wp_str text, size_t from, wp_match *out);
/* All matches replaced, with \1 and \g<name> in the replacement; *count says how many. */
bool wp_pattern_replace(wp_job *job, const wp_pattern *pattern, wp_str text, wp_str replacement, wp_str *out,
                        size_t *count, wp_error *err);

/* What a replacement with \1 and \g<name> becomes for one match. */
bool wp_pattern_expand(wp_job *job, const wp_pattern *pattern, wp_str text, const wp_match *match, wp_str replacement,
                       wp_str *out, wp_error *err);
/* The names of its named groups, in order, as texts; and the number of one (0: none). */
wp_value wp_pattern_names(wp_job *job, const wp_pattern *pattern);
size_t wp_pattern_group(const wp_pattern *pattern, const char *name);

/* Tries to connect to a port from the host (the control machine where through_host is false): *open says whether it
 * worked. What the other side says comes in *greeting (NULL: not listened to): until `until` matches, it closes, or
 * `listen_ms` are over. */
bool wp_job_connect(wp_job *job, const char *host, int port, bool through_host, int timeout_ms, int listen_ms,
                    const wp_pattern *until, bool *open, wp_str *greeting, wp_error *err);
/* Asks the user; *answered is false where nobody can be asked. A secret answer is not shown while it is typed. */
bool wp_job_ask(wp_job *job, const char *prompt, bool is_secret, wp_str *answer, bool *answered, wp_error *err);

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

/* A file of the control machine that only we can read, and that is gone when the job is done. */
bool wp_job_temporary(wp_job *job, const char **path, wp_error *err);

/* Waits; false (WP_E_CANCELLED) when the user stops the run meanwhile. */
bool wp_job_sleep(wp_job *job, int64_t ms, wp_error *err);
/* Tells the user how a long task is getting on: one line, replaced by the next. */
void wp_job_progress(wp_job *job, const char *format, ...) WP_PRINTF(2, 3);
void wp_job_warn(wp_job *job, const char *format, ...) WP_PRINTF(2, 3);
/* What every job of this run shares, by a key of the module's own ("api_call token https://..."): a text.
 * Locked while in use: wp_job_share_begin gives the text (empty at first) and holds the key until _end. */
wp_str wp_job_share_begin(wp_job *job, const char *key);
void wp_job_share_end(wp_job *job, const char *key, wp_str text);
/* In check mode: a path of the host that the run would have made or written by now. A later task can count on it, and
 * on the directories it is in; its content is known where it was given (ptr is NULL: it was not). Nothing is noted, and
 * nothing foreseen, in a real run. */
void wp_job_foresee(wp_job *job, const char *path, wp_str content);
bool wp_job_is_foreseen(wp_job *job, const char *path);
wp_str wp_job_foreseen_content(wp_job *job, const char *path);
/* Foreseen where packages would have been installed: what they bring is not known. */
#define WP_FORESEEN_PACKAGES "packages:/any"
/* From here on this text is shown nowhere: screen, journal, report, errors. */
void wp_job_secret(wp_job *job, wp_str text);

/* ---- the job: the API of the cluster ----------------------------------------------- */

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
const char *wp_api_advice(int code);
/* A copy in which what is secret by its key (token, password, pin, code, cert, data) is marked so and shown nowhere. */
wp_value wp_api_hidden(wp_job *job, wp_value value);

/* ---- the job: results --------------------------------------------------------------- */

/* One thing that is not as wanted, in a sentence for people; the task is then `changed`, and apply is called. */
void wp_job_change(wp_job *job, const char *format, ...) WP_PRINTF(2, 3);
bool wp_job_has_change(const wp_job *job);
/* The task is changed without an apply (it found out while acting), or is not after all. */
void wp_job_set_changed(wp_job *job, bool changed);
bool wp_job_would_change(const wp_job *job); /* so far: what the result's `changed` will be */
/* A key of the result. Texts from hosts are marked unsafe on the way out. */
void wp_job_set(wp_job *job, const char *key, wp_value value);
void wp_job_unset(wp_job *job, const char *key);
void wp_job_set_str(wp_job *job, const char *key, const char *text); /* NULL: null */
void wp_job_set_bool(wp_job *job, const char *key, bool truth);
void wp_job_set_int(wp_job *job, const char *key, int64_t number);
wp_value wp_job_result(const wp_job *job); /* the dict so far */
/* Skipped (`creates` was there), with the reason. */
void wp_job_skip(wp_job *job, const char *format, ...) WP_PRINTF(2, 3);
void wp_job_skip_silently(wp_job *job); /* without a reason */
/* What --diff shows: two texts with headers, or two dicts. */
void wp_job_diff(wp_job *job, const char *before_header, wp_str before, const char *after_header, wp_str after);
void wp_job_diff_state(wp_job *job, const char *before_header, wp_value before, const char *after_header,
                       wp_value after);
void wp_job_diff_text(wp_job *job, const char *text); /* shown as it is */
/* Facts that the host has from now on (ansible_facts). */
void wp_job_facts(wp_job *job, wp_value facts);

#ifdef __cplusplus
}
#endif
#endif
