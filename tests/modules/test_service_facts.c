#include "own_etc.h"

TestSuite(service_facts, .init = set_up, .fini = tear_down);

static void fake(const char *program, const char *script)
{
    mkdir(in_dir("@/bin"), 0755);
    write_file(wp_printf(arena, "@/bin/%s", program), script, 0755);
    with.environment = parse(wp_printf(arena, "{PATH: '@/bin:%s'}", getenv("PATH")));
}

static const char *fact(const char *path)
{
    return got(wp_printf(arena, "ansible_facts.services.%s", path));
}

Test(service_facts, init_scripts_are_told_by_their_status)
{
    fake("service", "#!/bin/sh\nprintf ' [ + ]  one\\n [ - ]  two-2\\n [ ? ]  three\\n'\n");
    run("service_facts", "{}");
    expect_unchanged(1);
    cr_expect_str_eq(fact("one.state"), "running");
    cr_expect_str_eq(fact("two-2.state"), "stopped");
    cr_expect_str_eq(fact("two-2.source"), "sysv");
    cr_expect_str_eq(fact("three"), "(none)");
}

Test(service_facts, openrc_tells_levels_too)
{
    fake("rc-status", "#!/bin/sh\necho 'Runlevel: default'\necho ' crond   [  started  ]'\necho ' other   [  stopped  ]'\n");
    fake("rc-update", "#!/bin/sh\necho '   crond | boot default'\necho '   other |'\n");
    run("service_facts", "{}");
    cr_expect_str_eq(fact("crond.state"), "started");
    cr_expect_str_eq(fact("crond.runlevels"), "['boot', 'default']");
    cr_expect_str_eq(fact("other.runlevels"), "None");
}

Test(service_facts, chkconfig_tells_what_starts_at_boot)
{
    fake("chkconfig", "#!/bin/sh\necho 'netfs  0:off 1:off 2:off 3:on 4:on 5:on 6:off'\necho 'nfs  0:off 1:off 2:off 3:off 4:off 5:off 6:off'\n");
    run("service_facts", "{}");
    cr_expect_str_eq(fact("netfs.status"), "enabled");
    cr_expect_str_eq(fact("nfs.status"), "disabled");
    cr_expect_str_eq(fact("nfs.state"), "stopped");
}
