/* A play while it runs: its hosts, its steps, its variables. Main thread only. */
#ifndef WP_EXECUTOR_PLAY_H
#define WP_EXECUTOR_PLAY_H

#include "executor/run.h"

/* Makes it the play of the run, as far as names and patterns need it: no hosts yet. */
void wp_play_enter(wp_run *run, const wp_play *play);
/* Its name, evaluated as far as that can be; where it has none, its pattern. */
bool wp_play_name(wp_run *run, const wp_play *play, const char **out, wp_error *err);
/* All of a play, batch by batch. Where it can't begin, the run is aborted. */
void wp_play_do(wp_run *run, const wp_play *play);
/* Of the batch, to their end or to the end of the play. */
void wp_strategy_linear(wp_run *run);
void wp_strategy_free(wp_run *run, bool is_pinned);
/* The host takes part in what is left of the play. */
bool wp_host_is_in_play(const wp_run_host *host);

/* ---- play_keywords.c ---- */

/* Evaluates those that the play has for itself. It has been entered. */
bool wp_play_read_keywords(wp_run *run, wp_error *err);

/* ---- play_hosts.c ---- */

/* Hosts of `hosts:` that --limit lets in, in the order wanted. Warnings go to the user; quietly: nowhere, and in the inventory's order. */
bool wp_play_hosts(wp_run *run, const wp_play *play, wp_run_host ***out, size_t *count, wp_error *err);
bool wp_play_hosts_quietly(wp_run *run, const wp_play *play, wp_run_host ***out, size_t *count, wp_error *err);
/* `hosts:` evaluated, as a list of texts, and as one text. */
bool wp_play_patterns(wp_run *run, const wp_play *play, wp_value *out, wp_error *err);
bool wp_play_pattern(wp_run *run, const wp_play *play, const char **out, wp_error *err);
/* The size of the n-th batch of `serial`: a number, "30%", or a list of them, whose last one repeats. */
size_t wp_batch_size(wp_value serial, size_t n, size_t all);

/* ---- play_steps.c ---- */

void wp_play_build_steps(wp_run *run);
/* With --start-at-task: is the task in this play? The hosts of the batch then pass over what comes before it. */
void wp_play_seek_start(wp_run *run);
/* The task a host is at, past what --start-at-task leaves out; NULL: none. */
const wp_task *wp_host_task(wp_run *run, wp_run_host *host);
/* The task was not skipped: its role has run on this host. */
void wp_host_ran(wp_run_host *host, const wp_task *task);
void wp_banner(wp_run *run, const wp_task *task, const char *title);

/* ---- chosen.c: what --tags and --skip-tags leave ---- */

bool wp_task_is_chosen(wp_run *run, const wp_task *task);
/* A copy of the block with what is left of it. */
wp_block *wp_block_chosen(wp_run *run, const wp_block *block);
void wp_steps_add_chosen(wp_run *run, wp_steps *out, const wp_steps *steps);

/* ---- play_vars.c ---- */

/* What is known before the hosts are: for names and patterns. */
void wp_play_vars_prepare(wp_run *run);
void wp_play_vars_begin(wp_run *run);
/* After a host has left, or roles have come: variables that say who and what is in the play. */
void wp_play_vars_refresh(wp_run *run);
/* A host that add_host brought counts as one of the play from now on, whatever its pattern. */
void wp_play_vars_add_host(wp_run *run, const char *name);
/* The inventory is another. */
void wp_play_vars_find_hosts(wp_run *run);
/* vars_prompt: asks, or takes the defaults. */
void wp_play_ask(wp_run *run);

/* ---- foresee.c: how many failures are certain; each has been told. ---- */

size_t wp_foresee(wp_run *run);

#endif
