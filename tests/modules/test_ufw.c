#include "own_etc.h"

TestSuite(ufw, .init = set_up, .fini = tear_down);

/* A firewall that is only files: of a rule it keeps the words, and of both families the first. */
static const char fake[] =
    "#!/bin/sh\n"
    "echo \"$*\" >>@/called\n"
    "rules=/etc/ufw/user.rules dry= delete= number=\n"
    "[ \"$1\" != --dry-run ] || { dry=1; shift; cp $rules @/dry; rules=@/dry; }\n"
    "[ \"$1\" != -f ] || shift\n"
    "case $1 in\n"
    "status) cat @/status; exit ;;\n"
    "reload) exit ;;\n"
    "enable) sed -i s/ENABLED=.*/ENABLED=yes/ /etc/ufw/ufw.conf; echo 'Status: active' >@/status; exit ;;\n"
    "disable) sed -i s/ENABLED=.*/ENABLED=no/ /etc/ufw/ufw.conf; echo 'Status: inactive' >@/status; exit ;;\n"
    "reset) sed -i s/ENABLED=.*/ENABLED=no/ /etc/ufw/ufw.conf; cp /usr/share/ufw/iptables/* /etc/ufw\n"
    "    echo 'Status: inactive' >@/status; exit ;;\n"
    "logging) [ $2 != on ] || set -- . low; sed -i s/LOGLEVEL=.*/LOGLEVEL=$2/ /etc/ufw/ufw.conf; exit ;;\n"
    "default) case $2 in deny) to=DROP ;; allow) to=ACCEPT ;; reject) to=REJECT ;; esac\n"
    "    case $3 in incoming) of=INPUT ;; outgoing) of=OUTPUT ;; *) of=FORWARD ;; esac\n"
    "    sed -i \"s/^DEFAULT_${of}_POLICY=.*/DEFAULT_${of}_POLICY=\\\"$to\\\"/\" /etc/default/ufw; exit ;;\n"
    "esac\n"
    "[ \"$1\" != route ] || shift\n"
    "[ \"$1\" != delete ] || { delete=1; shift; }\n"
    "[ \"$1\" != insert ] || { number=$2; shift 2; }\n"
    "case $* in *nothere*) echo \"ERROR: Could not find a profile matching 'nothere'\"; exit 1 ;; esac\n"
    "line=\"### tuple ### $*\"\n"
    "if [ -n \"$delete\" ]; then\n"
    "    grep -vxF -e \"$line\" $rules >@/left; cat @/left >$rules\n"
    "elif grep -qxF -e \"$line\" $rules; then\n"
    "    echo 'Skipping adding existing rule'; exit\n"
    "elif [ -n \"$number\" ]; then\n"
    "    [ \"$number\" != 0 ] || { echo \"ERROR: Cannot insert rule at position '0'\"; exit 1; }\n"
    "    { sed \"${number}q\" $rules; echo \"$line\"; sed \"1,${number}d\" $rules; } >@/left; cat @/left >$rules\n"
    "else echo \"$line\" >>$rules\n"
    "fi\n"
    "[ -z \"$dry\" ] || cat $rules\n";

static bool with_firewall(void)
{
    if (!own_etc() || !with_programs())
        return false;
    write_file("@/bin/ufw", in_dir(fake), 0755);
    write_file("@/status", "Status: inactive\n", 0644);
    shell("rm -rf /etc/ufw; mkdir -p /etc/ufw /etc/default @/share/ufw/iptables\n"
          "printf 'ENABLED=no\\nLOGLEVEL=low\\n' >/etc/ufw/ufw.conf\n"
          "printf 'DEFAULT_%s_POLICY=\"%s\"\\n' INPUT DROP OUTPUT ACCEPT FORWARD DROP >/etc/default/ufw\n"
          "for name in user before after; do echo ':ufw-user-input - [0:0]' >@/share/ufw/iptables/$name.rules\n"
          "    echo ':ufw6-user-input - [0:0]' >@/share/ufw/iptables/${name}6.rules; done\n"
          "cp @/share/ufw/iptables/* /etc/ufw");
    cr_assert_eq(mount(in_dir("@/share"), "/usr/share", NULL, MS_BIND, NULL), 0);
    return true;
}

static void changes_once(const char *args)
{
    check("ufw", args);
    expect_changed(1);
    run("ufw", args);
    expect_changed(2);
    run("ufw", args);
    expect_unchanged(1);
}

Test(ufw, a_rule_is_added_once_and_removed_once)
{
    if (!with_firewall())
        return;
    const char *rule =
        "rule: deny, interface: eth0, direction: in, log: yes, src: 10.0.0.0/8, from_port: 1, port: '80,443', "
        "proto: tcp, comment: 'a b; c'";
    changes_once(wp_printf(arena, "{%s}", rule));
    cr_expect_str_eq(read_back("/etc/ufw/user.rules"),
                     ":ufw-user-input - [0:0]\n### tuple ### deny in on eth0 log from 10.0.0.0/8 port 1 to any port "
                     "80,443 proto tcp comment a b; c\n");
    changes_once(wp_printf(arena, "{%s, delete: yes, insert: 3}", rule));
    cr_expect_str_eq(read_back("/etc/ufw/user.rules"), ":ufw-user-input - [0:0]\n");
}

