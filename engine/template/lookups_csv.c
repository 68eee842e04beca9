/* The look-up of one value in a CSV file: a column of the line that begins with a key. */
#include "template/families.h"
#include "template/lookups.h"
#include "template/numbers.h"

#include "base/text.h"

/* One row: cells between delimiters; quotes keep delimiters and line breaks, a doubled one is one. */
static bool next_row(wp_arena *arena, wp_str *rest, wp_str delimiter, wp_value *row)
{
    size_t at = 0;
    bool quoted = false, begins = true;
    if (!rest->len)
        return false;
    *row = wp_list_new(arena, 8);
    wp_buf cell = wp_buf_new(arena);
    for (; at < rest->len; at++) {
        char byte = rest->ptr[at];
        if (quoted && byte == '"') {
            quoted = at + 1 < rest->len && rest->ptr[at + 1] == '"';
            if (quoted)
                wp_buf_char(&cell, rest->ptr[++at]);
        } else if (!quoted && byte == '"' && begins) {
            quoted = true;
        } else if (!quoted && (byte == '\n' || byte == '\r')) {
            break;
        } else if (!quoted && byte == delimiter.ptr[0]) {
            wp_list_push(arena, *row, wp_string_of(arena, wp_buf_str(&cell)));
            cell = wp_buf_new(arena);
            begins = true;
            continue;
        } else {
            wp_buf_char(&cell, byte);
        }
        begins = false;
    }
    if (wp_len(*row) || cell.len)
        wp_list_push(arena, *row, wp_string_of(arena, wp_buf_str(&cell)));
    at += at + 1 < rest->len && rest->ptr[at] == '\r' && rest->ptr[at + 1] == '\n';
    *rest = wp_str_slice(*rest, at + 1, rest->len);
    return true;
}

enum { CSV_FILE, CSV_COL, CSV_DELIMITER, CSV_DEFAULT, CSV_ENCODING };
static const char *const csv_names[] = { "file", "col", "delimiter", "default", "encoding", NULL };

static bool find_in_csv(wp_call *call, wp_str key, const wp_value *slots, wp_value *out, bool *secret, wp_error *err)
{
    wp_str file, column, delimiter, encoding, text;
    wp_value row, number;
    if (!wp_arg_str(call, csv_names[CSV_FILE], slots[CSV_FILE], "ansible.csv", &file, err) ||
        !wp_arg_str(call, csv_names[CSV_COL], slots[CSV_COL], "1", &column, err) ||
        !wp_arg_str(call, csv_names[CSV_DELIMITER], slots[CSV_DELIMITER], "TAB", &delimiter, err) ||
        !wp_arg_str(call, csv_names[CSV_ENCODING], slots[CSV_ENCODING], "utf-8", &encoding, err) ||
        !wp_lookup_read_text(call, file, encoding, &text, secret, err))
        return false;
    if (wp_str_is(delimiter, "TAB"))
        delimiter = wp_str_of("\t");
    if (delimiter.len != 1)
        return wp_fail_call(call, err, "delimiter must be one character");
    if (!wp_number_int(call->arena, column, 10, &number) || number.type != WP_INT)
        return wp_fail_call(call, err, "col must be a number, not '%.*s'", (int)column.len, column.ptr);
    while (next_row(call->arena, &text, delimiter, &row)) {
        if (!wp_len(row) || !wp_str_eq(wp_text(wp_list_at(row, 0)), key))
            continue;
        int64_t at = number.as.integer + (number.as.integer < 0 ? (int64_t)wp_len(row) : 0);
        if (at < 0 || at >= (int64_t)wp_len(row))
            return wp_fail_call(call, err, "the line of '%.*s' has only %zu columns", (int)key.len, key.ptr,
                                wp_len(row));
        *out = wp_list_at(row, (size_t)at);
        return true;
    }
    *out = slots[CSV_DEFAULT];
    return true;
}

static bool run_csvfile(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value list = wp_list_new(call->arena, call->count);
    for (size_t i = 0; i < call->count; i++) {
        wp_value slots[5], found;
        wp_str term, key;
        bool secret = false;
        if (!wp_lookup_options(call, csv_names, slots, err) || !wp_lookup_term(call, i, &term, err) ||
            !wp_lookup_inline(call, term, csv_names, slots, &key, err))
            return false;
        if (!key.len)
            return wp_fail_call(call, err, "needs a key to look for");
        if (!find_in_csv(call, key, slots, &found, &secret, err))
            return false;
        if (wp_is_given(found))
            wp_list_push(call->arena, list, secret ? wp_value_mark_all(call->arena, found, WP_SECRET) : found);
    }
    *out = list;
    return true;
}

const wp_builtin wp_lookups_csv[] = {
    { .name = "csvfile", .run = run_csvfile,
      .usage = "lookup('csvfile', key, file='ansible.csv', col=1, delimiter='TAB', default=none)",
      .summary = "A column of the line of a CSV file that begins with a key." },
    { 0 },
};
