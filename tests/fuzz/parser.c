/* Jinja's lexer and parser: the input as a text of a playbook, as an expression, and as a template file. */
#include "fuzz/target.h"

#include "template/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wp_arena *arena = wp_arena_new();
    wp_template_env *env = wp_template_env_new(NULL);
    wp_str text = fuzz_text(arena, data, size);
    wp_mark mark = { "input", 1, 1 };
    wp_template_settings stripping = { .trim_blocks = true, .lstrip_blocks = true, .newline = "\r\n" };
    wp_template_settings other = { .block_start = "<%", .block_end = "%>", .variable_start = "${", .variable_end = "}" };
    const wp_template *compiled[4] = { NULL };
    wp_error err = { 0 };
    bool parsed[4] = {
        wp_template_compile(env, text, mark, &compiled[0], &err),
        wp_template_compile_expression(env, text, mark, &compiled[1], &err),
        wp_template_compile_file(env, text, "input", &stripping, &compiled[2], &err),
        wp_template_compile_file(env, text, "other", &other, &compiled[3], &err),
    };
    for (int i = 0; i < 4; i++)
        if (parsed[i])
            FUZZ_MUST(wp_template_names(arena, compiled[i]).type == WP_LIST);
    wp_template_env_free(env);
    wp_arena_free(arena);
    return 0;
}