Test(ufw, the_preview_of_a_rule_writes_nothing_and_shows_the_rules)
{
    if (!with_firewall())
        return;
    with.diff_mode = true;
    check("ufw", "{rule: allow, name: OpenSSH}");
    expect_changed(1);
    expect_got("diff.before", "");
    expect_got("diff.after", "allow from any to any app OpenSSH\n");
    expect_got("commands", "['ufw allow from any to any app OpenSSH']");
    expect_got("msg", "Status: inactive");
    cr_expect_str_eq(read_back("/etc/ufw/user.rules"), ":ufw-user-input - [0:0]\n");
}

Test(ufw, a_routed_rule_names_both_interfaces)
{
    if (!with_firewall())
        return;
    changes_once("{rule: allow, route: yes, interface_in: eth0, interface_out: eth1, to: 10.0.0.1}");
    cr_expect(strstr(read_back("@/called"), "\nroute allow in on eth0 out on eth1 from any to 10.0.0.1\n"), "%s",
              read_back("@/called"));
    run("ufw", "{rule: allow, interface_in: eth0, interface_out: eth1}");
    expect_failed("route: true");
}

/* Two rules of IPv4, the first an application of two ports, and one of IPv6. */
Test(ufw, a_rule_goes_to_its_number_counted_from_where_it_is_said)
{
    static const struct {
        const char *args, *words;
    } cases[] = {
        { "insert: 2", "insert 2 " },
        { "insert: 0, insert_relative_to: first-ipv4", "insert 1 " },
        { "insert: 0, insert_relative_to: last-ipv4", "insert 2 " },
        { "insert: -1, insert_relative_to: last-ipv4", "insert 1 " },
        { "insert: 0, insert_relative_to: first-ipv6", "insert 3 " },
        { "insert: 0, insert_relative_to: last-ipv6", "insert 3 " },
        { "insert: 1, insert_relative_to: last-ipv6", "" }, /* behind all others: added */
    };
    if (!with_firewall())
        return;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_file("/etc/ufw/user.rules",
                   ":ufw-user-input - [0:0]\n### tuple ### allow tcp 80 0.0.0.0/0 any 0.0.0.0/0 Web%20Full - in\n"
                   "### tuple ### allow tcp 443 0.0.0.0/0 any 0.0.0.0/0 Web%20Full - in\n"
                   "### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in comment=41\n",
                   0644);
        write_file("/etc/ufw/user6.rules", ":ufw6-user-input - [0:0]\n### tuple ### allow tcp 22 ::/0 any ::/0 in\n",
                   0644);
        check("ufw", wp_printf(arena, "{rule: allow, port: 99, %s}", cases[i].args));
        expect_changed(1);
        expect_got("commands", wp_printf(arena, "['ufw %sallow from any to any port 99']", cases[i].words));
    }
    check("ufw", "{rule: allow, port: 99, insert: 0}");
    expect_failed("Cannot insert rule at position '0'");
}

Test(ufw, is_enabled_and_disabled_once)
{
    if (!with_firewall())
        return;
    changes_once("{state: enabled}");
    expect_got("msg", "Status: active");
    cr_expect(strstr(read_back("/etc/ufw/ufw.conf"), "ENABLED=yes"));
    check("ufw", "{state: disabled}");
    expect_changed(1);
    cr_expect(strstr(read_back("/etc/ufw/ufw.conf"), "ENABLED=yes"));
    changes_once("{state: disabled}");
}

Test(ufw, one_that_runs_but_not_at_boot_is_enabled)
{
    if (!with_firewall())
        return;
    write_file("@/status", "Status: active\n", 0644);
    changes_once("{state: enabled}");
}

Test(ufw, is_loaded_again_where_it_is_on)
{
    if (!with_firewall())
        return;
    run("ufw", "{state: reloaded}");
    expect_unchanged(1);
    run("ufw", "{state: enabled}");
    run("ufw", "{state: reloaded}");
    expect_changed(2);
}

Test(ufw, is_reset_where_anything_was_changed)
{
    if (!with_firewall())
        return;
    run("ufw", "{state: reset}");
    expect_unchanged(1);
    run("ufw", "{rule: allow, port: 22}");
    changes_once("{state: reset}");
    cr_expect_str_eq(read_back("/etc/ufw/user.rules"), ":ufw-user-input - [0:0]\n");
}

Test(ufw, defaults_and_logging_are_set_once_whether_it_is_on_or_not)
{
    if (!with_firewall())
        return;
    run("ufw", "{default: deny, logging: 'on'}");
    expect_unchanged(1);
    changes_once("{policy: reject}");
    changes_once("{default: deny, direction: outgoing, logging: full}");
    changes_once("{default: allow, direction: routed}");
    cr_expect_str_eq(read_back("/etc/default/ufw"), "DEFAULT_INPUT_POLICY=\"REJECT\"\nDEFAULT_OUTPUT_POLICY=\"DROP\"\n"
                                                    "DEFAULT_FORWARD_POLICY=\"ACCEPT\"\n");
    changes_once("{logging: 'off'}");
    changes_once("{logging: 'on'}");
}

Test(ufw, what_does_not_go_together_is_told)
{
    run("ufw", "{default: deny, direction: in}");
    expect_failed("incoming, outgoing or routed");
    run("ufw", "{rule: deny, direction: incoming}");
    expect_failed("in or out");
    run("ufw", "{rule: deny, interface: eth0}");
    expect_failed("'direction'");
    run("ufw", "{delete: yes}");
    expect_failed("'rule'");
}

Test(ufw, what_ufw_refuses_is_told_in_the_preview_too)
{
    if (!with_firewall())
        return;
    check("ufw", "{rule: allow, name: nothere}");
    expect_failed("Could not find a profile matching 'nothere'");
}
