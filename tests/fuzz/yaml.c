/* The YAML reader, and that it reads again what the writer makes of its values. */
#include "fuzz/target.h"

#include "yaml/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const wp_yaml_style styles[] = { { 0 }, { .flow = true, .width = 20 }, { .anchors = true, .ascii = true } };
    wp_arena *arena = wp_arena_new();
    wp_str text = fuzz_text(arena, data, size);
    wp_value warnings = wp_list_new(arena, 0), value, again;
    wp_yaml_options options = { .file = "input", .warnings = &warnings };
    wp_error err = { 0 };
    wp_yaml_plain(arena, text);
    if (wp_yaml_load(arena, text, &options, &value, &err))
        for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++)
            FUZZ_MUST(wp_yaml_load(arena, wp_to_yaml(arena, value, styles[i]), &options, &again, &err));
    wp_yaml_load_all(arena, text, &options, &value, &err);
    wp_arena_free(arena);
    return 0;
}
