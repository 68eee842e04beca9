#include "on_local.h"

TestSuite(mount, .init = set_up, .fini = tear_down);

Test(mount, puts_an_entry_into_fstab_once)
{
    write_file("@/fstab", "# top\nLABEL=x / ext4 rw 0 1", 0640);
    check("mount", "{path: /srv/a b, src: /dev/x, fstype: ext4, opts: noatime, state: present, fstab: @/fstab}");
    expect_changed(1);
    run("mount", "{path: /srv/a b, src: /dev/x, fstype: ext4, opts: noatime, state: present, fstab: @/fstab}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/fstab"), "# top\nLABEL=x / ext4 rw 0 1\n/dev/x /srv/a\\040b ext4 noatime 0 0\n");
    cr_expect_eq(mode_of("@/fstab"), 0640);
    run("mount", "{path: /srv/a b, src: /dev/x, fstype: ext4, opts: noatime, state: present, fstab: @/fstab}");
    expect_unchanged(1);
}

Test(mount, a_preview_counts_on_the_directory_that_would_be_made)
{
    check("mount", "{path: '@/m', src: tmpfs, fstype: tmpfs, state: mounted, fstab: '@/fstab'}");
    expect_changed(1);
    check("copy", "{content: x, dest: '@/m/file'}");
    expect_changed(1);
}

Test(mount, changes_an_entry_where_it_stands)
{
    write_file("@/fstab", "/dev/x /a ext4 rw\n/dev/y /b ext4 rw 0 0\n", 0644);
    run("mount", "{path: /a, src: /dev/x, fstype: ext4, state: present, boot: no, opts: ro, passno: 2, fstab: @/fstab}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/fstab"), "/dev/x /a ext4 ro,noauto 0 2\n/dev/y /b ext4 rw 0 0\n");
}

Test(mount, takes_an_entry_out_and_keeps_the_old_file)
{
    write_file("@/fstab", "/dev/x /a ext4 rw 0 0\n/dev/y /b ext4 rw 0 0\n", 0644);
    run("mount", "{path: /a, state: absent_from_fstab, backup: yes, fstab: @/fstab}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/fstab"), "/dev/y /b ext4 rw 0 0\n");
    cr_expect_str_eq(read_back(got("backup_file")), "/dev/x /a ext4 rw 0 0\n/dev/y /b ext4 rw 0 0\n");
    run("mount", "{path: /a, state: absent, fstab: @/fstab}");
    expect_unchanged(1);
}

Test(mount, swap_is_known_by_its_source)
{
    write_file("@/fstab", "/s1 none swap sw 0 0\n", 0644);
    run("mount", "{path: none, src: /s2, fstype: swap, opts: sw, state: present, fstab: @/fstab}");
    expect_changed(2);
    run("mount", "{path: none, src: /s1, fstype: swap, state: absent, fstab: @/fstab}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/fstab"), "/s2 none swap sw 0 0\n");
}

Test(mount, mounts_mounts_anew_and_unmounts)
{
    if (!with_programs())
        return;
    write_file("@/bin/mount", in_dir("#!/bin/sh\necho mount $* >>@/called\n"), 0755);
    write_file("@/bin/umount", in_dir("#!/bin/sh\necho umount $* >>@/called\n"), 0755);
    run("mount", "{path: '@/a', src: none, fstype: tmpfs, opts: size=1m, state: mounted, fstab: '@/fstab'}");
    expect_changed(2);
    cr_expect(exists("@/a"));
    cr_expect_str_eq(read_back("@/called"), in_dir("mount -t tmpfs -o size=1m none @/a\n"));
    cr_expect_str_eq(read_back("@/fstab"), in_dir("none @/a tmpfs size=1m 0 0\n"));
    run("mount", "{path: '@/a', state: remounted}");
    expect_changed(2);
    run("mount", "{path: '@/a', state: unmounted}");
    expect_unchanged(1); /* the kernel says that nothing is mounted there */
    run("mount", "{path: '@/a', state: absent, fstab: '@/fstab'}");
    expect_changed(2);
    cr_expect(!exists("@/a"));
}

Test(mount, what_can_not_be_mounted_is_not_in_fstab)
{
    if (!with_programs())
        return;
    write_file("@/bin/mount", "#!/bin/sh\necho 'no such device' >&2\nexit 32\n", 0755);
    write_file("@/fstab", "", 0644);
    run("mount", "{path: '@/a', src: /dev/none, fstype: ext4, state: mounted, fstab: '@/fstab'}");
    expect_failed("no such device");
    cr_expect_str_eq(read_back("@/fstab"), "");
}

Test(mount, tells_what_is_missing)
{
    run("mount", "{path: /a, src: /dev/x, state: present}");
    expect_failed("fstype");
    run("mount", "{path: a, src: /dev/x, fstype: ext4, state: present}");
    expect_failed("slash");
}
