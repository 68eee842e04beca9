#include "own_etc.h"

TestSuite(hostname, .init = set_up, .fini = tear_down);

/* A name of the test's own, in a namespace of its own. */
static bool own_name(void)
{
    return own_etc() && unshare(CLONE_NEWUTS) == 0 && sethostname("before", 6) == 0;
}

static void changes_once(const char *args)
{
    check("hostname", args);
    expect_changed(1);
    run("hostname", args);
    expect_changed(2);
    run("hostname", args);
    expect_unchanged(1);
}

Test(hostname, is_set_now_and_for_the_next_boot)
{
    if (!own_name())
        return;
    char name[65];
    write_file("/etc/hostname", "old\n", 0644);
    check("hostname", "{name: web1.example.com, use: debian}");
    expect_got("diff.before", "hostname = before\n");
    changes_once("{name: web1.example.com, use: debian}");
    cr_expect_str_eq(read_back("/etc/hostname"), "web1.example.com\n");
    cr_expect(gethostname(name, sizeof name) == 0);
    cr_expect_str_eq(name, "web1.example.com");
    expect_got("ansible_facts.ansible_hostname", "web1");
    expect_got("ansible_facts.ansible_nodename", "web1.example.com");
}

Test(hostname, files_with_other_lines_keep_them)
{
    if (!own_name())
        return;
    shell("mkdir -p /etc/sysconfig /etc/conf.d");
    write_file("/etc/sysconfig/network", "NETWORKING=yes\nHOSTNAME=old\nGATEWAY=x\n", 0644);
    changes_once("{name: web1, use: redhat}");
    cr_expect_str_eq(read_back("/etc/sysconfig/network"), "NETWORKING=yes\nHOSTNAME=web1\nGATEWAY=x\n");
    write_file("/etc/conf.d/hostname", "# about\n", 0644);
    changes_once("{name: web2, use: openrc}");
    cr_expect_str_eq(read_back("/etc/conf.d/hostname"), "# about\nhostname=\"web2\"\n");
    changes_once("{name: web3, use: sles}");
    cr_expect_str_eq(read_back("/etc/HOSTNAME"), "web3\n");
}

Test(hostname, systemd_is_told)
{
    mkdir(in_dir("@/bin"), 0755);
    write_file("@/bin/hostnamectl", in_dir("#!/bin/sh\necho $* >>@/did\n"), 0755);
    with.environment = parse(wp_printf(arena, "{PATH: '@/bin:%s'}", getenv("PATH")));
    run("hostname", "{name: waplay-other-name, use: systemd}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/did"), "--transient set-hostname -- waplay-other-name\n--static set-hostname -- waplay-other-name\n");
}

Test(hostname, what_is_no_name_is_an_error)
{
    run("hostname", "{name: 'a b'}");
    expect_failed("no name of a host");
    run("hostname", "{name: a, use: darwin}");
    expect_failed("darwin");
}
