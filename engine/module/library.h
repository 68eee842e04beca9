/*
 * A site's own modules, in directories named library/ (beside a playbook, in a role, of the
 * module path):
 *
 *   NAME.so     a shared object made from a C source against include/waplay
 *   NAME[.x]    any other file: a program that the host runs, with JSON in and out
 *
 * They are known by NAME, and win over ours of the same name.
 */
#ifndef WP_MODULE_LIBRARY_H
#define WP_MODULE_LIBRARY_H

#include <waplay/module.h>

/* The modules of a directory; none where there is no such directory. The list ends in NULL. An error where a shared
 * object is none of ours, or was made for another version of include/waplay. */
bool wp_library_open(wp_arena *arena, const char *directory, const wp_module *const **out, wp_error *err);

/* foreign.c: the module that a program is. Its text is read now. */
bool wp_foreign_module(wp_arena *arena, const char *name, const char *path, const wp_module **out, wp_error *err);
/* Why it can't be run here; NULL: it can, or is no such module. */
const char *wp_foreign_refusal(const wp_module *module);

#endif
