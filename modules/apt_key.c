/*
 * apt_key: a key that apt trusts, by its id of 8, 16 or more digits.
 *
 * Ids are compared by as many of their last digits as were given, 16 at most; those of
 * sub-keys count too.
 */
#include <waplay/module.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct key {
    const char *id;       /* as wanted, in capitals */
    const char *match;    /* its last 16 digits, or 8 */
    const char *short_id; /* the last 8 */
    wp_str data;          /* of data or url; ptr is NULL: none */
    wp_str given, keys;   /* as gpg lists them */
    bool adds, removes;
} key;

static bool is_present(wp_job *job)
{
    return strcmp(wp_job_str(job, "state"), "present") == 0;
}

/* ---- ids ------------------------------------------------------------------------------------ */

static const char *last(const char *text, size_t count)
{
    size_t len = strlen(text);
    return len > count ? text + len - count : text;
}

/* pub:-:4096:1:8D81803C0EBFCD88:...: the fifth column of pub and sub lines that are not expired. */
static wp_value ids_of(wp_job *job, wp_str text, bool only_8)
{
    wp_value list = wp_list_new(wp_job_arena(job), 8);
    wp_lines lines = wp_lines_split(job, text, false);
    for (size_t i = 0; i < lines.count; i++) {
        wp_str line = wp_line_bare(lines.at[i]);
        char *row = wp_strndup(wp_job_arena(job), line.ptr, line.len), *column = row;
        if ((strncmp(row, "pub:", 4) != 0 && strncmp(row, "sub:", 4) != 0) || row[4] == 'e')
            continue;
        for (int k = 0; k < 4 && column; k++)
            column = strchr(column, ':') ? strchr(column, ':') + 1 : NULL;
        if (!column)
            continue;
        column[strcspn(column, ":")] = '\0';
        wp_list_push(wp_job_arena(job), list, wp_string(wp_job_arena(job), only_8 ? last(column, 8) : column));
    }
    return list;
}

static bool has(wp_value ids, const char *id)
{
    for (size_t i = 0; i < wp_len(ids); i++)
        if (wp_text_is(wp_list_at(ids, i), id))
            return true;
    return false;
}

static bool read_id(wp_job *job, key *at, const char *given, wp_error *err)
{
    char *id = wp_strdup(wp_job_arena(job), given);
    for (char *byte = id; *byte; byte++)
        *byte = (char)toupper((unsigned char)*byte);
    if (strncmp(id, "0X", 2) == 0)
        id += 2;
    size_t len = strlen(id);
    if (strspn(id, "0123456789ABCDEF") != len || (len != 8 && len < 16))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "Invalid key_id: '%s' has not 8, 16 or more hexadecimal digits", given);
    at->id = id;
    at->short_id = last(id, 8);
    at->match = last(id, 16);
    return true;
}

/* ---- probe ------------------------------------------------------------------------------------ */

