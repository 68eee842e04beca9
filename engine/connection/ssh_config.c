/*
 * ssh's configuration files: lines "Keyword value..." or "Keyword=value...", in
 * blocks that a line Host or Match opens. A block's lines count where the block
 * matches; of each keyword the first value does. Keywords that are not known are
 * passed over: the file is written for ssh, not for us.
 */
#include "connection/ssh_settings.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/process.h"
#include "base/text.h"

#include <glob.h>
#include <string.h>

enum { INCLUDE_DEPTH = 16 };

typedef struct config_reading {
    wp_ssh_settings *settings;
    const char *dir; /* where Include looks */
    const char *file;
    uint32_t line;
    int depth;
    bool matches; /* do the lines of this block count? */
} config_reading;

static bool read_file(config_reading *from, const char *path, wp_error *err);

/* ---- lines -------------------------------------------------------------------------------- */

/* Words split by blanks; "..." holds blanks; # begins a comment. */
static bool split_words(wp_arena *arena, const char *at, wp_words *words)
{
    for (;;) {
        at += strspn(at, " \t\r\f");
        if (!*at || *at == '#')
            return true;
        wp_buf word = wp_buf_new(arena);
        bool quoted = false;
        for (; *at && (quoted || !strchr(" \t\r\f", *at)); at++) {
            if (*at == '"')
                quoted = !quoted;
            else if (*at == '\\' && (at[1] == '"' || at[1] == '\\' || (quoted && at[1] == ' ')))
                wp_buf_char(&word, *++at);
            else
                wp_buf_char(&word, *at);
        }
        if (quoted)
            return false;
        wp_words_add(arena, words, wp_buf_str(&word).ptr);
    }
}

static wp_mark here(const config_reading *reading)
{
    return (wp_mark){ reading->file, reading->line, 1 };
}

/* ---- blocks --------------------------------------------------------------------------------- */

static bool match_host(const wp_ssh_settings *settings, wp_words patterns)
{
    bool matched = false;
    for (size_t i = 0; i < patterns.count; i++) {
        bool forbids = patterns.word[i][0] == '!';
        if (!wp_ssh_pattern_match(patterns.word[i] + forbids, ',', settings->alias))
            continue;
        if (forbids)
            return false;
        matched = true;
    }
    return matched;
}

/* The file is the user's, and says that this is to be run: so does ssh. */
static bool match_exec(wp_ssh_settings *settings, const char *command, bool *out, wp_error *err)
{
    wp_process_result result;
    const char *expanded;
    if (!wp_ssh_expand(settings, command, false, &expanded, err))
        return false;
    const char *const argv[] = { "/bin/sh", "-c", expanded, NULL };
    if (!wp_process_run(settings->arena, &(wp_process){ .argv = argv, .timeout_ms = 30000 }, &result, err))
        return false;
    *out = result.status == 0;
    return true;
}

static bool match_criterion(const config_reading *reading, const char *name, const char *value, bool *out,
                            wp_error *err)
{
    wp_ssh_settings *settings = reading->settings;
    const char *user = settings->user ? settings->user : wp_ssh_local_user(settings->arena);
    if (strcmp(name, "host") == 0)
        *out = wp_ssh_pattern_match(value, ',', settings->host ? settings->host : settings->alias);
    else if (strcmp(name, "originalhost") == 0)
        *out = wp_ssh_pattern_match(value, ',', settings->alias);
    else if (strcmp(name, "user") == 0)
        *out = wp_ssh_pattern_match(value, ',', user);
    else if (strcmp(name, "localuser") == 0)
        *out = wp_ssh_pattern_match(value, ',', wp_ssh_local_user(settings->arena));
    else if (strcmp(name, "exec") == 0)
        return match_exec(settings, value, out, err);
    else
        *out = false; /* tagged, localnetwork, ... */
    return true;
}

static bool match_all(const config_reading *reading, wp_words words, bool *out, wp_error *err)
{
    *out = true;
    for (size_t i = 0; i < words.count; i++) {
        bool negated = words.word[i][0] == '!';
        const char *name = words.word[i] + negated;
        bool matched = true;
        if (wp_str_ieq(wp_str_of(name), "canonical"))
            matched = false;
        else if (!wp_str_ieq(wp_str_of(name), "all") && !wp_str_ieq(wp_str_of(name), "final")) {
            if (i + 1 == words.count)
                return wp_fail(err, WP_E_INVALID, here(reading), "'Match %s' wants a value", name);
            i++;
            /* A criterion that can't help any more is not looked at: `exec` would run for nothing. */
            if (*out && !match_criterion(reading, name, words.word[i], &matched, err))
                return false;
        }
        *out = *out && matched != negated;
    }
    return true;
}

