#include "on_local.h"

static void set_up_media(void)
{
    set_up();
    cr_assert_eq(mkdir(in_dir("@/m"), 0755), 0);
    cr_assert_eq(mkdir(in_dir("@/m/incoming"), 0755), 0);
    cr_assert_eq(mkdir(in_dir("@/m/shared"), 0755), 0);
    write_file("@/m/incoming/a", "a", 0644);
    write_file("@/m/incoming/odd name\n*", "b", 0644);
    cr_assert_eq(symlink("/etc/passwd", in_dir("@/m/incoming/link")), 0);
    if (geteuid() != 0)
        cr_skip_test("only root gives files away");
}

TestSuite(chown_media, .init = set_up_media, .fini = tear_down);

static void give(const char *name, uid_t user)
{
    cr_assert_eq(lchown(in_dir(name), user, 4), 0, "%s", name);
}

static struct stat stat_of(const char *name)
{
    struct stat info;
    cr_assert_eq(lstat(in_dir(name), &info), 0, "%s", name);
    return info;
}

Test(chown_media, changes_only_what_has_another_owner_and_not_its_group)
{
    give("@/m/incoming/a", 12345);
    give("@/m/incoming/odd name\n*", 12345);
    run("chown_media", "{path: '@/m'}");
    expect_changed(2);
    expect_got("count", "2");
    expect_got("dirs.incoming", "2");
    cr_expect_eq(stat_of("@/m/incoming/odd name\n*").st_uid, 0);
    cr_expect_eq(stat_of("@/m/incoming/odd name\n*").st_gid, 4);
    run("chown_media", "{path: '@/m'}");
    expect_unchanged(1);
    expect_got("count", "0");
}

Test(chown_media, check_mode_counts_and_changes_nothing)
{
    with.diff_mode = true;
    give("@/m/incoming/a", 12345);
    check("chown_media", "{path: '@/m'}");
    expect_changed(1);
    expect_got("diff.before.incoming", "1");
    cr_expect_eq(stat_of("@/m/incoming/a").st_uid, 12345);
}

Test(chown_media, directories_that_are_missing_are_told_and_no_failure)
{
    run("chown_media", "{path: '@/m'}");
    expect_unchanged(1);
    expect_got("missing", "['outgoing']");
    cr_expect(strstr(got("warnings"), "outgoing is not there"), "%s", all());
}

Test(chown_media, links_are_given_and_not_followed)
{
    give("@/m/incoming/link", 12345);
    run("chown_media", "{path: '@/m'}");
    cr_expect_eq(stat_of("@/m/incoming/link").st_uid, 0);
    cr_assert_eq(symlink(in_dir("@/m/incoming"), in_dir("@/m/outgoing")), 0);
    run("chown_media", "{path: '@/m'}");
    expect_got("missing", "['outgoing']");
}

Test(chown_media, files_with_several_names_are_left_alone)
{
    write_file("@/elsewhere", "x", 0644);
    give("@/elsewhere", 12345);
    cr_assert_eq(link(in_dir("@/elsewhere"), in_dir("@/m/incoming/hard")), 0);
    run("chown_media", "{path: '@/m'}");
    expect_unchanged(1);
    cr_expect_eq(stat_of("@/elsewhere").st_uid, 12345);
    cr_expect(strstr(got("warnings"), "1 entry with several names left alone"), "%s", all());
}

Test(chown_media, takes_an_owner_and_a_group_by_name_or_number)
{
    run("chown_media", "{path: '@/m', owner: 12345, group: 54321, dirs: [shared]}");
    expect_changed(2);
    cr_expect_eq(stat_of("@/m/shared").st_uid, 12345);
    cr_expect_eq(stat_of("@/m/shared").st_gid, 54321);
    cr_expect_eq(stat_of("@/m/incoming").st_uid, 0);
    run("chown_media", "{path: '@/m', owner: no-such-user, dirs: [shared]}");
    expect_failed("there is no user no-such-user");
}

/* As a run before may have left it, whose connection was lost. */
Test(chown_media, finds_what_is_at_work_already_and_waits_for_it)
{
    const char *mark = wp_printf(arena, "/run/waplay-chown-media%s", in_dir("@/m"));
    for (char *at = strchr(mark + 5, '/'); at; at = strchr(at, '/'))
        *at = '-';
    give("@/m/incoming/a", 12345);
    cr_assert_eq(mkdir(mark, 0700), 0);
    cr_assert_eq(system(wp_printf(arena, "(sleep 1; chown 0 %s) >/dev/null 2>&1 & echo $! >%s/pid", in_dir("@/m/incoming/a"), mark)), 0);
    run("chown_media", "{path: '@/m'}");
    cr_expect(outcome.changed && !outcome.failed, "%s", all());
    cr_expect_eq(stat_of("@/m/incoming/a").st_uid, 0);
    cr_expect_neq(access(mark, F_OK), 0);
}

Test(chown_media, refuses_what_can_be_no_media)
{
    run("chown_media", "{path: /}");
    expect_failed("'/' can't be the place of the media");
    run("chown_media", "{path: '@/none'}");
    expect_failed("is not there, or no directory");
    run("chown_media", "{path: '@/m', owner: 'root -delete'}");
    expect_failed("names or numbers");
    run("chown_media", "{path: '@/m', dirs: ['../..']}");
    expect_failed("can't be a directory of the media");
}

/* A docker that runs on this machine what is meant for the container. */
static const char fake_docker[] = "#!/bin/sh\n"
                                  "case $1 in\n"
                                  "ps) echo \"$*\" >$HERE/asked; cat $HERE/ids ;;\n"
                                  "exec) echo \"$4\" >$HERE/container; shift 4; exec \"$@\" ;;\n"
                                  "esac\n";

Test(chown_media, works_in_the_container_of_a_service)
{
    cr_assert_eq(mkdir(in_dir("@/bin"), 0755), 0);
    write_file("@/bin/docker", fake_docker, 0755);
    write_file("@/ids", "", 0644);
    with.environment = wp_dict_new(arena, 2);
    wp_dict_set(arena, with.environment, "HERE", wp_string(arena, dir));
    wp_dict_set(arena, with.environment, "PATH", wp_string_printf(arena, "%s:%s", in_dir("@/bin"), getenv("PATH")));
    run("chown_media", "{path: '@/m', service: waweb, project_name: wa}");
    expect_failed("no container of the service waweb runs here");
    cr_expect(strstr(read_back("@/asked"), "label=com.docker.compose.project=wa"));
    write_file("@/ids", "0123456789ab\n", 0644);
    give("@/m/incoming/a", 12345);
    run("chown_media", "{path: '@/m', service: waweb}");
    expect_changed(2);
    expect_got("container", "0123456789ab");
    cr_expect_str_eq(read_back("@/container"), "0123456789ab\n");
    cr_expect_eq(stat_of("@/m/incoming/a").st_uid, 0);
}
