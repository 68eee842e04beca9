/*
 * A job: one task on one host, as its module sees it. What was asked for, what the
 * result is, and the run around it.
 */
#ifndef WAPLAY_JOB_H
#define WAPLAY_JOB_H

#include <waplay/param.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wp_job wp_job;
typedef struct wp_module wp_module;

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

/* ---- the run around it --------------------------------------------------------- */

/* Asks the user; *answered is false where nobody can be asked. A secret answer is not shown while it is typed. */
bool wp_job_ask(wp_job *job, const char *prompt, bool is_secret, wp_str *answer, bool *answered, wp_error *err);

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

#ifdef __cplusplus
}
#endif
#endif
