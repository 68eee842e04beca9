#include "on_local.h"

TestSuite(modprobe, .init = set_up, .fini = tear_down);

static bool with_kernel(void)
{
    if (!with_programs())
        return false;
    write_file("@/bin/modprobe", in_dir("#!/bin/sh\ncase $* in *bad*) echo 'no bad module' >&2; exit 1 ;; esac\n"
                      "case $* in -n*) ;; *) echo $* >>@/called ;; esac\n"),
               0755);
    wp_dict_set(arena, with.environment, "MODPROBE_ETC", wp_string(arena, in_dir("@/etc")));
    return true;
}

Test(modprobe, loads_with_parameters)
{
    if (!with_kernel())
        return;
    check("modprobe", "{name: no_such_module_here, params: 'a=1 b=2'}");
    expect_changed(1);
    cr_expect(!exists("@/called"));
    run("modprobe", "{name: no_such_module_here, params: 'a=1 b=2'}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/called"), "-- no_such_module_here a=1 b=2\n");
    check("modprobe", "{name: bad}");
    expect_failed("no bad module");
    run("modprobe", "{name: no_such_module_here, state: absent}");
    expect_unchanged(1);
}

Test(modprobe, is_loaded_at_each_boot_and_no_more)
{
    if (!with_kernel())
        return;
    run("modprobe", "{name: no-such, params: 'a=1 b=2', persistent: present, state: absent}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/etc/modules-load.d/no-such.conf"), "no-such\n");
    cr_expect_str_eq(read_back("@/etc/modprobe.d/no-such.conf"), "options no-such a=1\noptions no-such b=2\n");
    run("modprobe", "{name: no_such, params: 'b=2', persistent: present, state: absent}");
    expect_unchanged(1);
    run("modprobe", "{name: no_such, persistent: absent, state: absent}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/etc/modules-load.d/no-such.conf"), "#no-such\n");
    cr_expect_str_eq(read_back("@/etc/modprobe.d/no-such.conf"), "#options no-such a=1\n#options no-such b=2\n");
    run("modprobe", "{name: no_such, persistent: absent, state: absent}");
    expect_unchanged(1);
}

Test(modprobe, what_is_no_name_is_told)
{
    run("modprobe", "{name: a/b}");
    expect_failed("'a/b'");
}
