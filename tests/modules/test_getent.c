#include "on_local.h"

TestSuite(getent, .init = set_up, .fini = tear_down);

Test(getent, tells_the_parts_of_an_entry)
{
    if (!has_program("getent"))
        return;
    run("getent", "{database: passwd, key: root}");
    expect_unchanged(1);
    expect_got("ansible_facts.getent_passwd.root.1", "0");
    run("getent", "{database: services, key: ssh}");
    expect_got("ansible_facts.getent_services.ssh", "['22/tcp']");
    run("getent", "{database: passwd, key: root, split: 'oo', service: files}");
    expect_got("ansible_facts.getent_passwd.r.0", "t:x:0:0:r");
}

Test(getent, tells_all_entries_without_a_key)
{
    if (!has_program("getent"))
        return;
    run("getent", "{database: group}");
    expect_unchanged(1);
    expect_got("ansible_facts.getent_group.root.1", "0");
}

Test(getent, what_comes_more_than_once_is_a_list_of_entries)
{
    if (!has_program("getent"))
        return;
    run("getent", "{database: ahosts, key: localhost}");
    cr_expect(strstr(all(), "[\"STREAM\", \"localhost\"], [\"DGRAM\"]"), "%s", all());
}

Test(getent, a_missing_key_is_an_error_unless_it_may_be_missing)
{
    if (!has_program("getent"))
        return;
    run("getent", "{database: passwd, key: no-such-user-here}");
    expect_failed("no entry 'no-such-user-here'");
    run("getent", "{database: passwd, key: no-such-user-here, fail_key: no}");
    expect_unchanged(1);
    expect_got("ansible_facts.getent_passwd.no-such-user-here", "None");
    run("getent", "{database: no-such-database}");
    expect_failed("no database");
    with.environment = parse("{PATH: '@/none'}");
    run("getent", "{database: passwd}");
    expect_failed("no getent");
}
