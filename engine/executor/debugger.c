/*
 * The prompt of the debugger, a line a command:
 *
 *   p EXPRESSION   task, task.args, task_vars, host, result and each variable may be in it
 *   task_vars['x'] = EXPRESSION    task.args['x'] = EXPRESSION
 *   r  do it again     c  go on     q  end the run     u  accepted: arguments are always evaluated anew     h  help
 *
 * Who can't be asked has pressed Ctrl-D, as in Ansible: the run ends.
 */
#include "executor/debugger.h"
#include "executor/pool.h"

#include "base/text.h"

#include <string.h>

typedef enum outcome { STAYS, GOES_ON, DOES_AGAIN, QUITS } outcome;

typedef struct debugger {
    wp_run *run;
    const wp_task_job *job;
    wp_arena *arena; /* of this prompt */
    wp_task *task;   /* as changed; of the run's arena */
    const char *says; /* shown above the next prompt */
} debugger;

/* ---- when ----------------------------------------------------------------------------- */

bool wp_debugger_is_wanted(const wp_run *run, const wp_task_job *job)
{
    wp_value when = wp_node_keyword(&job->task->node, WP_K_DEBUGGER);
    bool has_failed = job->failed && !(job->ignore_errors && !run->options.debugs_ignored);
    bool is_for_all = run->options.debugs || run->play.is_debugged;
    return wp_text_is(when, "always") || (wp_text_is(when, "on_failed") && has_failed) ||
           (wp_text_is(when, "on_unreachable") && job->unreachable) || (wp_text_is(when, "on_skipped") && job->skipped) ||
           (is_for_all && !wp_text_is(when, "never") && (has_failed || job->unreachable));
}

/* ---- what is there to see ---------------------------------------------------------------- */

static wp_value task_value(const debugger *d)
{
    wp_value task = wp_dict_new(d->arena, 3);
    wp_dict_set(d->arena, task, "name", wp_string(d->arena, d->job->title));
    wp_dict_set(d->arena, task, "action", wp_string(d->arena, d->task->action));
    wp_dict_set(d->arena, task, "args", wp_value_mark_all(d->arena, wp_value_copy(d->arena, d->task->args), WP_UNSAFE));
    return task;
}

static bool evaluate(const debugger *d, wp_str text, wp_value *out, wp_error *err)
{
    wp_vars_scope *scope = wp_run_scope(d->run, d->arena, d->job->host, &d->task->node);
    wp_value result = wp_dict_new(d->arena, 1), all;
    const wp_template *expression;
    if (!wp_template_compile_expression(d->run->env, text, WP_NO_MARK, &expression, err))
        return false;
    if (wp_str_find(text, wp_str_of("task_vars"), 0) != SIZE_MAX) {
        if (!wp_vars_all(scope, &all, err))
            return false;
        wp_vars_scope_push(scope, "task_vars", all);
    }
    wp_dict_set(d->arena, result, "_result", d->job->result);
    wp_vars_scope_push(scope, "task", task_value(d));
    wp_vars_scope_push(scope, "host", wp_string(d->arena, d->job->host->name));
    wp_vars_scope_push(scope, "result", result);
    wp_template_context context = wp_vars_context(d->arena, scope);
    return wp_template_evaluate(&context, expression, out, err);
}

/* ---- commands ------------------------------------------------------------------------------ */

static outcome show(debugger *d, wp_str rest)
{
    wp_value value;
    wp_error err = { 0 };
    if (!evaluate(d, rest, &value, &err)) {
        d->says = wp_printf(d->arena, "***%s\n", err.text);
        return STAYS;
    }
    wp_str text = wp_to_repr(d->arena, value);
    d->says = wp_printf(d->arena, "%.*s\n", (int)text.len, text.ptr);
    return STAYS;
}

static outcome go_on(debugger *d, wp_str rest)
{
    (void)d;
    (void)rest;
    return GOES_ON;
}

static outcome do_again(debugger *d, wp_str rest)
{
    (void)d;
    (void)rest;
    return DOES_AGAIN;
}

static outcome quit(debugger *d, wp_str rest)
{
    (void)d;
    (void)rest;
    return QUITS;
}

static outcome stay(debugger *d, wp_str rest)
{
    (void)d;
    (void)rest;
    return STAYS;
}

static outcome help(debugger *d, wp_str rest);

