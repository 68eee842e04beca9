/*
 * ansible.cfg.
 *
 *   [section]
 *   key = value        or key: value; keys in small letters
 *     goes on here     lines that are indented
 *   # comment          ; comment on lines of their own, and ` ; comment` behind a value
 */
#include "cli/settings_file.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- reading ----------------------------------------------------------------------------- */

typedef struct reader {
    wp_arena *arena;
    wp_mark mark;
    wp_value sections, section; /* section: null before the first */
    wp_value key;               /* null: no value goes on */
} reader;

static wp_str without_comment(wp_str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] == ';' && (i == 0 || isspace((unsigned char)line.ptr[i - 1])))
            return wp_str_slice(line, 0, i);
    return line;
}

static bool begin_section(reader *r, wp_str line, wp_error *err)
{
    if (line.ptr[line.len - 1] != ']')
        return wp_fail(err, WP_E_SYNTAX, r->mark, "']' is missing");
    wp_value name = wp_string_of(r->arena, wp_str_slice(line, 1, line.len - 1));
    const wp_value *known = wp_dict_get(r->sections, name);
    r->section = known != NULL ? *known : wp_dict_new(r->arena, 8);
    r->key = wp_null();
    wp_dict_put(r->arena, r->sections, name, r->section);
    return true;
}

static void put(reader *r, wp_str value)
{
    wp_dict_put(r->arena, r->section, r->key, wp_string_at(r->arena, wp_str_trim(value), r->mark));
}

static bool begin_key(reader *r, wp_str line, wp_error *err)
{
    size_t at = 0;
    while (at < line.len && line.ptr[at] != '=' && line.ptr[at] != ':')
        at++;
    if (at == line.len || at == 0)
        return wp_fail(err, WP_E_SYNTAX, r->mark, "neither a [section] nor a key = value");
    if (!wp_is(r->section, WP_DICT))
        return wp_fail(err, WP_E_SYNTAX, r->mark, "this key stands in no [section]");
    wp_str name = wp_str_trim(wp_str_slice(line, 0, at));
    char *small = wp_strndup(r->arena, name.ptr, name.len);
    for (char *c = small; *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    r->key = wp_string(r->arena, small);
    put(r, wp_str_slice(line, at + 1, line.len));
    return true;
}

static void go_on(reader *r, wp_str line)
{
    wp_str before = wp_text(*wp_dict_get(r->section, r->key));
    put(r, wp_str_of(wp_printf(r->arena, "%.*s\n%.*s", (int)before.len, before.ptr, (int)line.len, line.ptr)));
}

static bool read_line(reader *r, wp_str line, wp_error *err)
{
    wp_str bare = wp_str_trim(line);
    if (bare.len == 0 || bare.ptr[0] == '#' || bare.ptr[0] == ';')
        return true;
    bare = wp_str_trim(without_comment(bare));
    if (isspace((unsigned char)line.ptr[0]) && wp_is(r->key, WP_STRING)) {
        go_on(r, bare);
        return true;
    }
    return bare.ptr[0] == '[' ? begin_section(r, bare, err) : begin_key(r, bare, err);
}

bool wp_settings_file_parse(wp_arena *arena, const char *path, wp_str text, wp_value *out, wp_error *err)
{
    reader r = { .arena = arena, .mark = { path, 0, 1 }, .sections = wp_dict_new(arena, 4), .section = wp_null(),
                 .key = wp_null() };
    wp_str line;
    while (wp_str_split(&text, '\n', &line)) {
        r.mark.line++;
        if (!read_line(&r, line, err))
            return false;
    }
    *out = r.sections;
    return true;
}

/* ---- finding ----------------------------------------------------------------------------- */

/* In a directory that everybody may write to, an ansible.cfg may be anybody's. */
static bool is_open_to_all(const char *dir)
{
    struct stat facts;
    return stat(dir, &facts) == 0 && (facts.st_mode & S_IWOTH) != 0;
}

static const char *find(wp_arena *arena, const char **warning)
{
    const char *given = getenv("ANSIBLE_CONFIG");
    const char *own = wp_path_absolute(arena, "ansible.cfg");
    if (given != NULL && given[0] != '\0') {
        given = wp_path_absolute(arena, wp_path_expand(arena, given));
        given = wp_path_is_dir(given) ? wp_path_join(arena, given, "ansible.cfg") : given;
        if (wp_path_is_file(given))
            return given;
    }
    if (wp_path_is_file(own)) {
        if (!is_open_to_all("."))
            return own;
        *warning = wp_printf(arena, "%s is ignored: everybody may write to its directory", own);
    }
    const char *const others[] = { wp_path_expand(arena, "~/.ansible.cfg"), "/etc/ansible/ansible.cfg" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (wp_path_is_file(others[i]))
            return others[i];
    return NULL;
}

bool wp_settings_file_load(wp_arena *arena, wp_value *out, const char **path, const char **warning, wp_error *err)
{
    wp_str text;
    *out = wp_dict_new(arena, 1);
    *warning = NULL;
    *path = find(arena, warning);
    if (*path == NULL)
        return true;
    return wp_file_read(arena, *path, &text, err) && wp_settings_file_parse(arena, *path, text, out, err);
}
