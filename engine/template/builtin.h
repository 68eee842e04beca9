/*
 * What the filters, tests, look-ups, functions and methods of templates have in
 * common: one signature, and tables of rows by family (filters_list.c,
 * tests_core.c, lookups_file.c, methods_str.c, ...), each row with its doc
 * sentence. registry.c puts the tables together.
 */
#ifndef WP_TEMPLATE_BUILTIN_H
#define WP_TEMPLATE_BUILTIN_H

#include "template/template.h"

/* One call. `subject` is what stands left of the bar, of `is`, or of the dot; of a function, undefined. */
typedef struct wp_call {
    wp_template_context *context;
    wp_arena *arena;  /* context->arena */
    const char *name; /* what was called, for errors */
    wp_value subject;
    const wp_value *args;
    size_t count;
    wp_value named; /* dict of keyword arguments; never NULL-typed: an empty dict where there are none */
    wp_mark mark;   /* where the call stands */
} wp_call;

typedef bool (*wp_builtin_run)(wp_call *call, wp_value *out, wp_error *err);

typedef struct wp_builtin {
    const char *name;
    wp_builtin_run run;
    const char *usage;    /* "list | join(separator='', attribute=none)" */
    const char *summary;  /* one sentence */
    bool takes_undefined; /* default(), defined, undefined, mandatory: an undefined subject is no error */
} wp_builtin;

/* NULL: there is none. Names are found with and without "ansible.builtin." in front. */
const wp_builtin *wp_filter_find(wp_str name);
const wp_builtin *wp_test_find(wp_str name);
const wp_builtin *wp_lookup_find(wp_str name); /* subject: undefined; args: the terms as given; named: the options */
const wp_builtin *wp_function_find(
    wp_str name); /* range, dict, lookup, query, q, now, undef, namespace, cycler, joiner, ... */
/* A method of str, list, dict, int, ...: by the type of the subject. */
const wp_builtin *wp_method_find(wp_value subject, wp_str name);
/* The nearest right name of a family, for "did you mean"; NULL: none. */
const char *wp_builtin_nearest(const char *family, wp_str name);

/* Calls by name or object, for filters such as map, select, and for callers above. */
bool wp_call_filter(wp_call *call, wp_str name, wp_value subject, const wp_value *args, size_t count, wp_value named,
                    wp_value *out, wp_error *err);
bool wp_call_test(wp_call *call, wp_str name, wp_value subject, const wp_value *args, size_t count, wp_value named,
                  bool *out, wp_error *err);
/* Anything that can be called: macro, bound method, function, joiner. */
bool wp_call_value(wp_template_context *context, wp_value callee, const wp_value *args, size_t count, wp_value named,
                   wp_mark mark, wp_value *out, wp_error *err);

/* The same with the row at hand: binds the row's name, gives the error a place, puts the marks of subject and
 * arguments on a text that comes out. */
bool wp_call_builtin(wp_template_context *context, const wp_builtin *row, wp_value subject, const wp_value *args,
                     size_t count, wp_value named, wp_mark mark, wp_value *out, wp_error *err);

/* Attribute and item as Jinja2 looks them up: `a.b` tries attributes (methods) and then items, `a["b"]` items and
 * then attributes. A thing that is not there is WP_UNDEFINED, with a name such as "'dict object' has no attribute 'b'".
 */
bool wp_attribute(wp_arena *arena, wp_value subject, wp_str name, wp_value *out, wp_error *err);
bool wp_item(wp_arena *arena, wp_value subject, wp_value key, wp_value *out, wp_error *err);
/* Dotted attribute of map(attribute='a.b.0'), groupby, sort, ...: with a fallback where *fallback is not NULL. */
bool wp_attribute_path(wp_arena *arena, wp_value subject, wp_value path, const wp_value *fallback, wp_value *out,
                       wp_error *err);
/* `container[from:to:step]`; a bound that is none is left out. */
bool wp_slice(wp_arena *arena, wp_value subject, wp_value from, wp_value to, wp_value step, wp_value *out,
              wp_error *err);
/* `needle in haystack`. */
bool wp_contains(wp_arena *arena, wp_value haystack, wp_value needle, bool *out, wp_error *err);
/* Everything Python can loop over, as a list: lists, tuples, keys of dicts, characters of strings, range, ... */
bool wp_iterate(wp_arena *arena, wp_value subject, wp_value *list, wp_error *err);

/* ---- arguments: by place or by name, as Python binds them ------------------- */

/* Binds to names (ends in NULL): slots[i] gets the value or stays WP_OMIT when it was not given (`omit` itself, given
 * as an argument, looks the same: where that matters, see call->count). Too many, unknown or doubly given arguments
 * are errors that name the call. */
bool wp_bind(wp_call *call, const char *const *names, wp_value *slots, wp_error *err);
bool wp_arg_bool(wp_value slot, bool fallback);
bool wp_arg_int(wp_call *call, const char *name, wp_value slot, int64_t fallback, int64_t *out, wp_error *err);
/* The same where none is no number either. */
bool wp_arg_whole(wp_call *call, const char *name, wp_value slot, int64_t fallback, int64_t *out, wp_error *err);
bool wp_arg_str(wp_call *call, const char *name, wp_value slot, const char *fallback, wp_str *out, wp_error *err);

/* Marks (unsafe, secret) of everything that went in, to be put on what comes out. */
uint8_t wp_marks_below(wp_value value);

/* The type of a value in Python's words: "str", "int", "dict", "NoneType". */
const char *wp_python_type(wp_value value);

/* Binary operators on values, with Python's semantics and error texts of our own: + - * / // % ** ~ */
typedef enum wp_operator { WP_ADD, WP_SUB, WP_MUL, WP_DIV, WP_FLOORDIV, WP_MOD, WP_POW, WP_CONCAT } wp_operator;
bool wp_operate_as(wp_arena *arena, wp_operator op, wp_value a, wp_value b, wp_value *out, wp_error *err);
bool wp_operate(wp_arena *arena, const char *operator, wp_value a, wp_value b, wp_value *out, wp_error *err);

#endif
