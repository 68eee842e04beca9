/* Memory, processors, what the firmware says, disks: from the kernel's own files. */
#include "module/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* ---- memory ----------------------------------------------------------------------- */

static int64_t memory_mb(const wp_facts *facts, wp_str file, const char *key)
{
    return wp_facts_number(facts, wp_facts_entry(file, ':', key)) / 1024;
}

static void set_int(wp_facts *facts, wp_value dict, const char *key, int64_t number)
{
    wp_dict_set(facts->arena, dict, key, wp_int(number));
}

static void put_memory(wp_facts *facts)
{
    wp_str file = wp_facts_field(facts, "meminfo");
    int64_t total = memory_mb(facts, file, "MemTotal"), free_now = memory_mb(facts, file, "MemFree");
    int64_t cached = memory_mb(facts, file, "Cached") + memory_mb(facts, file, "Buffers");
    int64_t swap = memory_mb(facts, file, "SwapTotal"), swap_free = memory_mb(facts, file, "SwapFree");
    wp_value real = wp_dict_new(facts->arena, 3), nocache = wp_dict_new(facts->arena, 2);
    wp_value swaps = wp_dict_new(facts->arena, 4), memory = wp_dict_new(facts->arena, 3);
    set_int(facts, real, "total", total);
    set_int(facts, real, "used", total - free_now);
    set_int(facts, real, "free", free_now);
    set_int(facts, nocache, "free", free_now + cached);
    set_int(facts, nocache, "used", total - free_now - cached);
    set_int(facts, swaps, "total", swap);
    set_int(facts, swaps, "free", swap_free);
    set_int(facts, swaps, "used", swap - swap_free);
    set_int(facts, swaps, "cached", memory_mb(facts, file, "SwapCached"));
    wp_dict_set(facts->arena, memory, "real", real);
    wp_dict_set(facts->arena, memory, "nocache", nocache);
    wp_dict_set(facts->arena, memory, "swap", swaps);
    wp_facts_put(facts, "memory_mb", memory);
    wp_facts_put(facts, "memtotal_mb", wp_int(total));
    wp_facts_put(facts, "memfree_mb", wp_int(free_now));
    wp_facts_put(facts, "swaptotal_mb", wp_int(swap));
    wp_facts_put(facts, "swapfree_mb", wp_int(swap_free));
}

/* ---- processors ------------------------------------------------------------------------ */

/* How many different values a key has in the file. */
static int64_t count_different(wp_facts *facts, wp_str file, const char *wanted)
{
    wp_map *seen = wp_map_new(facts->arena);
    wp_str line;
    while (wp_str_split(&file, '\n', &line)) {
        size_t colon = wp_str_find(line, wp_str_of(":"), 0);
        if (colon != SIZE_MAX && wp_str_is(wp_str_trim(wp_str_slice(line, 0, colon)), wanted))
            wp_map_put(seen, wp_str_trim(wp_str_slice(line, colon, line.len)), seen);
    }
    return (int64_t)wp_map_len(seen);
}

static void put_processors(wp_facts *facts)
{
    static const char *const told[] = { "processor", "vendor_id", "model name", "Processor", "cpu model", "cpu" };
    wp_str file = wp_facts_field(facts, "cpuinfo"), rest = file, line;
    wp_value list = wp_list_new(facts->arena, 8);
    int64_t processors = 0;
    while (wp_str_split(&rest, '\n', &line)) {
        size_t colon = wp_str_find(line, wp_str_of(":"), 0);
        wp_str key = wp_str_trim(wp_str_slice(line, 0, colon));
        processors += wp_str_is(key, "processor");
        for (size_t i = 0; colon != SIZE_MAX && i < sizeof told / sizeof *told; i++)
            if (wp_str_is(key, told[i]))
                wp_list_push(facts->arena, list,
                             wp_string_of(facts->arena, wp_str_trim(wp_str_slice(line, colon + 1, line.len))));
    }
    int64_t sockets = count_different(facts, file, "physical id");
    int64_t cores = wp_facts_number(facts, wp_facts_entry(file, ':', "cpu cores"));
    int64_t siblings = wp_facts_number(facts, wp_facts_entry(file, ':', "siblings"));
    sockets = sockets ? sockets : processors;
    cores = cores ? cores : 1;
    int64_t threads = siblings > cores ? siblings / cores : 1;
    wp_str online = wp_facts_field(facts, "nproc");
    wp_facts_put(facts, "processor", list);
    wp_facts_put(facts, "processor_count", wp_int(sockets));
    wp_facts_put(facts, "processor_cores", wp_int(cores));
    wp_facts_put(facts, "processor_threads_per_core", wp_int(threads));
    wp_facts_put(facts, "processor_vcpus", wp_int(sockets * cores * threads));
    wp_facts_put(facts, "processor_nproc", wp_int(online.len ? wp_facts_number(facts, online) : processors));
}

