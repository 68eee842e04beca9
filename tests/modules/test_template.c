#include "on_local.h"

static void set_up_templates(void)
{
    set_up();
    cr_assert_eq(mkdir(in_dir("@/templates"), 0755), 0);
    wp_dict_set(arena, variables, "v", wp_int(1));
    wp_dict_set(arena, variables, "items", parse("[a, b]"));
}

TestSuite(template, .init = set_up_templates, .fini = tear_down);

Test(template, makes_a_file_once)
{
    write_file("@/templates/t.j2", "{{ v }}\n{% for i in items %}\n- {{ i }}\n{% endfor %}\n", 0644);
    with.diff_mode = true;
    check("template", "{src: t.j2, dest: '@/x'}");
    expect_changed(1);
    expect_got("diff.after", "1\n- a\n- b\n");
    cr_expect(!exists("@/x"));
    run("template", "{src: t.j2, dest: '@/x', mode: '0600'}");
    expect_changed(1);
    cr_expect_str_eq(read_back("@/x"), "1\n- a\n- b\n");
    cr_expect_eq(mode_of("@/x"), 0600);
    expect_got("dest", "@/x");
    expect_got("src", "@/templates/t.j2");
    run("template", "{src: t.j2, dest: '@/x', mode: '0600'}");
    expect_unchanged(1);
}

Test(template, keeps_the_mode_of_what_was_there_or_takes_its_own)
{
    write_file("@/templates/t.j2", "{{ v }}\n", 0755);
    write_file("@/x", "old", 0600);
    run("template", "{src: t.j2, dest: '@/x'}");
    cr_expect_eq(mode_of("@/x"), 0600);
    run("template", "{src: t.j2, dest: '@/y', mode: preserve}");
    cr_expect_eq(mode_of("@/y"), 0755);
}

Test(template, knows_where_it_comes_from)
{
    write_file("@/templates/t.j2",
               "{{ template_path }} {{ template_fullpath }} {{ template_destpath }} {{ ansible_managed }}", 0644);
    run("template", "{src: t.j2, dest: '@/x'}");
    cr_expect_str_eq(read_back("@/x"), in_dir("t.j2 @/templates/t.j2 @/x Ansible managed"));
}

Test(template, includes_what_lies_beside_it)
{
    write_file("@/templates/part.j2", "part {{ v }}\n", 0644);
    write_file("@/templates/t.j2", "{% include 'part.j2' %}end\n", 0644);
    run("template", "{src: t.j2, dest: '@/x'}");
    cr_expect_str_eq(read_back("@/x"), "part 1end\n", "%s %s", read_back("@/x"), all());
}

Test(template, options_of_the_language)
{
    write_file("@/templates/t.j2", "  <% if true %>\n<< v >>\n  <% endif %>\n{{ plain }}\n", 0644);
    run("template", "{src: t.j2, dest: '@/x', block_start_string: '<%', block_end_string: '%>', lstrip_blocks: yes, "
                    "variable_start_string: '<<', variable_end_string: '>>', newline_sequence: '\\r\\n'}");
    cr_expect_str_eq(read_back("@/x"), "1\r\n{{ plain }}\r\n", "%s", all());
    write_file("@/templates/u.j2", "\xc3\xbc\n", 0644);
    run("template", "{src: u.j2, dest: '@/x', output_encoding: latin-1}");
    cr_expect_str_eq(read_back("@/x"), "\xfc\n");
}

Test(template, errors_name_the_template_and_its_line)
{
    write_file("@/templates/t.j2", "one\n{{ nothing_of_the_kind }}\n", 0644);
    run("template", "{src: t.j2, dest: '@/x'}");
    expect_failed("nothing_of_the_kind");
    write_file("@/templates/t.j2", "one\n{{ nothing_of }} {% if %}\n", 0644);
    run("template", "{src: t.j2, dest: '@/x'}");
    cr_expect(outcome.failed && outcome.error.mark.line == 2, "%s", all());
    run("template", "{src: nowhere.j2, dest: '@/x'}");
    expect_failed("nowhere.j2");
    cr_expect(!exists("@/x"));
}
