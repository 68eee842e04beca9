/*
 * Digests of files of the control machine. A large file that goes to many hosts is
 * digested once for all of them: the others wait for who began, or, where it is done
 * while the file is sent, find it when they have sent it too. Nobody waits for a host.
 */
#include "module/put.h"

#include <sys/stat.h>

enum { LARGE = 1 << 20 };

/* One file as it is now; NULL: too small to be worth it. */
static const char *key_of(wp_job *job, const char *algorithm, const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0 || info.st_size < LARGE)
        return NULL;
    return wp_printf(job->arena, "digest %s %lld %lld %lld %lld.%09ld %s", algorithm, (long long)info.st_dev,
                     (long long)info.st_ino, (long long)info.st_size, (long long)info.st_ctim.tv_sec,
                     info.st_ctim.tv_nsec, path);
}

bool wp_job_digest_file(wp_job *job, const char *algorithm, const char *path, const char **hex, wp_error *err)
{
    const char *key = key_of(job, algorithm, path);
    wp_str sum = key ? wp_job_share_begin(job, key) : (wp_str){ 0 };
    bool done = sum.len > 0 || wp_digest_file(job->arena, algorithm, path, &sum, err);
    if (key)
        wp_job_share_end(job, key, done ? sum : wp_str_of(""));
    if (done)
        *hex = wp_strndup(job->arena, sum.ptr, sum.len);
    return done;
}

bool wp_digest_claim(wp_job *job, const char *algorithm, const char *path)
{
    const char *key = key_of(job, algorithm, path);
    if (!key)
        return true;
    const char *claim = wp_printf(job->arena, "claim of %s", key);
    bool is_first = wp_job_share_begin(job, claim).len == 0;
    wp_job_share_end(job, claim, wp_str_of("claimed"));
    return is_first;
}

void wp_digest_publish(wp_job *job, const char *algorithm, const char *path, wp_str sum)
{
    const char *key = key_of(job, algorithm, path);
    if (!key)
        return;
    wp_job_share_begin(job, key);
    wp_job_share_end(job, key, sum);
}
