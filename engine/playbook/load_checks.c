/*
 * Keywords whose values have a form of their own: what can be told of it before templates
 * are evaluated. Each is a row with its check; a check tells its faults itself.
 */
#include "playbook/loader.h"
#include "base/nearest.h"
#include "base/text.h"

#include <string.h>

typedef void (*value_check)(wp_loader *loader, const wp_keyword_row *row, wp_value value, wp_mark mark);

bool wp_is_variable_name(wp_str name)
{
    if (name.len == 0 || (name.ptr[0] >= '0' && name.ptr[0] <= '9'))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!(c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            return false;
    }
    static const char *const taken[] = { "True", "False", "None", "and", "or", "not", "if", "else", "for", "in", "is",
                                         "import", "from", "with", "as", "while", "def", "class", "return", "pass",
                                         "lambda", "global", "try", "except", "finally", "raise", "del", "elif",
                                         "break", "continue", "assert", "async", "await", "nonlocal", "yield" };
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (wp_str_is(name, taken[i]))
            return false;
    return true;
}

static bool check_name(wp_loader *loader, wp_value name, wp_mark mark)
{
    wp_str text = wp_to_text(loader->arena, name);
    return (wp_is(name, WP_STRING) && wp_is_variable_name(text)) ||
           wp_loader_fault(loader, wp_value_mark(name).file != NULL ? wp_value_mark(name) : mark,
                           "letters, digits and _, beginning with no digit, and no word of Python's",
                           "'%.*s' is no name for a variable", (int)text.len, text.ptr);
}

static void check_register(wp_loader *loader, const wp_keyword_row *row, wp_value value, wp_mark mark)
{
    (void)row;
    check_name(loader, value, mark);
}

/* A dict, or, the older form, a list of dicts. */
static void check_vars(wp_loader *loader, const wp_keyword_row *row, wp_value value, wp_mark mark)
{
    wp_value key, item;
    if (wp_is(value, WP_LIST)) {
        for (size_t i = 0; i < wp_len(value); i++)
            if (wp_is(wp_list_at(value, i), WP_DICT))
                check_vars(loader, row, wp_list_at(value, i), mark);
            else
                wp_loader_fault(loader, mark, "write `name: value` lines",
                                "'vars' takes a dictionary or a list of them; one of them is %s",
                                wp_type_name(wp_list_at(value, i)));
    }
    for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++)
        check_name(loader, key, mark);
}

void wp_check_names(wp_loader *loader, wp_value dict, wp_mark mark, const char *names, const char *whose)
{
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(dict, i, &key, &item); i++) {
        wp_nearest nearest = wp_nearest_to(wp_text(key));
        wp_str rest = wp_str_of(names), name;
        bool is_known = false;
        while (!is_known && wp_str_split(&rest, ' ', &name)) {
            is_known = wp_str_eq(name, wp_text(key));
            wp_nearest_try(&nearest, wp_strndup(loader->arena, name.ptr, name.len));
        }
        wp_str shown = wp_to_text(loader->arena, key);
        if (!is_known)
            wp_loader_fault(loader, wp_value_mark(key).file != NULL ? wp_value_mark(key) : mark,
                            nearest.best ? wp_printf(loader->arena, "did you mean '%s'?", nearest.best)
                                         : wp_printf(loader->arena, "it knows %s", names),
                            "'%.*s' is nothing that %s knows", (int)shown.len, shown.ptr, whose);
    }
}

static void check_loop_control(wp_loader *loader, const wp_keyword_row *row, wp_value value, wp_mark mark)
{
    wp_check_names(loader, value, mark, "loop_var index_var label pause extended extended_allitems", row->name);
}