/* ---- firmware ----------------------------------------------------------------------------- */

static const char *const firmware[] = {
    "bios_date",       "bios_vendor",  "bios_version",   "board_asset_tag", "board_name",    "board_serial",
    "board_vendor",    "board_version", "chassis_asset_tag", "chassis_serial", "chassis_vendor", "chassis_version",
    "product_name",    "product_serial", "product_uuid", "product_version",
};

/* SMBIOS chassis types, in Ansible's words. */
static const char *const chassis_types[] = {
    "Unknown", "Other", "Unknown", "Desktop", "Low Profile Desktop", "Pizza Box", "Mini Tower", "Tower", "Portable",
    "Laptop", "Notebook", "Hand Held", "Docking Station", "All In One", "Sub Notebook", "Space-saving", "Lunch Box",
    "Main Server Chassis", "Expansion Chassis", "Sub Chassis", "Bus Expansion Chassis", "Peripheral Chassis",
    "RAID Chassis", "Rack Mount Chassis", "Sealed-case PC", "Multi-system", "CompactPCI", "AdvancedTCA", "Blade",
    "Blade Enclosure", "Tablet", "Convertible", "Detachable", "IoT Gateway", "Embedded PC", "Mini PC", "Stick PC",
};

static void put_firmware(wp_facts *facts)
{
    for (size_t i = 0; i < sizeof firmware / sizeof *firmware; i++) {
        wp_str text = wp_str_trim(wp_facts_field(facts, wp_printf(facts->arena, "dmi_%s", firmware[i])));
        wp_facts_put_text(facts, firmware[i], text.len ? text : wp_str_of("NA"));
    }
    wp_str vendor = wp_str_trim(wp_facts_field(facts, "dmi_sys_vendor"));
    wp_facts_put_text(facts, "system_vendor", vendor.len ? vendor : wp_str_of("NA"));
    wp_str type = wp_facts_field(facts, "dmi_chassis_type");
    int64_t number = wp_facts_number(facts, type);
    bool is_known = type.len && number > 0 && (size_t)number < sizeof chassis_types / sizeof *chassis_types;
    wp_facts_put_text(facts, "form_factor", wp_str_of(is_known ? chassis_types[number] : "NA"));
}

/* ---- disks ------------------------------------------------------------------------------------ */

static const char *size_text(wp_facts *facts, double bytes)
{
    static const char *const units[] = { "Bytes", "KB", "MB", "GB", "TB", "PB" };
    size_t unit = 0;
    for (; bytes >= 1024 && unit + 1 < sizeof units / sizeof *units; unit++)
        bytes /= 1024;
    return wp_printf(facts->arena, "%.2f %s", bytes, units[unit]);
}

static void put_disks(wp_facts *facts)
{
    wp_value disks = wp_dict_new(facts->arena, 4), disk = wp_null();
    wp_str rest = facts->fields, key, value;
    while (wp_field_next(&rest, &key, &value)) {
        if (wp_str_is(key, "disk")) {
            disk = wp_dict_new(facts->arena, 8);
            wp_dict_put(facts->arena, disks, wp_string_of(facts->arena, value), disk);
        } else if (wp_str_is(key, "disk_size")) {
            wp_facts_set_text(facts, disk, "sectors", value);
            wp_dict_set(facts->arena, disk, "size",
                        wp_string(facts->arena, size_text(facts, (double)wp_facts_number(facts, value) * 512)));
        } else if (wp_str_starts(key, "disk_")) {
            const char *name = wp_strndup(facts->arena, key.ptr + 5, key.len - 5);
            wp_facts_set_text(facts, disk, strcmp(name, "ro") == 0 ? "readonly" : name, wp_str_trim(value));
        }
    }
    wp_facts_put(facts, "devices", disks);
}

void wp_facts_hardware(wp_facts *facts)
{
    put_memory(facts);
    put_processors(facts);
    put_firmware(facts);
    put_disks(facts);
    wp_facts_put(facts, "uptime_seconds", wp_int(wp_facts_number(facts, wp_facts_field(facts, "uptime"))));
}
