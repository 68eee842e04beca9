/*
 * The heads of a tar stream, as far as sending files needs them: regular files,
 * mode 0600, names of any length (GNU's 'L' entries, which busybox reads too).
 *
 *   entry = head (512 bytes), content, zeros up to the next 512
 *   end   = two blocks of zeros
 */
#include "module/tar.h"

#include <stdio.h>
#include <string.h>

enum { NAME_AT = 0, MODE_AT = 100, UID_AT = 108, GID_AT = 116, SIZE_AT = 124, TIME_AT = 136, SUM_AT = 148,
       TYPE_AT = 156, MAGIC_AT = 257 };

/* Octal where it fits, else the base-256 form of sizes beyond 8 GiB. */
static void put_number(char *field, size_t width, uint64_t number)
{
    if (number < (uint64_t)1 << (3 * (width - 1))) {
        char text[32];
        snprintf(text, sizeof text, "%0*llo", (int)width - 1, (unsigned long long)number);
        memcpy(field, text, width);
        return;
    }
    for (size_t i = width; i-- > 1; number >>= 8)
        field[i] = (char)(number & 0xff);
    field[0] = (char)0x80;
}

static void put_head(wp_buf *out, const char *name, size_t name_len, char type, uint64_t size)
{
    char head[WP_TAR_BLOCK] = { 0 };
    memcpy(head + NAME_AT, name, name_len < 100 ? name_len : 100);
    put_number(head + MODE_AT, 8, 0600);
    put_number(head + UID_AT, 8, 0);
    put_number(head + GID_AT, 8, 0);
    put_number(head + SIZE_AT, 12, size);
    put_number(head + TIME_AT, 12, 0);
    memset(head + SUM_AT, ' ', 8);
    head[TYPE_AT] = type;
    memcpy(head + MAGIC_AT, "ustar  ", 8);
    unsigned sum = 0;
    for (size_t i = 0; i < sizeof head; i++)
        sum += (unsigned char)head[i];
    snprintf(head + SUM_AT, 8, "%06o", sum);
    wp_buf_add_n(out, head, sizeof head);
}

size_t wp_tar_padding(uint64_t size)
{
    return (size_t)((WP_TAR_BLOCK - size % WP_TAR_BLOCK) % WP_TAR_BLOCK);
}

void wp_tar_head(wp_buf *out, const char *name, uint64_t size)
{
    size_t len = strlen(name);
    if (len > 100) {
        put_head(out, "././@LongLink", 13, 'L', len + 1);
        wp_buf_add_n(out, name, len + 1);
        wp_buf_repeat(out, '\0', wp_tar_padding(len + 1));
    }
    put_head(out, name, len, '0', size);
}

void wp_tar_end(wp_buf *out)
{
    wp_buf_repeat(out, '\0', (size_t)2 * WP_TAR_BLOCK);
}
