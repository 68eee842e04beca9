/*
 * Connections ahead of time: while some hosts work, those whose turn comes later (in
 * this play, beyond `forks`, or in a later one) are being connected. Who needs one
 * finds it open, waits for it, or makes it; so nothing but time depends on this.
 */
#ifndef WP_EXECUTOR_OPENERS_H
#define WP_EXECUTOR_OPENERS_H

#include "executor/run.h"

typedef struct wp_openers wp_openers;

wp_openers *wp_openers_begin(wp_run *run); /* after loading, before the first play */
void wp_openers_end(wp_openers *openers);  /* at once: what is being opened is given up. NULL is fine */

#endif
