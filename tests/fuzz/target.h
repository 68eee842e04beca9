/*
 * A fuzz target: one function over any bytes, which must neither crash, leak nor hang.
 *
 * With libFuzzer (WAPLAY_FUZZ=ON) that calls it with what it makes up; in all other
 * builds replay.c calls it with each line of the kept corpus.
 */
#ifndef WP_FUZZ_TARGET_H
#define WP_FUZZ_TARGET_H

#include <waplay/error.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input as a text of its very length, so that reading beyond it is seen. */
static inline wp_str fuzz_text(wp_arena *arena, const uint8_t *data, size_t size)
{
    return wp_str_dup(arena, (wp_str){ size ? (const char *)data : "", size });
}

/* What must hold whatever the input was. */
#define FUZZ_MUST(holds) ((holds) ? (void)0 : __builtin_trap())

#endif
