/*
 * The executor: runs compiled plays on many hosts at once.
 *
 * The main thread owns the plays: it hands out jobs (one task on one host) to a pool
 * of `forks` threads, takes results, tells the output, decides what is next. Worker
 * threads only evaluate templates and run modules.
 */
#ifndef WP_EXECUTOR_EXECUTOR_H
#define WP_EXECUTOR_EXECUTOR_H

#include "vars/vars.h"
#include "module/bench.h"
#include "output/output.h"

/* Facts kept from run to run, see fact_cache.h. */
typedef struct wp_fact_cache_options {
    const char *dir;    /* NULL: facts are kept for the run only */
    const char *prefix; /* NULL: none */
    int timeout_s;      /* 0: they never grow old */
    bool is_flushed;    /* --flush-cache */
} wp_fact_cache_options;

/* The hosts that a playbook failed on, for the next run. */
typedef struct wp_retry_options {
    bool is_on;
    const char *dir; /* NULL: beside the playbook */
} wp_retry_options;

typedef struct wp_run_options {
    wp_inventory *inventory;
    wp_registry *registry;       /* loading adds the modules of library/ */
    wp_output *output;
    wp_vault *vault;
    wp_cancel *cancel;
    wp_value extra_vars;         /* dict */
    const char *const *inventory_sources; /* as given; ends in NULL; NULL: none */
    const char *limit;           /* --limit; NULL: all */
    wp_tag_choice tags;
    const char *start_at_task;
    bool debugs;                 /* the debugger's prompt opens whenever a task fails */
    bool debugs_ignored;         /* even where ignore_errors says to go on */
    bool step;
    int forks;
    bool check_mode, diff_mode;
    size_t diff_limit;           /* bytes of files that are compared; 0: no limit */
    int verbosity;
    bool force_handlers;
    wp_fact_cache_options fact_cache;
    wp_retry_options retry;
    bool merges;                 /* dicts of several levels of variables become one */
    wp_double_keys double_keys;  /* in playbooks and files of variables */
    bool is_gathering_smart;     /* no facts of hosts whose facts are known */
    const char *const *roles_path, *const *module_paths; /* end in NULL */
    wp_value settings;           /* dict: what the look-up `config` gives */
    wp_value play_keywords;      /* dict: keywords of plays that have not their own */
    const char *config_file;     /* NULL: none */
    /* Connection and privilege defaults of the command line; variables win as in Ansible. */
    const char *connection, *remote_user, *private_key_file, *ssh_common_args;
    const char *connection_password, *become_password;
    bool become;
    const char *become_method, *become_user;
    int poll_s;                  /* of tasks with `async` that say nothing; 0: 15 */
    int timeout_s;               /* of connecting; 0: 10 */
    wp_host_key_policy host_key_policy;
    /* vars_prompt, pause and the like; NULL: no terminal */
    bool (*prompt)(void *data, const char *text, bool is_private, wp_arena *arena, const char **answer);
    void *prompt_data;
} wp_run_options;

/* Exit codes are Ansible's. */
enum {
    WP_EXIT_OK = 0,
    WP_EXIT_ERROR = 1,       /* an error before or beside the tasks */
    WP_EXIT_FAILED = 2,      /* a host failed */
    WP_EXIT_UNREACHABLE = 4, /* a host could not be reached (4 also for what can't be parsed) */
    WP_EXIT_USAGE = 5,       /* options */
    WP_EXIT_INTERRUPTED = 99,
    WP_EXIT_UNEXPECTED = 250
};

/* The exit code of an error outside of tasks: what can't be parsed is told apart from what is not there. */
int wp_exit_code_of(const wp_error *err);

typedef struct wp_run wp_run;

bool wp_run_new(const wp_run_options *options, wp_run **out, wp_error *err);
void wp_run_free(wp_run *run);
/* Loads (and checks) all the playbooks first; touches no host. Faults go to the output. */
bool wp_run_load(wp_run *run, const char *const *paths, size_t count, int *exit_code);
/* The same for plays that lie in no file, as if they did in `path`. */
bool wp_run_load_plays(wp_run *run, const char *path, wp_value plays, int *exit_code);
/* Runs what was loaded; gives the exit code. The recap has been told to the output. */
int wp_run_play(wp_run *run);

/* What --list-hosts, --list-tasks and --list-tags print, after wp_run_load; 0: the playbooks, for --syntax-check. Hosts and
 * names of plays must be such that they can be evaluated. */
enum { WP_LIST_HOSTS = 1, WP_LIST_TASKS = 2, WP_LIST_TAGS = 4 };
bool wp_run_list(wp_run *run, unsigned what, wp_str *out, wp_arena *arena, wp_error *err);

#endif
