/* Facts in files, from run to run. */
#include "executor/fact_cache.h"

#include "base/clock.h"
#include "base/file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GATHERED "_ansible_facts_gathered" /* in the file: they are not only from set_fact */

/* NULL: there is no cache, or the name of the host can't be that of a file. */
static const char *path_of(wp_run *run, wp_arena *arena, const wp_host *host)
{
    const wp_fact_cache_options *cache = &run->options.fact_cache;
    if (cache->dir == NULL || strchr(host->name, '/') != NULL)
        return NULL;
    return wp_printf(arena, "%s/%s%s", cache->dir, cache->prefix != NULL ? cache->prefix : "", host->name);
}

static bool is_fresh(const wp_run *run, const char *path)
{
    struct stat facts;
    int limit = run->options.fact_cache.timeout_s;
    return stat(path, &facts) == 0 &&
           (limit == 0 || wp_clock_seconds() - (double)facts.st_mtim.tv_sec < (double)limit);
}

static bool load(wp_run *run, wp_arena *arena, wp_host *host, wp_error *err)
{
    const char *path = path_of(run, arena, host);
    wp_str text;
    wp_value facts;
    if (path == NULL || !is_fresh(run, path))
        return true;
    if (!wp_file_read(arena, path, &text, err) || !wp_from_json(arena, text, &facts, err) || !wp_is(facts, WP_DICT)) {
        if (err->kind == WP_E_NONE)
            wp_fail(err, WP_E_INVALID, WP_NO_MARK, "facts are a dictionary");
        wp_while(err, "reading the cached facts of '%s' in %s", host->name, path);
        return wp_hint(err, "--flush-cache begins anew");
    }
    wp_dict_remove(facts, wp_string_static(GATHERED));
    wp_run_host *known = wp_run_host_of(run, host);
    wp_host_vars_set_facts(known->vars, facts);
    known->cached_facts = wp_host_vars_raw_facts(known->vars).as.dict;
    return true;
}

bool wp_fact_cache_begin(wp_run *run, wp_error *err)
{
    const wp_fact_cache_options *cache = &run->options.fact_cache;
    wp_arena *arena = wp_arena_new();
    bool done = true;
    if (cache->dir != NULL && !wp_path_make_dirs(cache->dir, 0700, err))
        done = wp_while(err, "making the directory of cached facts");
    for (size_t i = 0; done && cache->dir != NULL && i < wp_inventory_host_count(run->options.inventory); i++) {
        wp_host *host = wp_inventory_host_at(run->options.inventory, i);
        const char *path = path_of(run, arena, host);
        if (!cache->is_flushed)
            done = load(run, arena, host, err);
        else if (path != NULL)
            unlink(path);
        wp_arena_reset(arena);
    }
    wp_arena_free(arena);
    return done;
}

static bool is_gathered(wp_value facts)
{
    return wp_dict_find(facts, "module_setup") != NULL;
}

static bool save(wp_run *run, wp_arena *arena, const wp_host *host, wp_value facts, wp_error *err)
{
    const char *path = path_of(run, arena, host);
    wp_value kept = wp_dict_new(arena, wp_len(facts) + 1);
    if (path == NULL)
        return true;
    if (wp_len(facts) == 0)
        return unlink(path) == 0 || errno == ENOENT ||
               wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot remove %s: %s", path, strerror(errno));
    wp_dict_put_all(arena, kept, facts);
    if (is_gathered(facts))
        wp_dict_set(arena, kept, GATHERED, wp_bool(true));
    wp_str json = wp_to_json(arena, kept, (wp_json_style){ .indent = 4, .sort_keys = true });
    return wp_file_write(path, json, 0600, err) || wp_while(err, "keeping the facts of '%s'", host->name);
}

void wp_fact_cache_save(wp_run *run)
{
    wp_str name;
    void *each;
    wp_arena *arena = wp_arena_new();
    for (size_t i = 0; run->options.fact_cache.dir != NULL && wp_map_at(run->hosts, i, &name, &each); i++) {
        wp_run_host *host = each;
        wp_value facts = wp_host_vars_raw_facts(host->vars);
        wp_error err = { 0 };
        bool is_new = facts.as.dict != host->cached_facts && (host->cached_facts != NULL || wp_len(facts) > 0);
        if (is_new && !save(run, arena, host->host, facts, &err))
            wp_run_tell_error(run, &err);
        host->cached_facts = facts.as.dict;
        wp_arena_reset(arena);
    }
    wp_arena_free(arena);
}

bool wp_fact_cache_knows(const wp_run *run, const wp_run_host *host)
{
    return run->options.is_gathering_smart && is_gathered(wp_host_vars_raw_facts(host->vars));
}
