/*
 * find: files of the host by name, age, size and content.
 *
 * The host sifts by name and depth, so that little crosses the network; the rest is
 * sifted here. Contents and digests cost a further round trip, for what is left.
 */
#include <waplay/module.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct entry {
    const char *path;
    wp_stat stat;
    bool drops;
} entry;

typedef struct search {
    wp_str fields;
    const char *nonce;
    entry *entries;
    size_t count;
    wp_pattern **patterns, **excludes; /* with use_regex */
} search;

static size_t items(wp_job *job, const char *param)
{
    return wp_len(wp_job_value(job, param));
}

static const char *item(wp_job *job, const char *param, size_t index)
{
    return wp_list_at(wp_job_value(job, param), index).as.text;
}

/* ---- probe: the list ----------------------------------------------------------- */

/* Tests of find for the names, as far as it can tell: patterns that are no regular expressions. */
static size_t add_name_tests(wp_job *job, const char **args, size_t count)
{
    size_t patterns = items(job, "patterns");
    if (!patterns || wp_job_bool(job, "use_regex"))
        return count;
    args[count++] = "(";
    for (size_t i = 0; i < patterns; i++) {
        if (i)
            args[count++] = "-o";
        args[count++] = "-name";
        args[count++] = item(job, "patterns", i);
    }
    args[count++] = ")";
    return count;
}

