/* Tests on the registered result of a task. */
#include "template/families.h"

static bool want_result(wp_call *call, wp_value *out, wp_error *err)
{
    if (!wp_bind_nothing(call, err))
        return false;
    if (call->subject.type != WP_DICT)
        return wp_fail_type(call, NULL, "the result of a task (a dict)", call->subject, err);
    *out = call->subject;
    return true;
}

static bool is_set(wp_value result, const char *key)
{
    const wp_value *flag = wp_dict_find(result, key);
    return flag && wp_truth(*flag);
}

/* The flag itself, whatever its type. */
static bool give_flag(wp_call *call, const char *key, wp_value *out, wp_error *err)
{
    wp_value result;
    if (!want_result(call, &result, err))
        return false;
    const wp_value *flag = wp_dict_find(result, key);
    *out = flag ? *flag : wp_bool(false);
    return true;
}

static bool give_no_flag(wp_call *call, const char *key, wp_value *out, wp_error *err)
{
    wp_value result;
    return want_result(call, &result, err) && wp_give_bool(!is_set(result, key), out);
}

static bool run_failed(wp_call *call, wp_value *out, wp_error *err)
{
    return give_flag(call, "failed", out, err);
}

static bool run_succeeded(wp_call *call, wp_value *out, wp_error *err)
{
    return give_no_flag(call, "failed", out, err);
}

static bool run_unreachable(wp_call *call, wp_value *out, wp_error *err)
{
    return give_flag(call, "unreachable", out, err);
}

static bool run_reachable(wp_call *call, wp_value *out, wp_error *err)
{
    return give_no_flag(call, "unreachable", out, err);
}

static bool run_skipped(wp_call *call, wp_value *out, wp_error *err)
{
    return give_flag(call, "skipped", out, err);
}

/* Without a word of its own, a loop has changed something if one of its turns has. */
static bool run_changed(wp_call *call, wp_value *out, wp_error *err)
{
    if (!give_flag(call, "changed", out, err))
        return false;
    wp_value result = call->subject;
    const wp_value *turns = wp_dict_find(result, "results");
    bool is_loop = !wp_dict_find(result, "changed") && turns && turns->type == WP_LIST;
    for (size_t i = 0; is_loop && i < wp_len(*turns); i++) {
        wp_value turn = wp_list_at(*turns, i);
        if (turn.type == WP_DICT && is_set(turn, "changed"))
            return wp_give_bool(true, out);
    }
    return true;
}

/* A task that was not sent to the background counts as started and finished. */
static bool give_progress(wp_call *call, const char *key, wp_value *out, wp_error *err)
{
    wp_value result;
    if (!want_result(call, &result, err))
        return false;
    const wp_value *flag = wp_dict_find(result, key);
    return wp_give_bool(!flag || wp_equal(*flag, wp_int(1)), out);
}

static bool run_started(wp_call *call, wp_value *out, wp_error *err)
{
    return give_progress(call, "started", out, err);
}

static bool run_finished(wp_call *call, wp_value *out, wp_error *err)
{
    return give_progress(call, "finished", out, err);
}

const wp_builtin wp_tests_result[] = {
    { .name = "failed", .run = run_failed, .usage = "result is failed", .summary = "The task has failed." },
    { .name = "failure", .run = run_failed, .usage = "result is failure", .summary = "The same as failed." },
    { .name = "succeeded", .run = run_succeeded, .usage = "result is succeeded",
      .summary = "The task has not failed." },
    { .name = "success", .run = run_succeeded, .usage = "result is success", .summary = "The same as succeeded." },
    { .name = "successful", .run = run_succeeded, .usage = "result is successful",
      .summary = "The same as succeeded." },
    { .name = "changed", .run = run_changed, .usage = "result is changed",
      .summary = "The task, or one turn of its loop, has changed something." },
    { .name = "change", .run = run_changed, .usage = "result is change", .summary = "The same as changed." },
    { .name = "skipped", .run = run_skipped, .usage = "result is skipped", .summary = "The task was skipped." },
    { .name = "skip", .run = run_skipped, .usage = "result is skip", .summary = "The same as skipped." },
    { .name = "unreachable", .run = run_unreachable, .usage = "result is unreachable",
      .summary = "The host could not be reached." },
    { .name = "reachable", .run = run_reachable, .usage = "result is reachable",
      .summary = "The host could be reached." },
    { .name = "started", .run = run_started, .usage = "result is started",
      .summary = "The task in the background has started." },
    { .name = "finished", .run = run_finished, .usage = "result is finished",
      .summary = "The task in the background has finished." },
    { 0 },
};
