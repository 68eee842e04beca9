/* The redactor: knows every secret of the run, and puts ******** in their place. */
#ifndef WP_OUTPUT_REDACTOR_H
#define WP_OUTPUT_REDACTOR_H

#include <waplay/value.h>

typedef struct wp_redactor wp_redactor;

wp_redactor *wp_redactor_new(wp_arena *arena);
/* Texts under 3 bytes would hide too much, and are not taken. */
void wp_redactor_add(wp_redactor *redactor, wp_str secret);
wp_str wp_redact(wp_arena *arena, const wp_redactor *redactor, wp_str text); /* ends in a NUL */
/* Also what is marked secret, whatever it says. */
wp_value wp_redact_value(wp_arena *arena, const wp_redactor *redactor, wp_value value);

#endif
