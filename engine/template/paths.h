/* Paths as Python's os.path and ntpath take them apart, purely as texts unless said otherwise. */
#ifndef WP_TEMPLATE_PATHS_H
#define WP_TEMPLATE_PATHS_H

#include <waplay/arena.h>

wp_str wp_path_head(wp_str path); /* os.path.dirname: nothing where there is no '/' */
wp_str wp_path_tail(wp_str path);
/* Where the extension begins; the length of the path where there is none. */
size_t wp_path_extension(wp_str path);
wp_str wp_path_expand_variables(wp_arena *arena, wp_str text); /* $NAME, ${NAME}; asks the environment */
/* Links are followed (asks the system); what does not exist is kept. */
const char *wp_path_real(wp_arena *arena, const char *path);
const char *wp_path_relative(wp_arena *arena, const char *path, const char *start);

/* Where the drive ends: "C:", "\\host\share". */
size_t wp_win_drive(wp_str path);
/* Where the last part begins. */
size_t wp_win_tail(wp_str path);

#endif
