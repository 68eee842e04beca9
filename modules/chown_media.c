/* chown_media: gives a media tree its owner, touching only what has another. */
#include <waplay/module.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct tree {
    const char *name;
    long wrong, linked, all;
    bool is_missing;
} tree;

typedef struct media {
    tree *trees;
    size_t count;
    const char *container;
} media;

static media *media_of(wp_job *job)
{
    return wp_job_state(job, sizeof(media));
}

static bool call_half(wp_job *job, const char *act, wp_reply *reply, wp_error *err)
{
    wp_value dirs = wp_job_value(job, "dirs");
    const char **args = wp_new_array(wp_job_arena(job), const char *, wp_len(dirs) + 7);
    size_t count = 0;
    const char *const first[] = {
        wp_job_str(job, "service"), wp_job_str(job, "project_name"), act,
        wp_job_str(job, "path"),    wp_job_str(job, "owner"),        wp_job_str(job, "group")
    };
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        args[count++] = first[i] ? first[i] : "";
    for (size_t i = 0; i < wp_len(dirs); i++)
        args[count++] = wp_list_at(dirs, i).as.text;
    return wp_host_call(job, "chown_media_run", args, count, NULL, reply, err) &&
           (reply->status == 0 || wp_reply_fail(job, reply, err));
}

static void read_trees(wp_job *job, media *found, wp_str fields)
{
    wp_str key, value;
    wp_arena *arena = wp_job_arena(job);
    tree *at = NULL;
    found->trees = wp_new_array(arena, tree, wp_len(wp_job_value(job, "dirs")) + 1);
    while (wp_field_next(&fields, &key, &value)) {
        const char *text = wp_strndup(arena, value.ptr, value.len);
        if (wp_str_is(key, "container")) {
            found->container = text;
        } else if (wp_str_is(key, "name") || wp_str_is(key, "missing")) {
            at = &found->trees[found->count++];
            *at = (tree){ .name = text, .is_missing = wp_str_is(key, "missing") };
        } else if (at) {
            long number = strtol(text, NULL, 10);
            at->wrong = wp_str_is(key, "wrong") ? number : at->wrong;
            at->linked = wp_str_is(key, "linked") ? number : at->linked;
            at->all = wp_str_is(key, "all") ? number : at->all;
        }
    }
}

/* What find takes unquoted: names and numbers only. */
static bool is_name(const char *text)
{
    return *text && *text != '-' && text[strcspn(text, " \t\n*?[]()!$'\"\\;&|<>:")] == '\0';
}

static bool check_words(wp_job *job, wp_error *err)
{
    const char *path = wp_job_str(job, "path"), *group = wp_job_str(job, "group");
    wp_value dirs = wp_job_value(job, "dirs");
    if (*path != '/' || path[strspn(path, "/.")] == '\0')
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' can't be the place of the media", path);
    if (!is_name(wp_job_str(job, "owner")) || (group && !is_name(group)))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "owner and group have to be names or numbers");
    for (size_t i = 0; i < wp_len(dirs); i++) {
        const char *name = wp_list_at(dirs, i).as.text;
        if (!*name || strchr(name, '/') || strcmp(name, "..") == 0)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' can't be a directory of the media", name);
    }
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    wp_reply reply;
    if (!check_words(job, err))
        return false;
    wp_job_progress(job, "%s: looking for what is not %s's below %s", wp_job_host(job), wp_job_str(job, "owner"),
                    wp_job_str(job, "path"));
    if (!call_half(job, "probe", &reply, err))
        return false;
    read_trees(job, media_of(job), reply.out);
    return true;
}

static const char *plural(long count)
{
    return count == 1 ? "entry" : "entries";
}

