/*
 * The environment: what a run has compiled, once for all threads.
 *
 * Compiled templates are kept by text, kind, settings and place, so that an error tells
 * the place it is really in. They are looked up under a lock for reading; whoever finds
 * nothing compiles under the lock for writing, in the environment's own arena.
 */
#include "template/env.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "template/compile.h"
#include "template/tree.h"

typedef struct entry {
    struct entry *next;
    uint64_t hash;
    wp_source source;
    const wp_template *tmpl;
} entry;

struct wp_template_env {
    wp_arena *arena;
    wp_template_hooks hooks;
    struct wp_vault *vault;
    wp_value empty;
    wp_patterns *patterns;
    pthread_rwlock_t lock;
    entry **buckets;
    size_t bucket_count, entry_count;
};

/* ---- life ------------------------------------------------------------------------- */

wp_template_env *wp_template_env_new(const wp_template_hooks *hooks)
{
    wp_arena *arena = wp_arena_new();
    wp_template_env *env = wp_new(arena, wp_template_env);
    env->arena = arena;
    if (hooks)
        env->hooks = *hooks;
    env->empty = wp_dict_new(arena, 0);
    env->patterns = wp_patterns_new();
    env->bucket_count = 256;
    env->buckets = wp_new_array(arena, entry *, env->bucket_count);
    pthread_rwlock_init(&env->lock, NULL);
    return env;
}

void wp_template_env_free(wp_template_env *env)
{
    if (!env)
        return;
    wp_patterns_free(env->patterns);
    pthread_rwlock_destroy(&env->lock);
    wp_arena_free(env->arena);
}

void wp_template_env_set_vault(wp_template_env *env, struct wp_vault *vault)
{
    env->vault = vault;
}

wp_value wp_env_empty_dict(const wp_template_env *env)
{
    return env->empty;
}

wp_patterns *wp_env_patterns(const wp_template_env *env)
{
    return env->patterns;
}

const wp_template_hooks *wp_env_hooks(const wp_template_env *env)
{
    return &env->hooks;
}

struct wp_vault *wp_env_vault(const wp_template_env *env)
{
    return env->vault;
}

void wp_env_warn(const wp_template_env *env, const char *text)
{
    if (env && env->hooks.warn)
        env->hooks.warn(env->hooks.data, text);
}

/* ---- the store ------------------------------------------------------------------------ */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_settings(const wp_template_settings *a, const wp_template_settings *b)
{
    return a->trim_blocks == b->trim_blocks && a->lstrip_blocks == b->lstrip_blocks &&
           a->keep_trailing_newline == b->keep_trailing_newline && same_text(a->newline, b->newline) &&
           same_text(a->block_start, b->block_start) && same_text(a->block_end, b->block_end) &&
           same_text(a->variable_start, b->variable_start) && same_text(a->variable_end, b->variable_end) &&
           same_text(a->comment_start, b->comment_start) && same_text(a->comment_end, b->comment_end) &&
           same_text(a->line_statement, b->line_statement) && same_text(a->line_comment, b->line_comment);
}

static bool same_source(const wp_source *a, const wp_source *b)
{
    return a->kind == b->kind && a->mark.line == b->mark.line && a->mark.column == b->mark.column &&
           wp_str_eq(a->text, b->text) && same_text(a->mark.file, b->mark.file) &&
           same_settings(&a->settings, &b->settings);
}

static uint64_t hash_of(const wp_source *source)
{
    uint64_t hash = wp_hash_bytes(source->text.ptr, source->text.len);
    hash ^= ((uint64_t)source->mark.line << 20) ^ source->mark.column ^ ((uint64_t)source->kind << 60);
    return hash * UINT64_C(0x9e3779b97f4a7c15);
}

static const wp_template *find(const wp_template_env *env, const wp_source *source, uint64_t hash)
{
    for (const entry *at = env->buckets[hash % env->bucket_count]; at; at = at->next)
        if (at->hash == hash && same_source(&at->source, source))
            return at->tmpl;
    return NULL;
}