/* ---- include ----------------------------------------------------------------------------------- */

static bool include_files(config_reading *reading, wp_words patterns, wp_error *err)
{
    wp_arena *arena = reading->settings->arena;
    if (reading->depth >= INCLUDE_DEPTH)
        return wp_fail(err, WP_E_INVALID, here(reading), "files include each other");
    bool done = true;
    for (size_t i = 0; i < patterns.count && done; i++) {
        const char *pattern = wp_path_expand(arena, patterns.word[i]);
        glob_t found = { 0 };
        if (glob(wp_path_join(arena, reading->dir, pattern), 0, NULL, &found) == 0)
            for (size_t k = 0; k < found.gl_pathc && done; k++)
                done = read_file(reading, wp_strdup(arena, found.gl_pathv[k]), err);
        globfree(&found);
    }
    return done;
}

/* ---- files ---------------------------------------------------------------------------------------- */

static bool read_line(config_reading *reading, wp_str text, wp_error *err)
{
    wp_arena *arena = reading->settings->arena;
    wp_words words = { 0 };
    text = wp_str_trim(text);
    if (text.len == 0 || text.ptr[0] == '#')
        return true;
    const char *line = wp_strndup(arena, text.ptr, text.len);
    size_t len = strcspn(line, "= \t");
    const char *keyword = wp_strndup(arena, line, len);
    const char *rest = line + len + strspn(line + len, " \t");
    if (*rest == '=')
        rest++;
    if (!split_words(arena, rest, &words))
        return wp_fail(err, WP_E_SYNTAX, here(reading), "an open quote");

    wp_str name = wp_str_of(keyword);
    if (wp_str_ieq(name, "host")) {
        reading->matches = match_host(reading->settings, words);
        return true;
    }
    if (wp_str_ieq(name, "match"))
        return match_all(reading, words, &reading->matches, err);
    if (!reading->matches)
        return true;
    if (wp_str_ieq(name, "include"))
        return include_files(reading, words, err);
    if (wp_str_ieq(name, "proxycommand")) { /* all of the line, quotes and all */
        words = (wp_words){ 0 };
        wp_words_add(arena, &words, rest + strspn(rest, " \t"));
    }
    wp_error ignored = { 0 };
    if (wp_ssh_setting_apply(reading->settings, keyword, words, &ignored) || ignored.kind == WP_E_NOT_FOUND)
        return true;
    *err = ignored;
    return wp_at(err, here(reading));
}

static bool read_file(config_reading *from, const char *path, wp_error *err)
{
    wp_str text, line;
    config_reading reading = {
        .settings = from->settings, .dir = from->dir, .file = path, .depth = from->depth + 1, .matches = from->matches
    };
    if (!wp_file_read(reading.settings->arena, path, &text, err))
        return wp_while(err, "reading ssh's configuration");
    while (wp_str_split(&text, '\n', &line)) {
        reading.line++;
        if (!read_line(&reading, line, err))
            return false;
    }
    return true;
}

static bool read_if_there(wp_ssh_settings *settings, const char *path, const char *dir, wp_error *err)
{
    config_reading from = { .settings = settings, .dir = dir, .matches = true };
    return !wp_path_is_file(path) || read_file(&from, path, err);
}

bool wp_ssh_config_apply(wp_ssh_settings *settings, wp_error *err)
{
    wp_arena *arena = settings->arena;
    const char *own_dir = wp_path_join(arena, wp_ssh_home(arena), ".ssh");
    if (settings->config_file) {
        config_reading from = { .settings = settings, .dir = own_dir, .matches = true };
        return strcmp(settings->config_file, "none") == 0 ||
               read_file(&from, wp_path_expand(arena, settings->config_file), err);
    }
    return read_if_there(settings, wp_path_join(arena, own_dir, "config"), own_dir, err) &&
           read_if_there(settings, "/etc/ssh/ssh_config", "/etc/ssh", err);
}
