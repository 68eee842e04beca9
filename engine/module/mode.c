/*
 * Modes of files, as chmod and Ansible take them.
 *
 *   mode     = octal | clause { "," clause }          0644  u=rwX,g=rX,o=
 *   clause   = { "u" | "g" | "o" | "a" } action { action }
 *   action   = ("+" | "-" | "=") ( { r w x X s t } | "u" | "g" | "o" )
 *
 * A symbolic mode is computed against the mode that is there, so that the preview
 * can show the number. Without letters in front, "a" is meant, less the umask. Set-id
 * bits of a directory go where they are not named, as in Ansible; chmod alone keeps them.
 */
#include "module/params.h"

#include <string.h>

#include "base/text.h"

enum { USER = 04700, GROUP = 02070, OTHER = 01007 };

static bool is_octal(wp_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '7')
            return false;
    return text.len > 0 && text.len <= 6;
}

bool wp_mode_is_number(const char *mode)
{
    return is_octal(wp_str_of(mode));
}

static uint32_t octal(wp_str text)
{
    uint32_t mode = 0;
    for (size_t i = 0; i < text.len; i++)
        mode = mode * 8 + (uint32_t)(text.ptr[i] - '0');
    return mode;
}

static bool refuse(wp_str text, wp_error *err)
{
    wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%.*s' is no mode", (int)text.len, text.ptr);
    return wp_hint(err, "write it as '0644' or 'u=rw,g=r,o=r'");
}

/* The bits a letter stands for, for all three at once. */
static bool permission_bits(char letter, bool with_x, uint32_t mode, uint32_t *bits)
{
    switch (letter) {
    case 'r':
        *bits = 0444;
        return true;
    case 'w':
        *bits = 0222;
        return true;
    case 'x':
        *bits = 0111;
        return true;
    case 'X':
        *bits = with_x ? 0111 : 0;
        return true;
    case 's':
        *bits = 06000;
        return true;
    case 't':
        *bits = 01000;
        return true;
    case 'u':
        *bits = (mode >> 6 & 7) * 0111;
        return true;
    case 'g':
        *bits = (mode >> 3 & 7) * 0111;
        return true;
    case 'o':
        *bits = (mode & 7) * 0111;
        return true;
    default:
        return false;
    }
}

static bool apply_action(wp_str clause, size_t *at, uint32_t who, uint32_t umask, bool is_dir, uint32_t *mode)
{
    char operator = clause.ptr[(*at)++];
    uint32_t bits = 0, before = *mode;
    bool with_x = is_dir || (before & 0111);
    while (*at < clause.len && !strchr("+-=", clause.ptr[*at])) {
        uint32_t more;
        if (!permission_bits(clause.ptr[(*at)++], with_x, before, &more))
            return false;
        bits |= more;
    }
    uint32_t reach = who ? who : (uint32_t)(07777 & ~umask);
    bits &= reach;
    uint32_t cleared = who ? who : 07777;
    if (operator == '+')
        *mode |= bits;
    else if (operator == '-')
        *mode &= ~bits;
    else
        *mode = (before & ~cleared) | bits;
    return true;
}

static bool apply_clause(wp_str clause, uint32_t umask, bool is_dir, uint32_t *mode)
{
    size_t at = 0;
    uint32_t who = 0;
    for (; at < clause.len && strchr("ugoa", clause.ptr[at]); at++)
        who |= clause.ptr[at] == 'u' ? USER : clause.ptr[at] == 'g' ? GROUP : clause.ptr[at] == 'o' ? OTHER : 07777;
    if (at == clause.len || !strchr("+-=", clause.ptr[at]))
        return false;
    while (at < clause.len)
        if (!apply_action(clause, &at, who, umask, is_dir, mode))
            return false;
    return true;
}

static bool compute(wp_str text, uint32_t current, uint32_t umask, bool is_dir, uint32_t *out)
{
    wp_str rest = text, clause;
    uint32_t mode = current & 07777;
    if (text.len == 0 || text.ptr[text.len - 1] == ',')
        return false;
    while (wp_str_split(&rest, ',', &clause))
        if (!apply_clause(clause, umask, is_dir, &mode))
            return false;
    *out = mode;
    return true;
}

bool wp_mode_compute(const char *mode, uint32_t current, uint32_t umask, bool is_dir, uint32_t *out, wp_error *err)
{
    wp_str text = wp_str_of(mode);
    if (is_octal(text)) {
        *out = octal(text) & 07777;
        return true;
    }
    return compute(text, current, umask, is_dir, out) || refuse(text, err);
}

bool wp_mode_normalise(wp_arena *arena, wp_value given, wp_value *out, wp_error *err)
{
    wp_str text = wp_str_trim(wp_to_text(arena, given));
    uint32_t ignored;
    if (wp_is(given, WP_INT) && given.as.integer >= 0 && given.as.integer <= 0177777)
        *out = wp_string_printf(arena, "%04o", (unsigned)given.as.integer & 07777);
    else if (wp_is(given, WP_STRING) && is_octal(text))
        *out = wp_string_printf(arena, "%04o", octal(text) & 07777);
    else if (wp_is(given, WP_STRING) && (wp_str_is(text, "preserve") || compute(text, 0, 0, false, &ignored)))
        *out = wp_string_of(arena, text);
    else
        return refuse(text, err);
    return true;
}
