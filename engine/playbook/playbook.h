/*
 * Playbooks: plays, roles, blocks and tasks, compiled from YAML.
 *
 *   play -> sections (pre_tasks, roles, tasks, post_tasks, handlers)
 *        -> blocks (tasks, rescue, always) -> tasks and blocks
 *
 * Every node has the keywords it was given, by number (keyword.h), and a parent to
 * inherit from: task -> block -> include -> role -> play. Imports are resolved here;
 * include_* stay tasks, and the executor loads what they name with wp_tasks_load or
 * wp_role_load while the run goes on (main thread, run arena).
 *
 * The loader checks all that can be known before a host is touched, and tells every
 * fault it finds, not the first.
 */
#ifndef WP_PLAYBOOK_PLAYBOOK_H
#define WP_PLAYBOOK_PLAYBOOK_H

#include "playbook/keyword.h"
#include "template/template.h"
#include "yaml/yaml.h"

typedef struct wp_play wp_play;
typedef struct wp_role wp_role;
typedef struct wp_block wp_block;
typedef struct wp_task wp_task;

typedef enum wp_node_kind { WP_NODE_PLAY, WP_NODE_ROLE, WP_NODE_BLOCK, WP_NODE_TASK } wp_node_kind;

/* What play, role, block and task have in common. First member of each. */
typedef struct wp_node {
    wp_node_kind kind;
    struct wp_node *parent;  /* NULL: a play */
    wp_value *keywords;      /* by wp_keyword, WP_UNDEFINED where not given */
    wp_mark mark;
    wp_role *role;           /* the role it is part of, or NULL */
    const char *file;        /* the file it was read from */
    wp_value include_vars;   /* dict: vars of an include or of import_role params above it; null: none */
} wp_node;

/* A task or a block, in the order written. */
typedef struct wp_step {
    wp_task *task; /* one of the two is NULL */
    wp_block *block;
} wp_step;

typedef struct wp_steps {
    wp_step *at;
    size_t count;
} wp_steps;

void wp_steps_add(wp_arena *arena, wp_steps *steps, wp_step step);

struct wp_block {
    wp_node node;
    wp_steps tasks, rescue, always;
    bool is_section;  /* of a play, with the flush of its handlers for what always has to be done */
    bool is_implicit; /* nobody wrote `block:`; it holds a section or a file */
    bool is_empty_file; /* a file of tasks with nothing in it at all */
};

struct wp_task {
    wp_node node;
    const char *action;     /* as written: "copy", "ansible.builtin.copy" */
    const char *name;       /* resolved, short: "copy" */
    bool is_named_late;     /* the name is a template, of which each attempt makes a name */
    wp_value args;          /* dict; templates not yet evaluated */
    const char *loop_with;  /* the look-up of with_*: "items", "dict"; NULL: loop, or none */
    wp_value loop;          /* undefined: none */
    bool is_handler;
    bool is_directive;      /* the executor's own (meta, include_*, set_fact, ...), no module */
    size_t id;              /* a number of its own within the run */
};

struct wp_role {
    wp_node node;           /* params are node.keywords[WP_K_VARS] and `params` */
    const char *name;
    const char *path;       /* its directory */
    wp_value defaults, vars; /* dicts */
    wp_value params;        /* dict: given beside `role:` */
    wp_value argument_specs; /* dict or null */
    wp_role **dependencies; /* from meta, in order */
    size_t dependency_count;
    wp_block *tasks;
    wp_steps handlers;
    bool allow_duplicates;
    const char *identity;   /* the same for each that is the same role with the same parameters */
    bool is_included;       /* brought in by a task, not by `roles:` or by meta */
    wp_role *parent_role;   /* whose meta or tasks brought it in */
};

struct wp_play {
    wp_node node;
    wp_value hosts;         /* pattern text or list, may be a template */
    const char *dir;        /* of its playbook file */
    wp_steps pre_tasks, roles, tasks, post_tasks; /* blocks; those of roles are in `roles` */
    wp_steps handlers;      /* tasks and blocks: the roles' first, then the play's own, then those of imported roles */
    wp_steps imported_handlers; /* the last of them, while the play is being loaded */
    wp_role **role_list;    /* all that were brought in statically, dependencies too, in order of running */
    size_t role_count;
    wp_value vars_files;    /* as written */
    wp_value vars_prompt;   /* as written */
    wp_value import_vars;   /* dict: vars of import_playbook */
    wp_value import_when;   /* list of conditions of import_playbook, applied to every task */
};

typedef struct wp_playbook {
    const char *file;
    wp_play **plays;
    size_t play_count;
} wp_playbook;

