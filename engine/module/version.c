/*
 * Versions of Python's packages (PEP 440), as far as requirements name them:
 *
 *   1.4  1!2.0  2.0.post1  1.0rc2  1.0.dev3  1.0+local
 *   ==1.4  ==1.*  !=1.3  >=1.0,<2  ~=1.4.2  ===1.4
 *
 * A version is compared by epoch, release (missing parts are 0), then dev < a < b < rc <
 * none < post.
 */
#include "module/job.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { PARTS = 12 };

typedef struct version {
    long epoch, part[PARTS];
    size_t count;
    long phase, phase_number; /* dev -4, a -3, b -2, rc -1, none 0, post 1 */
    long dev;                 /* of one with another phase too: 1.0rc1.dev2; -1: none */
} version;

static long number(const char **at)
{
    char *end;
    long value = strtol(*at, &end, 10);
    *at = end;
    return value;
}

static void read_phase(const char **at, version *out)
{
    static const struct {
        const char *word;
        long phase;
    } words[] = { { "alpha", -3 }, { "beta", -2 }, { "preview", -1 }, { "pre", -1 }, { "post", 1 }, { "rev", 1 },
                  { "dev", -4 },   { "rc", -1 },   { "a", -3 },       { "b", -2 },   { "c", -1 },   { "r", 1 } };
    while (**at && strchr(".-_", **at))
        ++*at;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t len = strlen(words[i].word);
        if (strncasecmp(*at, words[i].word, len) != 0)
            continue;
        *at += len;
        while (**at && strchr(".-_", **at))
            ++*at;
        long count = isdigit((unsigned char)**at) ? number(at) : 0;
        if (words[i].phase == -4 && out->phase != 0)
            out->dev = count;
        else {
            out->phase = words[i].phase;
            out->phase_number = count;
        }
        return;
    }
    *at += strlen(*at); /* +local, or nothing that we know */
}

static version read_version(const char *text)
{
    version out = { .dev = -1 };
    const char *at = *text == 'v' ? text + 1 : text, *mark = strchr(at, '!');
    if (mark)
        out.epoch = number(&at), at = mark + 1;
    while (isdigit((unsigned char)*at) && out.count < PARTS) {
        out.part[out.count++] = number(&at);
        if (*at == '.' && isdigit((unsigned char)at[1]))
            at++;
    }
    while (*at)
        read_phase(&at, &out);
    return out;
}

static int order(long a, long b)
{
    return a < b ? -1 : a > b;
}

static int compare(const version *a, const version *b)
{
    int result = order(a->epoch, b->epoch);
    for (size_t i = 0; i < PARTS && result == 0; i++)
        result = order(a->part[i], b->part[i]);
    if (result == 0)
        result = order(a->phase, b->phase);
    if (result == 0)
        result = order(a->phase_number, b->phase_number);
    return result ? result : order(a->dev < 0 ? 1L << 30 : a->dev, b->dev < 0 ? 1L << 30 : b->dev);
}

/* The first `count` parts of the release are the same. */
static bool begins_like(const version *a, const version *b, size_t count)
{
    bool same = a->epoch == b->epoch;
    for (size_t i = 0; i < count && i < PARTS; i++)
        same = same && a->part[i] == b->part[i];
    return same;
}

static bool is_met(const char *operator, const char *wanted, const char *have)
{
    version left = read_version(have), right = read_version(wanted);
    size_t len = strlen(wanted);
    bool is_prefix = len > 2 && strcmp(wanted + len - 2, ".*") == 0;
    int result = compare(&left, &right);
    if (strcmp(operator, "===") == 0)
        return strcmp(wanted, have) == 0;
    if (strcmp(operator, "==") == 0)
        return is_prefix ? begins_like(&left, &right, right.count) : result == 0;
    if (strcmp(operator, "!=") == 0)
        return is_prefix ? !begins_like(&left, &right, right.count) : result != 0;
    if (strcmp(operator, "~=") == 0)
        return result >= 0 && right.count > 1 && begins_like(&left, &right, right.count - 1);
    if (strcmp(operator, ">=") == 0)
        return result >= 0;
    if (strcmp(operator, "<=") == 0)
        return result <= 0;
    return strcmp(operator, ">") == 0 ? result > 0 : result < 0;
}

bool wp_job_version_meets(wp_job *job, const char *have, const char *wanted)
{
    wp_str rest = wp_str_of(wanted), one;
    while (wp_str_split(&rest, ',', &one)) {
        one = wp_str_trim(one);
        size_t len = 0;
        while (len < one.len && strchr("<>=!~", one.ptr[len]))
            len++;
        const char *operator = wp_strndup(job->arena, one.ptr, len);
        wp_str version_text = wp_str_trim(wp_str_slice(one, len, one.len));
        if (len && !is_met(operator, wp_strndup(job->arena, version_text.ptr, version_text.len), have))
            return false;
    }
    return true;
}
