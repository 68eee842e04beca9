/*
 * The look-up password: one by chance, kept in a file, so that the next run finds it.
 *
 *   PASSWORD salt=SALT ident=IDENT
 *
 * is what the file holds; the salt is kept where a hash was asked for, so that the hash
 * stays the same. A lock beside the file sees to it that of many hosts one makes the
 * password and the others read it. /dev/null keeps nothing.
 */
#include "template/families.h"
#include "template/lookups.h"
#include "template/numbers.h"
#include "template/passwords.h"
#include "template/strings.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { LENGTH, ENCRYPT, CHARS, IDENT, SEED };
static const char *const names[] = { "length", "encrypt", "chars", "ident", "seed", NULL };

typedef struct kept {
    wp_str password, salt, ident; /* ptr NULL: not there */
} kept;

/* ---- which characters -------------------------------------------------------------------- */

static const struct {
    const char *name, *characters;
} sets[] = {
    { "ascii_lowercase", "abcdefghijklmnopqrstuvwxyz" },
    { "ascii_uppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
    { "ascii_letters", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" },
    { "digits", "0123456789" },
    { "hexdigits", "0123456789abcdefABCDEF" },
    { "octdigits", "01234567" },
    { "punctuation", "!#$%&()*+,-./:;<=>?@[\\]^_`{|}~" },
    { "whitespace", " \t\n\r\v\f" },
    { "printable", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&()*+,-./:;<=>?@[\\]^_`{|}~"
                   " \t\n\r\v\f" },
};

static void add_set(wp_buf *buf, wp_str name)
{
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        if (wp_str_is(name, sets[i].name)) {
            wp_buf_add(buf, sets[i].characters);
            return;
        }
    }
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] != '"' && name.ptr[i] != '\'')
            wp_buf_char(buf, name.ptr[i]);
}

/* The option may be a text with commas between. */
static wp_value listed(wp_arena *arena, wp_value given)
{
    wp_str text = wp_text(given), part;
    if (given.type != WP_STRING)
        return given;
    wp_value list = wp_list_new(arena, 4);
    while (wp_str_split(&text, ',', &part))
        wp_list_push(arena, list, wp_string_of(arena, wp_str_trim(part)));
    return list;
}

/* In a term a text names the sets between commas; two commas stand for a comma itself. */
static bool want_characters(wp_call *call, wp_value given, wp_str *out, wp_error *err)
{
    wp_buf buf = wp_buf_new(call->arena);
    wp_str text, part;
    if (!wp_is_given(given)) {
        add_set(&buf, wp_str_of("ascii_letters"));
        add_set(&buf, wp_str_of("digits"));
        add_set(&buf, wp_str_of(".,:-_"));
    } else if (given.type == WP_STRING) {
        text = wp_text(given);
        if (wp_str_find(text, wp_str_of(",,"), 0) != SIZE_MAX)
            wp_buf_char(&buf, ',');
        while (wp_str_split(&text, ',', &part))
            add_set(&buf, part);
    } else {
        wp_value list;
        if (!wp_want_list(call, names[CHARS], given, &list, err))
            return false;
        for (size_t i = 0; i < wp_len(list); i++) {
            if (!wp_want_text(call, names[CHARS], wp_list_at(list, i), &text, err))
                return false;
            add_set(&buf, text);
        }
    }
    *out = wp_buf_str(&buf);
    return out->len || wp_fail_call(call, err, "chars leaves no characters to choose from");
}

/* ---- the file ------------------------------------------------------------------------------ */

static kept parse_kept(wp_str content)
{
    kept from = { .password = content };
    size_t at = wp_str_rfind(content, wp_str_of(" salt="));
    if (at == SIZE_MAX)
        return from;
    from.password = wp_str_slice(content, 0, at);
    from.salt = wp_str_slice(content, at + strlen(" salt="), content.len);
    at = wp_str_rfind(from.salt, wp_str_of(" ident="));
    if (at != SIZE_MAX) {
        from.ident = wp_str_slice(from.salt, at + strlen(" ident="), from.salt.len);
        from.salt.len = at;
    }
    return from;
}

static bool read_kept(wp_call *call, const char *path, kept *out, bool *found, wp_error *err)
{
    wp_str content;
    *found = strcmp(path, "/dev/null") != 0 && wp_path_exists(path);
    if (!*found)
        return true;
    if (!wp_file_read(call->arena, path, &content, err))
        return false;
    *out = parse_kept(wp_str_strip(content, (wp_str){ 0 }, WP_RIGHT_END));
    return true;
}

static bool write_kept(wp_call *call, const char *path, const kept *all, wp_error *err)
{
    wp_buf buf = wp_buf_new(call->arena);
    wp_buf_str_add(&buf, all->password);
    if (all->salt.ptr) {
        wp_buf_add(&buf, " salt=");
        wp_buf_str_add(&buf, all->salt);
    }
    if (all->ident.ptr) {
        wp_buf_add(&buf, " ident=");
        wp_buf_str_add(&buf, all->ident);
    }
    wp_buf_char(&buf, '\n');
    return wp_file_write(path, wp_buf_str(&buf), 0600, err);
}

/* An open descriptor that holds the lock; -1 with an error. */
static int lock(wp_call *call, const char *path, wp_error *err)
{
    const char *dir = wp_path_dirname(call->arena, path);
    wp_str hex;
    if (!wp_path_make_dirs(dir, 0700, err) ||
        !wp_digest_hex(call->arena, "sha1", wp_str_of(path), &hex, err))
        return -1;
    const char *name = wp_printf(call->arena, "%s/.%.*s.lock", dir, (int)hex.len, hex.ptr);
    int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX) == 0)
        return fd;
    wp_fail(err, WP_E_IO, call->mark, "cannot lock %s: %s", name, strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

/* ---- one password ---------------------------------------------------------------------------- */

typedef struct wish {
    const char *path;
    int64_t length;
    wp_str encrypt, characters, ident; /* ptr NULL: not asked for */
    wp_value seed;
} wish;

static bool make(wp_call *call, const wish *wanted, wp_str *out, wp_error *err)
{
    wp_chance chance;
    if (!wp_chance_begin(call->arena, &chance, wanted->seed, err))
        return false;
    *out = wp_password_random(call->arena, &chance, wanted->characters, wanted->length);
    return true;
}

/* Reads what is kept, makes what is missing, and keeps it. */
static bool settle(wp_call *call, const wish *wanted, kept *all, wp_error *err)
{
    bool found, is_bcrypt = wp_str_is(wanted->encrypt, "bcrypt") || wp_str_is(wanted->encrypt, "blowfish");
    if (!read_kept(call, wanted->path, all, &found, err) || (!found && !make(call, wanted, &all->password, err)))
        return false;
    bool changed = !found;
    if (wanted->encrypt.ptr && !(all->salt.ptr && all->salt.len)) {
        if (!wp_password_salt(call->arena, wanted->encrypt, 0, &all->salt, err))
            return false;
        changed = true;
    }
    if (all->ident.ptr && wanted->ident.ptr && !wp_str_eq(all->ident, wanted->ident))
        return wp_fail_call(call, err, "ident is '%.*s', but the file has '%.*s'", (int)wanted->ident.len,
                            wanted->ident.ptr, (int)all->ident.len, all->ident.ptr);
    if (wanted->encrypt.ptr && !all->ident.ptr && (wanted->ident.ptr || is_bcrypt)) {
        all->ident = wanted->ident.ptr ? wanted->ident : wp_str_of("2b");
        changed = true;
    }
    bool keep = changed && strcmp(wanted->path, "/dev/null") != 0;
    return !keep || write_kept(call, wanted->path, all, err);
}

static bool give(wp_call *call, const wish *wanted, wp_str *out, wp_error *err)
{
    kept all = { 0 };
    bool is_kept = strcmp(wanted->path, "/dev/null") != 0;
    int fd = is_kept ? lock(call, wanted->path, err) : -1;
    if (is_kept && fd < 0)
        return false;
    bool done = settle(call, wanted, &all, err);
    if (fd >= 0)
        close(fd);
    *out = all.password;
    if (!done || !wanted->encrypt.ptr)
        return done;
    wp_password_rule rule = { .scheme = wanted->encrypt, .salt = all.salt, .ident = all.ident };
    return wp_password_hash(call->arena, all.password, &rule, out, err);
}

static bool want_wish(wp_call *call, wp_str term, wish *out, wp_error *err)
{
    wp_value slots[5];
    wp_str path, length;
    wp_value number;
    *out = (wish){ 0 };
    if (!wp_lookup_options(call, names, slots, err))
        return false;
    slots[CHARS] = listed(call->arena, slots[CHARS]);
    if (!wp_lookup_inline(call, term, names, slots, &path, err) ||
        !wp_arg_str(call, names[LENGTH], slots[LENGTH], "20", &length, err) ||
        (wp_is_given(slots[ENCRYPT]) && !wp_want_string(call, names[ENCRYPT], slots[ENCRYPT], &out->encrypt, err)) ||
        (wp_is_given(slots[IDENT]) && !wp_want_string(call, names[IDENT], slots[IDENT], &out->ident, err)) ||
        !want_characters(call, slots[CHARS], &out->characters, err))
        return false;
    if (!path.len)
        return wp_fail_call(call, err, "needs the path of a file");
    bool is_length = wp_number_int(call->arena, length, 10, &number) && number.type == WP_INT;
    if (!is_length || number.as.integer < 0 || number.as.integer > 100000)
        return wp_fail_call(call, err, "length must be a number, not '%.*s'", (int)length.len, length.ptr);
    out->length = number.as.integer;
    const char *plain = wp_path_expand(call->arena, wp_strndup(call->arena, path.ptr, path.len));
    const char *base = wp_lookup_directory(call);
    out->path = base ? wp_path_join(call->arena, base, plain) : plain;
    out->seed = slots[SEED];
    if (out->seed.type != WP_OMIT && out->seed.type != WP_NULL)
        out->seed = wp_string_of(call->arena, wp_to_text(call->arena, out->seed));
    return true;
}

static bool run_password(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value list = wp_list_new(call->arena, call->count);
    for (size_t i = 0; i < call->count; i++) {
        wp_str term, made;
        wish wanted;
        if (!wp_lookup_term(call, i, &term, err) || !want_wish(call, term, &wanted, err) ||
            !give(call, &wanted, &made, err))
            return false;
        wp_value value = wp_string_of(call->arena, made);
        value.marks |= WP_SECRET | WP_PLAIN;
        wp_list_push(call->arena, list, value);
    }
    *out = list;
    return true;
}

const wp_builtin wp_lookups_password[] = {
    { .name = "password", .run = run_password,
      .usage = "lookup('password', path, length=20, chars=['ascii_letters', 'digits', '.,:-_'], encrypt=none, "
        "seed=none)",
      .summary = "A password by chance, kept in a file for the next time; with `encrypt`, its hash." },
    { 0 },
};
