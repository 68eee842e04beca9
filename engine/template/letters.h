/*
 * The case of letters, for all of Unicode, as Python's str has it: no locale takes
 * part. What comes back is in the arena and ends in a NUL.
 */
#ifndef WP_TEMPLATE_LETTERS_H
#define WP_TEMPLATE_LETTERS_H

#include <waplay/arena.h>

wp_str wp_letters_upper(wp_arena *arena, wp_str text);
wp_str wp_letters_lower(wp_arena *arena, wp_str text);
wp_str wp_letters_swapcase(wp_arena *arena, wp_str text);
/* For comparing whatever the case: more letters become equal than with lower. */
wp_str wp_letters_casefold(wp_arena *arena, wp_str text);
/* The first letter as a capital, the others small. */
wp_str wp_letters_capitalize(wp_arena *arena, wp_str text);
/* Every letter that follows none becomes a capital, the others small. */
wp_str wp_letters_title(wp_arena *arena, wp_str text);

/* Has the letter another case, and is this the upper or lower one? */
bool wp_letter_is_upper(uint32_t character);
bool wp_letter_is_lower(uint32_t character);
/* Some characters are as wanted, and none as unwanted. */
bool wp_letters_are(wp_str text, bool (*wanted)(uint32_t), bool (*unwanted)(uint32_t));
/* White space in the sense of str.isspace and str.split. */
bool wp_char_is_space(uint32_t character);

/* The tables (letter_table.c). */
typedef struct wp_letter_range {
    uint32_t first, last;
    int step;
    int32_t offset;
} wp_letter_range;

typedef struct wp_letter_long {
    uint32_t letter;
    const char *upper;
} wp_letter_long;

extern const wp_letter_range wp_letters_to_upper[], wp_letters_to_lower[];
extern const wp_letter_long wp_letters_to_long_upper[];

#endif
