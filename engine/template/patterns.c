/* Kept by flags and pattern. Readers share the lock; who compiles has it alone. */
#include "template/patterns.h"

#include <pthread.h>
#include <string.h>

#include "base/map.h"

struct wp_patterns {
    wp_arena *arena;
    pthread_rwlock_t lock;
    wp_map *kept; /* "FLAGS PATTERN" -> wp_regex */
};

wp_patterns *wp_patterns_new(void)
{
    wp_arena *arena = wp_arena_new();
    wp_patterns *patterns = wp_new(arena, wp_patterns);
    patterns->arena = arena;
    patterns->kept = wp_map_new(arena);
    pthread_rwlock_init(&patterns->lock, NULL);
    return patterns;
}

void wp_patterns_free(wp_patterns *patterns)
{
    pthread_rwlock_destroy(&patterns->lock);
    wp_arena_free(patterns->arena);
}

static bool compile_and_keep(wp_arena *arena, wp_patterns *patterns, wp_str key, wp_str pattern, int flags,
                             wp_regex **out, wp_error *err)
{
    bool is_full = wp_map_len(patterns->kept) >= WP_MOST_PATTERNS;
    *out = wp_map_get(patterns->kept, key);
    if (*out)
        return true;
    if (!wp_regex_compile(is_full ? arena : patterns->arena, pattern, flags, out, err))
        return false;
    if (!is_full)
        wp_map_put(patterns->kept, key, *out);
    return true;
}

bool wp_patterns_compile(wp_arena *arena, wp_patterns *patterns, wp_str pattern, int flags, wp_regex **out,
                         wp_error *err)
{
    char small[128];
    wp_str key = { small, pattern.len + 2 };
    char *text = key.len <= sizeof small ? small : wp_alloc(arena, key.len);
    text[0] = (char)('0' + flags);
    text[1] = ' ';
    memcpy(text + 2, pattern.ptr ? pattern.ptr : "", pattern.len);
    key.ptr = text;

    pthread_rwlock_rdlock(&patterns->lock);
    *out = wp_map_get(patterns->kept, key);
    pthread_rwlock_unlock(&patterns->lock);
    if (*out)
        return true;
    pthread_rwlock_wrlock(&patterns->lock);
    bool done = compile_and_keep(arena, patterns, key, pattern, flags, out, err);
    pthread_rwlock_unlock(&patterns->lock);
    return done;
}
