/* The loop of a task: `loop`, `with_*` and `loop_control`, evaluated for one host. */
#ifndef WP_EXECUTOR_LOOP_H
#define WP_EXECUTOR_LOOP_H

#include "executor/job.h"

typedef struct wp_task_loop {
    wp_value items;          /* list; undefined: no loop */
    const char *var, *index_var;
    wp_value label;          /* template, or undefined */
    double pause_s;
    bool extended, extended_all;
} wp_task_loop;

/* loop_control; then the items. */
bool wp_loop_control(wp_task_job *job, wp_vars_scope *scope, wp_task_loop *out, wp_error *err);
bool wp_loop_items(wp_task_job *job, wp_vars_scope *scope, wp_task_loop *out, wp_error *err);
/* The variables of the i-th item, for its templates; and the same in its result. */
void wp_loop_push(wp_task_job *job, wp_vars_scope *scope, const wp_task_loop *loop, size_t i);
void wp_loop_mark_result(wp_task_job *job, const wp_task_loop *loop, size_t i, wp_value result);
/* What is shown of an item. */
bool wp_loop_label(wp_task_job *job, wp_vars_scope *scope, const wp_task_loop *loop, size_t i, wp_value *out,
                   wp_error *err);

#endif
