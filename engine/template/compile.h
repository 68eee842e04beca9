/*
 * Compiling one text to a tree. The environment keeps what it compiled (env.c); a text
 * that is made while tasks run, and seen once, is compiled in the arena of its task.
 */
#ifndef WP_TEMPLATE_COMPILE_H
#define WP_TEMPLATE_COMPILE_H

#include "template/template.h"

typedef enum wp_source_kind {
    WP_SOURCE_TEXT,       /* a text of a playbook: backslashes in {{ }} stand for themselves */
    WP_SOURCE_EXPRESSION, /* code from end to end */
    WP_SOURCE_FILE,       /* a template file */
    WP_SOURCE_INCLUDE     /* one that another brings in: no header, no line break at its end */
} wp_source_kind;

typedef struct wp_source {
    wp_source_kind kind;
    wp_str text;
    wp_mark mark;
    wp_template_settings settings; /* of files and includes */
} wp_source;

/* What Ansible's template module has where nobody says otherwise. */
extern const wp_template_settings wp_usual_settings;
wp_template_settings wp_settings_copy(wp_arena *arena, const wp_template_settings *from);

/* The tree is made in `arena`, the text is copied there. `env` is told of warnings, and may be NULL. */
bool wp_compile(wp_arena *arena, const wp_template_env *env, const wp_source *source, wp_template **out, wp_error *err);
/* From the environment's store, compiled if it is not in there. */
bool wp_env_compile(wp_template_env *env, const wp_source *source, const wp_template **out, wp_error *err);

/* Marks the names that are variables of the template itself (own_names.c). */
void wp_mark_own_names(wp_arena *scratch, wp_template *tmpl);

/* The line "#jinja2: name:value, ..." at the start of a text: changes settings, and is taken off. */
bool wp_header_read(wp_arena *arena, const wp_template_env *env, wp_str *text, wp_mark *mark,
                    wp_template_settings *settings, wp_error *err);

#endif
