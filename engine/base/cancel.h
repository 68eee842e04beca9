/* The user's wish to stop, seen by every thread: a flag and a descriptor to poll on. */
#ifndef WP_BASE_CANCEL_H
#define WP_BASE_CANCEL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct wp_cancel {
    atomic_bool requested;
    int fd; /* becomes readable, and stays so, once requested; -1: none */
} wp_cancel;

bool wp_cancel_open(wp_cancel *cancel);  /* false: no descriptor could be had */
void wp_cancel_request(wp_cancel *cancel); /* safe in a signal handler */
void wp_cancel_close(wp_cancel *cancel);
bool wp_cancelled(const wp_cancel *cancel); /* NULL: never */
/* Sleeps; false when cancelled meanwhile (or before). */
bool wp_cancel_sleep(const wp_cancel *cancel, int64_t ms);

#endif
