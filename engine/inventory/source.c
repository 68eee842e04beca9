/*
 * Which kind of source it is.
 *
 *   a ',' in it, and no such path     a list of hosts
 *   a directory                       all files in it, sorted, of whatever kind
 *   a program (#! or ELF)             a script that prints JSON
 *   .yml .yaml .json, or no extension YAML where it is a dict, else INI
 *   anything else                     INI
 *
 * A name that is no path is looked for in inventories/. In a directory, a file
 * that can't be read as an inventory is passed over with a warning.
 */
#include "inventory/source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/nearest.h"
#include "base/regex.h"
#include "base/text.h"
#include "inventory/address.h"
#include "inventory/vars_files.h"

#define SHELF "inventories"

static const char *const ignored_suffixes[] = { ".pyc", ".pyo", ".swp",  ".bak", "~",    ".rpm",  ".md",
                                                ".txt", ".rst", ".orig", ".ini", ".cfg", ".retry" };
static const char *const ignored_names[] = { "host_vars", "group_vars", "vars_plugins" };

bool wp_source_add_hosts(wp_inventory *inventory, wp_str entry, wp_mark mark, wp_group *group, wp_host ***hosts,
                         size_t *count, wp_error *err)
{
    wp_str *names;
    int64_t port;
    if (!wp_address_expand(inventory->arena, entry, mark, &names, count, &port, err))
        return false;
    *hosts = wp_new_array(inventory->arena, wp_host *, *count);
    for (size_t i = 0; i < *count; i++) {
        bool is_new = !wp_map_get(inventory->host_names, names[i]);
        wp_host *host = (*hosts)[i] = wp_data_host(inventory, names[i]);
        if (is_new && port > 0)
            wp_data_set_host_var(inventory, host, wp_string_static("ansible_port"), wp_int(port));
        if (group)
            wp_data_join(inventory, host, group);
    }
    return true;
}

bool wp_source_list(wp_inventory *inventory, const char *list, wp_error *err)
{
    wp_str rest = wp_str_of(list), entry;
    while (wp_str_split(&rest, ',', &entry)) {
        wp_host **hosts;
        size_t count;
        entry = wp_str_trim(entry);
        if (entry.len > 0 &&
            !wp_source_add_hosts(inventory, entry, WP_NO_MARK, inventory->ungrouped, &hosts, &count, err))
            return wp_while(err, "reading the list of hosts '%s'", list);
    }
    return true;
}

/* ---- files --------------------------------------------------------------- */

static bool has_ignored_end(const wp_inventory *inventory, wp_str name)
{
    wp_value ends = inventory->options.ignored_ends;
    for (size_t i = 0; wp_is(ends, WP_LIST) && i < wp_len(ends); i++)
        if (wp_str_ends(name, wp_list_at(ends, i).as.text))
            return true;
    for (size_t i = 0; !wp_is(ends, WP_LIST) && i < sizeof ignored_suffixes / sizeof *ignored_suffixes; i++)
        if (wp_str_ends(name, ignored_suffixes[i]))
            return true;
    return false;
}

static bool is_ignored_by_pattern(const wp_inventory *inventory, wp_str name)
{
    wp_value patterns = inventory->options.ignored_patterns;
    wp_regex *regex;
    wp_span *spans;
    for (size_t i = 0; wp_is(patterns, WP_LIST) && i < wp_len(patterns); i++)
        if (wp_regex_compile(inventory->arena, wp_text(wp_list_at(patterns, i)), 0, &regex, NULL) &&
            wp_regex_search(inventory->arena, regex, name, 0, &spans))
            return true;
    return false;
}

static bool is_ignored(const wp_inventory *inventory, wp_str name)
{
    if (wp_str_starts(name, "."))
        return true;
    for (size_t i = 0; i < sizeof ignored_names / sizeof *ignored_names; i++)
        if (wp_str_is(name, ignored_names[i]))
            return true;
    return has_ignored_end(inventory, name) || is_ignored_by_pattern(inventory, name);
}

static const char *extension(const char *path)
{
    const char *name = wp_path_basename(path);
    const char *dot = strrchr(name, '.');
    return dot && dot > name ? dot : "";
}