static bool fetch(wp_job *job, key *at, wp_error *err)
{
    const char *url = wp_job_str(job, "url"), *data = wp_job_str(job, "data");
    if (data)
        at->data = (wp_str){ data, strlen(data) };
    if (!url || !is_present(job))
        return true;
    wp_http_reply reply;
    wp_http_request request = { .url = url, .headers = wp_null(), .unredirected = wp_null(), .through_host = true,
                                .verify = wp_job_bool(job, "validate_certs"), .follow = true };
    if (!wp_job_http(job, &request, &reply, err))
        return false;
    if (reply.fault != WP_HTTP_OK)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "Failed to download key at %s: %s", url, reply.fault_text);
    if (reply.status != 200)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "Failed to download key at %s: HTTP Error %d: %s", url, reply.status,
                       reply.reason);
    at->data = reply.body;
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    key *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    const char *args[] = { wp_job_str(job, "keyring"), wp_job_str(job, "file") };
    if (wp_job_has(job, "keyserver") && !wp_job_has(job, "id"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "Missing key_id, required with keyserver.");
    if (wp_job_has(job, "id") && !read_id(job, at, wp_job_str(job, "id"), err))
        return false;
    if (!fetch(job, at, err) ||
        !wp_host_call(job, "apt_key_probe", args, 2, at->data.ptr ? &at->data : NULL, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    at->given = wp_field(reply.out, "given");
    at->keys = wp_field(reply.out, "keys");
    return true;
}

/* ---- plan --------------------------------------------------------------------------------------- */

static bool is_short(const key *at)
{
    return strlen(at->id) == 8;
}

static bool plan(wp_job *job, wp_error *err)
{
    key *at = wp_job_state(job, sizeof *at);
    wp_value given = ids_of(job, at->given, false);
    if (!at->id && wp_len(given) == 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "there is no key in what was given, and no id");
    if (!at->id && !read_id(job, at, wp_list_at(given, 0).as.text, err))
        return false;
    wp_value before = ids_of(job, at->keys, is_short(at));
    bool is_there = has(before, at->match);
    wp_job_set_str(job, "id", wp_job_has(job, "id") ? wp_job_str(job, "id") : at->id);
    wp_job_set_str(job, "short_id", at->short_id);
    wp_job_set_str(job, "fp", at->match);
    wp_job_set_str(job, "key_id", at->id);
    wp_job_set(job, "before", before);
    at->adds = is_present(job) && !is_there;
    at->removes = !is_present(job) && is_there;
    if (at->adds && !wp_job_has(job, "keyserver") && !wp_job_has(job, "file") && !at->data.ptr)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the key %s is not there, and none of data, file, url and keyserver says "
                       "where to get it", at->id);
    if (at->adds)
        wp_job_change(job, "trust the key %s", at->id);
    if (at->removes)
        wp_job_change(job, "no longer trust the key %s", at->id);
    if ((at->adds || at->removes) && wp_job_diff_mode(job)) {
        wp_value none = wp_dict_new(wp_job_arena(job), 1), one = wp_dict_new(wp_job_arena(job), 1);
        wp_dict_set(wp_job_arena(job), none, "state", wp_string_static("absent"));
        wp_dict_set(wp_job_arena(job), one, "state", wp_string_static("present"));
        wp_job_diff_state(job, at->id, at->adds ? none : one, at->id, at->adds ? one : none);
    }
    return true;
}

static bool change(wp_job *job, key *at, wp_reply *reply, wp_error *err)
{
    const char *ring = wp_job_str(job, "keyring");
    const char *args[] = { ring, wp_job_str(job, "file") };
    if (at->removes)
        return WP_CALL(job, "apt_key_remove", reply, err, ring, at->short_id);
    if (wp_job_has(job, "keyserver"))
        return WP_CALL(job, "apt_key_receive", reply, err, ring, wp_job_str(job, "keyserver"), at->id);
    return wp_host_call(job, "apt_key_add", args, 2, at->data.ptr ? &at->data : NULL, reply, err);
}

static bool apply(wp_job *job, wp_error *err)
{
    key *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    if (!change(job, at, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    wp_value after = ids_of(job, wp_field(reply.out, "keys"), is_short(at));
    wp_job_set(job, "after", after);
    if (has(after, at->match) == at->adds)
        return true;
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, at->adds ? "apt-key said nothing, but the key is not there"
                                                          : "apt-key said nothing, but the key is still there");
}

static const wp_param params[] = {
    { .name = "id", .type = WP_PARAM_STR, .help = "its id, in hexadecimal; read from the key unless told" },
    { .name = "data", .type = WP_PARAM_STR, .help = "the key itself" },
    { .name = "file", .type = WP_PARAM_PATH, .help = "a file of the host with it" },
    { .name = "url", .type = WP_PARAM_STR, .help = "a URL that the host can reach" },
    { .name = "keyserver", .type = WP_PARAM_STR, .help = "a server to ask for it" },
    { .name = "keyring", .type = WP_PARAM_PATH, .help = "a file of its own for it, as /etc/apt/trusted.gpg.d/x.gpg" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "absent", "present", NULL }, .help = "whether it must be there" },
    { .name = "validate_certs", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "check the certificate of the URL" },
    { 0 },
};

const wp_module wp_module_apt_key = {
    .name = "apt_key",
    .summary = "A key that apt trusts",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "data file keyserver url", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "apt_key",
    .note = "It needs apt-key and gpg on the host, which newer releases lack: deb822_repository with signed_by needs neither.",
    .examples = "- ansible.builtin.apt_key:\n"
                "    url: https://example.com/archive.asc\n"
                "    keyring: /etc/apt/trusted.gpg.d/example.gpg\n",
    .returns = "id: as it was given\nkey_id: in full\nfp: its last 16 digits\nshort_id: its last 8 digits\n"
               "before: ids that were there\nafter: ids that are there now\n",
};
