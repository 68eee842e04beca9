/*
 * Look-ups: values from outside the templates: files, commands, the environment. In a
 * template they are called by lookup() and query(), in a task by `with_NAME`.
 *
 * A row (wp_lookup_find) gets its terms as arguments and its options by name, and gives
 * the list of what it found. The rows config, inventory_hostnames and url ask the hook of
 * whoever stands above, with the terms as a list and the options as a dict; so is every
 * name that has no row. A hook gives a list too.
 */
#ifndef WP_TEMPLATE_LOOKUPS_H
#define WP_TEMPLATE_LOOKUPS_H

#include "template/builtin.h"

/* One look-up with a list of terms and a dict of options, as `with_NAME` has them. `errors` among the options may be
 * strict, warn or ignore (then the list is empty); texts that come out are marked unsafe. */
bool wp_lookup_run(wp_template_context *context, wp_str name, wp_value terms, wp_value options, wp_mark mark,
                   wp_value *list, wp_error *err);

/* What lookup() makes of the list: texts joined with commas, else the only item, else the list. */
wp_value wp_lookup_join(wp_arena *arena, wp_value list, wp_value options);

/* ---- for the rows ----------------------------------------------------------------- */

/* Asks the hook. */
bool wp_lookup_run_hook(wp_call *call, wp_value *out, wp_error *err);
/* Where commands run and passwords are kept: the last directory of the search, which is the playbook's. NULL: here. */
const char *wp_lookup_directory(const wp_call *call);
/* Is it an option that every look-up takes, and that is none of the row's business? */
bool wp_lookup_is_common(wp_str option);
/* Options by name, as wp_bind; terms are not touched. */
bool wp_lookup_options(wp_call *call, const char *const *names, wp_value *slots, wp_error *err);
/* The i-th term, which must be a text. */
bool wp_lookup_term(wp_call *call, size_t index, wp_str *out, wp_error *err);
/* A file as Ansible looks for it: DIR/KIND/NAME, then DIR/NAME, in each directory of the search. NULL: nowhere. */
const char *wp_lookup_find_file(wp_call *call, const char *kind, wp_str name);
/* Found, read, and opened where it is vaulted (then *secret). */
bool wp_lookup_read_file(wp_call *call, const char *kind, wp_str name, wp_str *out, bool *secret, wp_error *err);
/* The same of a text in an encoding, from files/. */
bool wp_lookup_read_text(wp_call *call, wp_str name, wp_str encoding, wp_str *out, bool *secret, wp_error *err);
/* Settings in a term itself: "key a=1 b='x y'": what has no '=' goes into `rest`, the others override slots. */
bool wp_lookup_inline(wp_call *call, wp_str term, const char *const *names, wp_value *slots, wp_str *rest,
                      wp_error *err);

#endif
