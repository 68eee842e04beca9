/*
 * The look-up of one option in an INI file, or in a properties file (an INI file without
 * sections).
 *
 *   [section]            names of sections are as they are written
 *   name = value         or name: value; names in small letters unless told otherwise
 *     more of the value  lines that are indented go on
 *   # ; comments         on lines of their own
 *
 * [DEFAULT] holds for all sections; %(name)s stands for another option.
 */
#include "template/families.h"
#include "template/letters.h"
#include "template/lookups.h"
#include "template/strings.h"

#include "base/regex.h"
#include "base/text.h"

enum { INI_FILE, INI_SECTION, INI_TYPE, INI_RE, INI_DEFAULT, INI_ENCODING, INI_CASE, INI_NO_VALUE, INI_NONE };
static const char *const ini_names[] = { "file",     "section",        "type",           "re",         "default",
                                         "encoding", "case_sensitive", "allow_no_value", "allow_none", NULL };

/* A file as a dict of sections, each a dict of options. */
typedef struct ini_reader {
    wp_call *call;
    wp_value sections, section; /* section: undefined before the first */
    wp_value key;               /* of the option whose lines go on; null: none */
    wp_buf text;                /* its value so far */
    size_t indent;
    bool case_sensitive, allow_no_value;
    size_t line;
} ini_reader;

static bool fail_line(ini_reader *from, const char *why, wp_error *err)
{
    return wp_fail_call(from->call, err, "line %zu: %s", from->line, why);
}

static void end_option(ini_reader *from)
{
    wp_str text = wp_str_strip(wp_buf_str(&from->text), (wp_str){ 0 }, WP_RIGHT_END);
    if (from->key.type == WP_STRING && from->text.arena)
        wp_dict_put(from->call->arena, from->section, from->key, wp_string_of(from->call->arena, text));
    from->key = wp_null();
}

static bool begin_section(ini_reader *from, wp_str name, wp_error *err)
{
    wp_arena *arena = from->call->arena;
    size_t end = wp_str_rfind(name, wp_str_of("]"));
    name = wp_str_slice(name, 1, end);
    if (wp_dict_find_n(from->sections, name.ptr, name.len))
        return fail_line(from, "this section is there already", err);
    from->section = wp_dict_new(arena, 8);
    wp_dict_put(arena, from->sections, wp_string_of(arena, name), from->section);
    return true;
}

static bool begin_option(ini_reader *from, wp_str line, wp_error *err)
{
    wp_arena *arena = from->call->arena;
    size_t at = 0;
    while (at < line.len && line.ptr[at] != '=' && line.ptr[at] != ':')
        at++;
    wp_str name = wp_str_strip(wp_str_slice(line, 0, at), (wp_str){ 0 }, WP_RIGHT_END);
    if (from->section.type != WP_DICT)
        return fail_line(from, "this option stands in no section", err);
    if (!name.len || (at == line.len && !from->allow_no_value))
        return fail_line(from, "this is neither a section nor an option with a value", err);
    if (!from->case_sensitive)
        name = wp_letters_lower(arena, name);
    from->key = wp_string_of(arena, name);
    if (wp_dict_get(from->section, from->key))
        return fail_line(from, "this option is there already", err);
    from->text = (wp_buf){ 0 };
    wp_dict_put(arena, from->section, from->key, wp_null());
    if (at == line.len)
        return true;
    from->text = wp_buf_new(arena);
    wp_buf_str_add(&from->text, wp_str_strip(wp_str_slice(line, at + 1, line.len), (wp_str){ 0 }, WP_BOTH_ENDS));
    return true;
}