static void make_room(wp_template_env *env)
{
    if (env->entry_count < env->bucket_count)
        return;
    size_t wider = env->bucket_count * 4;
    entry **buckets = wp_new_array(env->arena, entry *, wider);
    for (size_t i = 0; i < env->bucket_count; i++) {
        for (entry *at = env->buckets[i], *next; at; at = next) {
            next = at->next;
            at->next = buckets[at->hash % wider];
            buckets[at->hash % wider] = at;
        }
    }
    env->buckets = buckets;
    env->bucket_count = wider;
}

static void keep(wp_template_env *env, const wp_source *source, uint64_t hash, const wp_template *tmpl)
{
    make_room(env);
    entry *made = wp_new(env->arena, entry);
    made->hash = hash;
    made->source = *source;
    made->source.text = wp_str_dup(env->arena, source->text);
    made->source.mark.file = tmpl->file;
    made->source.settings = wp_settings_copy(env->arena, &source->settings);
    made->tmpl = tmpl;
    made->next = env->buckets[hash % env->bucket_count];
    env->buckets[hash % env->bucket_count] = made;
    env->entry_count++;
}

bool wp_env_compile(wp_template_env *env, const wp_source *source, const wp_template **out, wp_error *err)
{
    uint64_t hash = hash_of(source);
    pthread_rwlock_rdlock(&env->lock);
    const wp_template *found = find(env, source, hash);
    pthread_rwlock_unlock(&env->lock);
    if (!found) {
        pthread_rwlock_wrlock(&env->lock);
        wp_template *made;
        found = find(env, source, hash);
        if (!found && wp_compile(env->arena, env, source, &made, err)) {
            keep(env, source, hash, made);
            found = made;
        }
        pthread_rwlock_unlock(&env->lock);
    }
    if (found)
        *out = found;
    return found != NULL;
}

/* ---- compile ------------------------------------------------------------------------------ */

bool wp_is_template(wp_str text)
{
    for (const char *at = text.ptr, *end = text.ptr + text.len; end - at >= 2; at++) {
        at = memchr(at, '{', (size_t)(end - at) - 1);
        if (!at)
            break;
        if (at[1] == '{' || at[1] == '%' || at[1] == '#')
            return true;
    }
    return wp_str_starts(text, "#jinja2:");
}

bool wp_value_is_template(wp_value value)
{
    return value.type == WP_STRING && !(value.marks & WP_UNSAFE) && wp_is_template(wp_text(value));
}

bool wp_value_holds_template(wp_value value)
{
    wp_value key, item;
    if (value.marks & WP_UNSAFE)
        return false;
    for (size_t i = 0; value.type == WP_LIST && i < wp_len(value); i++)
        if (wp_value_holds_template(wp_list_at(value, i)))
            return true;
    for (size_t i = 0; value.type == WP_DICT && wp_dict_pair(value, i, &key, &item); i++)
        if (wp_value_is_template(key) || wp_value_holds_template(item))
            return true;
    return wp_value_is_template(value);
}

bool wp_template_compile(wp_template_env *env, wp_str text, wp_mark mark, const wp_template **out, wp_error *err)
{
    wp_source source = { .kind = WP_SOURCE_TEXT, .text = text, .mark = mark, .settings = wp_usual_settings };
    return wp_env_compile(env, &source, out, err);
}

bool wp_template_compile_expression(wp_template_env *env, wp_str text, wp_mark mark, const wp_template **out,
                                    wp_error *err)
{
    wp_source source = { .kind = WP_SOURCE_EXPRESSION, .text = text, .mark = mark, .settings = wp_usual_settings };
    return wp_env_compile(env, &source, out, err);
}

bool wp_template_compile_file(wp_template_env *env, wp_str text, const char *file, const wp_template_settings *settings,
                              const wp_template **out, wp_error *err)
{
    wp_source source = { .kind = WP_SOURCE_FILE, .text = text, .settings = settings ? *settings : wp_usual_settings };
    source.mark = (wp_mark){ file, 1, 1 };
    return wp_env_compile(env, &source, out, err);
}
