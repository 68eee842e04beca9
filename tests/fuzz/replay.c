/*
 * Runs a target over the kept corpus, without a fuzzer: `fuzz_yaml corpus/yaml.txt ...`.
 *
 * A line is an input; a byte that is not printable, and the backslash, is \xHH. A line
 * that begins with '#' is a comment.
 */
#include "fuzz/target.h"

#include <stdio.h>

#include "base/file.h"
#include "base/text.h"

static int digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

static size_t decode(wp_str line, char *out)
{
    size_t len = 0;
    for (size_t i = 0; i < line.len; i++) {
        bool is_escape = line.ptr[i] == '\\' && i + 3 < line.len;
        out[len++] = is_escape ? (char)(digit(line.ptr[i + 2]) * 16 + digit(line.ptr[i + 3])) : line.ptr[i];
        i += is_escape ? 3 : 0;
    }
    return len;
}

static bool replay(wp_arena *arena, const char *path, wp_error *err)
{
    wp_str text, line;
    size_t count = 0;
    if (!wp_file_read(arena, path, &text, err))
        return false;
    while (wp_str_split(&text, '\n', &line)) {
        if (wp_str_starts(line, "#"))
            continue;
        char *input = wp_alloc(arena, line.len);
        LLVMFuzzerTestOneInput((const uint8_t *)input, decode(line, input));
        count++;
    }
    printf("%s: %zu inputs\n", path, count);
    return count > 0 || wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s has no inputs", path);
}

int main(int argc, char **argv)
{
    wp_arena *arena = wp_arena_new();
    wp_error err = { 0 };
    bool done = argc > 1;
    for (int i = 1; i < argc && done; i++)
        done = replay(arena, argv[i], &err);
    if (!done)
        fprintf(stderr, "%s\n", argc > 1 ? err.text : "usage: fuzz_TARGET CORPUS...");
    wp_arena_free(arena);
    return done ? 0 : 1;
}
