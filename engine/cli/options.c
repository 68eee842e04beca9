/* The command line, read by the tables of options. */
#include "cli/options.h"

#include "base/buf.h"
#include "base/nearest.h"
#include "base/text.h"
#include "cli/settings.h"

#include <string.h>

/* ---- rows ------------------------------------------------------------------------------ */

/* All rows of all tables, one after the other: for (row_walk w = { tables }; next_row(&w);) */
typedef struct row_walk {
    const wp_option_table *const *table;
    const wp_option *row; /* NULL: not begun */
} row_walk;

static bool next_row(row_walk *walk)
{
    walk->row = walk->row != NULL ? walk->row + 1 : *walk->table != NULL ? (*walk->table)->rows : NULL;
    while (walk->row != NULL && walk->row->names[0] == NULL)
        walk->row = *++walk->table != NULL ? (*walk->table)->rows : NULL;
    return walk->row != NULL;
}

static bool needs_value(const wp_option *row)
{
    return row->kind == WP_OPTION_TEXT || row->kind == WP_OPTION_NUMBER || row->kind == WP_OPTION_LIST;
}

typedef struct words {
    const wp_option_table *const *tables;
    int count;
    char *const *at;
    int next;
    wp_value replaced; /* dict by offset: the lists of the settings that the command line has replaced */
} words;

static const wp_option *find_row(const words *w, const char *name, size_t len)
{
    for (row_walk walk = { w->tables, NULL }; next_row(&walk);)
        for (const char *const *known = walk.row->names; *known != NULL; known++)
            if (strlen(*known) == len && strncmp(*known, name, len) == 0)
                return walk.row;
    return NULL;
}

/* --inv for --inventory: the beginning of a long name will do where no other begins so. */
static const wp_option *find_beginning(const words *w, const char *name, size_t len)
{
    const wp_option *found = NULL;
    for (row_walk walk = { w->tables, NULL }; next_row(&walk);)
        for (const char *const *known = walk.row->names; *known != NULL; known++) {
            if (strncmp(*known, name, len) != 0 || found == walk.row)
                continue;
            if (found != NULL)
                return NULL;
            found = walk.row;
        }
    return found;
}

static bool unknown(const words *w, const char *name, wp_error *err)
{
    wp_nearest nearest = wp_nearest_to(wp_str_of(name));
    for (row_walk walk = { w->tables, NULL }; next_row(&walk);)
        for (const char *const *known = walk.row->names; *known != NULL; known++)
            wp_nearest_try(&nearest, *known);
    wp_fail(err, WP_E_USAGE, WP_NO_MARK, "there is no option %s", name);
    return wp_hint(err, nearest.best != NULL ? "did you mean %s? --help lists them all" : "--help lists them all%s",
                   nearest.best != NULL ? nearest.best : "");
}

/* ---- words ----------------------------------------------------------------------------- */

static void *field(wp_options *options, const wp_option *row)
{
    return (char *)options + row->offset;
}

/* The first value of the command line replaces what the settings put into a list. */
static void push(wp_arena *arena, words *w, wp_value *list, size_t offset, const char *value)
{
    wp_value key = wp_int((int64_t)offset);
    if (wp_dict_get(w->replaced, key) == NULL) {
        wp_dict_put(arena, w->replaced, key, wp_bool(true));
        *list = wp_list_new(arena, 2);
    }
    wp_list_push(arena, *list, wp_string(arena, value));
}

bool wp_options_number(const char *name, const char *text, int *out, wp_error *err)
{
    int64_t value;
    if (!wp_str_int(wp_str_of(text), &value) || value < 0 || value > 1000000)
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "%s takes a whole number, not '%s'", name, text);
    *out = (int)value;
    return true;
}

