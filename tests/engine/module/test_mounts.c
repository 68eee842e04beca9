#include <waplay/mounts.h>

#include <criterion/criterion.h>
#include <string.h>

static wp_arena *arena;
static void set_up(void) { arena = wp_arena_new(); }
static void tear_down(void) { wp_arena_free(arena); }
TestSuite(mounts, .init = set_up, .fini = tear_down);

static wp_mounted at(const char *text, const char *path)
{
    return wp_mounted_at(arena, wp_str_of(text), path);
}

Test(mounts, the_last_mount_at_a_place_is_what_is_seen)
{
    const char *text = "20 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
                       "21 20 0:5 / /mnt rw - tmpfs one rw,size=1024k\n"
                       "22 20 0:6 /sub /mnt ro - ext4 /dev/sdb rw\n";
    wp_mounted seen = at(text, "/mnt");
    cr_expect(seen.is_mounted);
    cr_expect_str_eq(seen.source, "/dev/sdb");
    cr_expect_str_eq(seen.type, "ext4");
    cr_expect_str_eq(seen.root, "/sub");
    cr_expect_str_eq(seen.options, "ro,rw");
    cr_expect(!at(text, "/mnt/x").is_mounted);
}

Test(mounts, blanks_in_names_are_read_and_written)
{
    cr_expect(at("21 20 0:5 / /a\\040b rw - tmpfs one rw\n", "/a b").is_mounted);
    wp_fstab_entry entry = { "//srv/a b", "/mnt/x\ty", "cifs", "ro", "", "" }, back;
    const char *line = wp_fstab_line(arena, &entry);
    cr_expect_str_eq(line, "//srv/a\\040b /mnt/x\\011y cifs ro 0 0\n");
    cr_assert(wp_fstab_read(arena, (wp_str){ line, strlen(line) - 1 }, &back));
    cr_expect_str_eq(back.source, "//srv/a b");
    cr_expect_str_eq(back.path, "/mnt/x\ty");
}

Test(mounts, comments_and_half_lines_are_no_entries)
{
    wp_fstab_entry entry;
    cr_expect(!wp_fstab_read(arena, wp_str_of("# /dev/x /y ext4 rw 0 0"), &entry));
    cr_expect(!wp_fstab_read(arena, wp_str_of("   "), &entry));
    cr_expect(!wp_fstab_read(arena, wp_str_of("/dev/x /y ext4"), &entry));
    cr_assert(wp_fstab_read(arena, wp_str_of("\t/dev/x  /y\text4 rw 1"), &entry));
    cr_expect_str_eq(entry.dump, "1");
    cr_expect_str_eq(entry.pass, "");
}
