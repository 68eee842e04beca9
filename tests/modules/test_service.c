#include "own_etc.h"

TestSuite(service, .init = set_up, .fini = tear_down);

/* A program that is none: what it is told goes to @/did. */
static void fake(const char *program, const char *script)
{
    mkdir(in_dir("@/bin"), 0755);
    write_file(wp_printf(arena, "@/bin/%s", program), in_dir(script), 0755);
    with.environment = parse(wp_printf(arena, "{PATH: '@/bin:%s'}", getenv("PATH")));
}

static const char *did(void)
{
    const char *text = read_back("@/did");
    unlink(in_dir("@/did"));
    return text;
}

/* The preview says it, the run does it in two trips, the second run has nothing to do. */
static void changes_once(const char *module, const char *args)
{
    check(module, args);
    expect_changed(1);
    run(module, args);
    expect_changed(2);
    run(module, args);
    expect_unchanged(1);
}

Test(service, without_a_service_of_that_name_the_task_fails)
{
    run("service", "{name: no-such-service, state: started, use: service}");
    expect_failed("Could not find the requested service no-such-service");
    expect_failed("/etc/init.d/no-such-service");
    cr_expect_eq(round_trips, 1);
}

Test(service, a_name_is_no_pattern)
{
    run("service", "{name: 'a*', state: started}");
    expect_failed("pattern");
    cr_expect_eq(round_trips, 0);
}

Test(service, what_is_wanted_must_be_said)
{
    run("service", "{name: x}");
    expect_failed("'state' or 'enabled'");
}

/* A script as Debian's: status by exit code, and what is done leaves its mark. */
static void own_script(void)
{
    fake("service", "#!/bin/sh\nname=$1\nshift\nexec /etc/init.d/$name $*\n");
    fake("update-rc.d", "#!/bin/sh\necho \"$*\" >>@/did\ncase $2 in\n"
                        "defaults|enable) ln -sf ../init.d/$1 /etc/rc2.d/S01$1; rm -f /etc/rc2.d/K01$1;;\n"
                        "*) mv /etc/rc2.d/S01$1 /etc/rc2.d/K01$1;; esac\n");
    write_file("/etc/init.d/wp-one", in_dir("#!/bin/sh\ncase $1 in\n"
                                            "status) [ -e @/up ] || { echo wp-one is stopped; exit 3; };;\n"
                                            "start) echo $* >>@/did; touch @/up; sleep 60 & ;;\n"
                                            "stop) echo stop >>@/did; rm -f @/up;;\n"
                                            "*) echo \"$1\" >>@/did;;\nesac\n"), 0755);
}

Test(service, an_init_script_is_started_stopped_and_reloaded)
{
    if (!own_etc())
        return;
    own_script();
    changes_once("service", "{name: wp-one, state: started, use: service, arguments: 'a b'}");
    cr_expect_str_eq(did(), "start a b\n");
    expect_got("state", "started");
    run("service", "{name: wp-one, state: reloaded, use: service}");
    expect_changed(2);
    cr_expect_str_eq(did(), "reload\n");
    run("service", "{name: wp-one, state: restarted, use: service}");
    cr_expect_str_eq(did(), "stop\nstart\n");
    changes_once("service", "{name: wp-one, state: stopped, use: service}");
    expect_got("state", "stopped");
    cr_expect_str_eq(did(), "stop\n");
    run("service", "{name: wp-one, state: reloaded, use: service}");
    cr_expect_str_eq(did(), "start\n", "what does not run is started instead");
}

Test(service, an_init_script_is_linked_for_the_boot)
{
    if (!own_etc())
        return;
    own_script();
    changes_once("service", "{name: wp-one, enabled: yes, use: service}");
    expect_got("enabled", "True");
    cr_expect(exists("/etc/rc2.d/S01wp-one"));
    changes_once("service", "{name: wp-one, enabled: no, use: service}");
    cr_expect(exists("/etc/rc2.d/K01wp-one"));
}

Test(service, a_pattern_says_whether_it_runs)
{
    if (!own_etc())
        return;
    own_script();
    run("service", "{name: wp-one, state: started, pattern: 'no process has this', use: service}");
    expect_changed(2);
    run("service", wp_printf(arena, "{name: wp-one, state: started, pattern: '%s', use: service}", "test_service"));
    expect_unchanged(1);
}

Test(service, openrc_is_asked_and_told_by_its_own_tools)
{
    if (!own_etc())
        return;
    own_script();
    fake("rc-service", "#!/bin/sh\n[ \"$2\" = status ] || { echo \"$*\" >>@/did; : >@/up; exit 0; }\n"
                       "[ -e @/up ] && { echo ' * status: started'; exit 0; }\necho ' * status: stopped'; exit 3\n");
    fake("rc-update", "#!/bin/sh\n[ $1 = show ] || { echo \"$*\" >>@/did; : >@/on; exit 0; }\n"
                      "[ ! -e @/on ] || echo '     wp-one | boot default  '\necho '   other | sysinit '\n");
    changes_once("service", "{name: wp-one, state: started, enabled: yes, use: openrc}");
    cr_expect_str_eq(did(), "add wp-one default\nwp-one start\n");
    run("service", "{name: wp-one, enabled: yes, runlevel: boot, use: openrc}");
    expect_unchanged(1);
    run("service", "{name: wp-one, enabled: yes, runlevel: sysinit, use: openrc}");
    cr_expect_str_eq(did(), "add wp-one sysinit\n");
}

Test(service, what_a_script_says_of_its_failure_is_the_error)
{
    if (!own_etc())
        return;
    own_script();
    write_file("/etc/init.d/wp-one", "#!/bin/sh\n[ $1 = status ] && exit 3\necho 'no such directory /x' >&2; exit 1\n", 0755);
    run("service", "{name: wp-one, state: started, use: service}");
    expect_failed("Unable to start service wp-one: no such directory /x");
}
