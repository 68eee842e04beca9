/*
 * A file onto the host. Small ones travel in the frame as its standard input, one
 * round trip; larger ones are streamed on a channel of their own, and memory
 * stays bounded. What happens there is put_file of modules/sh/put.sh.
 */
#include "module/job.h"
#include "module/put.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/digest.h"

enum { BESIDE_FAILED = 93 }; /* status: not the file, but what runs before or behind it */

const char *wp_put_temporary_name(wp_job *job)
{
    return wp_printf(job->arena, ".waplay-%s", wp_random_name(job->arena, 16));
}

const char *wp_put_temporary(wp_job *job, const char *path)
{
    const char *dir = wp_path_dirname(job->arena, path);
    return wp_printf(job->arena, "%s/%s", strcmp(dir, "/") == 0 ? "" : dir, wp_put_temporary_name(job));
}

bool wp_put_open(const wp_put *put, wp_put_body *out, wp_error *err)
{
    memset(out, 0, sizeof *out);
    out->fd = -1;
    if (put->host_file) {
        out->size = (uint64_t)put->host_size;
        return true;
    }
    if (put->content.ptr || !put->local_file) {
        out->content = put->content.ptr ? put->content : wp_str_of("");
        out->size = out->content.len;
        return true;
    }
    struct stat info;
    int fd = open(put->local_file, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0) {
        wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot read %s: %s", put->local_file, strerror(errno));
        if (fd >= 0)
            close(fd);
        return false;
    }
    out->fd = fd;
    out->size = (uint64_t)info.st_size;
    return true;
}

/* Small files travel in the frame. */
static bool open_or_read(wp_job *job, const wp_put *put, wp_put_body *out, wp_error *err)
{
    if (!wp_put_open(put, out, err))
        return false;
    if (out->fd < 0 || out->size > WP_PUT_INLINE)
        return true;
    bool done = wp_fd_read_all(job->arena, out->fd, &out->content, err);
    out->size = out->content.len;
    wp_put_close(out);
    return done;
}

void wp_put_close(wp_put_body *body)
{
    if (body->fd >= 0)
        close(body->fd);
    body->fd = -1;
    if (body->md5)
        wp_digest_end(NULL, body->md5);
    body->md5 = NULL;
}

long wp_put_read(wp_put_body *body, char *bytes, size_t size, wp_error *err)
{
    if (body->fd < 0) {
        size_t left = body->content.len - body->at;
        size_t take = left < size ? left : size;
        memcpy(bytes, body->content.ptr + body->at, take);
        body->at += take;
        return (long)take;
    }
    for (;;) {
        ssize_t got = read(body->fd, bytes, size);
        if (got > 0 && body->md5)
            wp_digest_add(body->md5, bytes, (size_t)got);
        if (got >= 0)
            return (long)got;
        if (errno != EINTR) {
            wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot read the file to be sent: %s", strerror(errno));
            return -1;
        }
    }
}

static long read_body(void *data, char *bytes, size_t size, wp_error *err)
{
    return wp_put_read(data, bytes, size, err);
}

static bool sum_of(wp_job *job, const wp_put *put, const wp_put_body *body, const char **out, wp_error *err)
{
    *out = put->checksum ? put->checksum : "";
    if (put->host_file || put->checksum)
        return true;
    return body->fd >= 0 ? wp_job_digest_file(job, "sha1", put->local_file, out, err)
                         : wp_job_digest(job, "sha1", body->content, out, err);
}

/* A large file is read once for both: it is sent, and its digest is made. */
static bool begin_md5(wp_job *job, const wp_put *put, wp_put_body *body, wp_error *err)
{
    return !put->md5 || body->fd < 0 || !wp_digest_claim(job, "md5", put->local_file) ||
           wp_digest_begin("md5", &body->md5, err);
}

static bool end_md5(wp_job *job, const wp_put *put, wp_put_body *body, wp_error *err)
{
    if (!put->md5 || put->host_file)
        return true;
    if (body->fd < 0)
        return wp_job_digest(job, "md5", body->content, put->md5, err);
    if (!body->md5)
        return wp_job_digest_file(job, "md5", put->local_file, put->md5, err);
    wp_str sum = wp_digest_end(job->arena, body->md5);
    body->md5 = NULL;
    wp_digest_publish(job, "md5", put->local_file, sum);
    *put->md5 = wp_strndup(job->arena, sum.ptr, sum.len);
    return true;
}

/* The user's check: its words, with the temporary file for %s. */
static bool validate_words(wp_job *job, const char *validate, const char *temporary, wp_buf *script, wp_error *err)
{
    wp_str *words;
    size_t count;
    if (!validate)
        return true;
    if (!strstr(validate, "%s"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "validate must hold %%s, which stands for the file: '%s'",
                       validate);
    if (!wp_shell_split(job->arena, wp_str_of(validate), &words, &count))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "validate has an open quote: '%s'", validate);
    for (size_t i = 0; i < count; i++) {
        wp_buf word = wp_buf_new(job->arena);
        wp_str rest = words[i];
        for (size_t at; (at = wp_str_find(rest, wp_str_of("%s"), 0)) != SIZE_MAX;) {
            wp_buf_add_n(&word, rest.ptr, at);
            wp_buf_add(&word, temporary);
            rest = wp_str_slice(rest, at + 2, rest.len);
        }
        wp_buf_str_add(&word, rest);
        wp_buf_char(script, ' ');
        wp_buf_str_add(script, wp_shell_quote(job->arena, wp_buf_str(&word)));
    }
    return true;
}

