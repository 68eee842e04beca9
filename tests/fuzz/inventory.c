/*
 * The reader of INI inventories, and of lists such as "web1,web2,".
 *
 * Ranges that stand for thousands of hosts are passed by: they are right, and only slow.
 */
#include "fuzz/target.h"

#include "inventory/source.h"

/* Two ranges in one name, or a number of three digits in one. */
static bool is_vast(wp_str text, char between)
{
    size_t digits = 0, ranges = 0;
    bool is_range = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        ranges = c == between ? 0 : ranges + (c == ']' && is_range);
        if (ranges > 1 || (is_range && digits > 2))
            return true;
        is_range = c == '[' || c == ']' || c == between ? false : is_range || c == ':';
        digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    }
    return false;
}

static void read_ini(wp_arena *arena, wp_inventory *inventory, wp_str text)
{
    wp_error err = { 0 };
    if (!wp_source_ini(inventory, "input", text, &err))
        return;
    wp_data_finish(inventory);
    for (size_t i = 0; i < wp_inventory_group_count(inventory); i++) {
        wp_host **hosts;
        size_t count;
        wp_group_hosts(arena, wp_inventory_group_at(inventory, i), &hosts, &count);
        FUZZ_MUST(count <= wp_inventory_host_count(inventory));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wp_arena *arena = wp_arena_new();
    wp_str text = fuzz_text(arena, data, size);
    wp_value warnings = wp_list_new(arena, 0);
    wp_inventory_options options = { .warnings = &warnings };
    wp_error err = { 0 };
    if (!is_vast(text, '\n'))
        read_ini(arena, wp_data_new(arena, &options), text);
    if (!is_vast(text, ','))
        wp_source_list(wp_data_new(arena, &options), wp_strndup(arena, text.ptr, text.len), &err);
    wp_arena_free(arena);
    return 0;
}
