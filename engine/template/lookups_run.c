/* Look-ups that run a command of the control machine's shell, and those for the hook. */
#include "template/families.h"
#include "template/lookups.h"
#include "template/strings.h"

#include "base/process.h"
#include "base/text.h"

static bool run_command(wp_call *call, size_t index, wp_str *out, wp_error *err)
{
    wp_str command;
    wp_process_result result;
    if (!wp_lookup_term(call, index, &command, err))
        return false;
    const char *argv[] = { "/bin/sh", "-c", wp_strndup(call->arena, command.ptr, command.len), NULL };
    wp_process process = {
        .argv = argv,
        .dir = wp_lookup_directory(call),
    };
    if (!wp_process_run(call->arena, &process, &result, err))
        return false;
    if (result.status == 0) {
        *out = result.out;
        return true;
    }
    wp_str why = wp_str_trim(result.err);
    return wp_fail_call(call, err, "'%.*s' ended with %d%s%.*s", (int)command.len, command.ptr, result.status,
                        why.len ? ": " : "", (int)why.len, why.ptr);
}

static wp_value output(wp_call *call, wp_str text)
{
    wp_value value = wp_string_of(call->arena, text);
    if (!wp_utf8_valid(text))
        value.marks |= WP_BYTES;
    return value;
}

static bool run_pipe(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const none[] = { NULL };
    wp_str text;
    wp_value list = wp_list_new(call->arena, call->count);
    if (!wp_lookup_options(call, none, NULL, err))
        return false;
    for (size_t i = 0; i < call->count; i++) {
        if (!run_command(call, i, &text, err))
            return false;
        wp_list_push(call->arena, list, output(call, wp_str_strip(text, (wp_str){ 0 }, WP_RIGHT_END)));
    }
    *out = list;
    return true;
}

/* Lines end in \n, \r\n or \r, as bytes have them: a form feed is none. */
static bool next_line(wp_str *rest, wp_str *line)
{
    size_t at = 0;
    if (!rest->len)
        return false;
    while (at < rest->len && rest->ptr[at] != '\n' && rest->ptr[at] != '\r')
        at++;
    *line = wp_str_slice(*rest, 0, at);
    at += at + 1 < rest->len && rest->ptr[at] == '\r' && rest->ptr[at + 1] == '\n';
    *rest = wp_str_slice(*rest, at + 1, rest->len);
    return true;
}

static bool run_lines(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const none[] = { NULL };
    wp_str text, line;
    wp_value list = wp_list_new(call->arena, 8);
    if (!wp_lookup_options(call, none, NULL, err))
        return false;
    for (size_t i = 0; i < call->count; i++) {
        if (!run_command(call, i, &text, err))
            return false;
        while (next_line(&text, &line))
            wp_list_push(call->arena, list, output(call, line));
    }
    *out = list;
    return true;
}

const wp_builtin wp_lookups_run[] = {
    { .name = "pipe", .run = run_pipe, .usage = "lookup('pipe', command)",
      .summary = "What a command of the shell writes, without white space at its end." },
    { .name = "lines", .run = run_lines, .usage = "query('lines', command)",
      .summary = "The lines that a command of the shell writes." },
    { .name = "url", .run = wp_lookup_run_hook, .usage = "lookup('url', url, split_lines=true, ...)",
      .summary = "What a web server answers." },
    { .name = "config", .run = wp_lookup_run_hook, .usage = "lookup('config', setting, ...)",
      .summary = "The value of a setting of the program." },
    { .name = "inventory_hostnames", .run = wp_lookup_run_hook, .usage = "query('inventory_hostnames', pattern)",
      .summary = "The hosts that a pattern stands for." },
    { 0 },
};