static bool read_line(ini_reader *from, wp_str line, wp_error *err)
{
    wp_str bare = wp_str_strip(line, (wp_str){ 0 }, WP_BOTH_ENDS);
    bool is_comment = bare.len && (bare.ptr[0] == '#' || bare.ptr[0] == ';');
    size_t indent = line.len - wp_str_strip(line, (wp_str){ 0 }, WP_LEFT_END).len;
    bool goes_on = from->key.type == WP_STRING && from->text.arena && indent > from->indent;
    if (is_comment)
        return true;
    if (!bare.len) { /* an empty line may stand within a value */
        if (from->key.type == WP_STRING && from->text.arena)
            wp_buf_char(&from->text, '\n');
        return true;
    }
    if (goes_on) {
        wp_buf_char(&from->text, '\n');
        wp_buf_str_add(&from->text, bare);
        return true;
    }
    end_option(from);
    from->indent = indent;
    if (bare.ptr[0] == '[' && wp_str_rfind(bare, wp_str_of("]")) != SIZE_MAX)
        return begin_section(from, bare, err);
    return begin_option(from, bare, err);
}

static bool read_ini(ini_reader *from, wp_str text, wp_error *err)
{
    wp_str line;
    while (wp_str_next_line(&text, &line, NULL)) {
        from->line++;
        if (!read_line(from, line, err))
            return false;
    }
    end_option(from);
    return true;
}

/* %(name)s stands for another option of the section (or of [DEFAULT]), %% for a percent sign. */
static bool interpolate(ini_reader *from, wp_value section, wp_str text, int depth, wp_buf *out, wp_error *err)
{
    wp_arena *arena = from->call->arena;
    if (depth > 10)
        return wp_fail_call(from->call, err, "the options stand for each other without an end");
    for (size_t at = 0; at < text.len; at++) {
        if (text.ptr[at] != '%') {
            wp_buf_char(out, text.ptr[at]);
            continue;
        }
        size_t end = wp_str_find(text, wp_str_of(")s"), at);
        if (at + 1 < text.len && text.ptr[at + 1] == '%') {
            wp_buf_char(out, '%');
            at++;
            continue;
        }
        if (at + 1 >= text.len || text.ptr[at + 1] != '(' || end == SIZE_MAX)
            return wp_fail_call(from->call, err, "'%%' must be followed by '%%' or '(name)s' in '%.*s'",
                                (int)text.len, text.ptr);
        wp_str name = wp_str_slice(text, at + 2, end);
        if (!from->case_sensitive)
            name = wp_letters_lower(arena, name);
        const wp_value *usual = wp_dict_find(from->sections, "DEFAULT");
        const wp_value *item = wp_dict_find_n(section, name.ptr, name.len);
        if (!item && usual)
            item = wp_dict_find_n(*usual, name.ptr, name.len);
        if (!item)
            return wp_fail_call(from->call, err, "there is no option '%.*s' to be put in", (int)name.len, name.ptr);
        if (!interpolate(from, section, wp_text(*item), depth + 1, out, err))
            return false;
        at = end + 1;
    }
    return true;
}

static bool value_of(ini_reader *from, wp_value section, wp_value raw, wp_value *out, wp_error *err)
{
    wp_buf buf = wp_buf_new(from->call->arena);
    *out = raw;
    if (raw.type != WP_STRING)
        return true;
    if (!interpolate(from, section, wp_text(raw), 0, &buf, err))
        return false;
    *out = wp_string_of(from->call->arena, wp_buf_str(&buf));
    return true;
}

static bool find_section(ini_reader *from, wp_str name, wp_str file, wp_value *out, wp_error *err)
{
    wp_arena *arena = from->call->arena;
    const wp_value *own = wp_dict_find_n(from->sections, name.ptr, name.len);
    const wp_value *usual = wp_dict_find(from->sections, "DEFAULT");
    wp_value key, item;
    if (!own)
        return wp_fail_call(from->call, err, "there is no section '%.*s' in %.*s", (int)name.len, name.ptr,
                            (int)file.len, file.ptr);
    *out = wp_dict_new(arena, wp_len(*own));
    for (size_t i = 0; usual && wp_dict_pair(*usual, i, &key, &item); i++)
        wp_dict_put(arena, *out, key, item);
    for (size_t i = 0; wp_dict_pair(*own, i, &key, &item); i++)
        wp_dict_put(arena, *out, key, item);
    return true;
}

