/*
 * The fact cache: facts that outlive the run, a file of JSON for each host, as Ansible's
 * `jsonfile` keeps them: DIR/PREFIX + name of the host, of mode 0600.
 *
 * What is in it is loaded when the run begins, and written after each play where facts of a
 * host have changed. A file older than the limit is as if it were not there.
 */
#ifndef WP_EXECUTOR_FACT_CACHE_H
#define WP_EXECUTOR_FACT_CACHE_H

#include "executor/run.h"

/* Loads it, or with --flush-cache empties it for every host of the inventory. */
bool wp_fact_cache_begin(wp_run *run, wp_error *err);
/* Writes what has changed; a fault is told to the output. */
void wp_fact_cache_save(wp_run *run);
/* gathering = smart: were this host's facts gathered already, in this run or before? */
bool wp_fact_cache_knows(const wp_run *run, const wp_run_host *host);

#endif
