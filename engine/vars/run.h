/* Inside of the vars room: what its files share. */
#ifndef WP_VARS_RUN_H
#define WP_VARS_RUN_H

#include "vars/vars.h"
#include "base/map.h"

#include <pthread.h>

struct wp_vars {
    wp_value nothing;      /* an empty dict */
    wp_vars_options options;
    wp_arena *arena;       /* what lives as long as the run; under `lock` */
    pthread_mutex_t lock;
    wp_map *hosts;         /* name -> wp_host_vars */
    wp_map *files;         /* path -> wp_value *: vars_files, read once */
    wp_map *names;         /* path -> the same: of files whose values hosts keep */
    wp_value groups;       /* the magic variable; undefined: to be made anew */
    size_t groups_age;     /* the inventory's count of changes when it was made */
};

struct wp_host_vars {
    pthread_mutex_t lock;
    wp_arena *arena;   /* NULL until there is something to keep */
    wp_value facts;    /* ansible_facts, names without "ansible_" */
    wp_value injected; /* the same with it, and whatever else facts modules gave */
    wp_value set;      /* set_fact and register */
    wp_value included; /* include_vars */
    size_t age;        /* how often any of these changed */
};

/* What the chain has under a name, not evaluated. */
typedef struct wp_raw {
    bool is_there;
    bool is_plain; /* no template in it: as it stands it is the variable's value */
    wp_value value;
} wp_raw;

struct wp_vars_scope {
    wp_scope names;    /* first: a wp_scope * is a wp_vars_scope * */
    wp_vars_scope_options options;
    wp_vars *vars;
    wp_host_vars *host_vars;
    wp_arena *arena;
    wp_map *cache;     /* name -> wp_value *: what was evaluated */
    wp_map *raws;      /* name -> wp_raw *: what was looked for in the chain since host_vars had the age `raws_age` */
    size_t raws_age;
    size_t moving;
    wp_map *pushed;    /* name -> wp_value * */
    const char **busy; /* names being evaluated: recursion */
    size_t busy_count, busy_cap;
    wp_map *others;    /* of hostvars: name -> wp_vars_scope of that host */
    bool is_of_another; /* it is such a scope: what belongs to the play is not in it */
    wp_value files;    /* list of dicts of vars_files; undefined: not yet looked for */
    bool is_finding_files;
    wp_value host_magic, task_magic; /* dicts, made when first asked for; undefined: not yet */
    const char *const *search;
};

const wp_raw *wp_scope_raw(wp_vars_scope *scope, wp_str name); /* never NULL */
/* What stands for ansible_host, ansible_user and their like in a task where the chain has them not (reached.c). */
bool wp_scope_reached(wp_vars_scope *scope, wp_str name, wp_raw *out);
/* What a host is called and which groups it is in stands with the variables of its inventory, and can be overridden;
 * `environment`, the task's own. */
wp_value wp_scope_host_magic(wp_vars_scope *scope);
wp_value wp_scope_task_magic(wp_vars_scope *scope);
/* Other magic variables stand above everything. *found false: it is none. */
bool wp_scope_magic(wp_vars_scope *scope, wp_arena *arena, wp_str name, wp_value *out, bool *found, wp_error *err);
void wp_scope_magic_names(wp_vars_scope *scope, wp_arena *arena, wp_value list);
/* Dicts of vars_files for this host, evaluated names. */
bool wp_scope_files(wp_vars_scope *scope, wp_value *list, wp_error *err);
wp_value wp_vars_groups(wp_vars *vars);
/* hostvars and vars: objects that look up when they are asked. */
wp_value wp_hostvars_new(wp_vars_scope *scope, wp_arena *arena);
wp_value wp_vars_object_new(wp_vars_scope *scope, wp_arena *arena);

#endif
