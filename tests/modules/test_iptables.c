#include "on_local.h"

TestSuite(iptables, .init = set_up, .fini = tear_down);

/* A packet filter of our own: a chain is a file, a rule a line of it. */
static bool with_filter(void)
{
    if (!with_programs())
        return false;
    write_file("@/bin/iptables",
               in_dir("#!/bin/sh\necho $* >>@/called\nshift 2\ndo=$1 chain=$2\nshift 2\n"
                      "case $do in\n-S) [ -f @/chain.$chain ] || { echo 'No chain/target/match by that name.' >&2; exit 1; }; "
                      "cat @/chain.$chain ;;\n"
                      "-C) grep -qxF -e \"-A $chain $*\" @/chain.$chain ;;\n"
                      "-A) echo \"-A $chain $*\" >>@/chain.$chain ;;\n"
                      "-I) shift; echo \"-A $chain $*\" >>@/chain.$chain ;;\n"
                      "-D) grep -vxF -e \"-A $chain $*\" @/chain.$chain >@/left; mv @/left @/chain.$chain ;;\n"
                      "-N) : >@/chain.$chain ;;\n-X) rm @/chain.$chain ;;\n"
                      "-P) echo \"-P $chain $1\" >@/chain.$chain ;;\nesac\n"),
               0755);
    write_file("@/chain.INPUT", "-P INPUT ACCEPT\n", 0644);
    return true;
}

Test(iptables, a_rule_is_added_once_and_removed_once)
{
    if (!with_filter())
        return;
    check("iptables", "{chain: INPUT, protocol: tcp, destination_port: 22, source: '!10.0.0.0/8', jump: DROP, comment: 'a b'}");
    expect_changed(1);
    run("iptables", "{chain: INPUT, protocol: tcp, destination_port: 22, source: '!10.0.0.0/8', jump: DROP, comment: 'a b'}");
    expect_changed(2);
    expect_got("rule", "-p tcp ! -s 10.0.0.0/8 -j DROP --destination-port 22 -m comment --comment a b");
    run("iptables", "{chain: INPUT, protocol: tcp, destination_port: 22, source: '!10.0.0.0/8', jump: DROP, comment: 'a b'}");
    expect_unchanged(1);
    run("iptables", "{chain: INPUT, protocol: tcp, destination_port: 22, source: '!10.0.0.0/8', jump: DROP, comment: 'a b', state: absent}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/chain.INPUT"), "-P INPUT ACCEPT\n");
}

Test(iptables, extensions_are_loaded_for_the_flags_that_need_them)
{
    if (!with_filter())
        return;
    run("iptables", "{chain: INPUT, ctstate: [NEW, RELATED], limit: 5/min, limit_burst: 3, destination_ports: ['80', '443'], "
                    "tcp_flags: {flags: [SYN, ACK], flags_set: [SYN]}, syn: negate, uid_owner: root, gid_owner: '!adm', "
                    "reject_with: tcp-reset, match_set: s, match_set_flags: src, src_range: 1-2}");
    expect_changed(2);
    expect_got("rule", "--tcp-flags SYN,ACK SYN -j REJECT -m multiport --dports 80,443 ! --syn -m conntrack --ctstate NEW,RELATED "
                       "-m iprange --src-range 1-2 -m set --match-set s src -m limit --limit 5/min --limit-burst 3 "
                       "-m owner --uid-owner root -m owner ! --gid-owner adm --reject-with tcp-reset");
    run("iptables", "{chain: INPUT, match: [state], ctstate: [NEW], jump: ACCEPT}");
    expect_got("rule", "-m state -j ACCEPT --state NEW");
}

Test(iptables, a_rule_goes_to_its_number)
{
    if (!with_filter())
        return;
    run("iptables", "{chain: INPUT, action: insert, rule_num: 5, jump: ACCEPT}");
    expect_changed(2);
    cr_expect(strstr(read_back("@/called"), "-t filter -I INPUT 5 -j ACCEPT"), "%s", read_back("@/called"));
}

Test(iptables, a_chain_is_made_for_its_rule_and_removed)
{
    if (!with_filter())
        return;
    run("iptables", "{chain: MINE, jump: ACCEPT}");
    expect_failed("no chain MINE");
    run("iptables", "{chain: MINE, chain_management: yes, jump: ACCEPT}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/chain.MINE"), "-A MINE -j ACCEPT\n");
    run("iptables", "{chain: MINE, flush: yes}");
    expect_changed(2);
    run("iptables", "{chain: MINE, chain_management: yes, state: absent}");
    expect_changed(2);
    run("iptables", "{chain: MINE, chain_management: yes, state: absent}");
    expect_unchanged(1);
}

Test(iptables, in_check_mode_a_chain_that_will_be_made_takes_rules)
{
    if (!with_filter())
        return;
    check("iptables", "{chain: MINE, chain_management: yes}");
    expect_changed(1);
    check("iptables", "{chain: MINE, jump: ACCEPT}");
    expect_changed(1);
    cr_expect(!exists("@/chain.MINE"));
}

Test(iptables, a_policy_is_set_once)
{
    if (!with_filter())
        return;
    run("iptables", "{chain: INPUT, policy: DROP}");
    expect_changed(2);
    run("iptables", "{chain: INPUT, policy: DROP}");
    expect_unchanged(1);
}

Test(iptables, what_does_not_go_together_is_told)
{
    run("iptables", "{jump: ACCEPT}");
    expect_failed("'chain' and 'flush'");
    run("iptables", "{chain: INPUT, log_level: info, jump: DROP}");
    expect_failed("LOG");
    run("iptables", "{chain: INPUT, jump: TEE}");
    expect_failed("gateway");
    with.environment = parse("{PATH: '/usr/bin/none:/usr/bin'}");
    if (has_program("/usr/bin/iptables") || getenv("WAPLAY_TEST_SHELL"))
        return;
    run("iptables", "{chain: INPUT, jump: ACCEPT}");
    expect_failed("no iptables");
}
