/*
 * Directories of a site's own modules. A shared object stays loaded until the program
 * ends: what it defines is used everywhere, as ours is.
 */
#include "module/library.h"

#include <dlfcn.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

static bool wrong_abi(const char *path, const int *abi, wp_error *err)
{
    if (!abi)
        wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s is no module: WAPLAY_LIBRARY; is missing in its source", path);
    else
        wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s was made for version %d of waplay's modules, and this is version %d",
                path, *abi, WAPLAY_ABI);
    return wp_hint(err, "build it anew from its source, against this program's include/waplay");
}

static bool open_object(wp_arena *arena, const char *name, const char *path, const wp_module **out, wp_error *err)
{
    void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!object)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s can't be loaded: %s", path, dlerror());
    const int *abi = dlsym(object, "waplay_abi");
    const wp_module *module = dlsym(object, wp_printf(arena, "wp_module_%s", name));
    bool done = false;
    if (!abi || *abi != WAPLAY_ABI) {
        wrong_abi(path, abi, err);
        goto out;
    }
    if (!module || !module->name || strcmp(module->name, name) != 0) {
        wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s defines no wp_module_%s with the name \"%s\"", path, name, name);
        goto out;
    }
    *out = module;
    done = true;
out:
    if (!done)
        dlclose(object);
    return done;
}

/* Sources lie beside what is made from them, and people keep notes there. */
static bool is_no_module(const char *file)
{
    static const char *const endings[] = { ".c", ".h", ".o", ".md", ".txt", ".rst", ".yml", ".yaml", ".pyc", "~", NULL };
    if (*file == '.' || *file == '_')
        return true;
    for (const char *const *ending = endings; *ending; ending++)
        if (wp_str_ends(wp_str_of(file), *ending))
            return true;
    return false;
}

bool wp_library_open(wp_arena *arena, const char *directory, const wp_module *const **out, wp_error *err)
{
    const char **files;
    size_t count = 0, found = 0;
    const wp_module **modules;
    if (!wp_path_is_dir(directory)) {
        *out = (const wp_module *const *)wp_new(arena, const wp_module *);
        return true;
    }
    if (!wp_dir_list(arena, directory, &files, &count, err))
        return wp_while(err, "modules of your own");
    modules = wp_new_array(arena, const wp_module *, count + 1);
    for (size_t i = 0; i < count; i++) {
        const char *path = wp_path_join(arena, directory, files[i]);
        const char *name = wp_strndup(arena, files[i], strcspn(files[i], "."));
        bool is_object = wp_str_ends(wp_str_of(files[i]), ".so");
        if (is_no_module(files[i]) || !wp_path_is_file(path))
            continue;
        if (is_object ? !open_object(arena, name, path, &modules[found], err)
                      : !wp_foreign_module(arena, name, path, &modules[found], err))
            return false;
        found++;
    }
    *out = modules;
    return true;
}
