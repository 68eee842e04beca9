#include "on_local.h"

/* A host that answers the probe with what the test says, and notes what else it is asked. */
static char kind[16], mountinfo[1024], fstab[512], flags[64], frames[4096];
static long wrong;

static void put_field(wp_buf *out, const char *key, const char *value)
{
    wp_buf_printf(out, "%s=%s", key, value);
    wp_buf_char(out, '\0');
}

static bool answer(void *data, wp_arena *into, const wp_frame *frame, wp_shell_reply *out, wp_error *err)
{
    (void)data, (void)err;
    wp_buf text = wp_buf_new(into);
    snprintf(frames + strlen(frames), sizeof frames - strlen(frames), "%.300s\n", frame->script);
    if (strstr(frame->script, "mount_nfs_probe")) {
        put_field(&text, "real", "/srv/media");
        if (*kind)
            put_field(&text, "kind", kind);
        if (*flags)
            put_field(&text, flags, "yes");
        put_field(&text, "wrong", wp_printf(into, "%ld", wrong));
        put_field(&text, "fstab", fstab);
        put_field(&text, "mountinfo", mountinfo);
    }
    *out = (wp_shell_reply){ .out = wp_buf_str(&text), .err = wp_str_of("") };
    return true;
}

static void set_up_fake(void)
{
    set_up();
    with.connection = wp_connection_new_fake("fake", answer, NULL);
    with.diff_mode = true;
    snprintf(mountinfo, sizeof mountinfo, "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n");
}

static void tear_down_fake(void)
{
    wp_connection_free((wp_connection *)with.connection);
    tear_down();
}

TestSuite(mount_nfs, .init = set_up_fake, .fini = tear_down_fake);

#define OURS "path: /srv/media, src: 'nas:/export/wa'"
#define LINE "nas:/export/wa /srv/media nfs rw,hard,_netdev 0 0\n"

static void is_mounted(const char *source, const char *type, const char *options)
{
    strcpy(kind, "directory");
    snprintf(mountinfo, sizeof mountinfo,
             "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n40 22 0:40 / /srv/media rw,relatime shared:9 - %s %s %s\n", type,
             source, options);
}

static size_t changes(void)
{
    return wp_len(outcome.changes);
}

static const char *change(size_t index)
{
    return text_of(wp_list_at(outcome.changes, index));
}

Test(mount_nfs, makes_the_directory_mounts_and_writes_fstab)
{
    check("mount_nfs", "{" OURS "}");
    cr_expect(outcome.changed && !outcome.failed, "%s", all());
    cr_expect_eq(changes(), 3);
    cr_expect_str_eq(change(0), "the directory /srv/media will be made");
    cr_expect_str_eq(change(1), "nas:/export/wa will be mounted at /srv/media");
    cr_expect_str_eq(change(2), "/etc/fstab will be changed");
    expect_got("diff.1.after", LINE);
}

Test(mount_nfs, what_is_mounted_and_in_fstab_is_left)
{
    is_mounted("nas:/export/wa/", "nfs4", "rw,vers=4.2,rsize=1048576,hard,addr=10.0.0.1");
    strcpy(fstab, "# a comment\n" LINE);
    check("mount_nfs", "{" OURS "}");
    cr_expect(!outcome.changed && !outcome.failed, "%s", all());
    expect_got("mounted", "True");
}

Test(mount_nfs, fstab_alone_is_not_enough_and_the_mount_alone_neither)
{
    strcpy(kind, "directory");
    strcpy(fstab, LINE);
    check("mount_nfs", "{" OURS "}");
    cr_expect_eq(changes(), 1);
    cr_expect_str_eq(change(0), "nas:/export/wa will be mounted at /srv/media");
    is_mounted("nas:/export/wa", "nfs", "rw,hard");
    fstab[0] = '\0';
    check("mount_nfs", "{" OURS "}");
    cr_expect_eq(changes(), 1);
    cr_expect_str_eq(change(0), "/etc/fstab will be changed");
}

