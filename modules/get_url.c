/*
 * get_url: a file from a web server onto the host.
 *
 *   probe   what is there; then the download, into a file of ours: without force only where it is newer
 *   plan    is it another content? does it have the digest it must have?
 *   apply   onto the host, beside its place, and renamed
 *
 * The connection is made by the host. Check mode downloads as well: only so the
 * preview knows whether anything would change.
 */
#include <waplay/module.h>

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <time.h>

typedef struct get_url {
    wp_install install;
    wp_http_reply reply;
    const char *algorithm, *digest; /* of checksum */
    bool downloaded;
} get_url;

/* ---- the request ------------------------------------------------------------------- */

/* "If-Modified-Since: Mon, 01 Jan 2024 00:00:00 GMT", in English whatever the locale. */
static void add_since(wp_job *job, wp_http_request *request, double since)
{
    static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t whole = (time_t)since;
    struct tm at;
    wp_value headers = wp_dict_new(wp_job_arena(job), 4), key, item;
    gmtime_r(&whole, &at);
    for (size_t i = 0; wp_dict_pair(request->headers, i, &key, &item); i++)
        wp_dict_put(wp_job_arena(job), headers, key, item);
    wp_dict_set(wp_job_arena(job), headers, "If-Modified-Since",
                wp_string_printf(wp_job_arena(job), "%.3s, %02d %.3s %d %02d:%02d:%02d GMT", days + at.tm_wday * 3,
                                 at.tm_mday, months + at.tm_mon * 3, at.tm_year + 1900, at.tm_hour, at.tm_min,
                                 at.tm_sec));
    request->headers = headers;
}

/* `since`: seconds since 1970; 0: whenever. */
static bool request(wp_job *job, const char *url, const char *out_file, double since, wp_http_reply *reply,
                    wp_error *err)
{
    wp_http_request request;
    if (!wp_web_request(job, url, &request, err))
        return false;
    request.out_file = out_file;
    if (since)
        add_since(job, &request, since);
    return wp_web_ask(job, &request, reply, err);
}

static bool check_answer(wp_job *job, const wp_http_reply *reply, wp_error *err)
{
    wp_job_set_int(job, "elapsed", (int64_t)reply->seconds);
    if (reply->fault != WP_HTTP_OK)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "Request failed: %s", reply->fault_text);
    wp_job_set_int(job, "status_code", reply->status);
    if (reply->status == 200 || reply->status == 304)
        return true;
    const char *said = wp_printf(wp_job_arena(job), "HTTP Error %d: %s", reply->status, reply->reason);
    wp_job_set_str(job, "response", said);
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "Request failed: %s", said);
}

/* ---- the digest ---------------------------------------------------------------------- */

/* "HEX  name", "HEX *./name", or a HEX alone: the line of our file. */
static const char *digest_in(wp_job *job, wp_str text, const char *file)
{
    wp_lines lines = wp_lines_split(job, text, false);
    const char *alone = NULL;
    for (size_t i = 0; i < lines.count; i++) {
        wp_str line = wp_line_bare(lines.at[i]);
        char *copy = wp_strndup(wp_job_arena(job), line.ptr, line.len), *save = NULL;
        const char *hex = strtok_r(copy, " \t", &save), *name = hex ? strtok_r(NULL, "", &save) : NULL;
        while (name && *name && strchr(" \t*", *name))
            name++;
        if (name && strncmp(name, "./", 2) == 0)
            name += 2;
        if (hex && name && strcmp(name, file) == 0)
            return hex;
        if (hex && !name && lines.count == 1)
            alone = hex;
    }
    return alone;
}

/* "sha256:HEX", or "sha256:URL" of a list of digests. */
static bool read_checksum(wp_job *job, get_url *at, wp_error *err)
{
    const char *given = wp_job_str(job, "checksum"), *colon = given ? strchr(given, ':') : NULL;
    if (!given || !*given)
        return true;
    if (!colon) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "checksum '%s' has no algorithm", given);
        return wp_hint(err, "write it as sha256:HEX, or sha256:URL");
    }
    at->algorithm = wp_strndup(wp_job_arena(job), given, (size_t)(colon - given));
    const char *value = colon + 1;
    if (strncmp(value, "http://", 7) == 0 || strncmp(value, "https://", 8) == 0) {
        wp_http_reply reply;
        const char *file = wp_web_file_name(job, wp_job_str(job, "url"));
        if (!request(job, value, NULL, 0, &reply, err) || !check_answer(job, &reply, err))
            return wp_while(err, "the list of digests %s", value);
        const char *found = digest_in(job, reply.body, file);
        if (!found)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s has no digest of %s", value, file);
        value = found;
    }
    char *hex = wp_strdup(wp_job_arena(job), value);
    for (char *byte = hex; *byte; byte++) {
        if (!isxdigit((unsigned char)*byte))
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "checksum '%s' is no digest in hex", value);
        *byte = (char)tolower((unsigned char)*byte);
    }
    at->digest = hex;
    return true;
}

/* ---- the story ----------------------------------------------------------------------------- */

/* Has the file that is there the digest already? Then nothing need be asked for. */
static bool is_there_already(wp_job *job, const get_url *at, bool *out, wp_error *err)
{
    wp_reply reply;
    *out = false;
    if (!at->digest || !at->install.now.exists || wp_job_bool(job, "force"))
        return true;
    if (!WP_CALL(job, "get_url_digest", &reply, err, at->install.path, at->algorithm))
        return false;
    wp_str sum = wp_field(reply.out, "sum");
    *out = sum.len == strlen(at->digest) && memcmp(sum.ptr, at->digest, sum.len) == 0;
    return true;
}

