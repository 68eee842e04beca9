/* The reader of INI inventories, then of lists such as "web1,web2,"; the patterns of what came of it. */
#include "fuzz/target.h"

#include "inventory/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wp_arena *arena = wp_arena_new();
    wp_str text = fuzz_text(arena, data, size);
    wp_value warnings = wp_list_new(arena, 0);
    wp_inventory_options options = { .warnings = &warnings };
    wp_inventory *inventory = wp_data_new(arena, &options);
    wp_error err = { 0 };
    if (wp_source_ini(inventory, "input", text, &err)) {
        wp_data_finish(inventory);
        for (size_t i = 0; i < wp_inventory_group_count(inventory); i++) {
            wp_host **hosts;
            size_t count;
            wp_group_hosts(arena, wp_inventory_group_at(inventory, i), &hosts, &count);
            FUZZ_MUST(count <= wp_inventory_host_count(inventory));
        }
    }
    wp_source_list(wp_data_new(arena, &options), wp_strndup(arena, text.ptr, text.len), &err);
    wp_arena_free(arena);
    return 0;
}
