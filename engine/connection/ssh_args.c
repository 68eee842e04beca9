/*
 * Words as given to ssh: -o Name=value, or a letter that stands for an option.
 * Letters that only concern a terminal or how much ssh says are known and skipped.
 */
#include "connection/ssh_settings.h"

#include "base/text.h"

#include <string.h>

typedef struct ssh_letter {
    char letter;
    const char *keyword; /* its value follows; NULL: skipped */
    bool has_value;
} ssh_letter;

static const ssh_letter letters[] = {
    { 'p', "Port", true },    { 'l', "User", true }, { 'i', "IdentityFile", true }, { 'J', "ProxyJump", true },
    { 'c', "Ciphers", true }, { 'm', "MACs", true }, { 'S', NULL, true },           { 'e', NULL, true },
    { 'E', NULL, true },      { 'C', NULL, false },  { 'q', NULL, false },          { 'v', NULL, false },
    { '4', NULL, false },     { '6', NULL, false },  { 't', NULL, false },          { 'T', NULL, false },
    { 'n', NULL, false },     { 'a', NULL, false },  { 'A', NULL, false },          { 'x', NULL, false },
    { 'X', NULL, false },     { 'Y', NULL, false },  { 'k', NULL, false },          { 'K', NULL, false },
    { 'M', NULL, false },     { 's', NULL, false },  { 'y', NULL, false },
};

static const ssh_letter *find_letter(char name)
{
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].letter == name)
            return &letters[i];
    return NULL;
}

static bool apply_value(wp_ssh_settings *settings, const char *keyword, const char *value, wp_error *err)
{
    wp_words values = { 0 };
    wp_words_add(settings->arena, &values, value);
    return wp_ssh_setting_apply(settings, keyword, values, err);
}

/* "Name=value", "Name value", "Name = value": the value may be several words where the option takes several. */
static bool apply_option(wp_ssh_settings *settings, const char *text, wp_error *err)
{
    size_t len = strcspn(text, "= \t");
    const char *keyword = wp_strndup(settings->arena, text, len);
    const char *value = text + len;
    value += strspn(value, " \t");
    if (*value == '=')
        value++;
    value += strspn(value, " \t");
    if (!*value)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the SSH option '%s' has no value", keyword);
    if (wp_str_ieq(wp_str_of(keyword), "proxycommand"))
        return apply_value(settings, keyword, value, err);

    wp_str *words;
    size_t count;
    if (!wp_shell_split(settings->arena, wp_str_of(value), &words, &count))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the SSH option '%s' has an open quote", keyword);
    wp_words values = { 0 };
    for (size_t i = 0; i < count; i++)
        wp_words_add(settings->arena, &values, words[i].ptr);
    return wp_ssh_setting_apply(settings, keyword, values, err);
}

/* One word that begins with a dash, and the next one where it needs it. */
static bool apply_word(wp_ssh_settings *settings, const char *word, const char *next, bool *took_next, wp_error *err)
{
    for (const char *at = word + 1; *at; at++) {
        bool has_option = *at == 'o' || *at == 'F';
        const ssh_letter *letter = find_letter(*at);
        if (!letter && !has_option)
            return wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "the SSH argument '-%c' is not possible here", *at);
        if (!has_option && !letter->has_value)
            continue;
        const char *value = at[1] ? at + 1 : next;
        *took_next = !at[1];
        if (!value)
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the SSH argument '-%c' has no value", *at);
        if (*at == 'o')
            return apply_option(settings, value, err);
        if (*at == 'F') {
            settings->config_file = value;
            return true;
        }
        return !letter->keyword || apply_value(settings, letter->keyword, value, err);
    }
    return true;
}

bool wp_ssh_args_apply(wp_ssh_settings *settings, const char *args, wp_error *err)
{
    wp_str *words;
    size_t count;
    if (!args)
        return true;
    if (!wp_shell_split(settings->arena, wp_str_of(args), &words, &count))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "an open quote in the SSH arguments '%s'", args);
    for (size_t i = 0; i < count; i++) {
        bool took_next = false;
        if (words[i].len < 2 || words[i].ptr[0] != '-')
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%s' among the SSH arguments is no option", words[i].ptr);
        if (!apply_word(settings, words[i].ptr, i + 1 < count ? words[i + 1].ptr : NULL, &took_next, err))
            return false;
        i += took_next;
    }
    return true;
}
