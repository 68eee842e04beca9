#include "crypto/digest.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static wp_arena *arena;

static void setup(void)
{
    arena = wp_arena_new();
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(digest, .init = setup, .fini = teardown);

Test(digest, every_algorithm_gives_its_known_sum)
{
    static const struct {
        const char *algorithm, *sum;
    } cases[] = {
        { "md5", "900150983cd24fb0d6963f7d28e17f72" },
        { "sha1", "a9993e364706816aba3e25717850c26c9cd0d89d" },
        { "sha224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7" },
        { "sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "sha384", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                    "8086072ba1e7cc2358baeca134c825a7" },
        { "sha512", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_str sum;
        cr_assert(wp_digest_hex(arena, cases[i].algorithm, wp_str_of("abc"), &sum, NULL));
        cr_expect_str_eq(sum.ptr, cases[i].sum, "%s", cases[i].algorithm);
    }
}

Test(digest, nothing_has_a_sum_too)
{
    wp_str sum;
    cr_assert(wp_digest_hex(arena, "sha1", wp_str_of(NULL), &sum, NULL));
    cr_expect_str_eq(sum.ptr, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

Test(digest, an_unknown_algorithm_is_an_error_that_names_the_nearest)
{
    wp_error err = { 0 };
    wp_str sum;
    cr_assert_not(wp_digest_hex(arena, "sha265", wp_str_of("abc"), &sum, &err));
    cr_expect_str_eq(err.text, "unknown checksum algorithm 'sha265'");
    cr_expect(strstr(err.hint, "sha256"), "%s", err.hint);
}

Test(digest, pieces_add_up_to_the_whole)
{
    wp_digest *digest;
    cr_assert(wp_digest_begin("sha256", &digest, NULL));
    wp_digest_add(digest, "a", 1);
    wp_digest_add(digest, "", 0);
    wp_digest_add(digest, "bc", 2);
    cr_expect_str_eq(wp_digest_end(arena, digest).ptr,
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

Test(digest, ending_without_an_arena_only_frees)
{
    wp_digest *digest;
    cr_assert(wp_digest_begin("md5", &digest, NULL));
    cr_expect_eq(wp_digest_end(NULL, digest).len, 0);
}

Test(digest, a_file_longer_than_one_read_has_the_sum_of_its_bytes)
{
    size_t len = 200001;
    char *bytes = wp_alloc(arena, len);
    memset(bytes, 'x', len);
    char path[] = "/tmp/waplay_digest_XXXXXX";
    int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, bytes, len), (ssize_t)len);
    close(fd);

    wp_str of_file, of_bytes;
    cr_assert(wp_digest_file(arena, "sha1", path, &of_file, NULL));
    cr_assert(wp_digest_hex(arena, "sha1", (wp_str){ bytes, len }, &of_bytes, NULL));
    unlink(path);
    cr_expect(wp_str_eq(of_file, of_bytes));
}

Test(digest, a_file_that_is_not_there_is_not_found)
{
    wp_error err = { 0 };
    wp_str sum = wp_str_of("untouched");
    cr_assert_not(wp_digest_file(arena, "sha1", "/nowhere/at/all", &sum, &err));
    cr_expect_eq(err.kind, WP_E_NOT_FOUND);
    cr_expect(strstr(err.text, "/nowhere/at/all"));
    cr_expect_str_eq(sum.ptr, "untouched");
}

Test(digest, a_directory_has_no_sum)
{
    wp_error err = { 0 };
    wp_str sum;
    cr_assert_not(wp_digest_file(arena, "sha1", "/", &sum, &err));
    cr_expect_eq(err.kind, WP_E_IO);
}
