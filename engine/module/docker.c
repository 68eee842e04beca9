/* The host's docker command: words, looks and answers. */
#include <waplay/docker.h>

#include <string.h>

#include "base/text.h"

void wp_docker_add(wp_job *job, wp_docker_words *words, const char *word)
{
    if (words->count == words->room) {
        size_t room = words->room ? words->room * 2 : 32;
        words->at = wp_grow(wp_job_arena(job), words->at, words->room * sizeof *words->at, room * sizeof *words->at);
        words->room = room;
    }
    words->at[words->count++] = word;
}

void wp_docker_flag(wp_job *job, wp_docker_words *words, const char *flag, const char *value)
{
    wp_docker_add(job, words, flag);
    wp_docker_add(job, words, value);
}

void wp_docker_say(wp_calls *calls, const wp_docker_words *words)
{
    wp_calls_add(calls, words->at[0], words->at + 1, words->count - 1);
}

void wp_docker_call(wp_calls *calls, const wp_docker_words *words)
{
    wp_calls_add(calls, "docker_quiet", words->at, words->count);
}

void wp_docker_pairs(wp_job *job, wp_docker_words *words, const char *flag, wp_value pairs)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(pairs, i, &key, &item); i++)
        wp_docker_flag(job, words, flag,
                        wp_printf(arena, "%s=%s", wp_to_text(arena, key).ptr, wp_to_text(arena, item).ptr));
}

static void add_global(wp_job *job, wp_docker_words *words)
{
    static const char *const valued[][2] = { { "docker_host", "-H" },
                                             { "ca_cert", "--tlscacert" },
                                             { "client_cert", "--tlscert" },
                                             { "client_key", "--tlskey" } };
    for (size_t i = 0; i < sizeof valued / sizeof *valued; i++)
        if (wp_job_has(job, valued[i][0]))
            wp_docker_flag(job, words, valued[i][1], wp_job_str(job, valued[i][0]));
    if (wp_job_bool(job, "validate_certs"))
        wp_docker_add(job, words, "--tlsverify");
    else if (wp_job_bool(job, "tls"))
        wp_docker_add(job, words, "--tls");
}

wp_docker_words wp_docker(wp_job *job, const char *const *first)
{
    wp_docker_words words = { 0 };
    const char *version = wp_job_str(job, "api_version");
    wp_docker_add(job, &words, "docker_run");
    wp_docker_add(job, &words, version && strcmp(version, "auto") != 0 ? version : "");
    add_global(job, &words);
    for (; *first; first++)
        wp_docker_add(job, &words, *first);
    return words;
}

void wp_docker_look(wp_job *job, wp_calls *calls, const char *field, const char *kind, const char *name)
{
    wp_docker_words inner = WP_DOCKER(job, kind, "inspect", "--", name), words = { 0 };
    wp_docker_flag(job, &words, "docker_look", field);
    for (size_t i = 0; i < inner.count; i++)
        wp_docker_add(job, &words, inner.at[i]);
    wp_docker_say(calls, &words);
}

bool wp_docker_found(wp_job *job, wp_str answer, const char *field, wp_value *out, wp_error *err)
{
    wp_value list;
    *out = wp_null();
    if (!wp_field_has(answer, field))
        return true;
    if (!wp_from_json(wp_job_arena(job), wp_field(answer, field), &list, NULL) || !wp_is(list, WP_LIST))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "what docker tells of the %s is no JSON", field);
    if (wp_len(list))
        *out = wp_list_at(list, 0);
    return true;
}

bool wp_docker_run_and_look(wp_job *job, wp_calls *calls, const char *kind, const char *name, wp_value *out,
                            wp_error *err)
{
    wp_reply reply;
    wp_docker_look(job, calls, kind, kind, name);
    return wp_calls_run(calls, &reply, err) && wp_docker_found(job, reply.out, kind, out, err);
}

void wp_docker_states(wp_job *job, bool was, bool becomes, const char *why, wp_value *before, wp_value *after)
{
    wp_arena *arena = wp_job_arena(job);
    *before = wp_dict_new(arena, 2);
    *after = wp_dict_new(arena, 2);
    wp_dict_set(arena, *before, "exists", wp_bool(was));
    wp_dict_set(arena, *after, "exists", wp_bool(becomes));
    if (why)
        wp_dict_set(arena, *after, "recreated", wp_string(arena, why));
}

wp_value wp_value_within(wp_value value, const char *path)
{
    wp_str rest = wp_str_of(path), name;
    while (wp_str_split(&rest, '.', &name)) {
        const wp_value *next = wp_is(value, WP_DICT) ? wp_dict_find_n(value, name.ptr, name.len) : NULL;
        if (!next)
            return wp_null();
        value = *next;
    }
    return value;
}

bool wp_pairs_in(wp_job *job, wp_value wanted, wp_value there, bool exactly)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(wanted, i, &key, &item); i++) {
        const wp_value *is = wp_is(there, WP_DICT) ? wp_dict_find(there, wp_to_text(arena, key).ptr) : NULL;
        if (!is || !wp_str_eq(wp_to_text(arena, *is), wp_to_text(arena, item)))
            return false;
    }
    return !exactly || wp_len(wanted) == (wp_is(there, WP_DICT) ? wp_len(there) : 0);
}