static const struct {
    const char *name, *full;
    outcome (*act)(debugger *d, wp_str rest);
    const char *help;
} commands[] = {
    { "p", "pprint", show, "p EXPRESSION: show it; task, task.args, task_vars, host and result are names here" },
    { "u", "update_task", stay, "u: evaluate the arguments anew; `r` always does" },
    { "r", "redo", do_again, "r: do the task again" },
    { "c", "continue", go_on, "c: go on with the run" },
    { "q", "quit", quit, "q: end the run" },
    { "h", "help", help, "h: this; also task_vars['NAME'] = EXPRESSION, task.args['NAME'] = EXPRESSION" },
};
#define COMMANDS (sizeof commands / sizeof *commands)

static outcome help(debugger *d, wp_str rest)
{
    (void)rest;
    d->says = "";
    for (size_t i = 0; i < COMMANDS; i++)
        d->says = wp_printf(d->arena, "%s%s\n", d->says, commands[i].help);
    return STAYS;
}

/* ---- assignments ---------------------------------------------------------------------------- */

static void set_argument(debugger *d, const char *key, wp_value value)
{
    wp_value args = wp_is(d->task->args, WP_DICT) ? wp_value_copy(d->run->arena, d->task->args) : wp_dict_new(d->run->arena, 1);
    wp_dict_set(d->run->arena, args, wp_strdup(d->run->arena, key), wp_value_copy(d->run->arena, value));
    d->task->args = args;
}

static void set_variable(debugger *d, const char *key, wp_value value)
{
    wp_host_vars_set(wp_vars_of_host(d->run->vars, d->job->host), wp_strdup(d->run->arena, key), value);
}

/* `task_vars['x'] = 5`; false where the line is none. */
static bool assign(debugger *d, wp_str line)
{
    static const struct {
        const char *start;
        void (*set)(debugger *d, const char *key, wp_value value);
    } targets[] = { { "task.args[", set_argument }, { "task_vars[", set_variable } };
    size_t close = wp_str_find(line, wp_str_of("]"), 0);
    for (size_t i = 0; i < sizeof targets / sizeof *targets && close != SIZE_MAX; i++) {
        wp_str rest = wp_str_trim(wp_str_slice(line, close + 1, line.len));
        wp_value key, value;
        wp_error err = { 0 };
        if (!wp_str_starts(line, targets[i].start) || !wp_str_starts(rest, "=") || wp_str_starts(rest, "=="))
            continue;
        if (!evaluate(d, wp_str_slice(line, strlen(targets[i].start), close), &key, &err) ||
            !evaluate(d, wp_str_slice(rest, 1, rest.len), &value, &err)) {
            d->says = wp_printf(d->arena, "***%s\n", err.text);
            return true;
        }
        targets[i].set(d, wp_to_text(d->arena, key).ptr, value);
        return true;
    }
    return false;
}

/* ---- the prompt ------------------------------------------------------------------------------ */

static outcome obey(debugger *d, wp_str line)
{
    wp_str rest = wp_str_trim(line), word = { 0 };
    if (rest.len == 0 || assign(d, rest))
        return STAYS;
    wp_str_split(&rest, ' ', &word);
    for (size_t i = 0; i < COMMANDS; i++)
        if (wp_str_is(word, commands[i].name) || wp_str_is(word, commands[i].full))
            return commands[i].act(d, wp_str_trim(rest));
    d->says = wp_printf(d->arena, "there is no command '%.*s': h lists them\n", (int)word.len, word.ptr);
    return STAYS;
}

static outcome converse(debugger *d)
{
    const wp_run_options *options = &d->run->options;
    outcome came = STAYS;
    while (came == STAYS) {
        const char *answer = NULL, *before = d->says != NULL ? d->says : "";
        wp_str shown = wp_output_redact(d->arena, options->output, wp_str_of(before));
        const char *question = wp_printf(d->arena, "%.*s[%s] TASK: %s (debug)", (int)shown.len, shown.ptr,
                                         d->job->host->name, d->job->title);
        d->says = NULL;
        if (options->prompt == NULL || !options->prompt(options->prompt_data, question, false, d->arena, &answer))
            return QUITS;
        came = obey(d, wp_str_of(answer));
    }
    return came;
}

bool wp_debugger_ask(wp_run *run, const wp_task_job *job)
{
    debugger d = { .run = run, .job = job, .arena = wp_arena_new(), .task = wp_new(run->arena, wp_task) };
    *d.task = *job->task;
    outcome came = converse(&d);
    wp_arena_free(d.arena);
    if (came == GOES_ON)
        return true;
    if (came == DOES_AGAIN)
        wp_pool_give(run->pool, wp_task_job_new(run, job->owner, d.task, job->title));
    else
        run->abort_code = WP_EXIT_INTERRUPTED;
    return false;
}
