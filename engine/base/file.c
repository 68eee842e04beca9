/*
 * Files of the control machine. What is written appears all at once: a file of
 * another name is filled, synced and renamed, and then its directory is synced.
 */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail_with_errno(wp_error *err, const char *what, const char *path)
{
    int number = errno;
    wp_error_kind kind = number == ENOENT || number == ENOTDIR ? WP_E_NOT_FOUND : WP_E_IO;
    return wp_fail(err, kind, WP_NO_MARK, "cannot %s %s: %s", what, path, strerror(number));
}

/* ---- read --------------------------------------------------------------- */

/* `expected` is a guess at the size; one byte more than that shows the end without another round. */
static bool read_all(wp_arena *arena, int fd, size_t expected, const char *name, wp_str *out, wp_error *err)
{
    size_t cap = expected + 2, len = 0;
    char *bytes = wp_alloc(arena, cap);
    for (;;) {
        if (cap - len < 2) {
            bytes = wp_grow(arena, bytes, cap, cap * 2);
            cap *= 2;
        }
        ssize_t got = read(fd, bytes + len, cap - len - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail_with_errno(err, "read", name);
        if (got == 0)
            break;
        len += (size_t)got;
        if (len > WP_FILE_LIMIT)
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s is larger than %zu MB", name, WP_FILE_LIMIT >> 20);
    }
    bytes[len] = '\0';
    *out = (wp_str){ .ptr = bytes, .len = len };
    return true;
}

bool wp_fd_read_all(wp_arena *arena, int fd, wp_str *out, wp_error *err)
{
    return read_all(arena, fd, 4096, "from a pipe", out, err);
}

bool wp_file_read(wp_arena *arena, const char *path, wp_str *out, wp_error *err)
{
    bool done = false;
    struct stat facts;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_with_errno(err, "open", path);
    if (fstat(fd, &facts) != 0) {
        fail_with_errno(err, "read", path);
        goto out;
    }
    if (S_ISDIR(facts.st_mode)) {
        wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot read %s: it is a directory", path);
        goto out;
    }
    if (facts.st_size > (off_t)WP_FILE_LIMIT) {
        wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s is larger than %zu MB", path, WP_FILE_LIMIT >> 20);
        goto out;
    }
    done = read_all(arena, fd, facts.st_size > 0 ? (size_t)facts.st_size : 4096, path, out, err);
out:
    close(fd);
    return done;
}

/* ---- write -------------------------------------------------------------- */

static bool write_all(int fd, wp_str content)
{
    for (size_t at = 0; at < content.len;) {
        ssize_t put = write(fd, content.ptr + at, content.len - at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        at += (size_t)put;
    }
    return true;
}

static void sync_directory(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd); /* some file systems can't; the file itself is safe by now */
    close(fd);
}

static bool write_beside(wp_arena *arena, const char *path, wp_str content, mode_t mode, wp_error *err)
{
    bool done = false;
    const char *dir = wp_path_dirname(arena, path);
    char *temporary = wp_printf(arena, "%s/.%s.XXXXXX", dir, wp_path_basename(path));
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return fail_with_errno(err, "write", path);

    if (!write_all(fd, content) || fchmod(fd, mode) != 0 || fsync(fd) != 0) {
        fail_with_errno(err, "write", path);
        goto out;
    }
    if (rename(temporary, path) != 0) {
        fail_with_errno(err, "write", path);
        goto out;
    }
    sync_directory(dir);
    done = true;
out:
    close(fd);
    if (!done)
        unlink(temporary);
    return done;
}

bool wp_file_write(const char *path, wp_str content, mode_t mode, wp_error *err)
{
    wp_arena *arena = wp_arena_new();
    /* A link is followed, not replaced by a file. */
    char *target = realpath(path, NULL);
    bool done = write_beside(arena, target ? target : path, content, mode, err);
    free(target);
    wp_arena_free(arena);
    return done;
}

/* ---- look --------------------------------------------------------------- */

bool wp_path_exists(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0;
}

bool wp_path_is_dir(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

bool wp_path_is_file(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISREG(facts.st_mode);
}

/* ---- directories -------------------------------------------------------- */

static bool make_dir(const char *path, mode_t mode, wp_error *err)
{
    if (mkdir(path, mode) == 0 || (errno == EEXIST && wp_path_is_dir(path)))
        return true;
    return fail_with_errno(err, "make the directory", path);
}

bool wp_path_make_dirs(const char *path, mode_t mode, wp_error *err)
{
    if (wp_path_is_dir(path))
        return true;
    wp_arena *arena = wp_arena_new();
    char *part = wp_strdup(arena, path);
    bool done = true;
    for (char *slash = strchr(part + (part[0] == '/'), '/'); done && slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        done = wp_path_is_dir(part) || make_dir(part, mode, err);
        *slash = '/';
    }
    done = done && make_dir(path, mode, err);
    wp_arena_free(arena);
    return done;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool wp_dir_list(wp_arena *arena, const char *path, const char ***names, size_t *count, wp_error *err)
{
    DIR *dir = opendir(path);
    if (!dir)
        return fail_with_errno(err, "read the directory", path);

    size_t len = 0, cap = 16;
    const char **found = wp_new_array(arena, const char *, cap);
    struct dirent *entry;
    while (errno = 0, (entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (len == cap) {
            found = wp_grow(arena, found, cap * sizeof *found, 2 * cap * sizeof *found);
            cap *= 2;
        }
        found[len++] = wp_strdup(arena, entry->d_name);
    }
    int number = errno;
    closedir(dir);
    if (number) {
        errno = number;
        return fail_with_errno(err, "read the directory", path);
    }
    qsort(found, len, sizeof *found, by_bytes);
    *names = found;
    *count = len;
    return true;
}
