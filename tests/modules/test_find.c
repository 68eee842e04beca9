#include "on_local.h"

static void set_up_tree(void)
{
    set_up();
    cr_assert_eq(mkdir(in_dir("@/d"), 0755), 0);
    cr_assert_eq(mkdir(in_dir("@/d/sub"), 0755), 0);
    write_file("@/d/a.txt", "first line\nsecond\n", 0640);
    write_file("@/d/b.log", "x", 0644);
    write_file("@/d/.hidden", "x", 0644);
    write_file("@/d/sub/c\nodd '.txt", "text", 0644);
    cr_assert_eq(symlink("a.txt", in_dir("@/d/link")), 0);
}

TestSuite(find, .init = set_up_tree, .fini = tear_down);

/* Base names of what was found, sorted, in one line. */
static const char *names(void)
{
    const wp_value *files = wp_dict_find(outcome.result, "files");
    const char *list[16];
    size_t count = 0;
    for (size_t i = 0; files && i < wp_len(*files) && count < 16; i++)
        list[count++] = strrchr(wp_dict_find(wp_list_at(*files, i), "path")->as.text, '/') + 1;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            if (strcmp(list[j], list[i]) < 0) {
                const char *other = list[i];
                list[i] = list[j];
                list[j] = other;
            }
    char *text = wp_strdup(arena, "");
    for (size_t i = 0; i < count; i++)
        text = wp_printf(arena, "%s%s%s", text, i ? "," : "", list[i]);
    return text;
}

#define expect_names(wanted) cr_expect_str_eq(names(), wanted, "%s", all())

Test(find, lists_files_in_one_round_trip)
{
    run("find", "{paths: '@/d'}");
    expect_unchanged(1);
    expect_names("a.txt,b.log");
    expect_got("matched", "2");
    expect_got("examined", "5");
    run("find", "{paths: '@/d', hidden: yes}");
    expect_names(".hidden,a.txt,b.log");
    run("find", "{paths: '@/d', recurse: yes}");
    expect_names("a.txt,b.log,c\nodd '.txt");
    run("find", "{paths: '@/d', recurse: yes, depth: 1}");
    expect_names("a.txt,b.log");
}

Test(find, by_name)
{
    run("find", "{paths: '@/d', recurse: yes, patterns: '*.txt'}");
    expect_unchanged(1);
    expect_names("a.txt,c\nodd '.txt");
    expect_got("examined", "6");
    run("find", "{paths: '@/d', patterns: '*.log,a.*', excludes: 'b*'}");
    expect_names("a.txt");
    run("find", "{paths: '@/d', patterns: ['^[ab]\\..*', nothing], use_regex: yes}");
    expect_names("a.txt,b.log");
}

Test(find, by_kind)
{
    run("find", "{paths: '@/d', file_type: directory}");
    expect_names("sub");
    run("find", "{paths: '@/d', file_type: link}");
    expect_names("link");
    run("find", "{paths: '@/d', file_type: any}");
    expect_names("a.txt,b.log,link,sub");
}

Test(find, by_size_and_age)
{
    run("find", "{paths: '@/d', size: 5}");
    expect_names("a.txt");
    run("find", "{paths: '@/d', size: '-1b'}");
    expect_names("b.log");
    run("find", "{paths: '@/d', age: 1d}");
    expect_names("");
    run("find", "{paths: '@/d', age: -1d}");
    expect_names("a.txt,b.log");
    run("find", "{paths: '@/d', size: big}");
    expect_failed("big");
}

Test(find, by_content_in_a_second_round_trip)
{
    run("find", "{paths: '@/d', recurse: yes, contains: 'sec.*'}");
    expect_unchanged(2);
    expect_names("a.txt");
    run("find", "{paths: '@/d', contains: 'ond'}");
    expect_names("");
    run("find", "{paths: '@/d', contains: 'line\\nsec', read_whole_file: yes}");
    expect_names("a.txt");
}

Test(find, tells_what_stat_tells)
{
    run("find", "{paths: '@/d', patterns: a.txt, get_checksum: yes}");
    expect_unchanged(2);
    expect_got("files.0.path", "@/d/a.txt");
    expect_got("files.0.mode", "0640");
    expect_got("files.0.isreg", "True");
    expect_got("files.0.checksum", "c7f44167994686c18e8dab8bcb39aeef40d18f92");
}

Test(find, leaves_out_what_is_no_directory)
{
    run("find", "{paths: ['@/nope', '@/d', '@/d/a.txt'], patterns: 'a*'}");
    expect_unchanged(1);
    expect_names("a.txt");
    cr_expect_eq(wp_len(*wp_dict_find(outcome.result, "skipped_paths")), 2);
    cr_expect(says("Not all paths examined"));
}
