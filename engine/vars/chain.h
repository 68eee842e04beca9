/* The chain of dicts, highest first: one walk for looking up and for listing. */
#ifndef WP_VARS_CHAIN_H
#define WP_VARS_CHAIN_H

#include "vars/run.h"

/* Called with each dict in order of precedence; returns true to end the walk. */
typedef bool (*wp_chain_visit)(void *data, wp_value dict);
bool wp_chain_walk(wp_vars_scope *scope, wp_chain_visit visit, void *data);
/* Every name that some dict of the chain has, and those pushed: a list of texts. */
wp_value wp_scope_names_of_chain(wp_vars_scope *scope, wp_arena *arena);

#endif