static bool list(wp_job *job, search *at, wp_error *err)
{
    wp_reply reply;
    size_t paths = items(job, "paths"), count = 0;
    const char **args = wp_new_array(wp_job_arena(job), const char *, paths + 3 * items(job, "patterns") + 8);
    args[count++] = at->nonce;
    args[count++] = !wp_job_bool(job, "recurse") ? "1"
                    : wp_job_has(job, "depth")
                        ? wp_printf(wp_job_arena(job), "%lld", (long long)wp_job_int(job, "depth"))
                        : "";
    args[count++] = wp_job_bool(job, "follow") ? "1" : "";
    for (size_t i = 0; i < paths; i++) {
        const char *path;
        if (!wp_host_expand(job, item(job, "paths", i), &path, err))
            return false;
        args[count++] = path[0] == '/' ? path : wp_printf(wp_job_arena(job), "./%s", path);
    }
    args[count++] = "--";
    count = add_name_tests(job, args, count);
    if (!wp_host_call(job, "find_list", args, count, NULL, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", wp_reply_reason(job, &reply));
    at->fields = reply.out;
    return true;
}

/* "columns:name": the columns are those of a stat= field, whose last part holds three moments. */
static void read_record(wp_job *job, search *at, wp_str record)
{
    const char *name = record.ptr, *end = record.ptr + record.len;
    for (int bars = 0; name < end && bars < 2; name++)
        bars += *name == '|';
    /* Behind the second bar: "2024-01-01 10:00:00.5 +0000:/the/path"; the third colon ends it. */
    for (int colons = 0; name < end && colons < 3; name++)
        colons += *name == ':';
    if (name >= end)
        return;
    entry *made = &at->entries[at->count++];
    made->path = wp_strndup(wp_job_arena(job), name, (size_t)(end - name));
    char *field = wp_printf(wp_job_arena(job), "stat=%.*s", (int)(name - 1 - record.ptr), record.ptr);
    wp_stat_read(wp_job_arena(job), wp_str_of(field), &made->stat);
}

static void read_list(wp_job *job, search *at)
{
    wp_str rest = wp_field_tail(at->fields, "lines"), record;
    size_t count = 0;
    if (!rest.ptr)
        return;
    wp_str seen = rest;
    while (wp_record_next(&seen, at->nonce, &record))
        count++;
    at->entries = wp_new_array(wp_job_arena(job), entry, count + 1);
    while (wp_record_next(&rest, at->nonce, &record))
        read_record(job, at, record);
}

/* ---- sifting ------------------------------------------------------------------------ */

static bool compile_all(wp_job *job, const char *param, wp_pattern ***out, wp_error *err)
{
    size_t count = items(job, param);
    *out = wp_new_array(wp_job_arena(job), wp_pattern *, count + 1);
    for (size_t i = 0; wp_job_bool(job, "use_regex") && i < count; i++)
        if (!wp_pattern_compile(job, item(job, param, i), 0, &(*out)[i], err))
            return wp_while(err, "%s", param);
    return true;
}

static bool matches_any(wp_job *job, const char *param, wp_pattern *const *patterns, const char *name)
{
    wp_match match;
    for (size_t i = 0; i < items(job, param); i++) {
        if (!patterns[i] ? wp_job_glob(item(job, param, i), name)
                         : wp_pattern_search(job, patterns[i], wp_str_of(name), 0, &match) && match.from == 0)
            return true;
    }
    return false;
}

static bool is_wanted_kind(wp_job *job, char kind)
{
    const char *wanted = wp_job_str(job, "file_type");
    switch (wanted[0]) {
    case 'f':
        return kind == '-';
    case 'd':
        return kind == 'd';
    case 'l':
        return kind == 'l';
    default:
        return true;
    }
}

/* "-10m": a number with a unit; `units` gives the letters, `factors` what they stand for. */
static bool measure(wp_job *job, const char *param, const char *units, const double *factors, double *out,
                    wp_error *err)
{
    const char *given = wp_job_str(job, param);
    char *end;
    *out = 0;
    if (!given)
        return true;
    double number = strtod(given, &end);
    const char *unit = *end ? strchr(units, tolower((unsigned char)*end)) : units;
    if (end == given || !unit || (*end && end[1]))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s must be a number with one of the units %s, not '%s'", param,
                       units, given);
    *out = number * factors[unit - units];
    return true;
}

static bool passes(double value, double limit)
{
    return limit >= 0 ? value >= limit : value <= -limit;
}

typedef struct limits {
    double age, size, now;
} limits;

static bool read_limits(wp_job *job, const search *at, limits *out, wp_error *err)
{
    static const double seconds[] = { 1, 60, 3600, 86400, 604800 };
    static const double bytes[] = { 1, 1024, 1048576, 1073741824, 1099511627776 };
    wp_str now = wp_field(at->fields, "now");
    out->now = strtod(wp_strndup(wp_job_arena(job), now.ptr, now.len), NULL);
    return measure(job, "age", "smhdw", seconds, &out->age, err) &&
           measure(job, "size", "bkmgt", bytes, &out->size, err);
}

static double stamp_of(wp_job *job, const wp_stat *stat)
{
    switch (wp_job_str(job, "age_stamp")[0]) {
    case 'a':
        return stat->accessed;
    case 'c':
        return stat->changed;
    default:
        return stat->modified;
    }
}

static bool is_wanted(wp_job *job, const search *at, const entry *file, const limits *limit)
{
    const char *slash = strrchr(file->path, '/'), *name = slash ? slash + 1 : file->path;
    if (name[0] == '.' && !wp_job_bool(job, "hidden"))
        return false;
    if (!is_wanted_kind(job, file->stat.kind))
        return false;
    if (items(job, "patterns") && !matches_any(job, "patterns", at->patterns, name))
        return false;
    if (matches_any(job, "excludes", at->excludes, name))
        return false;
    if (wp_job_has(job, "age") && !passes(limit->now - stamp_of(job, &file->stat), limit->age))
        return false;
    return !wp_job_has(job, "size") || file->stat.kind != '-' || passes((double)file->stat.size, limit->size);
}

static void drop(search *at)
{
    size_t kept = 0;
    for (size_t i = 0; i < at->count; i++)
        if (!at->entries[i].drops)
            at->entries[kept++] = at->entries[i];
    at->count = kept;
}

static bool sift(wp_job *job, search *at, wp_error *err)
{
    limits limit;
    if (!read_limits(job, at, &limit, err) || !compile_all(job, "patterns", &at->patterns, err) ||
        !compile_all(job, "excludes", &at->excludes, err))
        return false;
    for (size_t i = 0; i < at->count; i++)
        at->entries[i].drops = !is_wanted(job, at, &at->entries[i], &limit);
    drop(at);
    return true;
}

/* ---- contents and digests -------------------------------------------------------------- */

static const char **paths_of_files(wp_job *job, const search *at, const char *first, size_t *count)
{
    const char **paths = wp_new_array(wp_job_arena(job), const char *, at->count + 2);
    *count = 0;
    if (first)
        paths[(*count)++] = first;
    for (size_t i = 0; i < at->count; i++)
        if (at->entries[i].stat.kind == '-')
            paths[(*count)++] = at->entries[i].path;
    return paths;
}

/* As in Python: line by line, from its beginning; or anywhere in the whole. */
static bool text_contains(wp_job *job, const wp_pattern *pattern, wp_str text)
{
    wp_match match;
    if (wp_job_bool(job, "read_whole_file"))
        return wp_pattern_search(job, pattern, text, 0, NULL);
    wp_lines lines = wp_lines_split(job, text, false);
    for (size_t i = 0; i < lines.count; i++)
        if (wp_pattern_search(job, pattern, lines.at[i], 0, &match) && match.from == 0)
            return true;
    return false;
}

static bool sift_by_content(wp_job *job, search *at, wp_error *err)
{
    wp_pattern *pattern;
    wp_reply reply;
    wp_str content;
    size_t count;
    if (!wp_job_has(job, "contains"))
        return true;
    const char **args = paths_of_files(job, at, at->nonce, &count);
    if (!wp_pattern_compile(job, wp_job_str(job, "contains"), WP_PATTERN_BYTES, &pattern, err))
        return wp_while(err, "contains");
    if (count > 1 && !wp_host_call(job, "find_contents", args, count, NULL, &reply, err))
        return false;
    wp_str rest = count > 1 ? reply.out : wp_str_of("");
    for (size_t i = 0; i < at->count; i++)
        at->entries[i].drops = at->entries[i].stat.kind != '-' || !wp_record_next(&rest, at->nonce, &content) ||
                               !text_contains(job, pattern, content);
    drop(at);
    return true;
}

static bool add_digests(wp_job *job, search *at, wp_error *err)
{
    wp_reply reply;
    wp_str key, value;
    size_t count;
    const char **args = paths_of_files(job, at, NULL, &count);
    if (!wp_job_bool(job, "get_checksum") || count == 0)
        return true;
    if (!wp_host_call(job, "find_sums", args, count, NULL, &reply, err))
        return false;
    wp_str rest = reply.out;
    for (size_t i = 0; i < at->count; i++)
        if (at->entries[i].stat.kind == '-' && wp_field_next(&rest, &key, &value))
            at->entries[i].stat.checksum = wp_strndup(wp_job_arena(job), value.ptr, value.len);
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    search *at = wp_job_state(job, sizeof *at);
    at->nonce = wp_job_nonce(job);
    if (!list(job, at, err))
        return false;
    read_list(job, at);
    return sift(job, at, err) && sift_by_content(job, at, err) && add_digests(job, at, err);
}

/* ---- the result ---------------------------------------------------------------------------- */

static wp_value skipped_of(wp_job *job, const search *at)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value skipped = wp_dict_new(arena, 1);
    wp_str rest = at->fields, key, value;
    while (wp_field_next(&rest, &key, &value) && !(key.len == 5 && memcmp(key.ptr, "lines", 5) == 0)) {
        if (key.len != 5 || memcmp(key.ptr, "nodir", 5) != 0)
            continue;
        wp_value path = wp_string_of(arena, value);
        wp_dict_put(arena, skipped, path, wp_string_printf(arena, "'%s' is not a directory", path.as.text));
        wp_job_warn(job, "'%s' was left out: it is not a directory", path.as.text);
    }
    return skipped;
}

