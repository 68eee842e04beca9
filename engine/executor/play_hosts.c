/* The hosts of a play: its patterns, the order wanted, batches. */
#include "executor/play.h"

#include "base/buf.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- patterns ------------------------------------------------------------------------ */

/* The patterns of `hosts:`, evaluated: a text or a list; null with `omit`. */
static bool patterns_of(wp_run *run, const wp_play *play, wp_value *out, wp_error *err)
{
    wp_vars_scope *scope = wp_run_scope(run, run->arena, NULL, &play->node);
    wp_template_context context = wp_vars_context(run->arena, scope);
    if (!wp_template_value(&context, play->hosts, out, err))
        return false;
    for (size_t i = 0; wp_is(*out, WP_LIST) && i < wp_len(*out); i++) {
        wp_value item = wp_list_at(*out, i);
        if (wp_is(item, WP_LIST) || wp_is(item, WP_DICT))
            return wp_fail(err, WP_E_INVALID, wp_value_mark(play->hosts), "'hosts' takes a text or a list of texts; one of "
                           "them is %s", wp_type_name(item));
    }
    if (wp_is(*out, WP_OMIT))
        *out = wp_null();
    return true;
}

bool wp_play_patterns(wp_run *run, const wp_play *play, wp_value *out, wp_error *err)
{
    wp_value patterns, list = wp_list_new(run->arena, 4);
    if (!patterns_of(run, play, &patterns, err))
        return false;
    *out = patterns;
    if (wp_is(patterns, WP_NULL))
        return true;
    size_t count = wp_is(patterns, WP_LIST) ? wp_len(patterns) : 1;
    for (size_t i = 0; i < count; i++) {
        wp_value one = wp_is(patterns, WP_LIST) ? wp_list_at(patterns, i) : patterns;
        wp_list_push(run->arena, list, wp_string_of(run->arena, wp_to_text(run->arena, one)));
    }
    *out = list;
    return true;
}

bool wp_play_pattern(wp_run *run, const wp_play *play, const char **out, wp_error *err)
{
    wp_value patterns;
    wp_buf joined = wp_buf_new(run->arena);
    if (!wp_play_patterns(run, play, &patterns, err))
        return false;
    for (size_t i = 0; i < wp_len(patterns); i++) {
        wp_buf_add(&joined, i > 0 ? "," : "");
        wp_buf_str_add(&joined, wp_text(wp_list_at(patterns, i)));
    }
    *out = wp_buf_str(&joined).ptr;
    return true;
}

/* ---- order ------------------------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
    return strcmp((*(wp_run_host *const *)a)->host->name, (*(wp_run_host *const *)b)->host->name);
}

static void reverse(wp_run_host **hosts, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        wp_run_host *other = hosts[i];
        hosts[i] = hosts[count - 1 - i];
        hosts[count - 1 - i] = other;
    }
}

static void put_in_order(const char *order, wp_run_host **hosts, size_t count)
{
    if (strcmp(order, "sorted") == 0 || strcmp(order, "reverse_sorted") == 0)
        qsort(hosts, count, sizeof *hosts, by_name);
    if (strcmp(order, "reverse_inventory") == 0 || strcmp(order, "reverse_sorted") == 0)
        reverse(hosts, count);
    if (strcmp(order, "shuffle") == 0) {
        unsigned seed = (unsigned)time(NULL);
        for (size_t i = count; i > 1; i--) {
            size_t j = (size_t)rand_r(&seed) % i;
            wp_run_host *other = hosts[i - 1];
            hosts[i - 1] = hosts[j];
            hosts[j] = other;
        }
    }
}

/* Those that --limit lets in, by name; NULL: all. */
static bool limited_to(wp_run *run, wp_map **out, wp_error *err)
{
    wp_host **hosts;
    size_t count;
    *out = NULL;
    if (run->options.limit == NULL)
        return true;
    if (!wp_inventory_limit(run->arena, run->options.inventory, run->options.limit, NULL, &hosts, &count, err))
        return false;
    *out = wp_map_new(run->arena);
    for (size_t i = 0; i < count; i++)
        wp_map_put(*out, wp_str_of(hosts[i]->name), hosts[i]);
    return true;
}

static bool find_hosts(wp_run *run, const wp_play *play, wp_value *warnings, wp_run_host ***out, size_t *count,
                       wp_error *err)
{
    wp_host **hosts;
    size_t matched;
    wp_map *limit;
    wp_value patterns;
    *count = 0;
    if (!patterns_of(run, play, &patterns, err) || !limited_to(run, &limit, err))
        return false;
    *out = wp_new_array(run->arena, wp_run_host *, 1);
    if (wp_is(patterns, WP_NULL) || (wp_is(patterns, WP_LIST) && wp_len(patterns) == 0))
        return true;
    if (!wp_inventory_match_value(run->arena, run->options.inventory, patterns, warnings, &hosts, &matched, err))
        return false;
    *out = wp_new_array(run->arena, wp_run_host *, matched);
    for (size_t i = 0; i < matched; i++)
        if (limit == NULL || wp_map_get(limit, wp_str_of(hosts[i]->name)) != NULL)
            (*out)[(*count)++] = wp_run_host_of(run, hosts[i]);
    return true;
}

bool wp_play_hosts(wp_run *run, const wp_play *play, wp_run_host ***out, size_t *count, wp_error *err)
{
    wp_value warnings = wp_list_new(run->arena, 2);
    if (!find_hosts(run, play, &warnings, out, count, err))
        return false;
    put_in_order(run->play.order, *out, *count);
    for (size_t i = 0; i < wp_len(warnings); i++)
        wp_run_warn(run, wp_list_at(warnings, i).as.text);
    return true;
}

bool wp_play_hosts_quietly(wp_run *run, const wp_play *play, wp_run_host ***out, size_t *count, wp_error *err)
{
    return find_hosts(run, play, NULL, out, count, err);
}

/* ---- batches ----------------------------------------------------------------------------- */

size_t wp_batch_size(wp_value serial, size_t n, size_t all)
{
    int64_t number = 0;
    if (wp_is(serial, WP_LIST))
        serial = wp_len(serial) == 0 ? wp_null() : wp_list_at(serial, n < wp_len(serial) ? n : wp_len(serial) - 1);
    if (wp_is(serial, WP_INT)) {
        number = serial.as.integer;
    } else if (wp_is(serial, WP_STRING)) {
        wp_str text = wp_str_trim(wp_text(serial));
        bool is_share = wp_str_ends(text, "%");
        if (is_share)
            text = wp_str_slice(text, 0, text.len - 1);
        number = (int64_t)strtod(text.ptr, NULL);
        if (is_share) {
            number = (int64_t)((double)all * strtod(text.ptr, NULL) / 100.0);
            number = number > 0 ? number : 1;
        }
    }
    return number <= 0 ? all : (size_t)number;
}
