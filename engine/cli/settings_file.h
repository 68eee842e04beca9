/* ansible.cfg: where it is found, and what is in it. */
#ifndef WP_CLI_SETTINGS_FILE_H
#define WP_CLI_SETTINGS_FILE_H

#include <waplay/value.h>

/* *out: dict of sections, each a dict of texts that know their place; empty where there is no file (*path is NULL then).
 * A text of *warning is to be shown, NULL: none. */
bool wp_settings_file_load(wp_arena *arena, wp_value *out, const char **path, const char **warning, wp_error *err);
bool wp_settings_file_parse(wp_arena *arena, const char *path, wp_str text, wp_value *out, wp_error *err);

#endif
