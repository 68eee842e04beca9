/*
 * The tree of a compiled template. Made by the parser in the template's own arena,
 * read by any number of threads, never changed.
 *
 * Filters, tests and the names of functions are resolved when the tree is made: an
 * unknown one is an error of the text, not of a run.
 */
#ifndef WP_TEMPLATE_TREE_H
#define WP_TEMPLATE_TREE_H

#include "template/builtin.h"

typedef struct wp_expr wp_expr;
typedef struct wp_stmt wp_stmt;

/* A name and its hash, so that looking it up costs one comparison of numbers. */
typedef struct wp_name {
    const char *ptr; /* ends in a NUL */
    size_t len;
    uint64_t hash;
} wp_name;

typedef struct wp_exprs {
    wp_expr **items;
    size_t count;
} wp_exprs;

/* ---- expressions -------------------------------------------------------------- */

typedef enum wp_expr_kind {
    WP_X_LITERAL,
    WP_X_NAME,
    WP_X_LIST,
    WP_X_TUPLE,
    WP_X_DICT, /* items: key, value, key, value, ... */
    WP_X_CONCAT,
    WP_X_NOT,
    WP_X_NEGATE,
    WP_X_PLUS,
    WP_X_AND,
    WP_X_OR,
    WP_X_OPERATE,
    WP_X_COMPARE,
    WP_X_CHOICE, /* `yes if condition else no` */
    WP_X_ATTRIBUTE,
    WP_X_ITEM,
    WP_X_SLICE,
    WP_X_CALL,
    WP_X_FILTER,
    WP_X_TEST
} wp_expr_kind;

typedef enum wp_comparison {
    WP_CMP_EQ,
    WP_CMP_NE,
    WP_CMP_LT,
    WP_CMP_LE,
    WP_CMP_GT,
    WP_CMP_GE,
    WP_CMP_IN,
    WP_CMP_NOT_IN
} wp_comparison;

typedef enum wp_star { WP_STAR_NONE, WP_STAR_LIST, WP_STAR_DICT } wp_star;

typedef struct wp_argument {
    const char *keyword; /* NULL: by place */
    wp_star star;
    wp_expr *value;
} wp_argument;

typedef struct wp_arguments {
    wp_argument *items;
    size_t count;
    bool is_plain; /* all by place, no stars */
} wp_arguments;

typedef struct wp_compare_step {
    wp_comparison how;
    wp_expr *right;
} wp_compare_step;

struct wp_expr {
    uint8_t kind;    /* wp_expr_kind */
    uint8_t op;      /* of WP_X_OPERATE: wp_operator */
    bool keeps_text; /* of WP_X_FILTER: its text stays a text (WP_PLAIN) */
    bool is_own;     /* of WP_X_NAME: a variable of the template, undefined until it is set */
    uint16_t height; /* of the tree below, bounded */
    wp_mark mark;
    union {
        wp_value literal;
        wp_name name;
        wp_exprs items; /* list, tuple, dict, concat */
        struct {
            wp_expr *left, *right; /* operate, and, or; of not, negate and plus only left */
        } pair;
        struct {
            wp_expr *first;
            wp_compare_step *steps;
            size_t count;
        } compare;
        struct {
            wp_expr *condition, *yes, *no; /* no: NULL where there is no else */
        } choice;
        struct {
            wp_expr *subject;
            wp_name name;
        } attribute;
        struct {
            wp_expr *subject, *key;
        } item;
        struct {
            wp_expr *subject, *from, *to, *step; /* bounds: NULL where left out */
        } slice;
        struct {
            wp_expr *subject;      /* the callee; of a filter block, NULL */
            const wp_builtin *row; /* of a filter or test */
            wp_arguments arguments;
        } call;
    } as;
};

/* ---- statements ------------------------------------------------------------------ */

