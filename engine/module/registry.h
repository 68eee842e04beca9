/* Which modules there are, and what their parameter tables say. Read-only once made. */
#ifndef WP_MODULE_REGISTRY_H
#define WP_MODULE_REGISTRY_H

#include <waplay/module.h>
#include "connection/connection.h"

typedef struct wp_registry wp_registry;

/* `modules` ends in NULL, `halves` in { NULL, NULL }. */
wp_registry *wp_registry_new(wp_arena *arena, const wp_module *const *modules, const wp_half *halves);
/* More of them, from now on; one of a name that is known takes its place. Before a run begins, by one thread. */
void wp_registry_add(wp_arena *arena, wp_registry *registry, const wp_module *const *modules);
/* With or without "ansible.builtin." (and the collections whose modules we have). NULL: there is none. */
const wp_module *wp_registry_find(const wp_registry *registry, wp_str name);
const wp_module *wp_registry_at(const wp_registry *registry, size_t index); /* by name; NULL beyond the end */
const char *wp_registry_name_at(const wp_registry *registry, size_t index); /* by which it stands there */
const char *wp_registry_nearest(const wp_registry *registry, wp_str name);  /* "did you mean"; NULL: none */
const wp_half *wp_registry_half(const wp_registry *registry, const char *name);

/* ---- parameters ---------------------------------------------------------------- */

/* Checks what can be known before a run: names, required, choices and types of what is no template.
 * Each fault is told to `fault` (with mark and hint); returns how many there were. */
typedef void (*wp_fault_sink)(void *data, const wp_error *fault);
size_t wp_params_check(const wp_module *module, wp_value args, wp_mark where, wp_fault_sink fault, void *data);
/* Evaluated arguments to typed parameters: defaults, aliases, types, choices, rules. `args` is a dict. */
bool wp_params_bind(wp_arena *arena, const wp_module *module, wp_value args, wp_value *out, wp_error *err);

#endif