static void check_vars_prompt(wp_loader *loader, const wp_keyword_row *row, wp_value value, wp_mark mark)
{
    for (size_t i = 0; i < wp_len(value); i++) {
        wp_value entry = wp_list_at(value, i);
        if (!wp_is(entry, WP_DICT) || wp_dict_find(entry, "name") == NULL)
            wp_loader_fault(loader, mark, "write `- name: VARIABLE` and `prompt: TEXT` below it",
                            "an entry of 'vars_prompt' names no variable");
        wp_check_names(loader, entry, mark, "name prompt default private confirm encrypt salt salt_size unsafe", row->name);
    }
}

static void check_vars_files(wp_loader *loader, const wp_keyword_row *row, wp_value value, wp_mark mark)
{
    if (wp_is(value, WP_STRING))
        return; /* one file, named without a list */
    for (size_t i = 0; i < wp_len(value); i++) {
        wp_value entry = wp_list_at(value, i);
        bool is_good = wp_is(entry, WP_STRING) || wp_is(entry, WP_LIST);
        for (size_t j = 0; wp_is(entry, WP_LIST) && j < wp_len(entry); j++)
            is_good = is_good && wp_is(wp_list_at(entry, j), WP_STRING);
        if (!is_good)
            wp_loader_fault(loader, mark, "name a file, or a list of files of which the first that is there is read",
                            "an entry of '%s' is %s", row->name, wp_type_name(entry));
    }
}

/* 3, "30%" */
static bool is_batch(wp_value value)
{
    int64_t number;
    wp_str text = wp_str_trim(wp_text(value));
    if (wp_is(value, WP_INT) || wp_value_is_template(value))
        return true;
    if (wp_str_ends(text, "%"))
        text = wp_str_slice(text, 0, text.len - 1);
    return wp_is(value, WP_STRING) && wp_str_int(text, &number) && number >= 0;
}

static void check_serial(wp_loader *loader, const wp_keyword_row *row, wp_value value, wp_mark mark)
{
    size_t count = wp_is(value, WP_LIST) ? wp_len(value) : 1;
    for (size_t i = 0; i < count; i++) {
        wp_value one = wp_is(value, WP_LIST) ? wp_list_at(value, i) : value;
        wp_str shown = wp_to_text(loader->arena, one);
        if (!is_batch(one))
            wp_loader_fault(loader, mark, "write a number, a share such as \"30%\", or a list of them",
                            "'%s' can't be '%.*s'", row->name, (int)shown.len, shown.ptr);
    }
}

/* One of a few words. */
static void check_choice(wp_loader *loader, const wp_keyword_row *row, wp_value value, wp_mark mark)
{
    wp_error err = { 0 };
    wp_str word;
    if (!wp_value_is_template(value) && !wp_keyword_choice(loader->arena, row, wp_text(value), &word, &err))
        wp_loader_fault(loader, mark, err.hint, "%s", err.text);
}

static void check_tags(wp_loader *loader, const wp_keyword_row *row, wp_value value, wp_mark mark)
{
    for (size_t i = 0; i < wp_len(value); i++) {
        wp_value tag = wp_list_at(value, i);
        if (!wp_is(tag, WP_STRING) && !wp_is(tag, WP_INT))
            wp_loader_fault(loader, mark, NULL, "'%s' takes a text or a list of texts; one of them is %s", row->name,
                            wp_type_name(tag));
    }
}

static const struct {
    wp_keyword keyword;
    value_check check;
} checks[] = {
    { WP_K_REGISTER, check_register },       { WP_K_VARS, check_vars },
    { WP_K_LOOP_CONTROL, check_loop_control }, { WP_K_VARS_PROMPT, check_vars_prompt },
    { WP_K_VARS_FILES, check_vars_files },   { WP_K_SERIAL, check_serial },
    { WP_K_STRATEGY, check_choice },         { WP_K_ORDER, check_choice },
    { WP_K_DEBUGGER, check_choice },       { WP_K_TAGS, check_tags },
};

void wp_check_keyword(wp_loader *loader, const wp_keyword_row *row, wp_value value, wp_mark mark)
{
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (checks[i].keyword == row->id)
            checks[i].check(loader, row, value, mark);
}
