#include "own_etc.h"

TestSuite(sysvinit, .init = set_up, .fini = tear_down);

static void own_script(void)
{
    mkdir(in_dir("@/bin"), 0755);
    write_file("@/bin/service", "#!/bin/sh\nname=$1\nshift\nexec /etc/init.d/$name $*\n", 0755);
    write_file("@/bin/update-rc.d", in_dir("#!/bin/sh\necho \"$*\" >>@/did\nname=$1 verb=$2\nshift 2\n"
                                           "for level; do case $verb in\n"
                                           "enable) ln -sf ../init.d/$name /etc/rc$level.d/S01$name;;\n"
                                           "*) rm -f /etc/rc$level.d/S01$name;; esac; done\n"), 0755);
    write_file("/etc/init.d/wp-one", in_dir("#!/bin/sh\ncase $1 in\n"
                                            "status) [ -e @/up ] && echo wp-one is running || echo wp-one is stopped;;\n"
                                            "start) echo begun; touch @/up;;\n"
                                            "stop) rm -f @/up;;\n"
                                            "*) echo \"$1\" >>@/did;;\nesac\n"), 0755);
    with.environment = parse(wp_printf(arena, "{PATH: '@/bin:%s'}", getenv("PATH")));
}

Test(sysvinit, what_each_step_said_is_the_result)
{
    if (!own_etc())
        return;
    own_script();
    check("sysvinit", "{name: wp-one, state: started}");
    expect_changed(1);
    expect_got("status.started.changed", "True");
    expect_got("status.started.rc", "None");
    run("sysvinit", "{name: wp-one, state: started}");
    expect_changed(2);
    expect_got("status.started.rc", "0");
    expect_got("status.started.stdout", "begun\n");
    expect_got("status.enabled.changed", "False");
    run("sysvinit", "{name: wp-one, state: started}");
    expect_unchanged(1);
    run("sysvinit", "{name: wp-one, state: restarted, sleep: 0}");
    expect_changed(2);
    run("sysvinit", "{name: wp-one, state: reloaded}");
    cr_expect_str_eq(read_back("@/did"), "reload\n");
}

Test(sysvinit, runlevels_are_switched_alone)
{
    if (!own_etc())
        return;
    own_script();
    run("sysvinit", "{name: wp-one, enabled: yes, runlevels: [3, 5]}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/did"), "wp-one enable 3 5\n");
    cr_expect(exists("/etc/rc3.d/S01wp-one") && exists("/etc/rc5.d/S01wp-one") && !exists("/etc/rc2.d/S01wp-one"));
    run("sysvinit", "{name: wp-one, enabled: yes, runlevels: [3, 5]}");
    expect_unchanged(1);
    expect_got("status.enabled.runlevels", "['3', '5']");
    run("sysvinit", "{name: wp-one, enabled: no, runlevels: [5]}");
    expect_changed(2);
    cr_expect(exists("/etc/rc3.d/S01wp-one") && !exists("/etc/rc5.d/S01wp-one"));
}
