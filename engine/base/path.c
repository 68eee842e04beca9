/* Paths as texts, and as Python's os.path has them: nothing here but `absolute`
 * and `expand` asks the system anything. */
#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *wp_path_join(wp_arena *arena, const char *dir, const char *name)
{
    if (name[0] == '/' || !dir[0])
        return wp_strdup(arena, name);
    bool ends_in_slash = dir[strlen(dir) - 1] == '/';
    return wp_printf(arena, "%s%s%s", dir, ends_in_slash ? "" : "/", name);
}

const char *wp_path_dirname(wp_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    while (slash > path && slash[-1] == '/')
        slash--;
    return slash == path ? "/" : wp_strndup(arena, path, (size_t)(slash - path));
}

const char *wp_path_basename(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static const char *working_directory(wp_arena *arena)
{
    char *dir = getcwd(NULL, 0);
    const char *copy = wp_strdup(arena, dir ? dir : "/");
    free(dir);
    return copy;
}

const char *wp_path_absolute(wp_arena *arena, const char *path)
{
    if (path[0] != '/')
        path = wp_path_join(arena, working_directory(arena), path);

    wp_buf whole = wp_buf_new(arena);
    wp_str rest = wp_str_of(path), part;
    while (wp_str_split(&rest, '/', &part)) {
        if (part.len == 0 || wp_str_is(part, "."))
            continue;
        if (wp_str_is(part, "..")) {
            while (whole.len && whole.ptr[--whole.len] != '/')
                ;
            continue;
        }
        wp_buf_char(&whole, '/');
        wp_buf_str_add(&whole, part);
    }
    if (!whole.len)
        wp_buf_char(&whole, '/');
    return wp_strndup(arena, whole.ptr, whole.len);
}

static const char *home_of(wp_arena *arena, const char *user)
{
    const char *home = getenv("HOME");
    if (!user[0] && home && home[0])
        return home;

    struct passwd entry, *found = NULL;
    size_t size = 16384;
    char *room = wp_alloc(arena, size);
    if (user[0])
        getpwnam_r(user, &entry, room, size, &found);
    else
        getpwuid_r(getuid(), &entry, room, size, &found);
    return found ? found->pw_dir : NULL;
}

const char *wp_path_expand(wp_arena *arena, const char *path)
{
    if (path[0] != '~')
        return wp_strdup(arena, path);
    size_t len = strcspn(path + 1, "/");
    const char *home = home_of(arena, wp_strndup(arena, path + 1, len));
    if (!home)
        return wp_strdup(arena, path);
    const char *rest = path + 1 + len;
    bool doubled = rest[0] == '/' && home[0] && home[strlen(home) - 1] == '/';
    return wp_printf(arena, "%s%s", home, doubled ? rest + 1 : rest);
}

const char *wp_path_search(wp_arena *arena, const char *const *dirs, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        const char *path = wp_path_join(arena, dirs[i], name);
        if (wp_path_exists(path))
            return path;
    }
    return NULL;
}
