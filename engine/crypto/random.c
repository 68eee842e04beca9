/* Random bytes, and names made of them. Without randomness there is no going on. */
#include "crypto/digest.h"

#include <stdlib.h>
#include <sys/random.h>

#include <openssl/rand.h>

void wp_random_bytes(void *out, size_t len)
{
    unsigned char *at = out;
    while (len > 0) {
        size_t step = len < 256 ? len : 256; /* as much as both of the sources below give at once */
        if (RAND_bytes(at, (int)step) != 1 && getentropy(at, step) != 0)
            abort();
        at += step;
        len -= step;
    }
}

const char *wp_random_name(wp_arena *arena, size_t count)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const unsigned fair = 256 / 62 * 62; /* bytes from here on would favour the first letters */
    char *name = wp_alloc(arena, count + 1);
    size_t len = 0;
    while (len < count) {
        unsigned char bytes[64];
        wp_random_bytes(bytes, sizeof bytes);
        for (size_t i = 0; i < sizeof bytes && len < count; i++)
            if (bytes[i] < fair)
                name[len++] = letters[bytes[i] % 62];
    }
    return name;
}
