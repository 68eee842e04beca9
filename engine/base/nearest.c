/*
 * Edit distance: how many letters to add, drop, change, or swap with their
 * neighbour. Capitals don't count. A name is near enough when about a third of
 * the wanted one would have to change, at most; of equals, the first one fed wins.
 */
#include "base/nearest.h"

#include <ctype.h>
#include <string.h>

#define LONGEST 64 /* longer names are no slips of the finger */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static int letter(const char *text, size_t at)
{
    return tolower((unsigned char)text[at]);
}

/* rows[i % 3][j] is the distance between the first i letters of a and the first j of b. */
static size_t distance(wp_str a, wp_str b)
{
    size_t rows[3][LONGEST + 1];
    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            int from = letter(a.ptr, i - 1), to = letter(b.ptr, j - 1);
            now[j] = least(before[j - 1] + (from != to), least(before[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && from == letter(b.ptr, j - 2) && to == letter(a.ptr, i - 2))
                now[j] = least(now[j], earlier[j - 2] + 1);
        }
    }
    return rows[a.len % 3][b.len];
}

wp_nearest wp_nearest_to(wp_str wanted)
{
    size_t farthest = wanted.len < 3 ? 1 : (wanted.len + 1) / 3;
    return (wp_nearest){ .wanted = wanted, .distance = farthest + 1 };
}

void wp_nearest_try(wp_nearest *nearest, const char *name)
{
    wp_str candidate = wp_str_of(name);
    if (nearest->wanted.len > LONGEST || candidate.len > LONGEST)
        return;
    size_t steps = distance(nearest->wanted, candidate);
    /* As many steps as letters would make any name out of any other. */
    if (steps >= nearest->distance || (steps && steps >= candidate.len) || (steps && steps >= nearest->wanted.len))
        return;
    nearest->best = name;
    nearest->distance = steps;
}
