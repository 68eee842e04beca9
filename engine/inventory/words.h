/* The words of a line of an INI inventory, by the rules of a POSIX shell, each with its column. */
#ifndef WP_INVENTORY_WORDS_H
#define WP_INVENTORY_WORDS_H

#include <waplay/arena.h>

typedef struct wp_word {
    wp_str text;   /* without quotes and backslashes */
    size_t offset; /* of its first byte in the line */
} wp_word;

/* A '#' outside quotes ends the line, as Python's shlex has it. NULL: done; else what is wrong. */
const char *wp_words_split(wp_arena *arena, wp_str line, wp_word **words, size_t *count);

#endif
