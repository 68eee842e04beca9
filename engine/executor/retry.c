/* A host a line, sorted: what the file says does not hang on who was first. */
#include "executor/retry.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static wp_str failed_hosts(wp_run *run)
{
    wp_str name;
    void *each;
    size_t count = 0;
    const char **names = wp_new_array(run->arena, const char *, wp_map_len(run->hosts));
    for (size_t i = 0; wp_map_at(run->hosts, i, &name, &each); i++) {
        const wp_run_host *host = each;
        if (host->has_failed || host->is_unreachable)
            names[count++] = host->host->name;
    }
    qsort(names, count, sizeof *names, by_name);
    wp_buf text = wp_buf_new(run->arena);
    for (size_t i = 0; i < count; i++)
        wp_buf_printf(&text, "%s\n", names[i]);
    return wp_buf_str(&text);
}

static const char *path_of(wp_run *run, const wp_playbook *playbook)
{
    const char *base = wp_path_basename(playbook->file), *end = strrchr(base, '.');
    size_t len = end != NULL && end != base ? (size_t)(end - base) : strlen(base);
    const char *dir = run->options.retry.dir != NULL ? run->options.retry.dir
                                                     : wp_path_dirname(run->arena, playbook->file);
    return wp_path_absolute(run->arena, wp_path_join(run->arena, dir, wp_printf(run->arena, "%.*s.retry", (int)len, base)));
}

void wp_retry_save(wp_run *run, const wp_playbook *playbook)
{
    wp_error err = { 0 };
    wp_str hosts = failed_hosts(run);
    if (!run->options.retry.is_on || hosts.len == 0)
        return;
    const char *path = path_of(run, playbook);
    if (wp_path_make_dirs(wp_path_dirname(run->arena, path), 0755, &err) && wp_file_write(path, hosts, 0644, &err))
        wp_run_verbose(run, 0, wp_printf(run->arena, "\tto retry, use: --limit @%s", path));
    else
        wp_run_warn(run, wp_printf(run->arena, "the file for a retry could not be written: %s", err.text));
}
