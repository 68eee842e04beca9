/* Free text (arguments of modules, -e), words of shells and of INI lines, and Python literals. */
#include "fuzz/target.h"

#include "base/text.h"
#include "playbook/free_text.h"
#include "yaml/literal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wp_arena *arena = wp_arena_new();
    wp_str text = fuzz_text(arena, data, size), *words;
    size_t count;
    wp_free_word word;
    wp_error err = { 0 };
    for (size_t at = 0, before = 0; wp_free_text_next(text, &at, &word, &err); before = at) {
        FUZZ_MUST(at > before && at <= text.len);
        wp_free_text_value(arena, &word);
    }
    if (wp_shell_split(arena, text, &words, &count) && count > 0)
        wp_shell_quote(arena, words[0]);
    wp_value literal;
    wp_literal_parse(arena, text, &literal);
    wp_arena_free(arena);
    return 0;
}
