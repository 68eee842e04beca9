/*
 * Walks a directory of the control machine. Links to directories are followed only
 * so deep that a loop is an error and not a hang.
 */
#include "module/tree.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

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

static bool measure_file(wp_job *job, const wp_tree *tree, wp_tree_entry *entry, wp_error *err)
{
    bool is_vaulted = false;
    if (tree->options.decrypt && !wp_job_is_vaulted(job, entry->local, &is_vaulted, err))
        return false;
    if (is_vaulted) {
        if (!wp_job_read_file(job, entry->local, &entry->content, err))
            return false;
        return wp_job_digest(job, "sha1", entry->content, &entry->checksum, err);
    }
    return wp_job_digest_file(job, "sha1", entry->local, &entry->checksum, err);
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
