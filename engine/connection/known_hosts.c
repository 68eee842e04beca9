/*
 * A line: [@marker] names type key [comment]. Names are patterns with commas in
 * between, or one name hidden as |1|salt|HMAC-SHA1(salt, name). The name of a host
 * at another port than 22 is "[host]:port". @revoked forbids a key; a line with
 * @cert-authority is about certificates of hosts, which libssh does not speak: it is
 * noted, for the message.
 *
 * Each connection reads the files by itself, and only as far as lines go: nothing
 * is parsed that is not about the host, so a thousand lines cost less than a
 * tenth of a millisecond, and threads share nothing.
 */
#include "connection/known_hosts.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { STANDARD_PORT = 22 };

const char *wp_known_hosts_name(wp_arena *arena, const wp_ssh_settings *settings)
{
    if (settings->host_key_alias)
        return settings->host_key_alias;
    wp_buf name = wp_buf_new(arena);
    wp_str host = wp_str_of(settings->host);
    if (settings->port != STANDARD_PORT)
        wp_buf_char(&name, '[');
    for (size_t i = 0; i < host.len; i++)
        wp_buf_char(&name, host.ptr[i] >= 'A' && host.ptr[i] <= 'Z' ? (char)(host.ptr[i] + 32) : host.ptr[i]);
    if (settings->port != STANDARD_PORT)
        wp_buf_printf(&name, "]:%d", settings->port);
    return wp_buf_str(&name).ptr;
}

/* ---- lines ------------------------------------------------------------------------------ */

static bool take_word(wp_str *line, wp_str *word)
{
    *line = wp_str_trim(*line);
    size_t len = 0;
    while (len < line->len && line->ptr[len] != ' ' && line->ptr[len] != '\t')
        len++;
    *word = wp_str_slice(*line, 0, len);
    *line = wp_str_slice(*line, len, line->len);
    return word->len > 0;
}

static bool match_hidden(wp_arena *arena, wp_str names, const char *host)
{
    wp_str part, salt, hash;
    unsigned char digest[20];
    names = wp_str_slice(names, 3, names.len); /* |1| */
    if (!wp_str_split(&names, '|', &part) || !wp_base64_decode(arena, part, &salt) ||
        !wp_base64_decode(arena, names, &hash) || hash.len != sizeof digest)
        return false;
    wp_hmac_sha1(salt, wp_str_of(host), digest);
    return memcmp(digest, hash.ptr, sizeof digest) == 0;
}

/* Most lines are about other hosts, and most names are no patterns: those are found out without a copy. */
static bool match_names(wp_arena *arena, wp_str names, const char *host)
{
    if (wp_str_starts(names, "|1|"))
        return match_hidden(arena, names, host);
    bool has_patterns =
        memchr(names.ptr, '*', names.len) || memchr(names.ptr, '?', names.len) || memchr(names.ptr, '!', names.len);
    if (has_patterns)
        return wp_ssh_pattern_match(wp_strndup(arena, names.ptr, names.len), ',', host);
    wp_str name;
    while (wp_str_split(&names, ',', &name))
        if (wp_str_ieq(name, host))
            return true;
    return false;
}

typedef enum line_kind { LINE_KEY, LINE_REVOKED, LINE_AUTHORITY } line_kind;

static bool parse_line(wp_arena *arena, wp_str line, const char *host, wp_known_key *out, line_kind *kind)
{
    wp_str word, type;
    if (!take_word(&line, &word) || word.ptr[0] == '#')
        return false;
    *kind = wp_str_is(word, "@revoked") ? LINE_REVOKED : wp_str_is(word, "@cert-authority") ? LINE_AUTHORITY : LINE_KEY;
    if (word.ptr[0] == '@' && (*kind == LINE_KEY || !take_word(&line, &word)))
        return false;
    if (!match_names(arena, word, host) || !take_word(&line, &type) || !take_word(&line, &word))
        return false;
    out->type = wp_strndup(arena, type.ptr, type.len);
    out->key = word;
    out->is_revoked = *kind == LINE_REVOKED;
    return true;
}

