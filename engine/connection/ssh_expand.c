/*
 * What names and paths of the configuration stand for: patterns with * and ?, the
 * home directory behind ~, variables of the environment, and %h, %p, ...
 */
#include "connection/ssh_settings.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"

#include <ctype.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *wp_ssh_local_user(wp_arena *arena)
{
    char room[4096];
    struct passwd entry, *found = NULL;
    if (getpwuid_r(geteuid(), &entry, room, sizeof room, &found) == 0 && found)
        return wp_strdup(arena, found->pw_name);
    const char *user = getenv("USER");
    return wp_strdup(arena, user ? user : "root");
}

/* $HOME goes first, unlike with ssh: runs and tests have a home of their own. */
const char *wp_ssh_home(wp_arena *arena)
{
    const char *home = getenv("HOME");
    if (home && home[0] == '/')
        return wp_strdup(arena, home);
    return wp_path_expand(arena, "~");
}

/* ---- patterns ------------------------------------------------------------------------------ */

static bool match_one(const char *pattern, size_t len, const char *name)
{
    const char *end = pattern + len, *star = NULL, *back = NULL;
    while (*name) {
        if (pattern < end && *pattern == '*') {
            star = pattern++;
            back = name;
        } else if (pattern < end &&
                   (*pattern == '?' || tolower((unsigned char)*pattern) == tolower((unsigned char)*name))) {
            pattern++;
            name++;
        } else if (star) {
            pattern = star + 1;
            name = ++back;
        } else {
            return false;
        }
    }
    while (pattern < end && *pattern == '*')
        pattern++;
    return pattern == end;
}

bool wp_ssh_pattern_match(const char *patterns, char separator, const char *name)
{
    bool matched = false;
    wp_str rest = wp_str_of(patterns), part;
    while (wp_str_split(&rest, separator, &part)) {
        bool forbids = part.len > 0 && part.ptr[0] == '!';
        if (part.len == 0 || !match_one(part.ptr + forbids, part.len - forbids, name))
            continue;
        if (forbids)
            return false;
        matched = true;
    }
    return matched;
}

/* ---- % and ~ ---------------------------------------------------------------------------------- */

static bool add_token(wp_buf *text, const wp_ssh_settings *settings, char token)
{
    wp_arena *arena = text->arena;
    switch (token) {
    case '%':
        wp_buf_char(text, '%');
        return true;
    case 'h':
        wp_buf_add(text, settings->host);
        return true;
    case 'n':
        wp_buf_add(text, settings->alias);
        return true;
    case 'k':
        wp_buf_add(text, settings->host_key_alias ? settings->host_key_alias : settings->alias);
        return true;
    case 'p':
        wp_buf_printf(text, "%d", settings->port ? settings->port : 22);
        return true;
    case 'r':
        wp_buf_add(text, settings->user ? settings->user : wp_ssh_local_user(arena));
        return true;
    case 'u':
        wp_buf_add(text, wp_ssh_local_user(arena));
        return true;
    case 'i':
        wp_buf_printf(text, "%u", (unsigned)geteuid());
        return true;
    case 'd':
        wp_buf_add(text, wp_ssh_home(arena));
        return true;
    case 'l':
    case 'L': {
        char name[256] = "";
        gethostname(name, sizeof name - 1);
        wp_str whole = wp_str_of(name);
        size_t dot = token == 'L' ? wp_str_find(whole, wp_str_of("."), 0) : SIZE_MAX;
        wp_buf_str_add(text, wp_str_slice(whole, 0, dot == SIZE_MAX ? whole.len : dot));
        return true;
    }
    default:
        return false;
    }
}

/* ${NAME} of the environment; the number of bytes that it took, 0: it is none. */
static size_t add_variable(wp_buf *text, const char *at)
{
    const char *end = at[0] == '$' && at[1] == '{' ? strchr(at, '}') : NULL;
    if (!end)
        return 0;
    const char *value = getenv(wp_strndup(text->arena, at + 2, (size_t)(end - at - 2)));
    wp_buf_add(text, value ? value : "");
    return (size_t)(end + 1 - at);
}

bool wp_ssh_expand(wp_ssh_settings *settings, const char *text, bool is_path, const char **out, wp_error *err)
{
    wp_buf whole = wp_buf_new(settings->arena);
    const char *at = text;
    if (is_path && at[0] == '~' && (at[1] == '/' || at[1] == '\0')) {
        wp_buf_add(&whole, wp_ssh_home(settings->arena));
        at++;
    }
    while (*at) {
        size_t taken = is_path ? add_variable(&whole, at) : 0;
        if (taken > 0) {
            at += taken;
        } else if (*at != '%') {
            wp_buf_char(&whole, *at++);
        } else if (at[1] && add_token(&whole, settings, at[1])) {
            at += 2;
        } else {
            return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "'%%%c' in '%s' is not known", at[1] ? at[1] : ' ', text);
        }
    }
    const char *expanded = wp_buf_str(&whole).ptr;
    *out = is_path && expanded[0] == '~' ? wp_path_expand(settings->arena, expanded) : expanded;
    return true;
}
