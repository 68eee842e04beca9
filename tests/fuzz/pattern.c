/* Host patterns, over a fixed inventory: as one text, and as a list of its words. */
#include "fuzz/target.h"

#include "inventory/source.h"

static const char hosts_ini[] = "solo\nn[1:12]\nfe80::1\n10.0.0.1\n[web]\nweb1\nweb2\nwww.example.com\n"
                                "[db]\ndb1\ndb-2.example.com\n[prod:children]\nweb\ndb\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wp_arena *arena = wp_arena_new();
    wp_str text = fuzz_text(arena, data, size);
    wp_value warnings = wp_list_new(arena, 0), list = wp_list_new(arena, 0);
    wp_inventory_options options = { .warnings = &warnings };
    wp_inventory *inventory = wp_data_new(arena, &options);
    wp_host **hosts;
    size_t count;
    wp_error err = { 0 };
    FUZZ_MUST(wp_source_ini(inventory, "hosts", wp_str_of(hosts_ini), &err));
    wp_data_finish(inventory);
    for (size_t from = 0, to; from <= text.len; from = to + 1) {
        for (to = from; to < text.len && text.ptr[to] != '\n';)
            to++;
        wp_list_push(arena, list, wp_string_of(arena, (wp_str){ text.ptr + from, to - from }));
    }
    if (wp_inventory_match(arena, inventory, wp_strndup(arena, text.ptr, text.len), &warnings, &hosts, &count, &err))
        FUZZ_MUST(count <= wp_inventory_host_count(inventory) + 1);
    wp_inventory_match_value(arena, inventory, list, &warnings, &hosts, &count, &err);
    wp_arena_free(arena);
    return 0;
}
