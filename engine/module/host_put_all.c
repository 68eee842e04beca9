/*
 * Many files onto the host in one stream:
 *
 *   put_mkdir ...     directories, outermost first
 *   put_unpack        a tar of files, in a temporary folder of each directory
 *   put_place ...     owner, mode, rename: all files of a folder that are to be alike
 *   put_link, common_dress ...
 *   put_mkdir_dress   modes and owners of the directories, innermost first
 *
 * The tar is made while it is sent: one file is open at a time. No program is started
 * for each file: that would cost more than all the rest.
 */
#include "module/put.h"
#include "module/tar.h"

#include <string.h>

#include "base/file.h"
#include "base/map.h"
#include "base/text.h"

enum { NAMES_LIMIT = 48 * 1024 }; /* in one call: programs are given a limited number of bytes */

typedef struct stream {
    wp_job *job;
    const wp_put *puts;
    const char **folders; /* of each file */
    wp_map *folder_of;    /* directory -> its temporary folder */
    uint64_t *sizes;
    size_t count, next;
    wp_put_body body; /* of the file being sent */
    bool in_body, ended;
    uint64_t left;    /* of its content */
    wp_buf pending;   /* heads and padding to go out first */
    size_t pending_at;
} stream;

static const char *name_of(const wp_put *put)
{
    return strrchr(put->path, '/') + 1;
}

static const char *find_folder(stream *at, const char *path)
{
    wp_str dir = wp_str_of(wp_path_dirname(at->job->arena, path));
    const char *known = wp_map_get(at->folder_of, dir);
    if (!known) {
        known = wp_put_temporary(at->job, path);
        wp_map_put(at->folder_of, dir, (char *)known);
    }
    return known;
}

static bool begin_next(stream *at, wp_error *err)
{
    while (at->next < at->count && at->puts[at->next].kind != WP_PUT_FILE)
        at->next++;
    wp_buf_clear(&at->pending);
    at->pending_at = 0;
    if (at->next == at->count) {
        wp_tar_end(&at->pending);
        at->ended = true;
        return true;
    }
    if (!wp_put_open(&at->puts[at->next], &at->body, err))
        return false;
    at->in_body = true;
    at->left = at->sizes[at->next];
    if (at->body.size != at->left)
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "%s changed while it was being sent",
                       at->puts[at->next].local_file);
    const char *name = wp_path_join(at->job->arena, at->folders[at->next], name_of(&at->puts[at->next]));
    wp_tar_head(&at->pending, name + 1, at->left); /* no leading slash */
    return true;
}

static void end_body(stream *at)
{
    wp_put_close(&at->body);
    at->in_body = false;
    wp_buf_clear(&at->pending);
    at->pending_at = 0;
    wp_buf_repeat(&at->pending, '\0', wp_tar_padding(at->sizes[at->next]));
    at->next++;
}

static long read_stream(void *data, char *bytes, size_t size, wp_error *err)
{
    stream *at = data;
    for (;;) {
        if (at->pending_at < at->pending.len) {
            size_t left = at->pending.len - at->pending_at, take = left < size ? left : size;
            memcpy(bytes, at->pending.ptr + at->pending_at, take);
            at->pending_at += take;
            return (long)take;
        }
        if (at->in_body && at->left == 0) {
            end_body(at);
            continue;
        }
        if (at->in_body) {
            long got = wp_put_read(&at->body, bytes, at->left < size ? (size_t)at->left : size, err);
            if (got == 0) {
                wp_fail(err, WP_E_IO, WP_NO_MARK, "%s became shorter while it was being sent",
                        at->puts[at->next].local_file);
                return -1;
            }
            at->left -= got > 0 ? (uint64_t)got : 0;
            return got;
        }
        if (at->ended)
            return 0;
        if (!begin_next(at, err))
            return -1;
    }
}

static bool measure(stream *at, uint64_t *total, wp_error *err)
{
    *total = 0;
    for (size_t i = 0; i < at->count; i++) {
        wp_put_body body;
        if (at->puts[i].kind != WP_PUT_FILE)
            continue;
        if (!wp_put_open(&at->puts[i], &body, err))
            return false;
        at->sizes[i] = body.size;
        *total += body.size;
        wp_put_close(&body);
        at->folders[i] = find_folder(at, at->puts[i].path);
    }
    return true;
}

static void add_call(stream *at, wp_buf *script, const char *function, const char *const *words, size_t count)
{
    wp_buf_printf(script, "%s%s || exit; ", function, wp_host_words(at->job, words, count));
}

static void add_directories(stream *at, wp_buf *script)
{
    for (size_t i = 0; i < at->count; i++)
        if (at->puts[i].kind == WP_PUT_DIR)
            add_call(at, script, at->puts[i].make_parents ? "mkdir -p --" : "put_mkdir", &at->puts[i].path, 1);
}

/* Files that are treated alike: one call places them. */
typedef struct batch {
    const char *words[4]; /* folder, mode, owner:group, owner to be kept */
    wp_buf names;
} batch;

static const char *owner_of(wp_arena *arena, const char *owner, const char *group)
{
    if (!owner && !group)
        return "";
    return wp_printf(arena, "%s%s%s", owner ? owner : "", group ? ":" : "", group ? group : "");
}

