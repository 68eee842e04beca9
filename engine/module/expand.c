/*
 * ~ and $VARS in paths, as the user that the task works as has them.
 *
 *   ~/x   "$HOME"'/x'         ~user/x   ~user'/x'
 *   $V/x  "${V-\$V}"'/x'      a name without a value stays as it is written
 *
 * The shell of the host is asked once for each text before the first slash (and
 * once for a path with $), then the answer is kept for the run: under the host,
 * the user and the text. A task with an environment of its own asks anew.
 */
#include "module/job.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

static bool is_name_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_';
}

/* Length of the variable's text at `at` ("$NAME" or "${NAME}"), 0 when it is none. */
static size_t variable_at(wp_str text, size_t at, wp_str *name)
{
    size_t from = at + 1, to;
    bool braced = from < text.len && text.ptr[from] == '{';
    if (text.ptr[at] != '$')
        return 0;
    from += braced;
    for (to = from; to < text.len && is_name_byte(text.ptr[to]); to++)
        ;
    if (to == from || isdigit((unsigned char)text.ptr[from]) || (braced && (to == text.len || text.ptr[to] != '}')))
        return 0;
    *name = wp_str_slice(text, from, to);
    return to + braced - at;
}

/* Length of "~" or "~user" at the front, 0 when there is none. */
static size_t tilde_at_front(wp_str text)
{
    size_t len = 1;
    if (!wp_str_starts(text, "~"))
        return 0;
    while (len < text.len && (is_name_byte(text.ptr[len]) || strchr(".-", text.ptr[len])))
        len++;
    return len == text.len || text.ptr[len] == '/' ? len : 0;
}

static bool has_variable(wp_str text)
{
    wp_str name;
    for (size_t i = 0; i < text.len; i++)
        if (variable_at(text, i, &name))
            return true;
    return false;
}

/* The text as a word that the host's shell expands. */
static const char *word_of(wp_job *job, wp_str text)
{
    wp_buf word = wp_buf_new(job->arena);
    size_t at = tilde_at_front(text), plain = at;
    wp_str name;
    if (at == 1)
        wp_buf_add(&word, "\"$HOME\"");
    else
        wp_buf_add_n(&word, text.ptr, at);
    while (at <= text.len) {
        size_t len = at < text.len ? variable_at(text, at, &name) : 0;
        if (at < text.len && !len) {
            at++;
            continue;
        }
        wp_str before = wp_str_slice(text, plain, at);
        if (before.len)
            wp_buf_str_add(&word, wp_shell_quote(job->arena, before));
        if (at == text.len)
            break;
        bool braced = text.ptr[at + 1] == '{';
        wp_buf_printf(&word, braced ? "\"${%.*s-\\${%.*s\\}}\"" : "\"${%.*s-\\$%.*s}\"", (int)name.len, name.ptr,
                      (int)name.len, name.ptr);
        at += len;
        plain = at;
    }
    return wp_buf_str(&word).ptr;
}

const char *wp_host_expanding_word(wp_job *job, const char *text)
{
    return *text ? word_of(job, wp_str_of(text)) : "''";
}

static bool ask(wp_job *job, wp_str text, wp_str *out, wp_error *err)
{
    wp_reply reply;
    wp_host_frame frame = {
        .script = wp_printf(job->arena, "printf '%%s\\0' %s", word_of(job, text)),
        .environment = wp_null(),
    };
    if (!wp_host_send(job, &frame, &reply, err))
        return wp_while(err, "expanding %.*s", (int)text.len, text.ptr);
    size_t end = wp_str_find(reply.out, (wp_str){ "\0", 1 }, 0);
    *out = wp_str_slice(reply.out, 0, end);
    return true;
}

static bool ask_once(wp_job *job, wp_str text, wp_str *out, wp_error *err)
{
    const wp_become *become = job->options->become;
    if (wp_len(job->options->environment))
        return ask(job, text, out, err);
    const char *key = wp_printf(job->arena, "expand %p %s %s %.*s", (void *)job->options->connection,
                                become && become->method ? become->method : "",
                                become && become->user ? become->user : "", (int)text.len, text.ptr);
    wp_str known = wp_job_share_begin(job, key);
    bool done = known.len > 0 || ask(job, text, &known, err);
    wp_job_share_end(job, key, done ? known : wp_str_of(""));
    *out = known;
    return done;
}

bool wp_host_expand(wp_job *job, const char *path, const char **out, wp_error *err)
{
    wp_str text = wp_str_of(path), head;
    bool variables = has_variable(text);
    size_t len = variables ? text.len : tilde_at_front(text);
    if (!len || !job->options->connection) {
        *out = path;
        return true;
    }
    if (!ask_once(job, wp_str_slice(text, 0, len), &head, err))
        return false;
    *out = wp_printf(job->arena, "%.*s%s", (int)head.len, head.ptr, path + len);
    return true;
}
