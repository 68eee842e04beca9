/*
 * Variables: which value a name has, for this host and this task.
 *
 * A scope is a chain of dicts in Ansible's order of precedence, highest first,
 * looked up and never merged (but for dicts, where hash_behaviour wants it):
 *
 *   extra vars > include params, role params > set_fact and register > include_vars
 *   > task vars > block vars > role vars > vars_files > vars_prompt > play vars
 *   > facts > host_vars (playbook, inventory, source) > group_vars (the same)
 *   > role defaults
 *
 * A variable that holds a template is evaluated when it is read and kept for the life
 * of the scope (one attempt of one task). Recursion is found and named.
 *
 * wp_host_vars is what a host has gathered during a run: facts, set_fact, registered
 * results, include_vars. It has a lock of its own, so that hostvars[other] may read it
 * from another thread.
 */
#ifndef WP_VARS_VARS_H
#define WP_VARS_VARS_H

#include "playbook/playbook.h"
#include "inventory/inventory.h"

typedef struct wp_vars wp_vars;           /* of the run */
typedef struct wp_host_vars wp_host_vars; /* of one host, for the run */

typedef struct wp_vars_options {
    wp_inventory *inventory;
    wp_template_env *env;
    wp_vault *vault;
    wp_double_keys double_keys; /* of vars_files */
    bool merges;                /* dicts of several levels become one (hash_behaviour) */
    wp_value reached;        /* dict: what the command line says of how hosts are reached: ansible_user, ansible_timeout, ... */
    wp_value extra;          /* dict: -e */
    wp_value options;        /* dict: magic variables of the command line (ansible_check_mode, ansible_forks, ...) */
} wp_vars_options;

wp_vars *wp_vars_new(const wp_vars_options *options);
void wp_vars_free(wp_vars *vars);
/* The name of a file, for marks of values that hosts keep: it lives as long as the run. */
const char *wp_vars_file_name(wp_vars *vars, const char *path);
wp_host_vars *wp_vars_of_host(wp_vars *vars, const wp_host *host); /* made when first asked for */

/* ---- what hosts gather (copied in) ------------------------------------------------ */

void wp_host_vars_set_facts(wp_host_vars *host, wp_value facts);    /* ansible_facts: merged, also as ansible_NAME */
void wp_host_vars_set(wp_host_vars *host, const char *name, wp_value value);       /* set_fact, register */
void wp_host_vars_include(wp_host_vars *host, wp_value dict);       /* include_vars */
void wp_host_vars_clear_facts(wp_host_vars *host);
/* The dict ansible_facts. It is replaced, never changed: what is handed out stays good. */
wp_value wp_host_vars_facts(wp_host_vars *host);
size_t wp_host_vars_age(wp_host_vars *host); /* grows with whatever it gathers */
wp_value wp_host_vars_raw_facts(wp_host_vars *host); /* the same by the names that they came with */

/* ---- the play (main thread, between tasks) ------------------------------------------ */

typedef struct wp_play_vars {
    const wp_play *play;
    wp_value prompted;           /* dict: vars_prompt answers */
    wp_value magic;              /* dict: ansible_play_name, ansible_play_hosts, ansible_play_batch, role names, ... */
    const wp_role *const *public_roles; /* whose defaults and vars the whole play sees, later ones win; ends in NULL */
} wp_play_vars;
/* Roles brought in by include_role with public, and by `roles:`. */

/* ---- one task's scope ---------------------------------------------------------------- */

typedef struct wp_vars_scope_options {
    wp_vars *vars;
    const wp_play_vars *play;    /* NULL: outside plays */
    const wp_host *host;
    const wp_node *node;         /* the task (or block, role); NULL: the play alone */
    const wp_host *delegated;    /* delegate_to; NULL: none */
} wp_vars_scope_options;

typedef struct wp_vars_scope wp_vars_scope;

/* Made in `arena`, good for one thread. */
wp_vars_scope *wp_vars_scope_new(wp_arena *arena, const wp_vars_scope_options *options);
/* The same in another arena, with what was pushed copied there: for a task that outlives this one. */
wp_vars_scope *wp_vars_scope_copy(wp_arena *arena, const wp_vars_scope *scope);
wp_scope *wp_vars_scope_names(wp_vars_scope *scope);         /* as the template room wants it */
/* On top of all but extra vars: loop variables, `ansible_loop`, a result under its register name, ... */
void wp_vars_scope_push(wp_vars_scope *scope, const char *name, wp_value value);
/* From now on the task is delegated to that host. */
void wp_vars_scope_delegate(wp_vars_scope *scope, const wp_host *host);
void wp_vars_scope_forget(wp_vars_scope *scope); /* what was evaluated: after a push that others may depend on */
/* How often something was read that may be another with the next item of a loop: what was pushed, or evaluated. Who
 * evaluates a template of its own says so. */
size_t wp_vars_scope_moving(const wp_vars_scope *scope);
void wp_vars_scope_moves(wp_vars_scope *scope);
/* A context that evaluates in it. */
wp_template_context wp_vars_context(wp_arena *arena, wp_vars_scope *scope);
/* One name, evaluated; *found false where it is nowhere. */
bool wp_vars_get(wp_vars_scope *scope, const char *name, wp_value *out, bool *found, wp_error *err);
/* Is the name anywhere in the chain, or magic? Not evaluated. */
bool wp_vars_has(wp_vars_scope *scope, wp_str name);
wp_value wp_vars_names(wp_vars_scope *scope, wp_arena *arena); /* every name there is, as a list of texts */
/* All of a host's variables in one dict (hostvars[x] whole, `waplay inventory --host`): costly. */
bool wp_vars_all(wp_vars_scope *scope, wp_value *out, wp_error *err);
/* Reads the vars_files that this host's scope needs, so that a missing one is told where the play begins. */
bool wp_vars_check_files(wp_vars_scope *scope, wp_error *err);

#endif
