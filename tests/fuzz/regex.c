/* Regular expressions: a pattern, a replacement and a text, a line each. */
#include "fuzz/target.h"

#include "base/regex.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wp_arena *arena = wp_arena_new();
    wp_str text = fuzz_text(arena, data, size), pattern = { "", 0 }, replacement = { "", 0 }, out;
    wp_regex *regex;
    wp_span *spans;
    wp_error err = { 0 };
    wp_str_split(&text, '\n', &pattern);
    wp_str_split(&text, '\n', &replacement);
    if (wp_regex_compile(arena, pattern, 0, &regex, &err)) {
        wp_regex_match(arena, regex, text, &spans);
        wp_regex_replace(arena, regex, text, replacement, 0, &out, &err);
        if (wp_regex_search(arena, regex, text, 0, &spans))
            FUZZ_MUST(spans[0].from <= spans[0].to && spans[0].to <= text.len);
    }
    wp_arena_free(arena);
    return 0;
}
