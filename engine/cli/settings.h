/* Settings of the environment, as a table: the names that Ansible's users have set already, and our own. */
#ifndef WP_CLI_SETTINGS_H
#define WP_CLI_SETTINGS_H

#include "cli/options.h"

/* Puts what is set into `options`, whose lists are made. */
void wp_settings_load(wp_arena *arena, wp_options *options);
wp_str wp_settings_help(wp_arena *arena);

#endif
