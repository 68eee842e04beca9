/*
 * Words of free text, as Ansible takes them: split at blanks outside of quotes and of
 * {{ }}, {% %} and {# #}. For arguments of modules and for -e.
 */
#ifndef WP_PLAYBOOK_FREE_TEXT_H
#define WP_PLAYBOOK_FREE_TEXT_H

#include <waplay/error.h>

typedef struct wp_free_word {
    size_t from, to; /* where it stands in the text */
    wp_str word;
    wp_str name;     /* before its '=', where that is a name; else empty (ptr NULL) */
} wp_free_word;

/* The next word from byte *at on, which is moved past it. False: there is none, or (err is filled) a quote or a
 * template is not closed; err->mark is left to the caller, *at is where the word begins. */
bool wp_free_text_next(wp_str text, size_t *at, wp_free_word *out, wp_error *err);
/* What a `name=value` word means: quotes off, backslashes read as in Python's texts. */
wp_str wp_free_text_value(wp_arena *arena, const wp_free_word *word);

#endif
