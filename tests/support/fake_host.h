/*
 * A host that is none: it records what it is asked, and answers from a list. For
 * tests that count round trips, or that need an answer no real host gives.
 *
 *   wp_fake_host *host = wp_fake_host_new(arena);
 *   wp_fake_host_answer(host, "stat", 0, "regular file\n", "");
 *   ... the module works on wp_fake_host_connection(host) ...
 *   cr_expect_eq(wp_fake_host_frames(host), 1);
 *
 * Often a local connection in a temporary folder is the better test: there the
 * remote half really runs.
 */
#ifndef WP_TESTS_SUPPORT_FAKE_HOST_H
#define WP_TESTS_SUPPORT_FAKE_HOST_H

#include "connection/connection.h"

typedef struct wp_fake_host wp_fake_host;

/* Its connection dies with wp_fake_host_free, all else with the arena. */
wp_fake_host *wp_fake_host_new(wp_arena *arena);
void wp_fake_host_free(wp_fake_host *host);
wp_connection *wp_fake_host_connection(wp_fake_host *host);

/* The next answer that was not given yet. Its frame must hold `part` (NULL: any) in its script, or the call fails. */
void wp_fake_host_answer(wp_fake_host *host, const char *part, int status, const char *out, const char *err);
/* In place of the next answer the connection is lost. */
void wp_fake_host_cut(wp_fake_host *host);

size_t wp_fake_host_frames(const wp_fake_host *host);
/* What the index-th was, copied: script, input, timeout; become and halves by name only. */
const wp_frame *wp_fake_host_frame(const wp_fake_host *host, size_t index);

#endif
