#include "module/job.h"

#include "base/text.h"

#include <criterion/criterion.h>
#include <string.h>

#define TEXT(literal) ((wp_str){ literal, sizeof literal - 1 })

Test(fields, hold_any_byte_but_nul)
{
    wp_str rest = TEXT("a=1\0b=two\nlines = x\0c=\0"), key, value;
    cr_expect(wp_field_next(&rest, &key, &value) && wp_str_is(key, "a") && wp_str_is(value, "1"));
    cr_expect(wp_field_next(&rest, &key, &value) && wp_str_is(key, "b") && wp_str_is(value, "two\nlines = x"));
    cr_expect(wp_field_next(&rest, &key, &value) && wp_str_is(key, "c") && value.len == 0);
    cr_expect(!wp_field_next(&rest, &key, &value));
}

Test(fields, are_found_by_name)
{
    wp_str text = TEXT("a=1\0b=2\0a=3\0content=x\0y=z");
    cr_expect(wp_str_is(wp_field(text, "a"), "1"));
    cr_expect(wp_str_is(wp_field(text, "nothing"), ""));
    cr_expect(wp_field_has(text, "b") && !wp_field_has(text, "y2"));
    cr_expect(wp_str_eq(wp_field_tail(text, "content"), TEXT("x\0y=z")));
    cr_expect_null(wp_field_tail(text, "nothing").ptr);
}

Test(fields, a_stat_is_read_with_its_link_and_digest)
{
    wp_arena *arena = wp_arena_new();
    wp_stat stat;
    wp_stat_read(arena, TEXT("umask=022\0stat=a1ff:0:5:root:UNKNOWN:7:100:200:300:64:9:1:0:4096:1:3:"
                             "1970-01-01 00:01:40.5 +0000|1970-01-01 00:03:20.25 +0000|x\0link=the target\n\0sum=abc\0"
                             "stat=81a4:1:1:a:b:1:1:1:1:1:1:1:1:1:0:0:||\0"), &stat);
    cr_expect(stat.exists && stat.kind == 'l' && stat.mode == 0777 && stat.gid == 5 && stat.size == 7);
    cr_expect_str_eq(stat.owner, "root");
    cr_expect_str_eq(stat.group, "5");
    cr_expect_str_eq(stat.target, "the target\n");
    cr_expect_str_eq(stat.checksum, "abc");
    cr_expect_float_eq(stat.accessed, 100.5, 1e-6);
    cr_expect_float_eq(stat.modified, 200.25, 1e-6);
    cr_expect_eq(stat.device_type, 259);
    cr_expect_str_eq(stat.modified_there, "1970-01-01 00:03:20");
    wp_stat_read(arena, TEXT("umask=022\0"), &stat);
    cr_expect(!stat.exists);
    wp_stat_read(arena, TEXT("stat=garbage\0"), &stat);
    cr_expect(!stat.exists);
    wp_arena_free(arena);
}

Test(fields, a_record_of_owner_and_mode_is_read_and_its_name_may_have_colons)
{
    wp_arena *arena = wp_arena_new();
    wp_stat stat;
    const char *name;
    cr_assert(wp_stat_read_owner(arena, TEXT("41ed:5:4294967294:a:b\nc"), &stat, &name));
    cr_expect(stat.exists && stat.kind == 'd' && stat.mode == 0755 && stat.uid == 5 && stat.gid == 4294967294);
    cr_expect_str_eq(name, "a:b\nc");
    cr_assert(wp_stat_read_owner(arena, TEXT("a1ff:0:0:l"), &stat, &name));
    cr_expect_eq(stat.kind, 'l');
    cr_expect_not(wp_stat_read_owner(arena, TEXT("stat: no such file"), &stat, &name));
    wp_arena_free(arena);
}

Test(fields, records_end_where_the_next_begins)
{
    wp_str rest = TEXT("N one\nstill one\nN two N\nN \n"), record;
    cr_expect(wp_record_next(&rest, "N", &record) && wp_str_is(record, "one\nstill one"));
    cr_expect(wp_record_next(&rest, "N", &record) && wp_str_is(record, "two N"));
    cr_expect(wp_record_next(&rest, "N", &record) && wp_str_is(record, ""));
    cr_expect(!wp_record_next(&rest, "N", &record));
    rest = TEXT("something else");
    cr_expect(!wp_record_next(&rest, "N", &record));
}
