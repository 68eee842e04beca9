/*
 * Modules: what the author of one needs, and all that a module may use.
 *
 * A module is a table of parameters and three functions, a story told in order:
 *
 *   probe   read what is there                  one round trip
 *   plan    compare it with what is wanted      none; tells every change with wp_job_change
 *   apply   make it so                          one round trip
 *
 * apply is called only where plan told a change, and never in check mode: that is
 * why the preview is true. probe and plan change nothing anywhere. Any of the three
 * may be NULL. A module that only reads has no apply; one that must always act
 * (command, shell) tells its change in plan.
 *
 * A wp_job is one task on one host. Everything made in wp_job_arena(job) lives until
 * the job is done. A function that returns false has filled err: WP_E_FAILED (the
 * task failed) unless the connection filled it with WP_E_UNREACHABLE.
 *
 * The bench is told subject by subject, in headers that this one includes.
 */
#ifndef WAPLAY_MODULE_H
#define WAPLAY_MODULE_H

#include <waplay/param.h>     /* the table of parameters */
#include <waplay/job.h>       /* what was asked for, the result, the run around it */
#include <waplay/host.h>      /* remote halves and commands */
#include <waplay/files.h>     /* what is there, writing, owner and mode */
#include <waplay/install.h>   /* a content at a place, and trees of them */
#include <waplay/text.h>      /* lines, words, patterns */
#include <waplay/commands.h>  /* commands of the user's */
#include <waplay/system.h>    /* facts, services, packages */
#include <waplay/control.h>   /* files and programs of the control machine */
#include <waplay/http.h>      /* HTTP and ports */
#include <waplay/api.h>       /* the API of the cluster */

#ifdef __cplusplus
extern "C" {
#endif

/* Changes with every change of these headers that a module made before it would not survive. */
#define WAPLAY_ABI 2
/* Stands once in the source of a module that is a shared object of its own (library/NAME.so). */
#define WAPLAY_LIBRARY extern const int waplay_abi; const int waplay_abi = WAPLAY_ABI

typedef struct wp_module {
    const char *name;
    const char *const *other_names; /* by which it is called too; ends in NULL; NULL: none */
    const char *summary;  /* one sentence */
    const wp_param *params; /* ends in { 0 } */
    wp_param_rules rules;
    bool (*probe)(wp_job *job, wp_error *err);
    bool (*plan)(wp_job *job, wp_error *err);
    bool (*apply)(wp_job *job, wp_error *err);
    const char *free_form;  /* the parameter that free text is given to (`shell: echo hi`); NULL: none */
    const char *remote;     /* names of the remote halves it calls (modules/sh), split by blanks; NULL: none */
    bool on_control;        /* works on the control machine; needs no connection unless it asks for one */
    bool once_for_all;      /* the first host of the batch does it for all */
    bool ends_loop;         /* what can't be evaluated, or is of a wrong type, ends the task's whole loop, as in Ansible */
    bool unpredictable;     /* its effect can't be known beforehand: skipped in check mode unless `creates`
                               or `removes` decided */
    bool extra_params;      /* takes any parameters (set_fact) */
    bool gives_facts;       /* by names of its own, with wp_job_facts: tasks behind it may use any */
    const char *note;       /* a paragraph for `waplay doc`: what it returns, what to know */
    const char *examples;   /* YAML for `waplay doc`; tests run them */
    const char *returns;    /* YAML for `waplay doc`: name: meaning */
} wp_module;

#ifdef __cplusplus
}
#endif
#endif
