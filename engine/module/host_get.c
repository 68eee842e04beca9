/*
 * A file of the host, whole: into memory in one round trip, or streamed into a
 * local file, which gets its name only when all of it is there.
 */
#include "module/put.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "crypto/digest.h"

static bool write_piece(void *data, const char *bytes, size_t len, wp_error *err)
{
    int fd = *(int *)data;
    while (len) {
        ssize_t done = write(fd, bytes, len);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot write: %s", strerror(errno));
        bytes += done;
        len -= (size_t)done;
    }
    return true;
}

static bool bring_to(wp_job *job, const wp_host_frame *wanted, int64_t size, int fd, wp_reply *reply, wp_error *err)
{
    wp_frame frame;
    wp_shell_reply answer = { 0 };
    wp_sink sink = { .data = &fd, .write = write_piece };
    if (size <= (int64_t)WP_PUT_INLINE)
        return wp_host_send(job, wanted, reply, err) && write_piece(&fd, reply->out.ptr, reply->out.len, err);
    if (!wp_host_prepare(job, wanted, &frame, err) ||
        !wp_connection_stream(job->arena, job->options->connection, &frame, NULL, &sink, &answer, err))
        return false;
    *reply = (wp_reply){ .status = answer.status, .out = answer.out, .err = answer.err };
    return true;
}

static bool check(wp_job *job, const char *path, const wp_reply *reply, wp_error *err)
{
    if (reply->status == 0 && !reply->cut)
        return true;
    return wp_fail(err, reply->status ? WP_E_NOT_FOUND : WP_E_FAILED, WP_NO_MARK, "cannot read %s: %s", path,
                   reply->cut ? "it is too large to be held in memory" : wp_reply_reason(job, reply));
}

static wp_host_frame frame_of(wp_job *job, const char *path)
{
    return (wp_host_frame){
        .script = wp_printf(job->arena, "get_file %s", wp_host_word(job, path)),
        .half = "get",
        .environment = wp_null(),
    };
}

bool wp_host_get_file(wp_job *job, const char *path, int64_t size, const char *local_file, wp_error *err)
{
    const char *temporary = wp_printf(job->arena, "%s.%s", local_file, wp_random_name(job->arena, 12));
    bool done = false;
    wp_host_frame wanted = frame_of(job, path);
    wp_reply reply = { 0 };
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666); /* less the umask */
    if (fd < 0)
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot make a file beside %s: %s", local_file, strerror(errno));
    if (!bring_to(job, &wanted, size, fd, &reply, err) || !check(job, path, &reply, err))
        goto out;
    if (fsync(fd) != 0 || rename(temporary, local_file) != 0) {
        wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot write %s: %s", local_file, strerror(errno));
        goto out;
    }
    done = true;
out:
    close(fd);
    if (!done)
        unlink(temporary);
    return done;
}

bool wp_host_get(wp_job *job, const char *path, wp_str *out, wp_error *err)
{
    wp_host_frame wanted = frame_of(job, path);
    wp_reply reply;
    if (!wp_host_send(job, &wanted, &reply, err) || !check(job, path, &reply, err))
        return false;
    *out = reply.out;
    return true;
}
