#include "crypto/digest.h"

#include <criterion/criterion.h>
#include <string.h>

static wp_arena *arena;

static void setup(void)
{
    arena = wp_arena_new();
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(encoding, .init = setup, .fini = teardown);

Test(encoding, base64_pads_to_groups_of_four)
{
    static const char *const cases[][2] = {
        { "", "" },        { "f", "Zg==" },        { "fo", "Zm8=" },
        { "foo", "Zm9v" }, { "foob", "Zm9vYg==" }, { "\xff\xfe\xfd", "//79" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(wp_base64_encode(arena, wp_str_of(cases[i][0])).ptr, cases[i][1]);
}

/* Each as Python's base64.b64decode has it; NULL: it refuses. */
Test(encoding, base64_is_read_as_python_reads_it)
{
    static const char *const cases[][2] = {
        { "YQ==", "a" },
        { "YWI=", "ab" },
        { "YWJjZA==", "abcd" },
        { "YWJj\nZA==\n", "abcd" },
        { "YQ=\n=", "a" },
        { "=YQ==", "a" },
        { "YQ==YQ==", "a" },
        { "YWJj=", "abc" },
        { "YQ=x=", "a\x0c" },
        { "####", "" },
        { "", "" },
        { "====", "" },
        { "YWJjZA==xx", "abcd" },
        { "YQ=", NULL },
        { "YQ", NULL },
        { "YW=I", NULL },
        { "Y", NULL },
        { "Y=Q=", NULL },
        { "Y===", NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_str bytes;
        bool read = wp_base64_decode(arena, wp_str_of(cases[i][0]), &bytes);
        cr_expect_eq(read, cases[i][1] != NULL, "'%s'", cases[i][0]);
        if (read && cases[i][1])
            cr_expect_str_eq(bytes.ptr, cases[i][1], "'%s'", cases[i][0]);
    }
}

Test(encoding, all_bytes_survive_base64_and_hex)
{
    char all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    for (size_t len = 0; len <= sizeof all; len++) {
        wp_str bytes = { all, len }, back;
        cr_assert(wp_base64_decode(arena, wp_base64_encode(arena, bytes), &back));
        cr_expect(wp_str_eq(back, bytes), "%zu bytes", len);
        cr_assert(wp_hex_decode(arena, wp_hex_encode(arena, bytes), &back));
        cr_expect(wp_str_eq(back, bytes), "%zu bytes", len);
    }
}

Test(encoding, hex_is_written_in_small_letters_and_read_in_both)
{
    wp_str bytes;
    cr_expect_str_eq(wp_hex_encode(arena, wp_str_of("\x0a\xbc")).ptr, "0abc");
    cr_assert(wp_hex_decode(arena, wp_str_of("0aBC"), &bytes));
    cr_expect_str_eq(bytes.ptr, "\x0a\xbc");
}

Test(encoding, what_is_not_hex_is_refused)
{
    wp_str bytes;
    cr_expect_not(wp_hex_decode(arena, wp_str_of("abc"), &bytes));
    cr_expect_not(wp_hex_decode(arena, wp_str_of("zz"), &bytes));
    cr_expect_not(wp_hex_decode(arena, wp_str_of("a\n"), &bytes));
}