/* ---- load ------------------------------------------------------------------- */

/* What the loader asks of whoever stands above it. */
typedef struct wp_action_info {
    const char *name;      /* the short name */
    bool is_directive;
    const char *free_form; /* the parameter that free text goes to; NULL: k=v only */
    const char *params;    /* of a directive: all it takes, split by blanks; NULL: not known here */
    const char *refusal;   /* it is there, and can't be used: why; NULL: it can, or isn't there */
    const void *module;    /* whatever has_param wants to know it by */
} wp_action_info;

typedef struct wp_loader_hooks {
    void *data;
    /* Module or directive of this name? False: there is none; *nearest may name what was meant. */
    bool (*action)(void *data, wp_str name, wp_action_info *out, const char **nearest);
    /* Has the action a parameter of this name? In free text, `x=y` is an argument only where it has. */
    bool (*has_param)(void *data, const wp_action_info *action, wp_str name);
    void (*fault)(void *data, const wp_error *fault); /* every fault found */
    void (*warn)(void *data, const char *text);
} wp_loader_hooks;

typedef struct wp_loader wp_loader;

typedef struct wp_loader_options {
    wp_template_env *env;
    wp_vault *vault;
    wp_double_keys double_keys;
    /* A scope for import paths and names that are templates, below `node`; NULL: none is known. */
    wp_scope *(*scope_of)(void *data, wp_arena *arena, const wp_node *node);
    const char *const *roles_path; /* ends in NULL; roles/ beside the playbook comes first */
    wp_loader_hooks hooks;
} wp_loader_options;

/* The loader lives in `arena` (the run's), and so does all it loads. */
wp_loader *wp_loader_new(wp_arena *arena, const wp_loader_options *options);

/* False when any fault was told; err has the kind of the first. */
bool wp_playbook_load(wp_loader *loader, const char *path, wp_playbook **out, wp_error *err);
/* The same of plays that lie in no file; `path` is where one would. */
bool wp_playbook_of(wp_loader *loader, const char *path, wp_value plays, wp_playbook **out, wp_error *err);
/* At run time: the tasks of a file that `include` names, as one block. It stands where the include does and does not
 * inherit from it (`apply` is what it is given); `vars` (a dict or null) is seen by its tasks. */
bool wp_tasks_load(wp_loader *loader, const char *path, const wp_task *include, wp_value apply, wp_value vars,
                   wp_block **out, wp_error *err);
/* The file that an include or import names: beside the including file, in the role, beside the playbook. */
bool wp_include_find(wp_arena *arena, const wp_node *node, const char *name, bool as_handlers, const char **path,
                     wp_error *err);
/* At run time: the role that an include_role task asks for. */
typedef struct wp_role_request {
    const char *name;
    const char *tasks_from, *vars_from, *defaults_from, *handlers_from; /* NULL: main */
    wp_value params;  /* dict or null: what stands beside `role:` */
    wp_value vars;    /* dict or undefined: the `vars` of the task that brings it in */
    wp_value apply;   /* dict or null: keywords for all of its tasks */
    bool allow_duplicates;
    bool is_public;
} wp_role_request;
/* `vars` as with wp_tasks_load. The handlers it brings are in out->handlers, its dependencies' too. */
bool wp_role_load(wp_loader *loader, const wp_role_request *request, const wp_task *include, wp_value vars,
                  wp_role **out, wp_error *err);

/* ---- ask --------------------------------------------------------------------- */

/* The keyword's own value, else the nearest ancestor's that has one, if it is inherited; else undefined. */
wp_value wp_node_keyword(const wp_node *node, wp_keyword keyword);
/* Lists that add up from the play down to the node: `when`, `tags`, `environment`. */
wp_value wp_node_keyword_all(wp_arena *arena, const wp_node *node, wp_keyword keyword);
/* Letters, digits and _, as Python has them. */
bool wp_is_variable_name(wp_str name);
const wp_play *wp_node_play(const wp_node *node);
/* "role : name", templates not evaluated; an unnamed task gives its action. */
const char *wp_task_title(wp_arena *arena, const wp_task *task);
/* Directories for files, templates and includes of a node: nearest first, ends in NULL. */
const char *const *wp_node_search_path(wp_arena *arena, const wp_node *node);
/* Do --tags and --skip-tags let it run? Tag templates are evaluated with `context` (may be NULL). */
typedef struct wp_tag_choice {
    wp_value only; /* list of texts; empty: all */
    wp_value skip;
} wp_tag_choice;
bool wp_tags_allow(wp_arena *arena, const wp_tag_choice *choice, wp_value tags);

#endif