static batch batch_of(stream *at, size_t i)
{
    wp_arena *arena = at->job->arena;
    const wp_put *put = &at->puts[i];
    const wp_stat *now = put->now && put->now->exists ? put->now : NULL;
    const char *mode = put->mode ? put->mode : now ? wp_printf(arena, "%04o", now->mode) : "=rw";
    const char *keep = now ? wp_printf(arena, "%lld:%lld", (long long)now->uid, (long long)now->gid) : "";
    return (batch){ .words = { at->folders[i], mode, owner_of(arena, put->owner, put->group), keep } };
}

static batch *find_batch(stream *at, wp_map *batches, size_t i)
{
    batch wanted = batch_of(at, i);
    const char *key = wp_printf(at->job->arena, "%s|%s|%s|%s", wanted.words[0], wanted.words[1], wanted.words[2],
                                wanted.words[3]);
    batch *found = wp_map_get(batches, wp_str_of(key));
    if (found)
        return found;
    found = wp_new(at->job->arena, batch);
    *found = wanted;
    found->names = wp_buf_new(at->job->arena);
    wp_map_put(batches, wp_str_of(key), found);
    return found;
}

static void place(stream *at, wp_buf *script, batch *files)
{
    wp_buf_printf(script, "(put_place%s%s) || exit; ", wp_host_words(at->job, files->words, 4),
                  wp_buf_str(&files->names).ptr);
    wp_buf_clear(&files->names);
}

static void add_places(stream *at, wp_buf *script)
{
    wp_map *batches = wp_map_new(at->job->arena);
    wp_str key;
    void *each;
    for (size_t i = 0; i < at->count; i++) {
        if (at->puts[i].kind != WP_PUT_FILE)
            continue;
        batch *files = find_batch(at, batches, i);
        wp_buf_printf(&files->names, " %s", wp_host_word(at->job, name_of(&at->puts[i])));
        if (files->names.len > NAMES_LIMIT)
            place(at, script, files);
    }
    for (size_t i = 0; wp_map_at(batches, i, &key, &each); i++)
        if (((batch *)each)->names.len > 0)
            place(at, script, each);
}

static void add_files(stream *at, wp_buf *script)
{
    wp_str dir;
    void *folder;
    if (!wp_map_at(at->folder_of, 0, &dir, &folder))
        return;
    wp_buf_add(script, "put_folders() { \"$@\"");
    for (size_t i = 0; wp_map_at(at->folder_of, i, &dir, &folder); i++)
        wp_buf_printf(script, " %s", wp_host_word(at->job, folder));
    wp_buf_add(script, "; }; put_unpack || exit; ");
    add_places(at, script);
    wp_buf_add(script, "put_folders rmdir -- || exit; ");
}

static void add_others(stream *at, wp_buf *script)
{
    for (size_t i = 0; i < at->count; i++) {
        const wp_put *put = &at->puts[i];
        const char *const link[] = { put->path, put->target, put->owner, put->group };
        const char *const dress[] = { put->path, put->mode, put->owner, put->group, "" };
        if (put->kind == WP_PUT_LINK)
            add_call(at, script, "put_link", link, 4);
        else if (put->kind == WP_PUT_DRESS)
            add_call(at, script, "common_dress", dress, 5);
    }
}

static void add_directory_modes(stream *at, wp_buf *script)
{
    for (size_t i = at->count; i-- > 0;) {
        const wp_put *put = &at->puts[i];
        const char *const words[] = { put->path, put->mode, put->owner, put->group };
        if (put->kind == WP_PUT_DIR && (put->mode || put->owner || put->group))
            add_call(at, script, "put_mkdir_dress", words, 4);
    }
}

/* A stream that is small enough goes into the frame. */
static bool gather(stream *at, wp_str *out, wp_error *err)
{
    wp_buf all = wp_buf_new(at->job->arena);
    char bytes[8192];
    long got;
    while ((got = read_stream(at, bytes, sizeof bytes, err)) > 0)
        wp_buf_add_n(&all, bytes, (size_t)got);
    *out = wp_buf_str(&all);
    return got == 0;
}

bool wp_host_put_all(wp_job *job, const wp_put *puts, size_t count, wp_error *err)
{
    stream at = { .job = job, .puts = puts, .count = count };
    at.sizes = wp_new_array(job->arena, uint64_t, count);
    at.folders = wp_new_array(job->arena, const char *, count);
    at.folder_of = wp_map_new(job->arena);
    at.pending = wp_buf_new(job->arena);
    at.body.fd = -1;

    uint64_t total;
    if (!measure(&at, &total, err))
        return false;
    wp_buf script = wp_buf_new(job->arena);
    add_directories(&at, &script);
    add_files(&at, &script);
    add_others(&at, &script);
    add_directory_modes(&at, &script);
    wp_buf_add(&script, ":");

    wp_str content = { 0 };
    wp_reply reply = { 0 };
    wp_source source = { .data = &at, .read = read_stream };
    bool streamed = total + count * WP_TAR_BLOCK > WP_PUT_INLINE;
    bool done = (streamed || gather(&at, &content, err)) &&
                wp_put_send(job, wp_buf_str(&script).ptr, streamed, content, &source, &reply, err);
    wp_put_close(&at.body);
    if (!done)
        return false;
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "cannot write: %s", wp_reply_reason(job, &reply));
    return true;
}
