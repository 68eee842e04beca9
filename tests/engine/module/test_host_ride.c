#include "local_bench.h"

TestSuite(host_ride, .init = set_up, .fini = tear_down);

static const wp_param no_params[] = { { 0 } };
static const char *probe_text, *call_text;
static wp_ride ride;
static wp_reply said;

static bool probe_it(wp_job *job, wp_error *err)
{
    wp_calls *calls = wp_calls_new(job);
    WP_ADD_CALL(calls, call_text, in_dir("x"));
    const char *const args[] = { in_dir("x") };
    return wp_host_probe(job, probe_text, args, 1, calls, &ride, &said, err);
}

static const wp_module module = { .name = "rider", .params = no_params, .probe = probe_it };

static void expect_probed(void)
{
    cr_expect(wp_str_eq(said.out, (wp_str){ "probed=1\0", 9 }), "%.*s", (int)said.out.len, said.out.ptr);
}

static void probe(const char *text, const char *call)
{
    probe_text = text;
    call_text = call;
    run(&module);
}

Test(host_ride, calls_ride_along_where_the_probe_finds_nothing)
{
    probe("common_field probed 1; common_note_new; :", "touch");
    cr_expect(!outcome.failed, "%s", got("msg"));
    cr_expect_eq(outcome.round_trips, 1);
    cr_expect(ride.done);
    cr_expect_eq(ride.reply.status, 0);
    cr_expect_eq(access(in_dir("x"), F_OK), 0);
    expect_probed();
}

Test(host_ride, calls_stay_behind_where_something_is_there_or_stands_against_it)
{
    probe("common_field probed 1; :", "touch");
    cr_expect(!ride.done);
    expect_probed();
    probe("common_stuck=1; common_note_new; :", "touch");
    cr_expect(!ride.done);
    cr_expect_neq(access(in_dir("x"), F_OK), 0);
}

Test(host_ride, a_host_cannot_pretend_by_its_environment)
{
    setenv("common_new", "1", 1);
    probe("common_field probed 1; :", "touch");
    cr_expect(!ride.done);
}

Test(host_ride, what_fails_on_the_ride_is_no_failure_of_the_probe)
{
    probe("common_field probed 1; common_note_new; :", "printf tried; common_fail");
    cr_expect(!outcome.failed, "%s", got("msg"));
    cr_expect(ride.done);
    cr_expect_eq(said.status, 0);
    cr_expect_eq(ride.reply.status, 1);
    cr_expect(wp_str_is(ride.reply.out, "tried"), "%.*s", (int)ride.reply.out.len, ride.reply.out.ptr);
    cr_expect(wp_str_is(ride.reply.err, wp_printf(arena, "%s\n", in_dir("x"))));
}

Test(host_ride, a_probe_that_fails_takes_nothing_along)
{
    probe("common_fail", "touch");
    cr_expect(!ride.done);
    cr_expect_eq(said.status, 1);
    cr_expect_neq(access(in_dir("x"), F_OK), 0);
}
