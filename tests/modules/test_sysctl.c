#include "on_local.h"

TestSuite(sysctl, .init = set_up, .fini = tear_down);

/* A kernel of our own: one file for each key. */
static bool with_kernel(void)
{
    if (!with_programs())
        return false;
    write_file("@/bin/sysctl",
               in_dir("#!/bin/sh\nset_one() { [ -f \"@/kernel.${1%%=*}\" ] || { echo \"sysctl: no key ${1%%=*}\" >&2; exit 1; }\n"
                      "printf '%s\\n' \"${1#*=}\" >\"@/kernel.${1%%=*}\"; }\n"
                      "case $1 in\n-n) cat \"@/kernel.$2\" ;;\n-w) set_one \"$2\" ;;\n-e) exit 0 ;;\n"
                      "-p) while IFS= read -r line; do set_one \"$line\"; done <\"$2\" ;;\nesac\n"),
               0755);
    write_file("@/kernel.vm.x", "1\t2\n", 0644);
    return true;
}

Test(sysctl, sets_a_key_in_the_file_and_loads_it)
{
    if (!with_kernel())
        return;
    check("sysctl", "{name: vm.x, value: '3 4', sysctl_file: @/conf}");
    expect_changed(1);
    run("sysctl", "{name: vm.x, value: '3 4', sysctl_file: @/conf}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/conf"), "vm.x=3 4\n");
    cr_expect_str_eq(read_back("@/kernel.vm.x"), "3 4\n");
    run("sysctl", "{name: vm.x, value: '3 4', sysctl_file: @/conf}");
    expect_unchanged(1);
}

Test(sysctl, blanks_of_the_kernel_are_no_difference)
{
    if (!with_kernel())
        return;
    write_file("@/conf", "vm.x = 1 2\n", 0644);
    run("sysctl", "{name: vm.x, value: '1 2', sysctl_file: @/conf, sysctl_set: yes}");
    expect_unchanged(1);
}

Test(sysctl, of_a_key_that_comes_twice_the_last_is_meant)
{
    if (!with_kernel())
        return;
    write_file("@/conf", "# top\nvm.x=1\n; other\nvm.y = 7\nvm.x=2\n", 0640);
    run("sysctl", "{name: vm.x, value: 2, sysctl_file: @/conf, reload: no}");
    expect_unchanged(1);
    run("sysctl", "{name: vm.x, value: yes, sysctl_file: @/conf, reload: no}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/conf"), "# top\nvm.x=1\n; other\nvm.y=7\n");
    cr_expect_eq(mode_of("@/conf"), 0640);
}

Test(sysctl, takes_a_key_out)
{
    if (!with_kernel())
        return;
    write_file("@/conf", "vm.x=1\nvm.y=2\n", 0644);
    run("sysctl", "{name: vm.x, state: absent, sysctl_file: @/conf, reload: no}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/conf"), "vm.y=2\n");
    run("sysctl", "{name: vm.x, state: absent, sysctl_file: @/conf, reload: no}");
    expect_unchanged(1);
}

Test(sysctl, sets_the_kernel_alone_where_the_file_is_right)
{
    if (!with_kernel())
        return;
    write_file("@/conf", "vm.x=5\n", 0644);
    run("sysctl", "{name: vm.x, value: 5, sysctl_file: @/conf, sysctl_set: yes, reload: no}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/kernel.vm.x"), "5\n");
}

Test(sysctl, an_unknown_key_is_an_error_unless_errors_are_ignored)
{
    if (!with_kernel())
        return;
    run("sysctl", "{name: no.key, value: 5, sysctl_file: @/conf, sysctl_set: yes}");
    expect_failed("no key no.key");
    run("sysctl", "{name: no.key, value: 5, sysctl_file: @/conf, sysctl_set: yes, ignoreerrors: yes}");
    cr_expect(!outcome.failed, "%s", all());
    run("sysctl", "{name: 'a b', value: 5, sysctl_file: @/conf}");
    expect_failed("'a b'");
}
