#include "own_etc.h"

TestSuite(timezone, .init = set_up, .fini = tear_down);

static bool zones(void)
{
    return access("/usr/share/zoneinfo/Europe/Berlin", R_OK) == 0 && own_etc();
}

static void changes_once(const char *args)
{
    check("timezone", args);
    expect_changed(1);
    run("timezone", args);
    expect_changed(2);
    run("timezone", args);
    expect_unchanged(1);
}

Test(timezone, is_a_link_and_debians_file)
{
    if (!zones())
        return;
    char target[100] = "";
    shell("ln -sfn /usr/share/zoneinfo/Etc/UTC /etc/localtime; echo Etc/UTC >/etc/timezone");
    with.diff_mode = true;
    check("timezone", "{name: Europe/Berlin}");
    expect_got("diff.before.name", "Etc/UTC");
    expect_got("diff.after.name", "Europe/Berlin");
    changes_once("{name: Europe/Berlin}");
    cr_expect(readlink("/etc/localtime", target, sizeof target - 1) > 0);
    cr_expect_str_eq(target, "/usr/share/zoneinfo/Europe/Berlin");
    cr_expect_str_eq(read_back("/etc/timezone"), "Europe/Berlin\n");
}

Test(timezone, the_clock_goes_by_what_adjtime_says)
{
    if (!zones())
        return;
    write_file("/etc/adjtime", "1.5 17 0.0\n17\nUTC\n", 0644);
    changes_once("{hwclock: local}");
    cr_expect_str_eq(read_back("/etc/adjtime"), "1.5 17 0.0\n17\nLOCAL\n");
    changes_once("{rtc: UTC}");
}

Test(timezone, one_that_is_not_known_is_an_error)
{
    run("timezone", "{name: Nowhere/Town}");
    expect_failed("knows no time zone 'Nowhere/Town'");
    run("timezone", "{}");
    expect_failed("'name' or 'hwclock'");
}