typedef enum wp_stmt_kind {
    WP_S_DATA,
    WP_S_PRINT,
    WP_S_IF,
    WP_S_FOR,
    WP_S_SET,
    WP_S_SET_BLOCK,
    WP_S_WITH,
    WP_S_MACRO,
    WP_S_CALL,
    WP_S_FILTER,
    WP_S_BLOCK,
    WP_S_EXTENDS,
    WP_S_INCLUDE,
    WP_S_IMPORT,
    WP_S_FROM,
    WP_S_DO,
    WP_S_BREAK,
    WP_S_CONTINUE,
    WP_S_SCOPE /* autoescape: a body with names of its own */
} wp_stmt_kind;

typedef struct wp_stmt *wp_body; /* a chain by `next`; NULL: empty */

/* What is assigned to: a name, an attribute of a namespace, or several of these. */
typedef struct wp_target {
    enum { WP_TARGET_NAME, WP_TARGET_ATTRIBUTE, WP_TARGET_TUPLE } kind;
    wp_mark mark;
    wp_name name;
    wp_name attribute;
    struct wp_target *items;
    size_t count;
} wp_target;

typedef struct wp_parameter {
    wp_name name;
    wp_expr *fallback; /* NULL: none */
} wp_parameter;

/* A macro, or the body of a call block (whose name is "caller"). */
typedef struct wp_macro {
    wp_name name;
    wp_parameter *parameters;
    size_t count;
    wp_stmt *body;
    bool uses_varargs, uses_kwargs, uses_caller;
} wp_macro;

typedef struct wp_block {
    wp_name name;
    wp_stmt *body;
    bool is_scoped, is_required;
    wp_mark mark;
} wp_block;

typedef struct wp_import_name {
    wp_name name, as;
} wp_import_name;

struct wp_stmt {
    wp_stmt_kind kind;
    wp_mark mark;
    wp_stmt *next;
    union {
        wp_str data;
        wp_expr *expr; /* print, do, extends */
        struct {
            wp_expr *condition;
            wp_stmt *yes, *no; /* elif is an `if` in `no` */
        } choice;
        struct {
            wp_target target;
            wp_expr *iterable, *filter; /* filter: NULL where there is none */
            wp_stmt *body, *otherwise;
            bool is_recursive, uses_loop;
        } loop;
        struct {
            wp_target target;
            wp_expr *value; /* of a block: its filters, or NULL */
            wp_stmt *body;
        } set;
        struct {
            wp_target *targets;
            wp_expr **values;
            size_t count;
            wp_stmt *body;
        } with;
        wp_macro *macro;
        struct {
            wp_macro *caller;
            wp_expr *call; /* of a call block: the call; of a filter block: the filters */
            wp_stmt *body;
        } wrap;
        wp_block *block;
        struct {
            wp_expr *name;
            bool ignores_missing, with_context;
            wp_name as;            /* import */
            wp_import_name *names; /* from */
            size_t count;
        } include;
        wp_stmt *body; /* scope */
    } as;
};

/* ---- a template ------------------------------------------------------------------- */

struct wp_template {
    wp_arena *arena;
    wp_stmt *body;
    wp_expr *expr;     /* of a bare expression; body is then NULL */
    wp_block **blocks; /* in order of appearance */
    size_t block_count;
    const char *file;       /* NULL: not from a file */
    size_t newlines_at_end; /* line breaks the text ends in: what comes out ends in as many */
    bool keeps_newlines_at_end;
    bool is_plain;                 /* no more than a path into variables: nothing undefined can hide below its value */
    bool may_change;               /* calls a method that changes its subject, or code from elsewhere that might */
    wp_template_settings settings; /* header included; for what it includes, too */
};

bool wp_name_eq(const wp_name *a, const wp_name *b);
/* Visits each expression right below this one; some may be NULL. */
void wp_expr_parts(const wp_expr *expr, void (*visit)(void *data, wp_expr *part), void *data);
/* The names that a target binds; those that a statement sets in the body it stands in. */
typedef void wp_name_visitor(void *data, const wp_name *name);
void wp_target_names(const wp_target *target, wp_name_visitor *visit, void *data);
void wp_stmt_names(const wp_stmt *stmt, wp_name_visitor *visit, void *data);

#endif
