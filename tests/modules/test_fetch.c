#include "on_local.h"

TestSuite(fetch, .init = set_up, .fini = tear_down);

Test(fetch, brings_a_file_to_a_place_of_its_hosts_own)
{
    write_file("@/src", "text", 0600);
    run("fetch", "{src: '@/src', dest: '@/tree'}");
    expect_changed(2);
    const char *dest = wp_printf(arena, "%s/tree/here%s/src", dir, dir);
    expect_got("dest", dest);
    cr_expect_str_eq(read_back(dest), "text");
    expect_got("checksum", "372ea08cab33e71c02c651dbc83a474d32c676ea");
    run("fetch", "{src: '@/src', dest: '@/tree'}");
    expect_unchanged(1);
    expect_got("file", "@/src");
}

Test(fetch, flat_names_the_file_or_its_directory)
{
    write_file("@/src", "text", 0600);
    run("fetch", "{src: '@/src', dest: '@/a/b', flat: yes}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/a/b"), "text");
    run("fetch", "{src: '@/src', dest: '@/a/', flat: yes}");
    cr_expect_str_eq(read_back("@/a/src"), "text");
    run("fetch", "{src: '@/src', dest: '@/a', flat: yes}");
    expect_failed("slash");
}

Test(fetch, check_mode_brings_nothing)
{
    write_file("@/src", "text", 0600);
    check("fetch", "{src: '@/src', dest: '@/a/b', flat: yes}");
    expect_changed(1);
    cr_expect(!exists("@/a"));
}

Test(fetch, what_is_missing_is_an_error_or_a_message)
{
    run("fetch", "{src: '@/nope', dest: '@/x'}");
    expect_failed("is not there");
    run("fetch", "{src: '@/nope', dest: '@/x', fail_on_missing: no}");
    expect_unchanged(1);
    cr_expect(says("is not there"));
    run("fetch", "{src: '@', dest: '@/x'}");
    expect_failed("is a directory");
}

Test(fetch, nothing_lands_outside_of_dest)
{
    run("fetch", "{src: '/etc/../../passwd', dest: '@/x'}");
    expect_failed("leads upwards");
}

Test(fetch, a_large_file_comes_as_it_is)
{
    size_t size = 5 << 20;
    char *bytes = wp_alloc(arena, size);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(i * 11 % 253);
    wp_file_write(in_dir("@/big"), (wp_str){ bytes, size }, 0644, NULL);
    run("fetch", "{src: '@/big', dest: '@/there', flat: yes}");
    expect_changed(2);
    wp_str back;
    cr_assert(wp_file_read(arena, in_dir("@/there"), &back, NULL));
    cr_expect(wp_str_eq(back, (wp_str){ bytes, size }));
}