static void search_text(wp_arena *arena, wp_arena *scratch, const char *path, wp_str text, const char *host,
                        wp_known_keys *keys)
{
    wp_str line;
    for (uint32_t number = 1; wp_str_split(&text, '\n', &line); number++) {
        wp_known_key key = { .file = path, .line = number };
        line_kind kind;
        if (!parse_line(scratch, line, host, &key, &kind))
            continue;
        if (kind == LINE_AUTHORITY) {
            keys->authority_file = path;
            keys->authority_line = number;
            continue;
        }
        key.type = wp_strdup(arena, key.type);
        key.key = wp_str_dup(arena, key.key);
        keys->key = wp_grow(arena, keys->key, keys->count * sizeof key, (keys->count + 1) * sizeof key);
        keys->key[keys->count++] = key;
    }
}

/* A file may be large, and there may be thousands of connections: only what is found is kept. */
static bool search_file(wp_arena *arena, const char *path, const char *host, wp_known_keys *keys, wp_error *err)
{
    wp_str text;
    if (!wp_path_is_file(path))
        return true;
    wp_arena *scratch = wp_arena_new();
    bool done = wp_file_read(scratch, path, &text, err);
    if (done)
        search_text(arena, scratch, path, text, host, keys);
    wp_arena_free(scratch);
    return done || wp_while(err, "reading the known host keys");
}

bool wp_known_hosts_find(wp_arena *arena, const wp_ssh_settings *settings, wp_known_keys *out, wp_error *err)
{
    const wp_words *files[] = { &settings->user_known_hosts, &settings->global_known_hosts };
    const char *host = wp_known_hosts_name(arena, settings);
    wp_known_keys keys = { 0 };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        for (size_t k = 0; k < files[i]->count; k++)
            if (!search_file(arena, files[i]->word[k], host, &keys, err))
                return false;
    *out = keys;
    return true;
}

/* ---- add ----------------------------------------------------------------------------------- */

static const char *hidden_name(wp_arena *arena, const char *name)
{
    char salt[20];
    unsigned char digest[20];
    wp_random_bytes(salt, sizeof salt);
    wp_hmac_sha1((wp_str){ salt, sizeof salt }, wp_str_of(name), digest);
    return wp_printf(arena, "|1|%s|%s", wp_base64_encode(arena, (wp_str){ salt, sizeof salt }).ptr,
                     wp_base64_encode(arena, (wp_str){ (char *)digest, sizeof digest }).ptr);
}

/* One write, under a lock: several connections may add at once. */
static bool append(const char *path, wp_str line, wp_error *err)
{
    bool done = false;
    char last = '\n';
    int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || flock(fd, LOCK_EX) < 0) {
        wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot write %s: %s", path, strerror(errno));
        goto out;
    }
    if (lseek(fd, -1, SEEK_END) >= 0 && read(fd, &last, 1) == 1 && last != '\n' && write(fd, "\n", 1) != 1)
        last = '\n'; /* the write that follows will fail as well, and tell */
    if (write(fd, line.ptr, line.len) != (ssize_t)line.len) {
        wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot write %s: %s", path, strerror(errno));
        goto out;
    }
    done = true;
out:
    if (fd >= 0)
        close(fd);
    return done;
}

bool wp_known_hosts_add(wp_arena *arena, const wp_ssh_settings *settings, const char *type, const char *key,
                        wp_error *err)
{
    const char *path = settings->user_known_hosts.word[0];
    if (strcmp(path, "none") == 0 || strcmp(path, "/dev/null") == 0)
        return true; /* the user wants none kept */
    const char *name = wp_known_hosts_name(arena, settings);
    if (settings->hash_known_hosts == WP_YES)
        name = hidden_name(arena, name);
    if (!wp_path_make_dirs(wp_path_dirname(arena, path), 0700, err))
        return false;
    return append(path, wp_str_of(wp_printf(arena, "%s %s %s\n", name, type, key)), err);
}
