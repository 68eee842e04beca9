/*
 * A directory onto the host, with all below it: one round trip to look (names go
 * as standard input, so that their number does not matter), one stream for what
 * differs. Nothing is removed there.
 */
#include "module/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/digest.h"

static const char *text_param(wp_job *job, const char *name)
{
    const wp_value *value = wp_dict_find(job->params, name);
    return value && wp_is(*value, WP_STRING) && wp_text(*value).len ? value->as.text : NULL;
}

/* ---- probe ------------------------------------------------------------------- */

/* Names that tools print in ways of their own. */
static bool is_odd(const char *name)
{
    return strpbrk(name, "\n\r\\") != NULL;
}

static const char *probe_script(wp_job *job, const wp_tree *tree, const char *nonce)
{
    wp_buf script = wp_buf_new(job->arena);
    const char *const words[] = { nonce, tree->options.dest, text_param(job, "owner"), text_param(job, "group") };
    wp_buf_printf(&script, "tree_probe%s", wp_host_words(job, words, 4));
    for (size_t i = 0; i < tree->count; i++) {
        const wp_tree_entry *entry = &tree->entries[i];
        if (entry->kind == 'l' || is_odd(entry->name))
            wp_buf_printf(
                &script, " %s",
                wp_host_word(job, wp_printf(job->arena, "%c%s", entry->kind == 'l' ? 'l' : 'f', entry->name)));
    }
    return wp_buf_str(&script).ptr;
}

static wp_str names_of(wp_job *job, const wp_tree *tree)
{
    wp_buf names = wp_buf_new(job->arena);
    for (size_t i = 0; i < tree->count; i++)
        if (tree->entries[i].kind != 'l' && !is_odd(tree->entries[i].name))
            wp_buf_add_n(&names, tree->entries[i].name, strlen(tree->entries[i].name) + 1);
    return wp_buf_str(&names);
}

static void read_odd(wp_job *job, wp_map *by_name, wp_str fields)
{
    wp_str key, value;
    while (wp_field_next(&fields, &key, &value)) {
        if (!wp_str_is(key, "name"))
            continue;
        wp_tree_entry *entry = wp_map_get(by_name, value);
        wp_str rest = fields, next_key, next_value;
        /* Its own fields end where the next name begins. */
        size_t len = fields.len;
        while (wp_field_next(&rest, &next_key, &next_value))
            if (wp_str_is(next_key, "name") || wp_str_is(next_key, "lines")) {
                len = (size_t)(next_key.ptr - fields.ptr);
                break;
            }
        if (entry)
            wp_stat_read(job->arena, wp_str_slice(fields, 0, len), &entry->now);
    }
}

static int64_t next_number(wp_arena *arena, wp_str *text, int base)
{
    wp_str column = { 0 };
    wp_str_split(text, ':', &column);
    return strtoll(wp_strndup(arena, column.ptr, column.len), NULL, base);
}

/* "81a4:0:0:root:root:12:./name" */
static void read_stat_line(wp_job *job, wp_map *by_name, wp_str line)
{
    wp_stat now = { .exists = true };
    wp_str owner = { 0 }, group = { 0 };
    uint32_t raw = (uint32_t)next_number(job->arena, &line, 16);
    now.kind = (raw & 0170000) == 0040000 ? 'd' : (raw & 0170000) == 0100000 ? '-' : '?';
    now.mode = raw & 07777;
    now.uid = next_number(job->arena, &line, 10);
    now.gid = next_number(job->arena, &line, 10);
    wp_str_split(&line, ':', &owner);
    wp_str_split(&line, ':', &group);
    now.owner = wp_strndup(job->arena, owner.ptr, owner.len);
    now.group = wp_strndup(job->arena, group.ptr, group.len);
    now.size = next_number(job->arena, &line, 10);
    wp_tree_entry *entry = wp_map_get(by_name, line);
    if (!entry)
        return;
    now.checksum = entry->now.checksum;
    entry->now = now;
}

static void read_lines(wp_job *job, wp_map *by_name, wp_str lines, const char *nonce)
{
    wp_str line;
    while (wp_str_split(&lines, '\n', &line)) {
        if (wp_str_starts(line, nonce)) {
            read_stat_line(job, by_name, wp_str_slice(line, strlen(nonce) + 1, line.len));
        } else if (line.len > 42) {
            wp_tree_entry *entry = wp_map_get(by_name, wp_str_slice(line, 42, line.len));
            if (entry)
                entry->now.checksum = wp_strndup(job->arena, line.ptr, 40);
        }
    }
}

