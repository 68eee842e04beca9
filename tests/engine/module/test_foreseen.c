#include "module/bench.h"

#include <criterion/criterion.h>

static wp_arena *arena;
static wp_bench *bench;
static const char *asked;
static bool answered;
static wp_str content;

static bool foresee(wp_job *job, wp_error *err)
{
    (void)err;
    wp_job_foresee(job, "/opt/app/conf/x.yml", wp_str_of("a: 1\n"));
    return true;
}

static bool ask(wp_job *job, wp_error *err)
{
    (void)err;
    answered = wp_job_is_foreseen(job, asked);
    content = wp_job_foreseen_content(job, asked);
    return true;
}

static const wp_param no_params[] = { { 0 } };
static const wp_module teller = { .name = "teller", .params = no_params, .plan = foresee, .on_control = true };
static const wp_module asker = { .name = "asker", .params = no_params, .plan = ask, .on_control = true };

static void set_up(void)
{
    arena = wp_arena_new();
    bench = wp_bench_new(&(wp_bench_options){ 0 });
}

static void tear_down(void)
{
    wp_bench_free(bench);
    wp_arena_free(arena);
}

TestSuite(foreseen, .init = set_up, .fini = tear_down);

static void run(const wp_module *module, const char *host, bool check_mode)
{
    wp_outcome outcome;
    wp_job_options options = { .module = module,
                               .args = wp_dict_new(arena, 0),
                               .host = host,
                               .environment = wp_null(),
                               .check_mode = check_mode };
    wp_bench_run(arena, bench, &options, &outcome);
    cr_assert(!outcome.failed, "%s", outcome.error.text);
}

static bool is_foreseen(const char *host, const char *path)
{
    asked = path;
    run(&asker, host, true);
    return answered;
}

Test(foreseen, a_path_and_what_it_is_in_are_there_for_later_tasks_of_that_host)
{
    run(&teller, "a", true);
    cr_expect(is_foreseen("a", "/opt/app/conf/x.yml"));
    cr_expect(is_foreseen("a", "/opt/app/conf/"));
    cr_expect(is_foreseen("a", "/opt"));
    cr_expect(!is_foreseen("a", "/opt/app/con"));
    cr_expect(!is_foreseen("a", "/opt/app/conf/x.yml/more"));
    cr_expect(!is_foreseen("b", "/opt"));
}

Test(foreseen, a_content_is_kept_and_the_last_one_counts)
{
    run(&teller, "a", true);
    run(&teller, "a", true);
    is_foreseen("a", "/opt/app/conf/x.yml");
    cr_expect(wp_str_is(content, "a: 1\n"));
    is_foreseen("a", "/opt/app/conf");
    cr_expect(!content.ptr);
}

Test(foreseen, a_real_run_foresees_nothing)
{
    run(&teller, "a", false);
    cr_expect(!is_foreseen("a", "/opt"));
    run(&teller, "a", true);
    asked = "/opt";
    run(&asker, "a", false);
    cr_expect(!answered);
}
