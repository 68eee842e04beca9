/* What sending one file and sending many have in common. */
#ifndef WP_MODULE_PUT_H
#define WP_MODULE_PUT_H

#include "crypto/digest.h"
#include "module/job.h"

/* Up to this size contents travel inside the frame. */
#define WP_PUT_INLINE ((uint64_t)128 << 10)

/* The bytes of one file to be put: in memory, or an open file. */
typedef struct wp_put_body {
    wp_str content;
    size_t at;
    int fd; /* -1: all is in `content` */
    uint64_t size;
    wp_digest *md5; /* of what is read; NULL: nobody asks */
} wp_put_body;
bool wp_put_open(const wp_put *put, wp_put_body *out, wp_error *err);
long wp_put_read(wp_put_body *body, char *bytes, size_t size, wp_error *err);
void wp_put_close(wp_put_body *body);

/* The name of a temporary file, and one beside `path`. */
const char *wp_put_temporary_name(wp_job *job);
const char *wp_put_temporary(wp_job *job, const char *path);
/* digest_file.c: does this job make the digest of a file while it sends it? Then it publishes it for the others. */
bool wp_digest_claim(wp_job *job, const char *algorithm, const char *path);
void wp_digest_publish(wp_job *job, const char *algorithm, const char *path, wp_str sum);

/* What put_file answered. */
bool wp_put_take(wp_job *job, const wp_put *put, const wp_reply *reply, wp_error *err);
/* Runs a script of put.sh with its input, in the frame or on a stream of its own. */
bool wp_put_send(wp_job *job, const char *script, bool streamed, wp_str content, const wp_source *source,
                 wp_reply *out, wp_error *err);

#endif
