/*
 * Parameters: what params_check.c (before a run, on what is written) and
 * params_bind.c (for one job, on evaluated arguments) have in common.
 */
#ifndef WP_MODULE_PARAMS_H
#define WP_MODULE_PARAMS_H

#include <waplay/module.h>

/* The row of a table that a name or an alias means; NULL: there is none. */
const wp_param *wp_param_find(const wp_param *table, wp_str name);
const char *wp_param_nearest(const wp_param *table, wp_str name);
/* The same for an argument of a module; free text (`_raw_params`) means its free_form parameter. */
const wp_param *wp_param_of_argument(const wp_module *module, wp_str name);
/* The errors of both: no such parameter, and one that is known but not taken. Return false. */
bool wp_param_unknown(wp_arena *arena, const wp_module *module, wp_value key, wp_error *err);
bool wp_param_refused(const wp_module *module, const wp_param *param, wp_value key, wp_error *err);

/* One value in the type of its row: items, choices and fields too. A null stays null. */
bool wp_param_convert(wp_arena *arena, const wp_param *param, wp_value given, wp_value *out, wp_error *err);
/* The default of a row, converted; false where it has none. */
bool wp_param_default(wp_arena *arena, const wp_param *param, wp_value *out);

/* Mode as a normal form: "0644" for numbers and octal texts, symbolic texts as they are. */
bool wp_mode_normalise(wp_arena *arena, wp_value given, wp_value *out, wp_error *err);

/* The rules between parameters. `state` says of a name whether it is given, may be (a template), or is not;
 * `value` gives it where it is known (null: unknown). Tells each fault to `fault`; returns how many. */
typedef enum wp_given { WP_GIVEN_NOT, WP_GIVEN_MAYBE, WP_GIVEN } wp_given;
typedef struct wp_rules_view {
    void *data;
    wp_given (*state)(void *data, const char *name);
    wp_value (*value)(void *data, const char *name);
} wp_rules_view;
size_t wp_rules_check(wp_arena *arena, const wp_module *module, const wp_rules_view *view, wp_mark where,
                      void (*fault)(void *data, const wp_error *fault), void *data);

#endif
