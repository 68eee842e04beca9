#include "local_bench.h"

TestSuite(bench, .init = set_up, .fini = tear_down);

static const wp_param params[] = {
    { .name = "text", .type = WP_PARAM_STR, .help = "t" },
    { .name = "password", .type = WP_PARAM_STR, .secret = true, .help = "p" },
    { 0 },
};

/* Notes the order of what is called in the result. */
static void note(wp_job *job, const char *step)
{
    const wp_value *before = wp_dict_find(wp_job_result(job), "steps");
    wp_job_set_str(job, "steps", wp_printf(wp_job_arena(job), "%s%s ", before ? before->as.text : "", step));
}

static bool probe(wp_job *job, wp_error *err)
{
    (void)err;
    note(job, "probe");
    *(int *)wp_job_state(job, sizeof(int)) = 42;
    return true;
}

static bool plan_change(wp_job *job, wp_error *err)
{
    (void)err;
    note(job, "plan");
    wp_job_change(job, "turn %s around", "it");
    return true;
}

static bool plan_nothing(wp_job *job, wp_error *err)
{
    (void)err;
    note(job, "plan");
    return true;
}

static bool plan_skip(wp_job *job, wp_error *err)
{
    (void)err;
    wp_job_change(job, "never mind");
    wp_job_skip(job, "because of %d", 7);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    (void)err;
    note(job, *(int *)wp_job_state(job, sizeof(int)) == 42 ? "apply" : "lost");
    return true;
}

static bool apply_fails(wp_job *job, wp_error *err)
{
    wp_job_set_int(job, "rc", 3);
    wp_fail(err, WP_E_FAILED, WP_NO_MARK, "it broke");
    return wp_hint(err, "mend it");
}

#define MODULE(plan_, apply_) ((wp_module){ .name = "thing", .params = params, .probe = probe, .plan = plan_, .apply = apply_ })

Test(bench, runs_the_three_in_order)
{
    wp_module module = MODULE(plan_change, apply);
    run(&module);
    cr_expect_str_eq(got("steps"), "probe plan apply ");
    cr_expect(outcome.changed && !outcome.failed && !outcome.predicted);
    cr_expect_str_eq(got("changed"), "True");
    cr_expect_str_eq(wp_list_at(outcome.changes, 0).as.text, "turn it around");
}

Test(bench, does_not_apply_an_empty_plan)
{
    wp_module module = MODULE(plan_nothing, apply);
    run(&module);
    cr_expect_str_eq(got("steps"), "probe plan ");
    cr_expect(!outcome.changed && !outcome.failed);
}

Test(bench, check_mode_stops_before_apply)
{
    wp_module module = MODULE(plan_change, apply);
    with.check_mode = true;
    run(&module);
    cr_expect_str_eq(got("steps"), "probe plan ");
    cr_expect(outcome.changed && outcome.predicted);
}

Test(bench, a_skipped_task_is_not_changed)
{
    wp_module module = MODULE(plan_skip, apply);
    run(&module);
    cr_expect(outcome.skipped && !outcome.changed && !outcome.failed);
    cr_expect_str_eq(got("msg"), "because of 7");
    cr_expect_str_eq(got("skipped"), "True");
    cr_expect_str_eq(got("steps"), "probe ");
}

Test(bench, a_failure_keeps_what_was_set_and_says_what_to_do)
{
    wp_module module = MODULE(plan_change, apply_fails);
    run(&module);
    cr_expect(outcome.failed && !outcome.changed && !outcome.unreachable);
    cr_expect_str_eq(got("msg"), "it broke; mend it");
    cr_expect_str_eq(got("rc"), "3");
    cr_expect_str_eq(got("failed"), "True");
}

Test(bench, wrong_arguments_fail_before_anything_runs)
{
    wp_module module = MODULE(plan_change, apply);
    wp_dict_set(arena, with.args, "txt", wp_string_static("x"));
    run(&module);
    cr_expect(outcome.failed);
    cr_expect(strstr(got("msg"), "did you mean 'text'?"), "%s", got("msg"));
    cr_expect_str_eq(got("steps"), "(none)");
}

static bool leave(wp_job *job, wp_error *err)
{
    (void)job;
    return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "the line is dead");
}

Test(bench, an_unreachable_host_did_not_fail)
{
    wp_module module = { .name = "thing", .params = params, .probe = leave };
    run(&module);
    cr_expect(outcome.unreachable && !outcome.failed);
    cr_expect_str_eq(got("unreachable"), "True");
    cr_expect_str_eq(got("failed"), "(none)");
}

Test(bench, secrets_are_told_before_the_module_runs)
{
    wp_module module = MODULE(plan_nothing, NULL);
    wp_dict_set(arena, with.args, "password", wp_string_static("hidden"));
    run(&module);
    cr_expect_str_eq(secrets, "hidden;");
}

static bool say_text(wp_job *job, wp_error *err)
{
    (void)err;
    wp_job_set_str(job, "stdout", "{{ lookup('pipe', 'id') }}\r\nsecond\n\nlast");
    return true;
}

Test(bench, results_are_unsafe_and_have_lines)
{
    wp_module module = { .name = "thing", .params = params, .probe = say_text };
    run(&module);
    cr_expect(wp_dict_find(outcome.result, "stdout")->marks & WP_UNSAFE);
    wp_value lines = *wp_dict_find(outcome.result, "stdout_lines");
    cr_expect_eq(wp_len(lines), 4);
    cr_expect(wp_list_at(lines, 0).marks & WP_UNSAFE);
    cr_expect_str_eq(wp_list_at(lines, 1).as.text, "second");
}

static bool use_host(wp_job *job, wp_error *err)
{
    wp_reply reply;
    return WP_CALL(job, "true", &reply, err, "");
}

Test(bench, a_module_of_the_host_needs_a_connection)
{
    wp_module module = { .name = "thing", .params = params, .probe = use_host };
    with.connection = NULL;
    run(&module);
    cr_expect(outcome.failed && strstr(got("msg"), "no connection"), "%s", got("msg"));
}

static bool make_temporary(wp_job *job, wp_error *err)
{
    const char *path;
    if (!wp_job_temporary(job, &path, err))
        return false;
    wp_job_set_str(job, "path", path);
    wp_job_set_bool(job, "there", access(path, F_OK) == 0);
    return true;
}

Test(bench, temporary_files_are_gone_with_the_job)
{
    wp_module module = { .name = "thing", .params = params, .probe = make_temporary };
    run(&module);
    cr_expect_str_eq(got("there"), "True");
    cr_expect_neq(access(got("path"), F_OK), 0);
}
