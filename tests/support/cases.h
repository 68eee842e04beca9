/* Reads tests/cases/NAME: lines `INPUT<TAB>EXPECTED`, the input being JSON; # begins a comment. */
#ifndef WP_TEST_CASES_H
#define WP_TEST_CASES_H

#include <criterion/criterion.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include <waplay/value.h>

typedef void check_case(wp_arena *arena, wp_value input, wp_str expected);

static inline void each_case(const char *name, check_case *check)
{
    wp_arena *own = wp_arena_new();
    wp_error err = { 0 };
    wp_str text, line, input;
    size_t count = 0;
    const char *path = wp_printf(own, "%s/tests/cases/%s", WAPLAY_SOURCE_DIR, name);
    cr_assert(wp_file_read(own, path, &text, &err), "%s", err.text);
    while (wp_str_split(&text, '\n', &line)) {
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        wp_value value;
        wp_str_split(&line, '\t', &input);
        cr_assert(wp_from_json(own, input, &value, &err), "%.*s: %s", (int)input.len, input.ptr, err.text);
        check(own, value, line);
        count++;
    }
    cr_expect_gt(count, 50);
    wp_arena_free(own);
}

#endif
