/* Versions in order, by four sets of rules. */
#ifndef WP_TEMPLATE_VERSIONS_H
#define WP_TEMPLATE_VERSIONS_H

#include <waplay/error.h>

typedef enum wp_version_rule { WP_VERSION_LOOSE, WP_VERSION_STRICT, WP_VERSION_SEMANTIC, WP_VERSION_PEP440 } wp_version_rule;

/* Fails where a text is no version by the rule, or where two loose ones have no order ("1.a" and "1.1"). */
bool wp_version_compare(wp_arena *arena, wp_version_rule rule, wp_str a, wp_str b, int *out, wp_error *err);

#endif
