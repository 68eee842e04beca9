#include "local_bench.h"

TestSuite(version, .init = set_up, .fini = tear_down);

/* What is met, and what is not: asked by a module, since only there is a job. */
static const char *failed_one;

static bool ask(wp_job *job, wp_error *err)
{
    static const struct {
        const char *have, *wanted;
        bool meets;
    } rows[] = {
        { "1.0", "", true },           { "1.0", "==1.0.0", true },     { "1.0", "==1.1", false },
        { "1.10", ">1.9", true },      { "1.0rc1", "<1.0", true },     { "1.0.dev1", "<1.0a1", true },
        { "1.0.post1", ">1.0", true }, { "1.5", ">=1.0,<2", true },    { "2.0", ">=1.0, <2", false },
        { "1.4.9", "~=1.4.2", true },  { "1.5.0", "~=1.4.2", false },  { "1.5", "~=1.4", true },
        { "1.2.3", "==1.2.*", true },  { "1.20", "==1.2.*", false },   { "1.3", "!=1.3", false },
        { "1!1.0", ">2.0", true },     { "1.0+local", "==1.0", true }, { "1.0b2", ">1.0a9", true },
        { "1.0", "===1.0", true },     { "1.0", "===1.0.0", false },   { "1.0rc1.dev2", "<1.0rc1", true },
    };
    (void)err;
    failed_one = "";
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (wp_job_version_meets(job, rows[i].have, rows[i].wanted) != rows[i].meets)
            failed_one = wp_printf(arena, "%s %s", rows[i].have, rows[i].wanted);
    return true;
}

Test(version, is_compared_as_python_compares_it)
{
    static const wp_param none[] = { { 0 } };
    static const wp_module module = { .name = "asks", .params = none, .probe = ask, .on_control = true };
    run(&module);
    cr_expect_str_eq(failed_one, "");
}
