/* Inventories made of files in a directory of their own. */
#ifndef WP_TEST_INVENTORY_FIXTURE_H
#define WP_TEST_INVENTORY_FIXTURE_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "inventory/inventory.h"

static wp_arena *arena;
static wp_value warnings;
static char *root;

static inline void setup(void)
{
    arena = wp_arena_new();
    warnings = wp_list_new(arena, 0);
    root = wp_strdup(arena, "/tmp/waplay_inventory_XXXXXX");
    cr_assert_not_null(mkdtemp(root));
    cr_assert_eq(chdir(root), 0);
}

static inline void teardown(void)
{
    const char *const argv[] = { "rm", "-rf", root, NULL };
    wp_process process = { .argv = argv, .dir = "/" };
    wp_process_result result;
    wp_process_run(arena, &process, &result, NULL);
    wp_arena_free(arena);
}

static inline void write_file(const char *name, const char *text)
{
    wp_error err = { 0 };
    const char *path = wp_path_join(arena, root, name);
    mode_t mode = strncmp(text, "#!", 2) == 0 ? 0700 : 0600;
    cr_assert(wp_path_make_dirs(wp_path_dirname(arena, path), 0700, &err), "%s", err.text);
    cr_assert(wp_file_write(path, wp_str_of(text), mode, &err), "%s", err.text);
}

static inline wp_inventory *load_all(const char *const *sources, size_t count)
{
    wp_inventory_options options = { .warnings = &warnings };
    wp_error err = { 0 };
    wp_inventory *inventory = NULL;
    cr_assert(wp_inventory_load(arena, sources, count, &options, &inventory, &err), "%s:%u: %s", err.mark.file,
              err.mark.line, err.text);
    return inventory;
}

static inline wp_inventory *load(const char *source)
{
    return load_all(&source, 1);
}

static inline wp_inventory *load_text(const char *text)
{
    write_file("hosts", text);
    return load("hosts");
}

static inline wp_error refused(const char *source)
{
    wp_inventory_options options = { .warnings = &warnings };
    wp_error err = { 0 };
    wp_inventory *inventory = NULL;
    cr_assert_not(wp_inventory_load(arena, &source, 1, &options, &inventory, &err), "%s", source);
    cr_expect_null(inventory);
    return err;
}

/* Names with blanks between them. */
static inline const char *names_of(wp_host **hosts, size_t count)
{
    char *all = wp_strdup(arena, "");
    for (size_t i = 0; i < count; i++)
        all = wp_printf(arena, "%s%s%s", all, i ? " " : "", hosts[i]->name);
    return all;
}

static inline const char *members(const wp_inventory *inventory, const char *group)
{
    wp_host **hosts;
    size_t count;
    cr_assert_not_null(wp_inventory_group(inventory, group), "%s", group);
    wp_group_hosts(arena, wp_inventory_group(inventory, group), &hosts, &count);
    return names_of(hosts, count);
}

static inline const char *groups_of(const wp_inventory *inventory, const char *host)
{
    const wp_host *of = wp_inventory_host(inventory, host);
    char *all = wp_strdup(arena, "");
    for (size_t i = 0; i < of->group_count; i++)
        all = wp_printf(arena, "%s%s%s", all, i ? " " : "", of->groups[i]->name);
    return all;
}

static inline const char *repr(wp_value value)
{
    return wp_to_repr(arena, value).ptr;
}

static inline const char *warning(size_t index)
{
    return wp_text(wp_list_at(warnings, index)).ptr;
}

#endif
