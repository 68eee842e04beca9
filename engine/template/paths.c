/* Paths as Python's os.path and ntpath take them apart. */
#include "template/paths.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t last_slash(wp_str path)
{
    for (size_t i = path.len; i-- > 0;)
        if (path.ptr[i] == '/')
            return i;
    return SIZE_MAX;
}

wp_str wp_path_tail(wp_str path)
{
    size_t slash = last_slash(path);
    return slash == SIZE_MAX ? path : wp_str_slice(path, slash + 1, path.len);
}

wp_str wp_path_head(wp_str path)
{
    size_t slash = last_slash(path);
    if (slash == SIZE_MAX)
        return wp_str_slice(path, 0, 0);
    size_t end = slash + 1;
    while (end > 0 && path.ptr[end - 1] == '/')
        end--;
    return wp_str_slice(path, 0, end ? end : slash + 1);
}

/* A name that begins with dots has no extension for that. */
size_t wp_path_extension(wp_str path)
{
    size_t from = path.len - wp_path_tail(path).len;
    while (from < path.len && path.ptr[from] == '.')
        from++;
    for (size_t i = path.len; i-- > from;)
        if (path.ptr[i] == '.')
            return i;
    return path.len;
}

wp_str wp_path_expand_variables(wp_arena *arena, wp_str text)
{
    wp_buf buf = wp_buf_new(arena);
    for (size_t at = 0; at < text.len;) {
        size_t from = at + 1, end = from, next = at;
        if (text.ptr[at] == '$' && from < text.len && text.ptr[from] == '{') {
            end = wp_str_find(text, wp_str_of("}"), ++from);
            next = end == SIZE_MAX ? at : end + 1;
        } else if (text.ptr[at] == '$') {
            while (end < text.len && (isalnum((unsigned char)text.ptr[end]) || text.ptr[end] == '_'))
                end++;
            next = end > from ? end : at;
        }
        const char *value = next > at ? getenv(wp_strndup(arena, text.ptr + from, end - from)) : NULL;
        if (value) {
            wp_buf_add(&buf, value);
            at = next;
        } else {
            wp_buf_char(&buf, text.ptr[at++]);
        }
    }
    return wp_buf_str(&buf);
}

/* ---- links ------------------------------------------------------------------------- */

#define MOST_LINKS 40

static const char *read_link(wp_arena *arena, const char *path)
{
    char target[4096];
    ssize_t len = readlink(path, target, sizeof target);
    return len > 0 && len < (ssize_t)sizeof target ? wp_strndup(arena, target, (size_t)len) : NULL;
}

/* Goes down part by part; what a link points to is put in front of the parts still to come. */
const char *wp_path_real(wp_arena *arena, const char *path)
{
    const char *real = path[0] == '/' ? "" : wp_path_absolute(arena, ".");
    wp_str rest = wp_str_of(path), part;
    if (strcmp(real, "/") == 0)
        real = "";
    for (int links = 0; wp_str_split(&rest, '/', &part);) {
        if (!part.len || wp_str_is(part, "."))
            continue;
        if (wp_str_is(part, "..")) {
            const char *slash = strrchr(real, '/');
            real = slash ? wp_strndup(arena, real, (size_t)(slash - real)) : "";
            continue;
        }
        const char *here = wp_printf(arena, "%s/%.*s", real, (int)part.len, part.ptr);
        const char *target = links < MOST_LINKS ? read_link(arena, here) : NULL;
        if (!target) {
            real = here;
            continue;
        }
        links++;
        rest = wp_str_of(wp_printf(arena, "%s/%.*s", target, (int)rest.len, rest.ptr));
        if (target[0] == '/')
            real = "";
    }
    return real[0] ? real : "/";
}

const char *wp_path_relative(wp_arena *arena, const char *path, const char *start)
{
    wp_str to = wp_str_of(wp_path_absolute(arena, path)), from = wp_str_of(wp_path_absolute(arena, start));
    to = wp_str_slice(to, 1, to.len);
    from = wp_str_slice(from, 1, from.len);
    for (;;) { /* take off what they share */
        wp_str a = to, b = from, first, second;
        if (!wp_str_split(&a, '/', &first) || !wp_str_split(&b, '/', &second) || !wp_str_eq(first, second))
            break;
        to = a;
        from = b;
    }
    wp_buf buf = wp_buf_new(arena);
    for (wp_str part; wp_str_split(&from, '/', &part);)
        if (part.len)
            wp_buf_add(&buf, buf.len ? "/.." : "..");
    if (to.len && buf.len)
        wp_buf_char(&buf, '/');
    wp_buf_str_add(&buf, to);
    return buf.len ? wp_buf_str(&buf).ptr : ".";
}

/* ---- Windows -------------------------------------------------------------------------- */

static bool is_separator(char byte)
{
    return byte == '/' || byte == '\\';
}

static size_t find_separator(wp_str path, size_t from)
{
    while (from < path.len && !is_separator(path.ptr[from]))
        from++;
    return from;
}

size_t wp_win_drive(wp_str path)
{
    if (path.len < 2)
        return 0;
    if (is_separator(path.ptr[0]) && is_separator(path.ptr[1])) {
        bool is_unc = path.len >= 8 && is_separator(path.ptr[3]) && is_separator(path.ptr[7]) &&
                      wp_str_ieq(wp_str_slice(path, 4, 7), "unc") && path.ptr[2] == '?';
        size_t host = find_separator(path, is_unc ? 8 : 2);
        return host == path.len ? host : find_separator(path, host + 1);
    }
    return path.ptr[1] == ':' ? 2 : 0;
}

size_t wp_win_tail(wp_str path)
{
    size_t drive = wp_win_drive(path), at = path.len;
    while (at > drive && !is_separator(path.ptr[at - 1]))
        at--;
    return at;
}
