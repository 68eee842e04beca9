#include "own_etc.h"

TestSuite(git, .init = set_up, .fini = tear_down);

/* A repository with two commits, the first of them tagged v1, and a branch. */
static void repository(void)
{
    shell("export HOME=@ GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@0.0 GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@0.0\n"
          "git init -q -b main @/origin; cd @/origin\n"
          "echo 1 >file; git add file; git commit -q -m one; git tag -a -m v1 v1\n"
          "echo 2 >file; git commit -q -a -m two; git branch side\n");
    with.environment = parse("{HOME: '@', PATH: '/usr/bin:/bin', GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_0: safe.directory, "
                             "GIT_CONFIG_VALUE_0: '*', GIT_CONFIG_KEY_1: protocol.file.allow, GIT_CONFIG_VALUE_1: always}");
}

static void commit(const char *text)
{
    shell(wp_printf(arena, "cd @/origin; echo %s >file; git -c user.name=x -c user.email=x@0.0 commit -q -a -m more", text));
}

static void changes_once(const char *args)
{
    check("git", args);
    expect_changed(1);
    run("git", args);
    expect_changed(2);
    run("git", args);
    expect_unchanged(1);
}

Test(git, a_copy_is_made_and_follows)
{
    repository();
    with.diff_mode = true;
    check("git", "{repo: '@/origin', dest: '@/new/copy'}");
    cr_expect(strstr(got("diff.prepared"), ">> Newly checked out"));
    const char *head = got("after");
    expect_got("before", "None");
    cr_expect(!exists("@/new"));
    changes_once("{repo: '@/origin', dest: '@/new/copy'}");
    expect_got("after", head);
    cr_expect_str_eq(read_back("@/new/copy/file"), "2\n");
    commit("3");
    changes_once("{repo: '@/origin', dest: '@/new/copy'}");
    cr_expect_str_eq(read_back("@/new/copy/file"), "3\n");
    commit("4");
    run("git", "{repo: '@/origin', dest: '@/new/copy', update: no}");
    expect_unchanged(1);
}

Test(git, a_tag_a_branch_and_a_commit)
{
    repository();
    changes_once("{repo: '@/origin', dest: '@/copy', version: v1}");
    cr_expect_str_eq(read_back("@/copy/file"), "1\n");
    const char *first = got("after");
    changes_once("{repo: '@/origin', dest: '@/copy', version: side}");
    cr_expect_str_eq(read_back("@/copy/file"), "2\n");
    changes_once(wp_printf(arena, "{repo: '@/origin', dest: '@/copy', version: '%s'}", first));
    cr_expect_str_eq(read_back("@/copy/file"), "1\n");
    run("git", "{repo: '@/origin', dest: '@/copy', version: main}");
    expect_changed(2);
    run("git", "{repo: '@/origin', dest: '@/copy', version: side}");
    expect_unchanged(2);
    run("git", "{repo: '@/origin', dest: '@/copy', version: no-such}");
    expect_failed("no-such");
}

Test(git, local_changes_stay_unless_forced)
{
    repository();
    run("git", "{repo: '@/origin', dest: '@/copy'}");
    write_file("@/copy/file", "mine\n", 0644);
    write_file("@/copy/other", "mine\n", 0644);
    run("git", "{repo: '@/origin', dest: '@/copy'}");
    expect_failed("Local modifications exist in the destination");
    changes_once("{repo: '@/origin', dest: '@/copy', force: yes}");
    cr_expect_str_eq(read_back("@/copy/file"), "2\n");
    cr_expect(exists("@/copy/other"));
}

Test(git, another_address_is_told)
{
    repository();
    run("git", "{repo: '@/origin', dest: '@/copy'}");
    shell("cp -a @/origin @/moved");
    changes_once("{repo: '@/moved', dest: '@/copy'}");
    expect_got("remote_url_changed", "False");
}

Test(git, shallow_bare_and_elsewhere)
{
    repository();
    changes_once("{repo: '@/origin', dest: '@/shallow', depth: 1, version: main}");
    cr_expect(exists("@/shallow/.git/shallow"));
    commit("5");
    changes_once("{repo: '@/origin', dest: '@/shallow', depth: 1, version: main}");
    cr_expect_str_eq(read_back("@/shallow/file"), "5\n");
    changes_once("{repo: '@/origin', dest: '@/bare', bare: yes}");
    cr_expect(exists("@/bare/HEAD"));
    changes_once("{repo: '@/origin', dest: '@/sep', separate_git_dir: '@/data'}");
    cr_expect(exists("@/data/HEAD"));
    changes_once("{repo: '@/origin', dest: '@/sep', separate_git_dir: '@/data2'}");
    cr_expect(exists("@/data2/HEAD") && !exists("@/data"));
    changes_once("{repo: '@/origin', dest: '@/single', single_branch: yes, version: side, remote: up}");
}

Test(git, an_archive_is_made_once)
{
    repository();
    changes_once("{repo: '@/origin', dest: '@/copy', archive: '@/x.tar', archive_prefix: site/}");
    cr_expect(exists("@/x.tar"));
    run("git", "{repo: '@/origin', dest: '@/copy', archive: '@/x.rar'}");
    expect_failed("format");
}

Test(git, sub_modules_come_along)
{
    repository();
    shell("export HOME=@; git init -q -b main @/outer; cd @/outer\n"
          "git -c protocol.file.allow=always submodule --quiet add @/origin inner\n"
          "git -c user.name=x -c user.email=x@0.0 commit -q -m outer\n");
    changes_once("{repo: '@/outer', dest: '@/copy'}");
    cr_expect_str_eq(read_back("@/copy/inner/file"), "2\n");
    shell("rm -rf @/copy/inner; mkdir @/copy/inner; cd @/copy; git submodule -q deinit -f inner");
    changes_once("{repo: '@/outer', dest: '@/copy'}");
    commit("9");
    changes_once("{repo: '@/outer', dest: '@/copy', track_submodules: yes}");
    cr_expect_str_eq(read_back("@/copy/inner/file"), "9\n");
    run("git", "{repo: '@/outer', dest: '@/plain', recursive: no}");
    cr_expect(!exists("@/plain/inner/file"));
}

Test(git, what_can_not_be_asked_is_an_error)
{
    repository();
    check("git", "{repo: '@/none', dest: '@/copy'}");
    expect_failed("can't be asked");
    run("git", "{repo: '@/origin'}");
    expect_failed("destination");
    run("git", "{repo: '@/origin', clone: no, dest: '@/copy'}");
    cr_expect(!exists("@/copy") && outcome.changed, "%s", all());
}