static bool plan(wp_job *job, wp_error *err)
{
    search *at = wp_job_state(job, sizeof *at);
    wp_arena *arena = wp_job_arena(job);
    wp_value files = wp_list_new(arena, at->count), skipped = skipped_of(job, at);
    wp_str examined = wp_field(at->fields, "examined");
    (void)err;
    for (size_t i = 0; i < at->count; i++) {
        wp_value dict = wp_stat_dict(job, &at->entries[i].stat, at->entries[i].path);
        if (at->entries[i].stat.checksum && wp_job_bool(job, "get_checksum"))
            wp_dict_set(arena, dict, "checksum", wp_string(arena, at->entries[i].stat.checksum));
        wp_list_push(arena, files, dict);
    }
    wp_job_set(job, "files", files);
    wp_job_set_int(job, "matched", (int64_t)at->count);
    wp_job_set_int(job, "examined", strtoll(wp_strndup(arena, examined.ptr, examined.len), NULL, 10));
    wp_job_set(job, "skipped_paths", skipped);
    wp_job_set_str(job, "msg",
                   wp_len(skipped) ? "Not all paths examined, check warnings for details" : "All paths examined");
    return true;
}

static const wp_param params[] = {
    { .name = "paths", .type = WP_PARAM_LIST, .required = true, .aliases = (const char *const[]){ "name", "path", NULL },
      .help = "directories to look in" },
    { .name = "patterns", .type = WP_PARAM_LIST, .fallback = "", .aliases = (const char *const[]){ "pattern", NULL },
      .help = "patterns (or, with use_regex, regular expressions) of names" },
    { .name = "excludes", .type = WP_PARAM_LIST, .aliases = (const char *const[]){ "exclude", NULL },
      .help = "the same, of names that are left out" },
    { .name = "use_regex", .type = WP_PARAM_BOOL, .fallback = "no", .help = "patterns are regular expressions" },
    { .name = "file_type", .type = WP_PARAM_STR, .fallback = "file",
      .choices = (const char *const[]){ "any", "directory", "file", "link", NULL }, .help = "what kind" },
    { .name = "recurse", .type = WP_PARAM_BOOL, .fallback = "no", .help = "look in the directories below too" },
    { .name = "depth", .type = WP_PARAM_INT, .help = "how deep" },
    { .name = "hidden", .type = WP_PARAM_BOOL, .fallback = "no", .help = "names that begin with a dot too" },
    { .name = "follow", .type = WP_PARAM_BOOL, .fallback = "no", .help = "follow links to directories" },
    { .name = "age", .type = WP_PARAM_STR, .help = "at least so old (2d), or at most (-2d); units s m h d w" },
    { .name = "age_stamp", .type = WP_PARAM_STR, .fallback = "mtime",
      .choices = (const char *const[]){ "atime", "ctime", "mtime", NULL }, .help = "by which time" },
    { .name = "size", .type = WP_PARAM_STR, .help = "at least so large (10m), or at most (-10m); units b k m g t" },
    { .name = "contains", .type = WP_PARAM_STR, .help = "regular expression that a line must begin with" },
    { .name = "read_whole_file", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "contains looks anywhere in the file" },
    { .name = "get_checksum", .type = WP_PARAM_BOOL, .fallback = "no", .help = "make the SHA-1 of each file" },
    { 0 },
};

const wp_module wp_module_find = {
    .name = "find",
    .summary = "Files of the host by name, age, size and content",
    .params = params,
    .probe = probe,
    .plan = plan,
    .remote = "find",
    .examples = "- ansible.builtin.find:\n"
                "    paths: /var/log\n"
                "    patterns: '*.gz'\n"
                "    age: 4w\n"
                "  register: old\n",
    .returns = "files: list of dicts, as stat gives them\nmatched: how many\nexamined: how many were looked at\n"
               "skipped_paths: paths that are no directories\n",
};
