/*
 * What is mounted, and what will be after the next boot: the lines of mountinfo and of
 * fstab. Both write blanks in names as \040 and the like; here names are plain.
 */
#ifndef WAPLAY_MOUNTS_H
#define WAPLAY_MOUNTS_H

#include <waplay/module.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One line of fstab. `dump` and `pass` are "" where the line has none. */
typedef struct wp_fstab_entry {
    const char *source, *path, *type, *options, *dump, *pass;
} wp_fstab_entry;

/* False for comments, empty lines, and what is no entry. */
bool wp_fstab_read(wp_arena *arena, wp_str line, wp_fstab_entry *out);
/* The line, with its end. */
const char *wp_fstab_line(wp_arena *arena, const wp_fstab_entry *entry);

typedef struct wp_mounted {
    bool is_mounted;
    const char *source, *type;
    const char *root;    /* what of the source is seen: "/", or the directory that is bound */
    const char *options; /* of the mount and of the file system, by commas */
} wp_mounted;

/* What is seen at a path (which has no links in it) by the text of /proc/self/mountinfo: the last mount there. */
wp_mounted wp_mounted_at(wp_arena *arena, wp_str mountinfo, const char *path);

#ifdef __cplusplus
}
#endif
#endif
