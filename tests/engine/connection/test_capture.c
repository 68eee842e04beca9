/* One stream of a frame, fed in pieces of every size. */
#include "connection/capture.h"

#include "base/text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static wp_arena *arena;
static wp_capture capture;

static void begin(void)
{
    arena = wp_arena_new();
    wp_capture_init(&capture);
}

static void finish(void)
{
    wp_capture_free(&capture);
    wp_arena_free(arena);
}

TestSuite(capture, .init = begin, .fini = finish);

static void feed(const char *text, size_t piece)
{
    size_t len = strlen(text);
    for (size_t at = 0; at < len; at += piece)
        wp_capture_add(&capture, text + at, len - at < piece ? len - at : piece);
}

static const char *text(bool *cut)
{
    return wp_capture_text(arena, &capture, cut).ptr;
}

Test(capture, ends_at_the_mark_however_the_bytes_are_cut)
{
    for (size_t piece = 1; piece < 60; piece++) {
        bool cut = false;
        wp_capture_begin(&capture, NULL, "wp:0123", 100);
        feed("some text wp:012 wp:01\nmore", piece);
        cr_expect_not(capture.found);
        feed("wp:0123 7 0\n", piece);
        cr_assert(capture.found, "pieces of %zu", piece);
        cr_expect_str_eq(text(&cut), "some text wp:012 wp:01\nmore");
        cr_expect(wp_str_is(wp_capture_rest(&capture), " 7 0"));
        cr_expect_not(cut);
        cr_expect_not(capture.stray);
    }
}

Test(capture, what_comes_before_the_token_is_noise)
{
    for (size_t piece = 1; piece < 60; piece++) {
        bool cut = false;
        wp_capture_begin(&capture, "wp:tok", "wp:mark", 100);
        feed("Welcome!\nLast login: never\nwp:tok 4711\nmine\nwp:mark 0 0\n", piece);
        cr_assert(capture.found);
        cr_expect_str_eq(text(&cut), "mine\n");
        cr_expect_eq(capture.number, 4711);
        cr_expect(wp_str_is(wp_capture_noise(&capture), "Welcome!\nLast login: never\n"));
    }
}

Test(capture, noise_without_end_takes_no_memory)
{
    wp_capture_begin(&capture, "wp:tok", "wp:mark", 100);
    for (int i = 0; i < 10000; i++)
        feed("noise noise noise noise noise noise noise noise noise noise\n", 1000);
    cr_expect_lt(capture.bytes.len, 200000);
    feed("wp:tok 1\nwp:mark 0 0\n", 3);
    cr_expect(capture.found);
}

Test(capture, beyond_the_limit_bytes_are_counted)
{
    size_t limits[] = { 0, 1, 5, 6, 7, 1000 };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        bool cut = false;
        char expected[100];
        wp_capture_begin(&capture, NULL, "wp:mark", limits[i]);
        feed("123456wp:mark 0 0\n", 4);
        cr_assert(capture.found);
        if (limits[i] >= 6)
            snprintf(expected, sizeof expected, "123456");
        else
            snprintf(expected, sizeof expected, "%.*s%s[%zu more bytes of output were left out]\n", (int)limits[i],
                     "123456", limits[i] ? "\n" : "", 6 - limits[i]);
        cr_expect_str_eq(text(&cut), expected);
        cr_expect_eq(cut, limits[i] < 6);
    }
}

Test(capture, far_beyond_the_limit_only_the_ends_are_kept)
{
    bool cut = false;
    wp_capture_begin(&capture, NULL, "wp:mark", 10);
    for (int i = 0; i < 100000; i++)
        feed("0123456789", 10);
    cr_expect_lt(capture.bytes.len, 200000);
    feed("wp:mark 3 0\n", 5);
    cr_expect(capture.found);
    cr_expect_str_eq(text(&cut), "0123456789\n[999990 more bytes of output were left out]\n");
}

Test(capture, what_comes_after_the_mark_is_stray)
{
    wp_capture_begin(&capture, NULL, "wp:mark", 10);
    cr_expect_eq(wp_capture_add(&capture, "wp:mark 0 0\nlate", 16), 4);
    cr_expect(capture.stray);
    wp_capture_begin(&capture, NULL, "wp:mark", 10);
    cr_expect_eq(wp_capture_add(&capture, "wp:mark 0 0\n", 12), 0);
    cr_expect_not(capture.stray);
    cr_expect_eq(wp_capture_add(&capture, "later", 5), 5);
    cr_expect(capture.stray);
}
