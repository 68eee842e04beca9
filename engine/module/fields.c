/*
 * What remote halves answer, parsed in one place.
 *
 *   answer = { key "=" value NUL }
 *
 * A value may hold any byte but NUL, newlines too, which is why paths need no
 * escaping. Files come as a `stat=` field, made by common_stat:
 *
 *   stat=81a4:0:0:root:root:12:1700000000:...:2024-01-01 10:00:00.5 +0000|...|...
 *
 * then, as they apply, `link=` (where it leads) and `sum=` (a digest, hex).
 */
#include "module/job.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

bool wp_field_next(wp_str *rest, wp_str *key, wp_str *value)
{
    wp_str field;
    if (!wp_str_split(rest, '\0', &field))
        return false;
    size_t equals = wp_str_find(field, wp_str_of("="), 0);
    if (equals == SIZE_MAX)
        equals = field.len;
    *key = wp_str_slice(field, 0, equals);
    *value = wp_str_slice(field, equals + 1, field.len);
    return true;
}

wp_str wp_field(wp_str fields, const char *wanted)
{
    wp_str key, value;
    while (wp_field_next(&fields, &key, &value))
        if (wp_str_is(key, wanted))
            return value;
    return wp_str_of("");
}

bool wp_field_has(wp_str fields, const char *wanted)
{
    wp_str key, value;
    while (wp_field_next(&fields, &key, &value))
        if (wp_str_is(key, wanted))
            return true;
    return false;
}

wp_str wp_field_tail(wp_str fields, const char *wanted)
{
    wp_str key, value, rest = fields;
    while (wp_field_next(&rest, &key, &value))
        if (wp_str_is(key, wanted))
            return (wp_str){ value.ptr, (size_t)(fields.ptr + fields.len - value.ptr) };
    return (wp_str){ 0 };
}

bool wp_record_next(wp_str *rest, const char *nonce, wp_str *record)
{
    size_t len = strlen(nonce);
    if (!wp_str_starts(*rest, nonce) || rest->len <= len)
        return false;
    wp_str body = wp_str_slice(*rest, len + 1, rest->len);
    for (size_t from = 0;; from++) {
        size_t at = wp_str_find(body, wp_str_of(nonce), from);
        if (at == SIZE_MAX) {
            *record = body;
            *rest = wp_str_slice(body, body.len, body.len);
            break;
        }
        if (at == 0 || body.ptr[at - 1] == '\n') {
            *record = wp_str_slice(body, 0, at);
            *rest = wp_str_slice(body, at, body.len);
            break;
        }
        from = at;
    }
    if (record->len && record->ptr[record->len - 1] == '\n')
        record->len--;
    return true;
}

static int64_t number(wp_arena *arena, wp_str text, int base)
{
    return (int64_t)strtoull(wp_strndup(arena, text.ptr, text.len), NULL, base);
}

static char kind_of(uint32_t raw)
{
    static const struct {
        uint32_t bits;
        char kind;
    } kinds[] = { { 0100000, '-' }, { 0040000, 'd' }, { 0120000, 'l' }, { 0020000, 'c' },
                  { 0060000, 'b' }, { 0010000, 'p' }, { 0140000, 's' } };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if ((raw & 0170000) == kinds[i].bits)
            return kinds[i].kind;
    return '?';
}

/* "2024-01-01 10:00:00.123456789 +0100": what stands behind the seconds. */
static double fraction(wp_arena *arena, wp_str moment)
{
    size_t dot = wp_str_find(moment, wp_str_of("."), 0);
    if (dot == SIZE_MAX)
        return 0;
    size_t end = dot + 1;
    while (end < moment.len && moment.ptr[end] >= '0' && moment.ptr[end] <= '9')
        end++;
    return strtod(wp_printf(arena, "0%.*s", (int)(end - dot), moment.ptr + dot), NULL);
}

static const char *name_or_number(wp_arena *arena, wp_str name, int64_t id)
{
    if (name.len == 0 || wp_str_is(name, "UNKNOWN"))
        return wp_printf(arena, "%lld", (long long)id);
    return wp_strndup(arena, name.ptr, name.len);
}

static void read_mode(wp_arena *arena, wp_str hex, wp_stat *out)
{
    uint32_t raw = (uint32_t)number(arena, hex, 16);
    out->exists = true;
    out->kind = kind_of(raw);
    out->mode = raw & 07777;
}

bool wp_stat_read_owner(wp_arena *arena, wp_str record, wp_stat *out, const char **name)
{
    wp_str mode, uid, gid;
    *out = (wp_stat){ 0 };
    if (!wp_str_split(&record, ':', &mode) || !wp_str_split(&record, ':', &uid) || !wp_str_split(&record, ':', &gid))
        return false;
    read_mode(arena, mode, out);
    out->uid = number(arena, uid, 10);
    out->gid = number(arena, gid, 10);
    *name = wp_strndup(arena, record.ptr, record.len);
    return true;
}

enum { STAT_COLUMNS = 16 };

static void read_columns(wp_arena *arena, wp_str text, wp_stat *out)
{
    wp_str column[STAT_COLUMNS] = { { 0 } };
    for (size_t i = 0; i < STAT_COLUMNS; i++)
        if (!wp_str_split(&text, ':', &column[i]))
            return;
    read_mode(arena, column[0], out);
    out->uid = number(arena, column[1], 10);
    out->gid = number(arena, column[2], 10);
    out->owner = name_or_number(arena, column[3], out->uid);
    out->group = name_or_number(arena, column[4], out->gid);
    out->size = number(arena, column[5], 10);
    out->accessed = (double)number(arena, column[6], 10);
    out->modified = (double)number(arena, column[7], 10);
    out->changed = (double)number(arena, column[8], 10);
    out->device = number(arena, column[9], 10);
    out->inode = number(arena, column[10], 10);
    out->links = number(arena, column[11], 10);
    out->blocks = number(arena, column[12], 10);
    out->block_size = number(arena, column[13], 10);
    out->device_type = (number(arena, column[14], 16) << 8) | number(arena, column[15], 16);
    double *moments[] = { &out->accessed, &out->modified, &out->changed };
    const char **there[] = { &out->accessed_there, &out->modified_there, NULL };
    for (size_t i = 0; i < 3; i++) {
        wp_str moment = { 0 };
        wp_str_split(&text, '|', &moment);
        *moments[i] += fraction(arena, moment);
        if (there[i])
            *there[i] = wp_strndup(arena, moment.ptr, moment.len < 19 ? moment.len : 19);
    }
}

void wp_stat_read(wp_arena *arena, wp_str fields, wp_stat *out)
{
    wp_str key, value;
    memset(out, 0, sizeof *out);
    while (wp_field_next(&fields, &key, &value)) {
        if (wp_str_is(key, "stat")) {
            if (out->exists)
                return;
            read_columns(arena, value, out);
        } else if (wp_str_is(key, "link")) {
            out->target = wp_strndup(arena, value.ptr, value.len);
        } else if (wp_str_is(key, "sum")) {
            out->checksum = wp_strndup(arena, value.ptr, value.len);
        }
    }
}
