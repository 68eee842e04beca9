#include "own_etc.h"

TestSuite(systemd, .init = set_up, .fini = tear_down);

/* systemctl as its manual has it, for one unit: active and enabled by files, verbs into @/did. */
static void systemctl(void)
{
    mkdir(in_dir("@/bin"), 0755);
    write_file("@/bin/systemctl", in_dir(
        "#!/bin/sh\nwords=\nwhile :; do case $1 in --*) words=\"$words$1 \"; shift;; *) break;; esac; done\n"
        "case $1:$2 in\n"
        "show:one)\n"
        "  [ -e @/up ] && state=active || state=inactive\n"
        "  [ -e @/masked ] && load=masked || load=loaded\n"
        "  printf 'Type=simple\\nExecStart={ path=/bin/one ; argv[]=/bin/one ;\\n more ; status=0/0 }\\nId=one.service\\n'\n"
        "  echo LoadState=$load; echo ActiveState=$state; echo 'Description={ odd = text';;\n"
        "show:broken) echo LoadState=bad-setting; echo ActiveState=inactive; echo 'LoadError=bad unit file';;\n"
        "show:*) echo LoadState=not-found; echo ActiveState=inactive;;\n"
        "is-enabled:one) [ -e @/masked ] && { echo masked; exit 1; }; [ -e @/on ] && { echo enabled; exit 0; }; echo disabled; exit 1;;\n"
        "is-enabled:alias) echo alias;;\n"
        "is-enabled:*) echo 'Failed to get unit file state' >&2; exit 1;;\n"
        "*) echo \"$words$*\" >>@/did\n"
        "  case $1 in start|restart) : >@/up;; stop) rm @/up;; enable) : >@/on;; disable) rm @/on;;\n"
        "  mask) : >@/masked;; unmask) rm @/masked;; esac;;\n"
        "esac\n"), 0755);
    with.environment = parse(wp_printf(arena, "{PATH: '@/bin:%s'}", getenv("PATH")));
}

static const char *did(void)
{
    const char *text = read_back("@/did");
    unlink(in_dir("@/did"));
    return text;
}

static void changes_once(const char *args)
{
    check("systemd", args);
    expect_changed(1);
    run("systemd", args);
    expect_changed(2);
    run("systemd", args);
    expect_unchanged(1);
}

Test(systemd, a_unit_is_started_and_stopped_enabled_and_disabled)
{
    systemctl();
    with.diff_mode = true;
    changes_once("{name: one, state: started, enabled: yes}");
    cr_expect_str_eq(did(), "enable one\nstart one\n");
    expect_got("state", "started");
    expect_got("enabled", "True");
    expect_got("status.ActiveState", "active");
    check("systemd", "{name: one, state: stopped, enabled: no}");
    expect_got("diff.before.state", "started");
    expect_got("diff.after.state", "stopped");
    expect_got("diff.after.enabled", "False");
    changes_once("{name: one, state: stopped, enabled: no}");
    cr_expect_str_eq(did(), "disable one\nstop one\n");
}

Test(systemd, values_of_several_lines_are_one_property)
{
    systemctl();
    run("systemd_service", "{name: one, enabled: no}");
    expect_unchanged(1);
    expect_got("status.ExecStart", "{ path=/bin/one ; argv[]=/bin/one ;\n more ; status=0/0 }");
    expect_got("status.Description", "{ odd = text");
}

Test(systemd, restarted_and_reloaded_start_what_does_not_run)
{
    systemctl();
    run("systemd", "{name: one, state: restarted}");
    expect_changed(2);
    cr_expect_str_eq(did(), "start one\n");
    run("systemd", "{name: one, state: restarted}");
    expect_got("state", "started");
    run("systemd", "{name: one, state: reloaded}");
    cr_expect_str_eq(did(), "restart one\nreload one\n");
}

Test(systemd, a_unit_is_masked_and_unmasked)
{
    systemctl();
    changes_once("{name: one, masked: yes}");
    changes_once("{name: one, masked: no}");
    cr_expect_str_eq(did(), "mask one\nunmask one\n");
    run("systemd", "{name: none, masked: yes}");
    expect_changed(2);
}

Test(systemd, reading_its_files_anew_is_no_change)
{
    systemctl();
    run("systemd", "{daemon_reload: yes, daemon_reexec: yes}");
    expect_unchanged(2);
    cr_expect_str_eq(did(), "daemon-reload\ndaemon-reexec\n");
    check("systemd", "{daemon_reload: yes}");
    cr_expect_str_eq(did(), "(nothing)");
    run("systemd", "{name: one, state: started, daemon-reload: yes}");
    expect_changed(2);
    cr_expect_str_eq(did(), "daemon-reload\nstart one\n");
}

Test(systemd, options_go_with_every_verb)
{
    systemctl();
    run("systemd", "{name: one, state: started, scope: user, no_block: yes, force: yes}");
    cr_expect_str_eq(did(), "--user --no-block --force start one\n");
}

Test(systemd, a_unit_that_is_not_there_or_broken_is_an_error)
{
    systemctl();
    run("systemd", "{name: none, state: started}");
    expect_failed("Could not find the requested service none");
    run("systemd", "{name: broken, state: started}");
    expect_failed("Error loading unit file 'broken': bad unit file");
    run("systemd", "{state: started}");
    expect_failed("'name'");
    run("systemd", "{name: 'a*', state: started}");
    expect_failed("pattern");
}

Test(systemd, without_systemctl_the_error_names_it)
{
    mkdir(in_dir("@/bin"), 0755);
    cr_assert_eq(symlink("/usr/bin/printf", in_dir("@/bin/printf")), 0);
    with.environment = parse("{PATH: '@/bin'}");
    run("systemd", "{name: one, state: started}");
    expect_failed("systemctl");
}