static bool plan(wp_job *job, wp_error *err)
{
    (void)err;
    const media *found = media_of(job);
    wp_arena *arena = wp_job_arena(job);
    wp_value before = wp_dict_new(arena, 3), after = wp_dict_new(arena, 3), counts = wp_dict_new(arena, 3);
    wp_value missing = wp_list_new(arena, 0);
    long total = 0;
    for (size_t i = 0; i < found->count; i++) {
        const tree *at = &found->trees[i];
        if (at->is_missing) {
            wp_list_push(arena, missing, wp_string(arena, at->name));
            wp_job_warn(job, "%s/%s is not there: nothing to do in it", wp_job_str(job, "path"), at->name);
            continue;
        }
        if (at->linked)
            wp_job_warn(job, "%s/%s: %ld %s with several names left alone", wp_job_str(job, "path"), at->name,
                        at->linked, plural(at->linked));
        if (at->wrong)
            wp_job_change(job, "%ld of %ld %s in %s will be %s's", at->wrong, at->all, plural(at->all), at->name,
                          wp_job_str(job, "owner"));
        wp_dict_set(arena, before, at->name, wp_int(at->wrong));
        wp_dict_set(arena, after, at->name, wp_int(0));
        wp_dict_set(arena, counts, at->name, wp_int(at->wrong));
        total += at->wrong;
    }
    if (total)
        wp_job_diff_state(job, "with another owner", before, "with another owner", after);
    wp_job_set(job, "dirs", counts);
    wp_job_set(job, "missing", missing);
    wp_job_set_int(job, "count", total);
    if (found->container)
        wp_job_set_str(job, "container", found->container);
    return true;
}

static long wrong_in_all(const media *found)
{
    long total = 0;
    for (size_t i = 0; i < found->count; i++)
        total += found->trees[i].wrong;
    return total;
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void tell_progress(wp_job *job, long done, long all, double seconds)
{
    long left = done > 0 && done < all ? (long)(seconds * (double)(all - done) / (double)done) : -1;
    wp_job_progress(job, "%s: %ld of %ld %s given to %s%s", wp_job_host(job), done, all, plural(all),
                    wp_job_str(job, "owner"), left < 0 ? "" : wp_printf(wp_job_arena(job), ", about %ld s left", left));
}

/* It works in the background over there; each call looks at it for a moment. */
static bool apply(wp_job *job, wp_error *err)
{
    long all = wrong_in_all(media_of(job));
    double began = now_s();
    for (;;) {
        wp_reply reply;
        if (!call_half(job, "work", &reply, err))
            return false;
        if (!wp_field_has(reply.out, "running"))
            return true;
        wp_str done = wp_field(reply.out, "done");
        tell_progress(job, strtol(wp_strndup(wp_job_arena(job), done.ptr, done.len), NULL, 10), all, now_s() - began);
        if (!wp_job_sleep(job, 3000, err))
            return false;
    }
}

static const wp_param params[] = {
    { .name = "path", .type = WP_PARAM_STR, .fallback = "/usr/local/wamedia",
      .help = "where the media are: in the container, or on the host where no service is named" },
    { .name = "dirs", .type = WP_PARAM_LIST, .fallback = "incoming,outgoing,shared", .help = "the directories in it" },
    { .name = "owner", .type = WP_PARAM_STR, .fallback = "root", .help = "who is to own them, by name or number" },
    { .name = "group", .type = WP_PARAM_STR, .help = "the group they are to have; left as it is unless told" },
    { .name = "service", .type = WP_PARAM_STR, .help = "the compose service in whose container to work; the host unless told" },
    { .name = "project_name", .type = WP_PARAM_STR, .help = "compose's name for its project, where a host has several" },
    { 0 },
};

const wp_module wp_module_chown_media = {
    .name = "chown_media",
    .summary = "Gives a media tree its owner, touching only what has another",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "chown_media",
    .note = "Counts first, so that check mode tells how much there is to do. Then it works in the background, with low priority, "
            "tells how far it is, and goes on where the connection is lost: the next run finds it at work. Links are not followed, other file systems below "
            "are left alone, and so are files with several names. Files that vanish meanwhile are no error. A directory that "
            "is not there is told as a warning. One host is enough where all share the media.",
    .examples = "- name: after an upgrade from 2.29.1 or 2.29.2\n"
                "  chown_media:\n"
                "    service: waweb\n"
                "- name: on the host itself\n"
                "  chown_media:\n"
                "    path: /srv/wamedia\n"
                "    owner: root\n",
    .returns = "count: how many entries had another owner\ndirs: the same for each directory\n"
               "missing: directories that are not there\ncontainer: the container it worked in\n",
};
