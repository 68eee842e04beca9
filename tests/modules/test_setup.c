#include "on_local.h"

#include <pwd.h>
#include <sys/utsname.h>

TestSuite(setup, .init = set_up, .fini = tear_down);

static const char *fact(const char *name)
{
    return got(wp_printf(arena, "ansible_facts.ansible_%s", name));
}

static bool has_fact(const char *name)
{
    return strcmp(fact(name), "(none)") != 0;
}

Test(setup, gathers_all_in_one_round_trip)
{
    struct utsname here;
    uname(&here);
    run("setup", "{}");
    expect_unchanged(1);
    cr_expect_str_eq(fact("system"), here.sysname);
    cr_expect_str_eq(fact("kernel"), here.release);
    cr_expect_str_eq(fact("machine"), here.machine);
    cr_expect_str_eq(fact("nodename"), here.nodename);
    cr_expect_str_eq(fact("user_id"), getpwuid(geteuid())->pw_name);
    cr_expect_str_eq(fact("user_uid"), wp_printf(arena, "%d", (int)geteuid()));
    cr_expect_str_eq(fact("processor_nproc"), wp_printf(arena, "%ld", sysconf(_SC_NPROCESSORS_ONLN)));
    cr_expect_gt(atoi(fact("memtotal_mb")), 0);
    cr_expect_gt(atoll(fact("date_time.epoch")), 1700000000);
    cr_expect_eq(strlen(fact("date_time.date")), 10);
    cr_expect_str_eq(fact("lo.ipv4.address"), "127.0.0.1");
    cr_expect_str_eq(fact("lo.ipv4.netmask"), "255.0.0.0");
    const char *const there[] = { "distribution", "distribution_major_version", "os_family", "env.PATH", "mounts",
                                  "interfaces", "default_ipv4", "all_ipv4_addresses", "pkg_mgr", "service_mgr",
                                  "fqdn", "hostname", "virtualization_type", "local", "user_dir", "user_shell" };
    for (size_t i = 0; i < sizeof there / sizeof *there; i++)
        cr_expect(has_fact(there[i]), "%s", there[i]);
}

Test(setup, subsets_are_parts)
{
    run("setup", "{gather_subset: '!all'}");
    cr_expect(has_fact("kernel") && !has_fact("interfaces") && !has_fact("memtotal_mb"));
    run("setup", "{gather_subset: ['!all', network]}");
    cr_expect(has_fact("kernel") && has_fact("interfaces") && !has_fact("memtotal_mb"));
    run("setup", "{gather_subset: ['!all', '!min', hardware]}");
    cr_expect(!has_fact("kernel") && has_fact("memtotal_mb"));
    run("setup", "{gather_subset: '!hardware'}");
    cr_expect(has_fact("interfaces") && !has_fact("memtotal_mb"));
    run("setup", "{gather_subset: nonsense}");
    expect_failed("nonsense");
}

Test(setup, filters_by_name)
{
    run("setup", "{filter: 'ansible_user_*,kernel'}");
    cr_expect(has_fact("user_id") && has_fact("kernel") && !has_fact("nodename"));
    expect_got("ansible_facts.module_setup", "(none)");
}

Test(setup, reads_the_sites_own_facts)
{
    write_file("@/a.fact", "{\"x\": [1, 2]}", 0644);
    write_file("@/b.fact", "[part]\nKey = value here\n", 0644);
    write_file("@/c.fact", "#!/bin/sh\necho '{\"run\": true}'\n", 0755);
    write_file("@/d.fact", "neither", 0644);
    run("setup", "{fact_path: '@', gather_subset: '!all,local'}");
    cr_expect_str_eq(fact("local.a.x"), "[1, 2]");
    cr_expect_str_eq(fact("local.b.part.key"), "value here");
    cr_expect_str_eq(fact("local.c.run"), "True");
    cr_expect(strstr(got("warnings"), "d is neither"));
}

Test(setup, facts_are_never_templates)
{
    setenv("EVIL", "{{ lookup('pipe', 'id') }}", 1);
    run("setup", "{gather_subset: min}");
    cr_expect_str_eq(fact("env.EVIL"), "{{ lookup('pipe', 'id') }}");
    wp_value facts = *wp_dict_find(outcome.result, "ansible_facts");
    cr_expect(wp_dict_find(*wp_dict_find(facts, "ansible_env"), "EVIL")->marks & WP_UNSAFE);
}