bool wp_tree_probe(wp_job *job, const wp_tree_options *options, wp_tree **out, wp_error *err)
{
    wp_tree *tree = wp_new(job->arena, wp_tree);
    const char *nonce = wp_random_name(job->arena, 24);
    wp_reply reply;
    tree->options = *options;
    if (!wp_tree_walk(job, tree, err))
        return false;
    wp_host_frame frame = {
        .script = probe_script(job, tree, nonce),
        .half = "tree",
        .input = names_of(job, tree),
        .environment = wp_null(),
    };
    if (!wp_host_send(job, &frame, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "cannot look at %s: %s", options->dest,
                       wp_reply_reason(job, &reply));
    wp_map *by_name = wp_map_new(job->arena);
    for (size_t i = 0; i < tree->count; i++)
        wp_map_put(by_name, wp_str_of(tree->entries[i].name), &tree->entries[i]);
    tree->fields = reply.out;
    tree->root_exists = wp_field_has(reply.out, "root");
    read_odd(job, by_name, reply.out);
    read_lines(job, by_name, wp_field_tail(reply.out, "lines"), nonce);
    *out = tree;
    return true;
}

/* ---- plan ---------------------------------------------------------------------- */

static const char *path_of(wp_job *job, const wp_tree *tree, const char *name)
{
    return wp_path_join(job->arena, tree->options.dest, name + 2);
}

/* A mode that changes nothing: the parameter mode is for files only. */
static const char as_it_is[] = "a+";

static const char *mode_of(wp_job *job, const wp_tree_entry *entry)
{
    const char *mode = text_param(job, entry->kind == 'd' ? "directory_mode" : "mode");
    if (!mode && entry->kind == 'd')
        return as_it_is;
    if (mode && strcmp(mode, "preserve") == 0)
        return wp_printf(job->arena, "%04o", entry->mode);
    return mode;
}

static bool clashes(const wp_tree_entry *entry)
{
    if (!entry->now.exists || entry->kind == 'l')
        return false;
    return (entry->kind == 'd') != (entry->now.kind == 'd');
}

static bool content_differs(wp_job *job, const wp_tree_entry *entry)
{
    if (!entry->now.exists)
        return true;
    if (entry->kind == 'd')
        return false;
    if (wp_dict_find(job->params, "force") && !wp_truth(*wp_dict_find(job->params, "force")))
        return false;
    if (entry->kind == 'l')
        return !entry->now.target || strcmp(entry->now.target, entry->target) != 0;
    return !entry->now.checksum || strcmp(entry->now.checksum, entry->checksum) != 0;
}

static wp_put put_of(const wp_tree_entry *entry, const char *path, const wp_dress *dress, bool writes)
{
    wp_put put = {
        .path = path, .owner = dress->owner, .group = dress->group, .mode = dress->mode, .now = &entry->now
    };
    if (entry->kind == 'd') {
        put.kind = WP_PUT_DIR;
    } else if (!writes) {
        put.kind = WP_PUT_DRESS;
    } else if (entry->kind == 'l') {
        put.kind = WP_PUT_LINK;
        put.target = entry->target;
    } else if (entry->content.ptr) {
        put.content = entry->content;
    } else {
        put.local_file = entry->local;
    }
    return put;
}

static bool plan_entry(wp_job *job, wp_tree *tree, const wp_tree_entry *entry, wp_value before, wp_value after,
                       wp_error *err)
{
    const char *path = path_of(job, tree, entry->name);
    wp_dress dress = { 0 };
    if (clashes(entry))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is %s on %s, and %s here", path,
                       entry->now.kind == 'd' ? "a directory" : "no directory", wp_job_host(job),
                       entry->kind == 'd' ? "a directory" : "a file");
    if (!wp_job_dress(job, path, &entry->now, entry->kind == 'd', mode_of(job, entry), tree->fields, wp_null(),
                      wp_null(), &dress, err))
        return false;
    if (entry->kind == 'd' && !text_param(job, "directory_mode"))
        dress.mode = NULL;
    bool writes = content_differs(job, entry);
    if (!writes && !dress.differs)
        return true;
    tree->puts[tree->put_count++] = put_of(entry, path, &dress, writes);
    wp_job_change(job, writes ? entry->now.exists ? "write %s" : "make %s" : "set owner, group or mode of %s", path);
    if (entry->now.exists)
        wp_list_push(job->arena, before, wp_string(job->arena, path));
    wp_list_push(job->arena, after, wp_string(job->arena, path));
    return true;
}

static bool plan_root(wp_job *job, wp_tree *tree, wp_error *err)
{
    wp_stat nothing = { 0 };
    wp_dress dress;
    const char *mode = text_param(job, "directory_mode");
    if (tree->root_exists)
        return true;
    if (!wp_job_may_make(job, tree->options.dest, tree->fields, err))
        return false;
    if (!wp_job_dress(job, tree->options.dest, &nothing, true, mode ? mode : as_it_is, tree->fields, wp_null(),
                      wp_null(), &dress, err))
        return false;
    tree->puts[tree->put_count++] = (wp_put){ .path = tree->options.dest, .kind = WP_PUT_DIR, .make_parents = true,
                                              .mode = mode ? dress.mode : NULL, .owner = dress.owner,
                                              .group = dress.group };
    wp_job_change(job, "make %s", tree->options.dest);
    return true;
}

static wp_str listed(wp_job *job, wp_value paths)
{
    wp_buf text = wp_buf_new(job->arena);
    for (size_t i = 0; i < wp_len(paths); i++)
        wp_buf_printf(&text, "%s\n", wp_list_at(paths, i).as.text);
    return wp_buf_str(&text);
}

bool wp_tree_plan(wp_job *job, wp_tree *tree, wp_error *err)
{
    wp_value before = wp_list_new(job->arena, 4), after = wp_list_new(job->arena, 4);
    tree->puts = wp_new_array(job->arena, wp_put, tree->count + 1);
    if (!plan_root(job, tree, err))
        return false;
    for (size_t i = 0; i < tree->count; i++)
        if (!plan_entry(job, tree, &tree->entries[i], before, after, err))
            return false;
    if (job->options->diff_mode && wp_len(after))
        wp_job_diff(job, wp_printf(job->arena, "%s (files that change)", tree->options.dest), listed(job, before),
                    tree->options.source, listed(job, after));
    return true;
}

/* ---- apply ----------------------------------------------------------------------- */

bool wp_tree_apply(wp_job *job, wp_tree *tree, wp_error *err)
{
    return wp_host_put_all(job, tree->puts, tree->put_count, err);
}
