/* What is mounted: /proc/mounts, and the sizes that stat -f gave. */
#include "module/facts.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

/* \040 and the like, as the kernel writes blanks. */
static wp_str unescape(wp_facts *facts, wp_str text)
{
    wp_buf out = wp_buf_new(facts->arena);
    for (size_t i = 0; i < text.len; i++) {
        const char *at = text.ptr + i;
        if (*at == '\\' && i + 3 < text.len && at[1] >= '0' && at[1] <= '3') {
            wp_buf_char(&out, (char)((at[1] - '0') << 6 | (at[2] - '0') << 3 | (at[3] - '0')));
            i += 3;
        } else {
            wp_buf_char(&out, *at);
        }
    }
    return wp_buf_str(&out);
}

static void set_int(wp_facts *facts, wp_value dict, const char *key, int64_t number)
{
    wp_dict_set(facts->arena, dict, key, wp_int(number));
}

/* "4096:66053021:20302519:16777216:16320596": block size, blocks, free ones, inodes, free ones. */
static void set_sizes(wp_facts *facts, wp_value mount, wp_str text)
{
    int64_t number[5] = { 0 };
    wp_str column;
    for (size_t i = 0; i < 5 && wp_str_split(&text, ':', &column); i++)
        number[i] = wp_facts_number(facts, column);
    set_int(facts, mount, "size_total", number[0] * number[1]);
    set_int(facts, mount, "size_available", number[0] * number[2]);
    set_int(facts, mount, "block_size", number[0]);
    set_int(facts, mount, "block_total", number[1]);
    set_int(facts, mount, "block_available", number[2]);
    set_int(facts, mount, "block_used", number[1] - number[2]);
    set_int(facts, mount, "inode_total", number[3]);
    set_int(facts, mount, "inode_available", number[4]);
    set_int(facts, mount, "inode_used", number[3] - number[4]);
}

static wp_map *sizes_by_point(wp_facts *facts)
{
    wp_map *sizes = wp_map_new(facts->arena);
    wp_str rest = facts->fields, key, value, point = { 0 };
    while (wp_field_next(&rest, &key, &value)) {
        if (wp_str_is(key, "mount_point")) {
            point = value;
        } else if (wp_str_is(key, "mount_size")) {
            wp_str *kept = wp_new(facts->arena, wp_str);
            *kept = value;
            wp_map_put(sizes, point, kept);
        }
    }
    return sizes;
}

static bool is_told(wp_str device, wp_str type)
{
    return (wp_str_starts(device, "/") || wp_str_find(device, wp_str_of(":/"), 0) != SIZE_MAX) &&
           !wp_str_is(type, "none");
}

void wp_facts_mounts(wp_facts *facts)
{
    wp_value mounts = wp_list_new(facts->arena, 8);
    wp_map *sizes = sizes_by_point(facts);
    wp_str rest = wp_facts_field(facts, "mounts"), line;
    while (wp_str_split(&rest, '\n', &line)) {
        wp_str column[4] = { { 0 } };
        for (size_t i = 0; i < 4; i++)
            wp_str_split(&line, ' ', &column[i]);
        if (!is_told(column[0], column[2]))
            continue;
        wp_value mount = wp_dict_new(facts->arena, 14);
        wp_str point = unescape(facts, column[1]);
        const wp_str *size = wp_map_get(sizes, point);
        wp_facts_set_text(facts, mount, "mount", point);
        wp_facts_set_text(facts, mount, "device", unescape(facts, column[0]));
        wp_facts_set_text(facts, mount, "fstype", column[2]);
        wp_facts_set_text(facts, mount, "options", column[3]);
        if (size)
            set_sizes(facts, mount, *size);
        wp_facts_set_text(facts, mount, "uuid", wp_str_of("N/A"));
        wp_list_push(facts->arena, mounts, mount);
    }
    wp_facts_put(facts, "mounts", mounts);
}
