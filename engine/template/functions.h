/* Functions that make something, each in a file of its own. */
#ifndef WP_TEMPLATE_FUNCTIONS_H
#define WP_TEMPLATE_FUNCTIONS_H

#include "template/object.h"

bool wp_dict_run(wp_call *call, wp_value *out, wp_error *err);
bool wp_namespace_run(wp_call *call, wp_value *out, wp_error *err);
bool wp_cycler_run(wp_call *call, wp_value *out, wp_error *err);
bool wp_joiner_run(wp_call *call, wp_value *out, wp_error *err);

#endif
