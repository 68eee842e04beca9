/*
 * Walks a directory of the control machine. Links to directories are followed only
 * so deep that a loop is an error and not a hang.
 */
#include "module/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/digest.h"
#include "crypto/vault.h"

enum { MAX_DEPTH = 64 };

static wp_tree_entry *add(wp_job *job, wp_tree *tree)
{
    if (tree->count == tree->capacity) {
        size_t more = tree->capacity ? tree->capacity * 2 : 32;
        tree->entries = wp_grow(job->arena, tree->entries, tree->capacity * sizeof *tree->entries,
                                more * sizeof *tree->entries);
        tree->capacity = more;
    }
    return &tree->entries[tree->count++];
}

/* Each file is opened once for both: a tree may have thousands. */
static bool digest_unless_vaulted(wp_job *job, int fd, const char *path, bool *is_vaulted, wp_str *sum, wp_error *err)
{
    char head[16];
    ssize_t len = read(fd, head, sizeof head);
    if (len < 0)
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot read %s: %s", path, strerror(errno));
    *is_vaulted = *is_vaulted && wp_is_vaulted((wp_str){ head, (size_t)len });
    wp_digest *digest;
    if (*is_vaulted)
        return true;
    if (!wp_digest_begin("sha1", &digest, err))
        return false;
    wp_digest_add(digest, head, (size_t)len);
    bool done = wp_digest_add_rest(digest, fd, path, err);
    *sum = wp_digest_end(job->arena, digest);
    return done;
}

static bool measure_file(wp_job *job, const wp_tree *tree, wp_tree_entry *entry, wp_error *err)
{
    bool is_vaulted = tree->options.decrypt;
    wp_str sum;
    int fd = open(entry->local, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot read %s: %s", entry->local, strerror(errno));
    bool done = digest_unless_vaulted(job, fd, entry->local, &is_vaulted, &sum, err);
    close(fd);
    if (!done)
        return false;
    if (!is_vaulted) {
        entry->checksum = wp_strndup(job->arena, sum.ptr, sum.len);
        return true;
    }
    return wp_job_read_file(job, entry->local, &entry->content, err) &&
           wp_job_digest(job, "sha1", entry->content, &entry->checksum, err);
}

static bool read_link(wp_job *job, wp_tree_entry *entry, wp_error *err)
{
    char target[PATH_MAX];
    ssize_t len = readlink(entry->local, target, sizeof target);
    if (len < 0)
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot read the link %s: %s", entry->local, strerror(errno));
    entry->target = wp_strndup(job->arena, target, (size_t)len);
    return true;
}

static bool walk(wp_job *job, wp_tree *tree, const char *dir, const char *below, int depth, wp_error *err);

static bool visit(wp_job *job, wp_tree *tree, const char *local, const char *name, int depth, wp_error *err)
{
    struct stat info;
    int looked = tree->options.keep_links ? lstat(local, &info) : stat(local, &info);
    if (looked != 0)
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot look at %s: %s", local, strerror(errno));
    wp_tree_entry *entry = add(job, tree);
    entry->name = name;
    entry->local = local;
    entry->mode = info.st_mode & 07777;
    entry->kind = S_ISDIR(info.st_mode) ? 'd' : S_ISLNK(info.st_mode) ? 'l' : '-';
    if (entry->kind == 'd')
        return walk(job, tree, local, name, depth + 1, err);
    if (entry->kind == 'l')
        return read_link(job, entry, err);
    if (!S_ISREG(info.st_mode))
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "%s is neither a file nor a directory, and can't be copied", local);
    return measure_file(job, tree, entry, err);
}

static bool walk(wp_job *job, wp_tree *tree, const char *dir, const char *below, int depth, wp_error *err)
{
    const char **names;
    size_t count;
    if (depth > MAX_DEPTH)
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "%s lies deeper than %d directories: is there a loop of links?", dir,
                       MAX_DEPTH);
    if (!wp_dir_list(job->arena, dir, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *local = wp_path_join(job->arena, dir, names[i]);
        if (!visit(job, tree, local, wp_printf(job->arena, "%s/%s", below, names[i]), depth, err))
            return false;
    }
    return true;
}

bool wp_tree_walk(wp_job *job, wp_tree *tree, wp_error *err)
{
    return walk(job, tree, tree->options.source, ".", 0, err);
}
