#include "own_etc.h"

TestSuite(package_facts, .init = set_up, .fini = tear_down);

static void fake(const char *program, const char *script)
{
    mkdir(in_dir("@/bin"), 0755);
    write_file(wp_printf(arena, "@/bin/%s", program), script, 0755);
    if (access(in_dir("@/bin/printf"), X_OK))
        cr_assert_eq(symlink("/usr/bin/printf", in_dir("@/bin/printf")), 0);
    with.environment = parse("{PATH: '@/bin'}");
}

static const char *fact(const char *path)
{
    return got(wp_printf(arena, "ansible_facts.packages.%s", path));
}

Test(package_facts, of_apt_what_is_installed_counts)
{
    if (shell_has_its_own_tools())
        return;
    fake("dpkg-query", "#!/bin/sh\nprintf 'curl|7.88|amd64|web|installed\\nold|1|all|web|config-files\\nlibc6|2.36|i386|libs|installed\\n'\n");
    fake("dpkg", "#!/bin/sh\necho amd64\n");
    run("package_facts", "{}");
    expect_unchanged(1);
    cr_expect_str_eq(fact("curl"), "[{'name': 'curl', 'version': '7.88', 'arch': 'amd64', 'category': 'web', 'source': 'apt'}]");
    cr_expect_str_eq(fact("old"), "(none)");
    cr_expect_str_eq(fact("libc6:i386.0.version"), "2.36");
}

Test(package_facts, of_rpm_a_name_may_be_there_twice)
{
    if (shell_has_its_own_tools())
        return;
    fake("rpm", "#!/bin/sh\nprintf 'kernel|5.1|1|(none)|x86_64\\nkernel|5.2|1|2|x86_64\\n'\n");
    run("package_facts", "{manager: [rpm]}");
    cr_expect_str_eq(fact("kernel.0.epoch"), "None");
    cr_expect_str_eq(fact("kernel.1.epoch"), "2");
    cr_expect_str_eq(fact("kernel.1.release"), "1");
}

Test(package_facts, of_apk_names_and_versions_are_taken_apart)
{
    fake("apk", "#!/bin/sh\nprintf 'curl-8.5.0-r0\\nlib-x2-y-1.0-r3\\n'\n");
    run("package_facts", "{strategy: all}");
    cr_expect_str_eq(fact("curl.0.version"), "8.5.0-r0");
    cr_expect_str_eq(fact("lib-x2-y.0.version"), "1.0-r3");
}

Test(package_facts, without_a_manager_the_task_fails)
{
    fake("nothing", "");
    run("package_facts", "{manager: rpm}");
    expect_failed("Could not detect");
}
