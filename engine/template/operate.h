/* What operate.c and operate_number.c know of each other. */
#ifndef WP_TEMPLATE_OPERATE_H
#define WP_TEMPLATE_OPERATE_H

#include "template/builtin.h"

/* Both are numbers; not for `~`. */
bool wp_operate_numbers(wp_arena *arena, wp_operator op, wp_value a, wp_value b, wp_value *out, wp_error *err);
/* "the result of '**' is too large" */
bool wp_operate_fail_size(wp_operator op, wp_error *err);

#endif