static bool may_be_yaml(const char *path)
{
    const char *ext = extension(path);
    return !*ext || strcmp(ext, ".yml") == 0 || strcmp(ext, ".yaml") == 0 || strcmp(ext, ".json") == 0;
}

static bool check_yaml(wp_value root, const char *path, wp_error *err)
{
    wp_mark mark = { path, 1, 1 };
    if (!wp_is(root, WP_DICT))
        return wp_fail(err, WP_E_INVALID, mark, "an inventory in YAML is a dict of groups, not %s", wp_type_name(root));
    const wp_value *plugin = wp_dict_find(root, "plugin");
    if (!plugin || wp_is(*plugin, WP_DICT) || !wp_truth(*plugin))
        return true;
    wp_fail(err, WP_E_INVALID, wp_value_mark(*plugin), "inventory plug-ins are not run");
    return wp_hint(err, "give a program that prints the inventory as JSON when called with --list");
}

/* *is_yaml tells whether the text is at all a dict in YAML; if not, `err` says why. */
static bool load_yaml(wp_inventory *inventory, const char *path, bool *is_yaml, wp_error *err)
{
    wp_value warnings = wp_list_new(inventory->arena, 0), root;
    wp_yaml_options options = { .vault = inventory->options.vault, .warnings = &warnings,
                                .double_keys = inventory->options.double_keys,
                                .keep_envelopes = inventory->options.keep_envelopes };
    *is_yaml = wp_yaml_load_file(inventory->arena, path, &options, &root, err) && check_yaml(root, path, err);
    if (!*is_yaml)
        return false;
    for (size_t i = 0; i < wp_len(warnings); i++)
        wp_data_warn(inventory, "%s", wp_text(wp_list_at(warnings, i)).ptr);
    return wp_source_yaml(inventory, root, err);
}

static bool read_text(wp_inventory *inventory, const char *path, wp_str *out, wp_error *err)
{
    if (!wp_file_read(inventory->arena, path, out, err))
        return false;
    wp_mark mark = { path, 1, 1 };
    inventory->is_secret = wp_is_vaulted(*out);
    if (inventory->is_secret && !wp_vault_decrypt(inventory->arena, inventory->options.vault, *out, out, err))
        return wp_at(err, mark);
    if (memchr(out->ptr, '\0', out->len))
        return wp_fail(err, WP_E_SYNTAX, mark, "this is no text file");
    return true;
}

/* Where it can be read as neither, the error of what it looks like is shown:
 * lists and sections begin with '[' or have '=', which YAML seldom has. */
static bool looks_like_yaml(const char *path, wp_str text)
{
    if (*extension(path))
        return true;
    wp_str line;
    while (wp_str_split(&text, '\n', &line)) {
        line = wp_str_trim(line);
        if (wp_str_starts(line, "---") || wp_str_is(line, "all:"))
            return true;
        if (line.len > 0 && line.ptr[0] != '#')
            return wp_str_ends(line, ":");
    }
    return false;
}

static bool load_text(wp_inventory *inventory, const char *path, wp_error *err)
{
    wp_str text;
    wp_error of_yaml = { 0 };
    bool is_yaml = false;
    if (!read_text(inventory, path, &text, err))
        return false;
    bool is_empty = wp_str_trim(text).len == 0;
    if (may_be_yaml(path) && !is_empty) {
        if (load_yaml(inventory, path, &is_yaml, &of_yaml))
            return true;
    }
    wp_error of_ini = { 0 };
    if (!is_yaml && wp_source_ini(inventory, path, text, &of_ini))
        return true;
    bool is_meant_as_yaml = is_yaml || (may_be_yaml(path) && looks_like_yaml(path, text) && !is_empty);
    if (err)
        *err = is_meant_as_yaml ? of_yaml : of_ini;
    return false;
}

static bool begins_with_shebang(const char *path)
{
    char begin[4] = { 0 };
    FILE *file = fopen(path, "rb");
    size_t got = file ? fread(begin, 1, sizeof begin, file) : 0;
    if (file)
        fclose(file);
    return (got >= 3 && memcmp(begin, "#!/", 3) == 0) || (got == 4 && memcmp(begin, "\177ELF", 4) == 0);
}