static bool push_fitting(ini_reader *from, wp_value section, wp_str pattern, bool secret, wp_value list, wp_error *err)
{
    wp_regex *regex;
    wp_value key, item;
    if (!wp_regex_compile(from->call->arena, pattern, 0, &regex, err))
        return wp_while(err, "%s", from->call->name);
    for (size_t i = 0; wp_dict_pair(section, i, &key, &item); i++) {
        if (!wp_regex_match(from->call->arena, regex, wp_text(key), NULL))
            continue;
        if (!value_of(from, section, item, &item, err))
            return false;
        wp_list_push(from->call->arena, list, secret ? wp_value_mark_all(from->call->arena, item, WP_SECRET) : item);
    }
    return true;
}

static bool find_in_ini(wp_call *call, wp_str key, const wp_value *slots, wp_value list, wp_error *err)
{
    wp_str file, section_name, type, encoding, text;
    wp_value section, item;
    bool secret = false;
    ini_reader from = {
        .call = call,
        .sections = wp_dict_new(call->arena, 8),
        .key = wp_null(),
        .case_sensitive = wp_arg_bool(slots[INI_CASE], false),
        .allow_no_value = wp_arg_bool(slots[INI_NO_VALUE], false) || wp_arg_bool(slots[INI_NONE], false),
    };
    if (!wp_arg_str(call, ini_names[INI_FILE], slots[INI_FILE], "ansible.ini", &file, err) ||
        !wp_arg_str(call, ini_names[INI_SECTION], slots[INI_SECTION], "global", &section_name, err) ||
        !wp_arg_str(call, ini_names[INI_TYPE], slots[INI_TYPE], "ini", &type, err) ||
        !wp_arg_str(call, ini_names[INI_ENCODING], slots[INI_ENCODING], "utf-8", &encoding, err) ||
        !wp_lookup_read_text(call, file, encoding, &text, &secret, err))
        return false;
    if (wp_str_is(type, "properties")) { /* options without a section */
        section_name = wp_str_of("java_properties");
        begin_section(&from, wp_str_of("[java_properties]"), err);
    } else if (!wp_str_is(type, "ini")) {
        return wp_fail_call(call, err, "type must be ini or properties, not '%.*s'", (int)type.len, type.ptr);
    }
    if (!read_ini(&from, text, err) || !find_section(&from, section_name, file, &section, err))
        return false;
    if (wp_arg_bool(slots[INI_RE], false))
        return push_fitting(&from, section, key, secret, list, err);
    if (!from.case_sensitive)
        key = wp_letters_lower(call->arena, key);
    const wp_value *raw = wp_dict_find_n(section, key.ptr, key.len);
    if (raw && !value_of(&from, section, *raw, &item, err))
        return false;
    if (raw && item.type != WP_NULL)
        wp_list_push(call->arena, list, secret ? wp_value_mark_all(call->arena, item, WP_SECRET) : item);
    else if (!raw && slots[INI_DEFAULT].type != WP_NULL)
        wp_list_push(call->arena, list, slots[INI_DEFAULT].type == WP_OMIT ? wp_string_static("") : slots[INI_DEFAULT]);
    return true;
}

static bool run_ini(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value list = wp_list_new(call->arena, call->count);
    for (size_t i = 0; i < call->count; i++) {
        wp_value slots[9];
        wp_str term, key;
        if (!wp_lookup_options(call, ini_names, slots, err) || !wp_lookup_term(call, i, &term, err))
            return false;
        key = term;
        if (wp_str_find(term, wp_str_of("="), 0) != SIZE_MAX &&
            !wp_lookup_inline(call, term, ini_names, slots, &key, err))
            return false;
        if (!key.len)
            return wp_fail_call(call, err, "needs a key to look for");
        if (!find_in_ini(call, key, slots, list, err))
            return false;
    }
    *out = list;
    return true;
}

const wp_builtin wp_lookups_ini[] = {
    { .name = "ini", .run = run_ini,
      .usage = "lookup('ini', key, section='global', file='ansible.ini', type='ini', re=false, default='')",
      .summary = "An option of an INI file, or of a properties file." },
    { 0 },
};
