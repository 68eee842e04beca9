#include "on_local.h"

TestSuite(known_hosts, .init = set_up, .fini = tear_down);

#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0+hGQ9kBqO1GFJZbeqFWJVsGmIK3BVaf0UGpmkRhWJ"
#define OTHER "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0+hGQ9kBqO1GFJZbeqFWJVsGmIK3BVaf0UGpmkRhWK"

Test(known_hosts, adds_a_key_once)
{
    if (!has_program("ssh-keygen"))
        return;
    check("known_hosts", "{path: @/known, name: A.example, key: a.example " KEY "}");
    expect_changed(1);
    run("known_hosts", "{path: @/known, name: A.example, key: a.example " KEY "}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/known"), "a.example " KEY "\n");
    run("known_hosts", "{path: @/known, name: a.example, key: a.example " KEY "}");
    expect_unchanged(1);
}

Test(known_hosts, another_key_of_the_same_kind_takes_the_place_of_the_first)
{
    if (!has_program("ssh-keygen"))
        return;
    write_file("@/known", "# top\na.example " KEY "\nb.example " KEY "\n", 0600);
    run("known_hosts", "{path: @/known, name: a.example, key: a.example " OTHER "}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/known"), "# top\nb.example " KEY "\na.example " OTHER "\n");
    cr_expect_eq(mode_of("@/known"), 0600);
}

Test(known_hosts, a_hashed_name_is_found_again)
{
    if (!has_program("ssh-keygen"))
        return;
    run("known_hosts", "{path: @/known, hash_host: yes, name: a.example, key: a.example " KEY "}");
    expect_changed(2);
    cr_expect(strncmp(read_back("@/known"), "|1|", 3) == 0, "%s", read_back("@/known"));
    run("known_hosts", "{path: @/known, hash_host: yes, name: a.example, key: a.example " KEY "}");
    expect_unchanged(1);
    run("known_hosts", "{path: @/known, name: a.example, state: absent}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/known"), "");
}

Test(known_hosts, what_stands_for_many_hosts_stays_when_one_goes)
{
    if (!has_program("ssh-keygen"))
        return;
    write_file("@/known", "@cert-authority *.example " KEY "\na.example " KEY "\na.example ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAYQDGdWjCyG5nU4Q0\n", 0600);
    run("known_hosts", "{path: '@/known', name: a.example, state: absent}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/known"), "@cert-authority *.example " KEY "\n");
    run("known_hosts", "{path: '@/known', name: a.example, state: absent}");
    expect_unchanged(1);
}

Test(known_hosts, the_key_must_be_of_the_host)
{
    if (!has_program("ssh-keygen"))
        return;
    run("known_hosts", "{path: @/known, name: b.example, key: c.example " KEY "}");
    expect_failed("none of the host 'b.example'");
    run("known_hosts", "{path: @/known, name: b.example}");
    expect_failed("'key'");
}
