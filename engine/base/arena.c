/*
 * Arenas: small pieces are cut off the current block, one behind the other;
 * large ones are mallocs of their own, so that they can grow with realloc.
 *
 *   blocks   newest -> ... -> first (kept by a reset)
 *   large    a ring of [link | piece], the link right in front of its piece
 *
 * A piece's size alone tells which of the two it is, so nothing is kept about
 * a small one. With WAPLAY_ARENA_MALLOC every piece counts as large: then the
 * sanitizers see each overrun, and each use after a reset.
 */
#include <waplay/arena.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef WAPLAY_ARENA_MALLOC
#define LARGE ((size_t)0)
#else
#define LARGE ((size_t)32 * 1024)
#endif
#define BLOCK_FIRST ((size_t)8 * 1024)
#define BLOCK_MOST  ((size_t)256 * 1024)
#define ALIGNMENT   _Alignof(max_align_t)

typedef struct block {
    struct block *older;
    size_t size;
    size_t used;
    _Alignas(max_align_t) char bytes[];
} block;

typedef struct large {
    _Alignas(max_align_t) struct large *before;
    struct large *after;
} large;

struct wp_arena {
    block *newest;
    large ring; /* its head; the arena itself never moves */
};

static void *must_have(void *memory)
{
    if (!memory) {
        static const char text[] = "waplay: out of memory\n";
        if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
            _exit(71);
        _exit(70);
    }
    return memory;
}

static size_t at_least_one(size_t size)
{
    return size ? size : 1;
}

/* ---- small pieces ------------------------------------------------------- */

static block *add_block(wp_arena *arena, size_t needed)
{
    size_t size = arena->newest ? arena->newest->size * 2 : BLOCK_FIRST;
    if (size > BLOCK_MOST)
        size = BLOCK_MOST;
    if (size < needed)
        size = needed;
    block *fresh = must_have(malloc(sizeof *fresh + size));
    *fresh = (block){ .older = arena->newest, .size = size };
    arena->newest = fresh;
    return fresh;
}

static void *cut_small(wp_arena *arena, size_t size, size_t alignment)
{
    block *from = arena->newest;
    size_t at = from ? (from->used + alignment - 1) & ~(alignment - 1) : 0;
    if (!from || at + size > from->size) {
        from = add_block(arena, size);
        at = 0;
    }
    from->used = at + size;
    return from->bytes + at;
}

/* ---- large pieces ------------------------------------------------------- */

static size_t with_link(size_t size)
{
    if (size > PTRDIFF_MAX - sizeof(large))
        must_have(NULL);
    return sizeof(large) + size;
}

static void *make_large(wp_arena *arena, size_t size)
{
    large *fresh = must_have(malloc(with_link(size)));
    fresh->before = &arena->ring;
    fresh->after = arena->ring.after;
    fresh->before->after = fresh->after->before = fresh;
    return fresh + 1;
}

static void *grow_large(void *piece, size_t size)
{
    large *fresh = must_have(realloc((large *)piece - 1, with_link(size)));
    fresh->before->after = fresh->after->before = fresh;
    return fresh + 1;
}

static void free_large(wp_arena *arena)
{
    large *next;
    for (large *each = arena->ring.after; each != &arena->ring; each = next) {
        next = each->after;
        free(each);
    }
    arena->ring.before = arena->ring.after = &arena->ring;
}

/* ---- what the header promises ------------------------------------------- */

wp_arena *wp_arena_new(void)
{
    wp_arena *arena = must_have(malloc(sizeof *arena));
    arena->newest = NULL;
    arena->ring.before = arena->ring.after = &arena->ring;
    return arena;
}

void wp_arena_reset(wp_arena *arena)
{
    free_large(arena);
    while (arena->newest && arena->newest->older) {
        block *older = arena->newest->older;
        free(arena->newest);
        arena->newest = older;
    }
    if (arena->newest)
        arena->newest->used = 0;
}

void wp_arena_free(wp_arena *arena)
{
    if (!arena)
        return;
    wp_arena_reset(arena);
    free(arena->newest);
    free(arena);
}

static void *take(wp_arena *arena, size_t size, size_t alignment)
{
    size = at_least_one(size);
    return size > LARGE ? make_large(arena, size) : cut_small(arena, size, alignment);
}

void *wp_alloc(wp_arena *arena, size_t size)
{
    return memset(take(arena, size, ALIGNMENT), 0, at_least_one(size));
}

void *wp_grow(wp_arena *arena, void *piece, size_t old_size, size_t new_size)
{
    if (!piece)
        return wp_alloc(arena, new_size);
    old_size = at_least_one(old_size);
    if (new_size <= old_size)
        return piece;

    block *last = arena->newest;
    char *grown;
    if (old_size > LARGE) {
        grown = grow_large(piece, new_size);
    } else if (new_size <= LARGE && last && (char *)piece + old_size == last->bytes + last->used &&
               new_size - old_size <= last->size - last->used) {
        last->used += new_size - old_size;
        grown = piece;
    } else {
        grown = memcpy(take(arena, new_size, ALIGNMENT), piece, old_size);
    }
    memset(grown + old_size, 0, new_size - old_size);
    return grown;
}

char *wp_strndup(wp_arena *arena, const char *text, size_t len)
{
    char *copy = take(arena, len + 1, 1);
    if (len)
        memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}
