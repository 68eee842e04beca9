/* PLAYBOOK.retry: a file with the names of the hosts that failed or were unreachable, for `--limit @PLAYBOOK.retry`. */
#ifndef WP_EXECUTOR_RETRY_H
#define WP_EXECUTOR_RETRY_H

#include "executor/run.h"

/* After a playbook; where it can't be written, the user is warned. */
void wp_retry_save(wp_run *run, const wp_playbook *playbook);

#endif