Test(mount_nfs, something_else_at_that_place_is_an_error)
{
    is_mounted("nas:/export/other", "nfs4", "rw,hard");
    check("mount_nfs", "{" OURS "}");
    expect_failed("at /srv/media there is nas:/export/other (nfs4) mounted, not nas:/export/wa");
    is_mounted("/dev/sdb1", "ext4", "rw");
    check("mount_nfs", "{" OURS "}");
    expect_failed("/dev/sdb1 (ext4)");
    check("mount_nfs", "{path: /srv/media, state: absent}");
    expect_failed("/dev/sdb1 (ext4)");
}

Test(mount_nfs, options_that_contradict_are_an_error_and_unknown_ones_are_not)
{
    static const struct {
        const char *live, *wanted;
        const char *option; /* NULL: fine */
    } cases[] = {
        { "rw,vers=4.2,hard", "rw,hard,_netdev,vers=4", NULL },
        { "rw,vers=4.2,hard", "nfsvers=4.2", NULL },
        { "rw,vers=3,hard", "vers=4.2", "vers=4.2" },
        { "rw,vers=4.2,hard", "vers=3", "vers=3" },
        { "rw,soft", "rw,hard", "hard" },
        { "ro,hard", "rw,hard", "rw" },
        { "rw,hard,timeo=600", "timeo=100", "timeo=100" },
        { "rw,hard", "noresvport,bg", NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        is_mounted("nas:/export/wa", "nfs4", cases[i].live);
        check("mount_nfs", wp_printf(arena, "{" OURS ", opts: '%s'}", cases[i].wanted));
        cr_expect_eq(outcome.failed, cases[i].option != NULL, "%s: %s", cases[i].wanted, all());
        if (cases[i].option)
            cr_expect(says(wp_printf(arena, "without the option %s (", cases[i].option)), "%s", all());
    }
}

Test(mount_nfs, the_last_mount_on_a_place_is_what_counts_and_names_may_have_blanks)
{
    strcpy(kind, "directory");
    strcpy(mountinfo, "40 22 0:40 / /srv/media rw - nfs4 nas:/old rw\n41 40 0:41 / /srv/media rw - nfs4 nas:/export\\040x rw\n");
    check("mount_nfs", "{path: /srv/media, src: 'nas:/export x', opts: rw}");
    cr_expect(!outcome.failed, "%s", all());
    expect_got("diff.after", "nas:/export\\040x /srv/media nfs rw 0 0\n");
}

Test(mount_nfs, modes_of_directories_are_set)
{
    is_mounted("nas:/export/wa", "nfs4", "rw,hard");
    strcpy(fstab, LINE);
    wrong = 3;
    check("mount_nfs", "{" OURS "}");
    cr_expect_str_eq(change(0), "the mode of 3 directories below /srv/media will be 0755");
}

Test(mount_nfs, another_line_of_fstab_is_replaced_in_its_place_and_others_stay)
{
    is_mounted("nas:/export/wa", "nfs4", "rw,hard");
    strcpy(fstab, "UUID=1 / ext4 defaults 0 1\nnas:/old\t/srv/media nfs rw 0 0\n# end");
    check("mount_nfs", "{" OURS "}");
    expect_got("diff.after", "UUID=1 / ext4 defaults 0 1\n" LINE "# end\n");
}

Test(mount_nfs, present_is_fstab_only)
{
    check("mount_nfs", "{" OURS ", state: present}");
    cr_expect_eq(changes(), 1);
    expect_got("mounted", "False");
}

Test(mount_nfs, unmounted_leaves_fstab_and_absent_does_not)
{
    is_mounted("nas:/export/wa", "nfs4", "rw,hard");
    strcpy(fstab, LINE);
    check("mount_nfs", "{path: /srv/media, state: unmounted}");
    cr_expect_eq(changes(), 1);
    cr_expect_str_eq(change(0), "nas:/export/wa will be unmounted from /srv/media");
    check("mount_nfs", "{path: /srv/media, state: absent}");
    cr_expect_eq(changes(), 3);
    strcpy(mountinfo, "");
    strcpy(fstab, "");
    kind[0] = '\0';
    check("mount_nfs", "{path: /srv/media, state: absent}");
    cr_expect(!outcome.changed, "%s", all());
}

Test(mount_nfs, a_server_that_does_not_answer_is_told)
{
    is_mounted("nas:/export/wa", "nfs4", "rw,hard");
    strcpy(flags, "hung");
    check("mount_nfs", "{" OURS ", timeout: 3}");
    expect_failed("does not answer within 3 s");
}

Test(mount_nfs, needs_a_source_and_a_place_that_can_be_one)
{
    check("mount_nfs", "{path: /srv/media}");
    expect_failed("src");
    check("mount_nfs", "{path: /, src: 'a:/b'}");
    expect_failed("'/' can't be a place for a mount");
}

/* ---- with the remote half, and a mount of the tests' own ---- */

/* Debian's busybox takes its own applets before what PATH has. */
static void need_own_mount(void)
{
    const char *shell = getenv("WAPLAY_TEST_SHELL");
    if (shell && strstr(shell, "busybox"))
        cr_skip_test("busybox would run its own mount");
}

static void set_up_local(void)
{
    set_up();
    cr_assert_eq(mkdir(in_dir("@/bin"), 0755), 0);
    write_file("@/bin/mount", in_dir("#!/bin/sh\necho \"$*\" >>@/calls\n[ ! -f @/fails ] || { cat @/fails >&2; exit 32; }\n"
                                     "[ ! -f @/hangs ] || sleep 20\nmkdir \"$6/below\"; chmod 700 \"$6/below\"\n"), 0755);
    with.environment = wp_dict_new(arena, 1);
    wp_dict_set(arena, with.environment, "PATH", wp_string_printf(arena, "%s:%s", in_dir("@/bin"), getenv("PATH")));
}

TestSuite(mount_nfs_half, .init = set_up_local, .fini = tear_down);

Test(mount_nfs_half, mounts_sets_modes_and_writes_fstab)
{
    need_own_mount();
    write_file("@/fstab", "proc /proc proc defaults 0 0\n", 0640);
    run("mount_nfs", "{path: '@/a/media', src: 'nas:/x', opts: rw, fstab: '@/fstab'}");
    cr_expect(outcome.changed && !outcome.failed, "%s", all());
    cr_expect_str_eq(read_back("@/calls"), in_dir("-t nfs -o rw nas:/x @/a/media\n"));
    cr_expect_str_eq(read_back("@/fstab"), in_dir("proc /proc proc defaults 0 0\nnas:/x @/a/media nfs rw 0 0\n"));
    cr_expect_eq(mode_of("@/fstab"), 0640);
    cr_expect_eq(mode_of("@/a/media/below"), 0755);
}

Test(mount_nfs_half, check_mode_changes_nothing)
{
    check("mount_nfs", "{path: '@/a/media', src: 'nas:/x', fstab: '@/fstab'}");
    expect_changed(1);
    cr_expect(!exists("@/a") && !exists("@/fstab") && !exists("@/calls"));
}

Test(mount_nfs_half, what_mount_says_is_told)
{
    need_own_mount();
    write_file("@/fails", "mount.nfs: No such device\n", 0644);
    run("mount_nfs", "{path: '@/media', src: 'nas:/x', fstab: '@/fstab'}");
    expect_failed("nas:/x can't be mounted: mount.nfs: No such device");
    cr_expect(!exists("@/fstab"));
}

Test(mount_nfs_half, a_mount_that_takes_too_long_is_ended)
{
    need_own_mount();
    write_file("@/hangs", "", 0644);
    run("mount_nfs", "{path: '@/media', src: 'nas:/x', fstab: '@/fstab', timeout: 1}");
    expect_failed("nas:/x was not mounted within 1 s");
}

Test(mount_nfs_half, sees_files_that_stand_in_the_way)
{
    write_file("@/media", "", 0644);
    run("mount_nfs", "{path: '@/media', src: 'nas:/x', fstab: '@/fstab'}");
    expect_failed("is there, and no directory");
}
