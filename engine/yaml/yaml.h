/*
 * YAML as Ansible reads it (1.1 booleans and numbers, merge keys), to values
 * that know their place, and back.
 *
 * Every text read is located (wp_value_mark gives file, line and column of its
 * first character; in a block scalar, of the first character of its content),
 * and so is every list and dict. A key given twice is reported in `warnings`;
 * the last one wins. `!vault` texts are decrypted and marked secret; one
 * that no password of the vault opens becomes a template that fails when it is
 * evaluated. `!unsafe` texts are marked unsafe. Aliases are bounded, as are depth and size.
 */
#ifndef WP_YAML_YAML_H
#define WP_YAML_YAML_H

#include <waplay/value.h>
#include "crypto/vault.h"

/* What is done about a key that is given twice. */
typedef enum wp_double_keys { WP_DOUBLE_WARN, WP_DOUBLE_FAIL, WP_DOUBLE_IGNORE } wp_double_keys;

typedef struct wp_yaml_options {
    const char *file;   /* its name in marks and errors; lives as long as the values */
    wp_vault *vault;    /* may be NULL */
    wp_value *warnings; /* NULL, or a list that gets texts */
    wp_double_keys double_keys;
    bool keep_envelopes; /* `!vault` texts stay encrypted: dicts with the envelope as `__ansible_vault` */
} wp_yaml_options;

/* One document. Empty text gives null; a second document is an error. */
bool wp_yaml_load(wp_arena *arena, wp_str text, const wp_yaml_options *options, wp_value *out, wp_error *err);
/* All documents, as a list. */
bool wp_yaml_load_all(wp_arena *arena, wp_str text, const wp_yaml_options *options, wp_value *out, wp_error *err);
/* A file: decrypted first where all of it is vaulted; JSON is YAML enough. options->file is set to path. */
bool wp_yaml_load_file(wp_arena *arena, const char *path, const wp_yaml_options *options, wp_value *out, wp_error *err);
/* What a plain (unquoted) text means: "yes" is true, "0644" is 420, "" is null. */
wp_value wp_yaml_plain(wp_arena *arena, wp_str text);

typedef struct wp_yaml_style {
    int indent; /* 0: 2 */
    int width;  /* 0: 80 */
    bool sort_keys;
    bool flow;           /* default_flow_style=True */
    bool flow_leaves;    /* default_flow_style=None, as to_yaml has it: [a, b] where nothing lies deeper */
    bool anchors;        /* a list or dict that stands there again is written as *id001, as PyYAML does */
    bool indent_lists;   /* dashes of a list in a dict are indented */
    bool ascii;          /* \x and \u escapes for what is not ASCII */
    bool explicit_start; /* --- */
    bool explicit_end;   /* ... */
    char scalars;        /* default_style, for all that is no collection: " ' | >; 0: what each needs */
} wp_yaml_style;
/* As PyYAML's dump writes it (to_yaml and to_nice_yaml differ in the style only). */
wp_str wp_to_yaml(wp_arena *arena, wp_value value, wp_yaml_style style);

#endif
