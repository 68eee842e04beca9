/* Texts from one encoding into another, by the names that Python has for them. */
#include "module/job.h"

#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/* Python writes some names with dashes that others leave out ("latin-1"). */
static const char *bare(wp_job *job, const char *name)
{
    char *text = wp_strdup(job->arena, name), *to = text;
    for (const char *from = name; *from; from++)
        if (*from != '-' && *from != '_')
            *to++ = *from;
    *to = '\0';
    return text;
}

static const char *known(wp_job *job, const char *name)
{
    const char *const names[] = { name, bare(job, name) };
    for (size_t i = 0; i < 2; i++) {
        iconv_t way = iconv_open(names[i], "UTF-8");
        if (way == (iconv_t)-1)
            continue;
        iconv_close(way);
        return names[i];
    }
    return NULL;
}

static bool is_utf8(wp_job *job, const char *name)
{
    return strcasecmp(bare(job, name), "utf8") == 0;
}

bool wp_job_recode(wp_job *job, const char *from, const char *to, wp_str text, wp_str *out, wp_error *err)
{
    if (is_utf8(job, from) && is_utf8(job, to)) {
        *out = text;
        return true;
    }
    const char *source = known(job, from), *target = known(job, to);
    if (!source || !target)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the encoding '%s' is not known here", source ? to : from);
    iconv_t way = iconv_open(target, source);
    size_t room = text.len * 4 + 16, left = room, in_left = text.len;
    char *made = wp_alloc(job->arena, room), *end = made, *begin = (char *)text.ptr;
    bool done =
        iconv(way, &begin, &in_left, &end, &left) != (size_t)-1 && iconv(way, NULL, NULL, &end, &left) != (size_t)-1;
    iconv_close(way);
    if (!done)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the text is not %s, or has a character that %s has not", from,
                       to);
    *out = (wp_str){ made, room - left };
    return true;
}
