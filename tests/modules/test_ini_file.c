#include "on_local.h"

TestSuite(ini_file, .init = set_up, .fini = tear_down);

#define FILE_IS(content) cr_expect_str_eq(read_back("@/f"), content, "it is: %s", read_back("@/f"))

Test(ini_file, sets_an_option_in_two_round_trips_and_then_one)
{
    write_file("@/f", "# top\n[a]\nx = 1\n\n[b]\nx = 2\n", 0640);
    run("ini_file", "{path: '@/f', section: b, option: x, value: 9}");
    expect_changed(2);
    expect_got("msg", "option changed");
    FILE_IS("# top\n[a]\nx = 1\n\n[b]\nx = 9\n");
    cr_expect_eq(mode_of("@/f"), 0640);
    run("ini_file", "{path: '@/f', section: b, option: x, value: 9}");
    expect_unchanged(1);
    expect_got("msg", "OK");
}

Test(ini_file, a_new_option_goes_behind_the_last_line_of_its_section)
{
    write_file("@/f", "[a]\nx = 1\n\n# about b\n[b]\ny = 2\n", 0644);
    run("ini_file", "{path: '@/f', section: a, option: z, value: 3}");
    FILE_IS("[a]\nx = 1\nz = 3\n\n# about b\n[b]\ny = 2\n");
}

Test(ini_file, an_option_whose_name_begins_alike_is_another_one)
{
    write_file("@/f", "[a]\nport = 1\nport_range = 2\n", 0644);
    run("ini_file", "{path: '@/f', section: a, option: port, value: 3}");
    FILE_IS("[a]\nport = 3\nport_range = 2\n");
}

Test(ini_file, several_values_have_a_line_each)
{
    write_file("@/f", "[a]\nx = 1\nx = 2\nx = 3\n", 0644);
    run("ini_file", "{path: '@/f', section: a, option: x, values: ['3', '7', '3']}");
    FILE_IS("[a]\nx = 7\nx = 3\n");
    run("ini_file", "{path: '@/f', section: a, option: x, values: ['8'], exclusive: no}");
    FILE_IS("[a]\nx = 7\nx = 3\nx = 8\n");
    run("ini_file", "{path: '@/f', section: a, option: x, value: '3', exclusive: no, state: absent}");
    FILE_IS("[a]\nx = 7\nx = 8\n");
}

Test(ini_file, sections_come_and_go)
{
    write_file("@/f", "[a]\nx = 1\n", 0644);
    run("ini_file", "{path: '@/f', section: b, option: y, value: 2, no_extra_spaces: yes}");
    FILE_IS("[a]\nx = 1\n[b]\ny=2\n");
    run("ini_file", "{path: '@/f', section: a, state: absent}");
    expect_got("msg", "section removed");
    FILE_IS("[b]\ny=2\n");
}

Test(ini_file, an_option_needs_a_value_unless_it_may_have_none)
{
    write_file("@/f", "[a]\n", 0644);
    run("ini_file", "{path: '@/f', section: a, option: x}");
    expect_failed("allow_no_value");
    run("ini_file", "{path: '@/f', section: a, option: x, allow_no_value: yes}");
    FILE_IS("[a]\nx\n");
}

Test(ini_file, the_preview_shows_the_change_and_makes_none)
{
    with.diff_mode = true;
    write_file("@/f", "[a]\nx = 1\n", 0644);
    check("ini_file", "{path: '@/f', section: a, option: x, value: 2}");
    expect_changed(1);
    expect_got("diff.before", "[a]\nx = 1\n");
    expect_got("diff.after", "[a]\nx = 2\n");
    FILE_IS("[a]\nx = 1\n");
}