static bool take(wp_arena *arena, wp_options *out, const wp_option *row, const char *value, words *w, const char *name,
                 wp_error *err)
{
    if (row->kind == WP_OPTION_REFUSED)
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "there is no %s here: %s", name, row->help);
    if (!needs_value(row) && value != NULL)
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "option %s takes no value", row->names[row->names[1] ? 1 : 0]);
    if (needs_value(row) && value == NULL && w->next >= w->count)
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "option %s wants %s behind it", name, row->value);
    if (needs_value(row) && value == NULL)
        value = w->at[w->next++];

    switch (row->kind) {
    case WP_OPTION_FLAG:
        *(bool *)field(out, row) = true;
        break;
    case WP_OPTION_COUNT:
        ++*(int *)field(out, row);
        break;
    case WP_OPTION_TEXT:
        *(const char **)field(out, row) = value;
        break;
    case WP_OPTION_NUMBER:
        return wp_options_number(name, value, field(out, row), err);
    case WP_OPTION_LIST:
        push(arena, w, field(out, row), row->offset, value);
        break;
    case WP_OPTION_REFUSED:
        break;
    }
    return true;
}

/* -vvC: letters in one word. The last may take a value, in the word or behind it. */
static bool take_letters(wp_arena *arena, wp_options *out, const char *word, words *w, wp_error *err)
{
    for (const char *c = word + 1; *c != '\0'; c++) {
        char name[] = { '-', *c, '\0' };
        const wp_option *row = find_row(w, name, 2);
        if (row == NULL)
            return unknown(w, word, err);
        bool has_rest = needs_value(row) && c[1] != '\0';
        if (!take(arena, out, row, has_rest ? c + 1 : NULL, w, name, err))
            return false;
        if (needs_value(row))
            break;
    }
    return true;
}

static bool take_long(wp_arena *arena, wp_options *out, const char *word, words *w, wp_error *err)
{
    const char *equals = strchr(word, '=');
    size_t len = equals != NULL ? (size_t)(equals - word) : strlen(word);
    const wp_option *row = find_row(w, word, len);
    if (row == NULL)
        row = find_beginning(w, word, len);
    const char *name = wp_strndup(arena, word, len);
    if (row == NULL)
        return unknown(w, name, err);
    return take(arena, out, row, equals != NULL ? equals + 1 : NULL, w, name, err);
}

static void begin(wp_arena *arena, const words *w, wp_options *options)
{
    for (row_walk walk = { w->tables, NULL }; next_row(&walk);)
        if (walk.row->kind == WP_OPTION_LIST)
            *(wp_value *)field(options, walk.row) = wp_list_new(arena, 2);
    options->words = wp_list_new(arena, 2);
    options->extra_vars = wp_list_new(arena, 2);
    options->vault_files = wp_list_new(arena, 2);
}

bool wp_options_parse(wp_arena *arena, const wp_option_table *const *tables, int argc, char *const *argv,
                      wp_options *out, wp_error *err)
{
    words w = { tables, argc, argv, 0, wp_dict_new(arena, 4) };
    bool only_names = false;
    *out = (wp_options){ 0 };
    begin(arena, &w, out);
    if (!wp_settings_load(arena, out, err))
        return false;
    while (w.next < w.count) {
        const char *word = w.at[w.next++];
        bool done = true;
        if (only_names || word[0] != '-' || word[1] == '\0')
            wp_list_push(arena, out->words, wp_string(arena, word));
        else if (strcmp(word, "--") == 0)
            only_names = true;
        else if (word[1] != '-')
            done = take_letters(arena, out, word, &w, err);
        else
            done = take_long(arena, out, word, &w, err);
        if (!done)
            return false;
    }
    return true;
}

/* ---- help ------------------------------------------------------------------------------ */

static void describe(wp_arena *arena, wp_buf *out, const wp_option *row)
{
    wp_buf left = wp_buf_new(arena);
    for (const char *const *name = row->names; *name != NULL; name++)
        wp_buf_printf(&left, "%s%s", name == row->names ? "" : ", ", *name);
    if (row->value != NULL)
        wp_buf_printf(&left, " %s", row->value);
    wp_buf_printf(out, "  %-34s%s%s\n", wp_buf_str(&left).ptr, left.len > 33 ? "\n                                    " : "",
                  row->help);
}

wp_str wp_options_help(wp_arena *arena, const wp_option_table *const *tables)
{
    wp_buf out = wp_buf_new(arena);
    for (; *tables != NULL; tables++) {
        wp_buf_printf(&out, "\n%s:\n", (*tables)->title);
        for (const wp_option *row = (*tables)->rows; row->names[0] != NULL; row++)
            if (row->kind != WP_OPTION_REFUSED)
                describe(arena, &out, row);
    }
    return wp_buf_str(&out);
}
