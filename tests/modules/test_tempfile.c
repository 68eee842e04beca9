#include "on_local.h"

TestSuite(tempfile, .init = set_up, .fini = tear_down);

Test(tempfile, makes_a_file_for_its_owner_only)
{
    run("tempfile", "{path: '@', suffix: ' .x'}");
    expect_changed(1);
    const char *path = got("path");
    cr_expect_eq(mode_of(path), 0600);
    cr_expect(strncmp(path, in_dir("@/ansible."), strlen(dir) + 9) == 0, "%s", path);
    cr_expect_str_eq(path + strlen(path) - 3, " .x");
    cr_expect_eq(count_names("@"), 1);
}

Test(tempfile, makes_a_directory)
{
    run("tempfile", "{path: '@', state: directory, prefix: 'p-'}");
    expect_changed(1);
    cr_expect_eq(mode_of(got("path")), 0700);
    expect_got("state", "directory");
}

Test(tempfile, makes_nothing_in_check_mode_and_nothing_nowhere)
{
    check("tempfile", "{path: '@'}");
    expect_changed(1);
    cr_expect_eq(count_names("@"), 0);
    check("tempfile", "{path: '@/nope'}");
    expect_failed("@/nope" + 1);
    run("tempfile", "{path: '@/nope'}");
    expect_failed("@/nope" + 1);
}