static bool download(wp_job *job, get_url *at, wp_error *err)
{
    const char *file;
    double since = at->install.now.exists && !wp_job_bool(job, "force") ? at->install.now.modified : 0;
    if (!wp_job_temporary(job, &file, err) || !request(job, wp_job_str(job, "url"), file, since, &at->reply, err) ||
        !check_answer(job, &at->reply, err))
        return false;
    if (at->reply.status == 304) {
        at->install.checksum = at->install.now.checksum;
        return true;
    }
    at->install.local_file = file;
    at->install.source = at->reply.url;
    at->downloaded = true;
    return wp_job_digest_file(job, "sha1", file, &at->install.checksum, err);
}

static bool probe(wp_job *job, wp_error *err)
{
    get_url *at = wp_job_state(job, sizeof *at);
    bool there;
    wp_job_set_str(job, "url", wp_job_str(job, "url"));
    wp_job_set_int(job, "elapsed", 0);
    at->install.overwrites = true;
    at->install.dest = wp_job_str(job, "dest");
    at->install.name = wp_web_file_name(job, wp_job_str(job, "url"));
    if (!read_checksum(job, at, err) || !wp_install_probe(job, &at->install, err))
        return false;
    wp_job_set_str(job, "dest", at->install.path);
    if (!is_there_already(job, at, &there, err))
        return false;
    if (there) {
        at->install.checksum = at->install.now.checksum;
        return true;
    }
    return download(job, at, err);
}

static bool check_digest(wp_job *job, const get_url *at, wp_error *err)
{
    const char *hex;
    if (!at->digest || !at->downloaded)
        return true;
    if (!wp_job_digest_file(job, at->algorithm, at->install.local_file, &hex, err))
        return false;
    if (strcmp(hex, at->digest) == 0)
        return true;
    wp_job_set_changed(job, true); /* Ansible counts it so: the download took place */
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK,
                   "The checksum for %s did not match %s; it was %s. The file on %s was left "
                   "as it is",
                   at->install.path, at->digest, hex, wp_job_host(job));
}

static bool plan(wp_job *job, wp_error *err)
{
    get_url *at = wp_job_state(job, sizeof *at);
    const char *md5;
    wp_job_set_str(job, "checksum_src", at->install.checksum);
    wp_job_set_str(job, "checksum_dest", at->downloaded ? at->install.now.checksum : NULL);
    if (!check_digest(job, at, err) || !wp_install_plan(job, &at->install, err))
        return false;
    if (!at->downloaded) {
        wp_job_set_str(job, "msg",
                       at->reply.status == 304 ? "HTTP Error 304: Not Modified"
                                               : "the file is there already, with the digest it must have");
        return true;
    }
    const wp_value *length = wp_dict_find(at->reply.headers, "content-length");
    wp_job_set_str(job, "msg", wp_printf(wp_job_arena(job), "OK (%s bytes)", length ? length->as.text : "unknown"));
    wp_job_set_str(job, "src", at->reply.url);
    if (!wp_job_digest_file(job, "md5", at->install.local_file, &md5, err))
        return false;
    wp_job_set_str(job, "md5sum", md5);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    get_url *at = wp_job_state(job, sizeof *at);
    return wp_install_apply(job, &at->install, err);
}

static const wp_param params[] = {
    { .name = "url", .type = WP_PARAM_STR, .required = true, .help = "http:// or https://" },
    { .name = "dest", .type = WP_PARAM_PATH, .required = true, .help = "file or directory of the host" },
    { .name = "checksum",
      .type = WP_PARAM_STR,
      .fallback = "",
      .help = "digest that the file must have, as sha256:HEX or sha256:URL of a list" },
    { .name = "force",
      .type = WP_PARAM_BOOL,
      .fallback = "no",
      .help = "download though the file is there, with its digest or newer than the server's" },
    { .name = "backup", .type = WP_PARAM_BOOL, .fallback = "no", .help = "keep the file that is replaced" },
    { .name = "timeout", .type = WP_PARAM_INT, .fallback = "10", .help = "seconds without an answer" },
    { .name = "url_username",
      .type = WP_PARAM_STR,
      .aliases = (const char *const[]){ "username", NULL },
      .help = "for Basic" },
    { .name = "tmp_dest",
      .type = WP_PARAM_PATH,
      .refused = "the file is written beside its place, and needs no other" },
    WP_WEB_PARAMS,
    WP_FILE_PARAMS,
    { 0 },
};

const wp_module wp_module_get_url = {
    .name = "get_url",
    .summary = "A file from a web server onto the host",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "get_url",
    .note = "Without a checksum the file is asked for each time: with force as it is, else where it was changed since "
            "the host's "
            "file was. It is written where it differs.",
    .examples = "- ansible.builtin.get_url:\n"
                "    url: https://example.com/app.tar.gz\n"
                "    dest: /opt/app.tar.gz\n"
                "    checksum: sha256:https://example.com/SHA256SUMS\n"
                "    mode: '0644'\n"
                "  ignore_errors: yes\n",
    .returns = "dest: where it is\nurl: the address\nchecksum_src: SHA-1 of what "
               "came\nchecksum_dest: SHA-1 of "
               "what was there\nstatus_code: code of the answer\nmsg: the same in words\nelapsed: seconds\n"
               "backup_file: where the old file is kept\n",
};
