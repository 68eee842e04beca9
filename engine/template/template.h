/*
 * Templates: Jinja2 over values, with native types.
 *
 *   text --lexer--> tokens --parser--> tree --evaluator + scope--> value
 *
 * A template is compiled once (wp_template_compile keeps what it compiled, by
 * its text, for the run) and evaluated many times, by any thread, against a
 * scope. One that can't be parsed is an error with its own line and column.
 *
 * Native types, as ansible-core 2.14 has them: a template that is one expression
 * gives its value as it is, and one that mixes text and expressions gives a text;
 * but a text that reads as a Python literal is that literal ("{{ 1 }}{{ 2 }}" is
 * 12, "[{{ a }}]" a list, "{{ '1' }}" is 1), unless it begins with a blank, is a
 * secret, or was made by `string`, to_json or their like. Files are rendered to
 * texts. Texts marked unsafe are never taken for templates, and what is made from
 * unsafe or secret texts is marked so.
 *
 * An expression without a value is WP_UNDEFINED inside (default() and
 * `is defined` see it); where it would be printed or handed out, evaluation fails
 * with WP_E_UNDEFINED.
 */
#ifndef WP_TEMPLATE_TEMPLATE_H
#define WP_TEMPLATE_TEMPLATE_H

#include <waplay/value.h>
#include "crypto/vault.h"

typedef struct wp_template wp_template;         /* compiled; shared by threads */
typedef struct wp_template_env wp_template_env; /* what a run keeps: compiled templates, files, hooks */
typedef struct wp_scope wp_scope;
typedef struct wp_template_context wp_template_context;

/* ---- names: handed in by whoever stands above --------------------------- */

struct wp_scope {
    /* The value of a name, already evaluated (never a template). False only on an
     * error (recursion, a template in the variable that fails); a name that is
     * nowhere is *found = false. Values live as long as `arena`. */
    bool (*find)(wp_scope *scope, wp_arena *arena, wp_str name, wp_value *out, bool *found, wp_error *err);
    /* All names that have a value, as a list of texts: for look-ups `vars`, `varnames` and for `vars`. */
    wp_value (*names)(wp_scope *scope, wp_arena *arena);
};

/* ---- the environment of a run ------------------------------------------- */

typedef struct wp_template_hooks {
    void *data;
    /* Runs a look-up that this room does not know itself (lookups_*.c); NULL: none. */
    bool (*lookup)(void *data, wp_template_context *context, const char *name, wp_value terms, wp_value options,
                   wp_value *out, wp_error *err);
    /* Says something to the user (deprecations, `warn`): may be NULL. */
    void (*warn)(void *data, const char *text);
} wp_template_hooks;

wp_template_env *wp_template_env_new(const wp_template_hooks *hooks); /* hooks may be NULL */
void wp_template_env_free(wp_template_env *env);
/* The vault of the run, for the filters vault/unvault and the look-up unvault. */
void wp_template_env_set_vault(wp_template_env *env, wp_vault *vault);

/* ---- compile ------------------------------------------------------------ */

/* Has it {{, {% or {# in it at all? Quick. */
bool wp_is_template(wp_str text);
/* Same, for a value: a string with delimiters that is not unsafe. */
bool wp_value_is_template(wp_value value);
/* Is it one, or is there one in it, however deep? In what is unsafe there is none. */
bool wp_value_holds_template(wp_value value);

/* A text with delimiters. `mark` is where its first character stands. The result lives as long as `env`. */
bool wp_template_compile(wp_template_env *env, wp_str text, wp_mark mark, const wp_template **out, wp_error *err);
/* A bare expression, as in `when:`. */
bool wp_template_compile_expression(wp_template_env *env, wp_str text, wp_mark mark, const wp_template **out,
                                    wp_error *err);
/* A template file's text: with `#jinja2:` header, trim_blocks, keep_trailing_newline and so on. */
typedef struct wp_template_settings {
    bool trim_blocks;
    bool lstrip_blocks;
    bool keep_trailing_newline;
    const char *newline; /* "\n", "\r\n" or "\r" */
    const char *block_start, *block_end, *variable_start, *variable_end, *comment_start, *comment_end; /* NULL: usual */
    const char *line_statement, *line_comment; /* prefixes; NULL: none */
} wp_template_settings;
bool wp_template_compile_file(wp_template_env *env, wp_str text, const char *file, const wp_template_settings *settings,
                              const wp_template **out, wp_error *err);
/* The names a template needs from its scope, as a list of texts with the place of their first use: for checks before a
 * run. Left out are names that it sets itself (set, for, with, macro, import), names this room knows (range, lookup,
 * omit, ...), and names that it asks about somewhere with `is defined`, `is undefined` or default(): it can do without
 * those. What included templates need is not in it. */
wp_value wp_template_names(wp_arena *arena, const wp_template *tmpl);

/* ---- evaluate ----------------------------------------------------------- */

struct wp_template_context {
    wp_arena *arena; /* where results are made */
    wp_template_env *env;
    wp_scope *scope;
    const char *const *search; /* directories for include, import, file look-ups, in order; ends in NULL; may be NULL */
    int depth;                 /* how deep evaluation is nested: kept by this room, begins at 0 */
    size_t steps;              /* how many evaluations there may be before it is given up; 0: as many as it takes */
};

/* The native value; of a bare expression, what it gives between {{ and }}. Fails on undefined. */
bool wp_template_evaluate(wp_template_context *context, const wp_template *tmpl, wp_value *out, wp_error *err);
/* The text, but a single value that is none stays what it is, and a text that begins as a list or dict, or is a
 * boolean, is read as one: what look-ups of templates give. */
bool wp_template_convert(wp_template_context *context, const wp_template *tmpl, wp_value *out, wp_error *err);
/* The same as wp_template_evaluate, but where something is undefined that is no error: *out is WP_UNDEFINED. For `debug var=`. */
bool wp_template_evaluate_lenient(wp_template_context *context, const wp_template *tmpl, wp_value *out, wp_error *err);
/* Always a text: what a template file gives. */
bool wp_template_render(wp_template_context *context, const wp_template *tmpl, wp_str *out, wp_error *err);

/* A value with every template in it evaluated; what is unsafe stays as it is, and so do the keys of dicts, as in
 * Ansible. Items whose value is `omit` are left out of dicts and lists; of the value itself, *out is then WP_OMIT. */
bool wp_template_value(wp_template_context *context, wp_value value, wp_value *out, wp_error *err);
/* One condition as Ansible reads it (`when`, `until`, `failed_when`): expression text, template, or any value; null
 * and the empty text are true. A text that is unsafe is refused. */
bool wp_template_condition(wp_template_context *context, wp_value condition, bool *out, wp_error *err);

/* ---- ask: for docs, completion and checks ---------------------------------- */

typedef struct wp_template_doc {
    const char *name;    /* "default" */
    const char *usage;   /* "value | default(fallback, true)" */
    const char *summary; /* one sentence */
} wp_template_doc;
/* Rows of the tables, in order; false beyond the end. `family`: "filter", "test", "lookup", "function", "method". */
bool wp_template_doc_at(const char *family, size_t index, wp_template_doc *out);

#endif
