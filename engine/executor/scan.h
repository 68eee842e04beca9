/* The host keys of an inventory's hosts, asked for all at once. */
#ifndef WP_EXECUTOR_SCAN_H
#define WP_EXECUTOR_SCAN_H

#include "executor/executor.h"
#include "connection/host_keys.h"

typedef struct wp_scan wp_scan;

typedef struct wp_scanned {
    const char *host;
    bool is_reached_otherwise;     /* not by ssh: it has no such key */
    wp_connection_options options; /* for recording it */
    wp_host_key key;
    wp_error error; /* of kind WP_E_NONE: the key is there */
} wp_scanned;

/* Hosts of the pattern, in its order, `forks` of them at a time. What goes wrong with a host stands in its row. */
bool wp_run_scan(wp_run *run, const char *pattern, wp_scan **out, wp_error *err);
size_t wp_scan_count(const wp_scan *scan);
const wp_scanned *wp_scan_at(const wp_scan *scan, size_t index);
void wp_scan_free(wp_scan *scan); /* before the run is */

#endif
