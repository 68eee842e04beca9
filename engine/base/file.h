/* Files and paths of the control machine. Paths given back are in the arena. */
#ifndef WP_BASE_FILE_H
#define WP_BASE_FILE_H

#include <waplay/error.h>
#include <sys/types.h>

/* The whole file. A directory, or more than `WP_FILE_LIMIT` bytes, is an error. */
#define WP_FILE_LIMIT ((size_t)1 << 30)
bool wp_file_read(wp_arena *arena, const char *path, wp_str *out, wp_error *err);
bool wp_fd_read_all(wp_arena *arena, int fd, wp_str *out, wp_error *err);
/* Never half-written: a temporary file beside it, synced, then renamed. */
bool wp_file_write(const char *path, wp_str content, mode_t mode, wp_error *err);

bool wp_path_exists(const char *path);
bool wp_path_is_dir(const char *path);
bool wp_path_is_file(const char *path);
const char *wp_path_join(wp_arena *arena, const char *dir, const char *name); /* an absolute name wins */
const char *wp_path_dirname(wp_arena *arena, const char *path);               /* "." where there is none */
const char *wp_path_basename(const char *path);
const char *wp_path_absolute(wp_arena *arena, const char *path); /* normalised, symlinks kept */
const char *wp_path_expand(wp_arena *arena, const char *path);   /* ~ and ~user */
bool wp_path_make_dirs(const char *path, mode_t mode, wp_error *err);
/* Names in a directory, sorted by bytes, without . and .. */
bool wp_dir_list(wp_arena *arena, const char *path, const char ***names, size_t *count, wp_error *err);
/* The first of dir[i]/name that exists, or NULL. */
const char *wp_path_search(wp_arena *arena, const char *const *dirs, size_t count, const char *name);

#endif