static bool script_of(wp_job *job, const wp_put *put, const wp_put_body *body, const char **out, wp_error *err)
{
    const char *sum, *temporary = wp_put_temporary(job, put->path);
    wp_buf script = wp_buf_new(job->arena);
    if (!sum_of(job, put, body, &sum, err))
        return false;
    const char *const words[] = {
        put->path, temporary, wp_printf(job->arena, "%llu", (unsigned long long)body->size), sum, put->mode,
        put->owner, put->group, put->backup, put->unsafe_writes ? "1" : "",
    };
    if (put->first && *wp_calls_script(put->first))
        wp_buf_printf(&script, "( %s ) </dev/null >/dev/null || exit %d; ", wp_calls_script(put->first), BESIDE_FAILED);
    if (put->make_parents) {
        const char *const parents[] = { wp_path_dirname(job->arena, put->path), put->parents_mode, put->owner,
                                        put->group };
        wp_buf_printf(&script, "common_mkdirs%s || exit; ", wp_host_words(job, parents, 4));
    }
    wp_buf_printf(&script, "put_file%s", wp_host_words(job, words, sizeof words / sizeof *words));
    if (!validate_words(job, put->validate, temporary, &script, err))
        return false;
    if (put->host_file)
        wp_buf_printf(&script, " <%s", wp_host_word(job, put->host_file));
    if (put->then && *wp_calls_script(put->then))
        wp_buf_printf(&script, " && { ( %s ) </dev/null || exit %d; }", wp_calls_script(put->then), BESIDE_FAILED);
    *out = wp_buf_str(&script).ptr;
    return true;
}

bool wp_put_send(wp_job *job, const char *script, bool streamed, wp_str content, const wp_source *source,
                 wp_reply *out, wp_error *err)
{
    wp_host_frame wanted = { .script = script, .half = "put", .input = content, .environment = wp_null() };
    if (!streamed)
        return wp_host_send(job, &wanted, out, err);
    wp_frame frame;
    wp_shell_reply reply = { 0 };
    wanted.input = (wp_str){ 0 };
    if (!wp_host_prepare(job, &wanted, &frame, err) ||
        !wp_connection_stream(job->arena, job->options->connection, &frame, source, NULL, &reply, err))
        return false;
    *out = (wp_reply){ .status = reply.status, .out = reply.out, .err = reply.err, .seconds = reply.seconds };
    return true;
}

bool wp_host_feed(wp_job *job, const char *function, const char *const *args, size_t count, const char *local_file,
                  wp_reply *out, wp_error *err)
{
    wp_put put = { .local_file = local_file };
    wp_put_body body;
    if (!open_or_read(job, &put, &body, err))
        return false;
    wp_source source = { .data = &body, .read = read_body };
    bool done = wp_put_send(job, wp_host_call_text(job, function, args, count), body.fd >= 0, body.content, &source,
                            out, err);
    wp_put_close(&body);
    return done;
}

/* The user's check that failed: what it said, as results. */
static void tell_validation(wp_job *job, wp_str fields)
{
    int64_t status;
    if (!wp_str_int(wp_field(fields, "exit_status"), &status))
        return;
    wp_job_set_int(job, "exit_status", status);
    wp_job_set(job, "stdout", wp_string_of(job->arena, wp_field(fields, "stdout")));
    wp_job_set(job, "stderr", wp_string_of(job->arena, wp_field(fields, "stderr")));
}

bool wp_put_take(wp_job *job, const wp_put *put, const wp_reply *reply, wp_error *err)
{
    tell_validation(job, reply->out);
    if (reply->status == BESIDE_FAILED)
        return wp_reply_fail(job, reply, err);
    if (reply->status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "cannot write %s: %s", put->path, wp_reply_reason(job, reply));
    if (put->after)
        wp_stat_read(job->arena, reply->out, put->after);
    return true;
}

bool wp_host_put(wp_job *job, const wp_put *put, wp_error *err)
{
    if (put->kind != WP_PUT_FILE)
        return wp_host_put_all(job, put, 1, err);
    wp_put_body body;
    if (!open_or_read(job, put, &body, err))
        return false;
    const char *script;
    wp_reply reply = { 0 };
    wp_source source = { .data = &body, .read = read_body };
    bool streamed = body.fd >= 0 || body.content.len > WP_PUT_INLINE;
    bool done = script_of(job, put, &body, &script, err) && begin_md5(job, put, &body, err) &&
                wp_put_send(job, script, streamed, body.content, &source, &reply, err) &&
                end_md5(job, put, &body, err);
    wp_put_close(&body);
    if (!done)
        return wp_while(err, "writing %s", put->path);
    return wp_put_take(job, put, &reply, err);
}