static bool load_file(wp_inventory *inventory, const char *path, wp_error *err)
{
    if (begins_with_shebang(path)) {
        if (access(path, X_OK) == 0)
            return wp_source_script(inventory, path, err);
        wp_fail(err, WP_E_INVALID, (wp_mark){ path, 1, 1 }, "this program can't be run: %s", strerror(errno));
        return wp_hint(err, "chmod +x %s", path);
    }
    if (strcmp(extension(path), ".toml") == 0) {
        wp_fail(err, WP_E_INVALID, (wp_mark){ path, 1, 1 }, "inventories in TOML are not read");
        return wp_hint(err, "write it in INI or YAML");
    }
    return load_text(inventory, path, err);
}

/* ---- paths --------------------------------------------------------------- */

static bool load_path(wp_inventory *inventory, const char *path, wp_error *err);

static void warn_passed_over(const wp_inventory *inventory, const char *path, const wp_error *why)
{
    wp_data_warn(inventory, "%s:%u: passed over, since it can't be read as an inventory: %s%s%s",
                 why->mark.file ? why->mark.file : path, why->mark.line, why->text, why->hint[0] ? "; " : "",
                 why->hint);
}

/* One file that can be read is enough; where none can, the first error is told. */
static bool load_dir(wp_inventory *inventory, const char *dir, wp_error *err)
{
    const char **names;
    size_t count, read = 0;
    if (!wp_dir_list(inventory->arena, dir, &names, &count, err))
        return false;
    wp_error first = { 0 };
    for (size_t i = 0; i < count; i++) {
        if (is_ignored(inventory, wp_str_of(names[i])))
            continue;
        wp_error why = { 0 };
        const char *path = wp_path_join(inventory->arena, dir, names[i]);
        if (load_path(inventory, path, &why)) {
            read++;
            continue;
        }
        if (first.kind == WP_E_NONE)
            first = why;
        warn_passed_over(inventory, path, &why);
    }
    if (read > 0 || first.kind == WP_E_NONE)
        return true;
    if (err)
        *err = first;
    return false;
}

static bool load_path(wp_inventory *inventory, const char *path, wp_error *err)
{
    if (wp_path_is_dir(path))
        return load_dir(inventory, path, err);
    inventory->file = path;
    inventory->dir = wp_path_dirname(inventory->arena, path);
    bool done = load_file(inventory, path, err);
    inventory->file = inventory->dir = NULL;
    return done;
}

static bool fail_missing(wp_inventory *inventory, const char *source, wp_error *err)
{
    const char **names;
    size_t count;
    wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "there is no inventory '%s', neither here nor in " SHELF "/", source);
    wp_nearest nearest = wp_nearest_to(wp_str_of(source));
    if (wp_path_is_dir(SHELF) && wp_dir_list(inventory->arena, SHELF, &names, &count, NULL))
        for (size_t i = 0; i < count; i++)
            wp_nearest_try(&nearest, names[i]);
    if (nearest.best)
        return wp_hint(err, "did you mean '%s'?", nearest.best);
    return wp_hint(err, "a host is given as a list, with a comma: -i '%s,'", source);
}

bool wp_source_load(wp_inventory *inventory, const char *source, wp_error *err)
{
    const char *path = wp_path_expand(inventory->arena, source);
    if (!wp_path_exists(path) && strchr(source, ',')) {
        inventory->file = wp_strdup(inventory->arena, source);
        bool done = wp_source_list(inventory, source, err);
        inventory->file = NULL;
        return done;
    }
    if (!wp_path_exists(path) && !strchr(source, '/'))
        path = wp_path_join(inventory->arena, SHELF, source);
    if (!wp_path_exists(path))
        return fail_missing(inventory, source, err);

    path = wp_path_absolute(inventory->arena, path);
    if (!load_path(inventory, path, err))
        return false;
    wp_vars_dir_add(inventory, wp_path_is_dir(path) ? path : wp_path_dirname(inventory->arena, path),
                    WP_VARS_BESIDE_INVENTORY);
    return true;
}
