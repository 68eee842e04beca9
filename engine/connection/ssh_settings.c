/*
 * The settings of one connection: options, arguments, files, in that order, then
 * what goes without saying. In the end names are names: whatever could be taken for
 * an option, or for something else by a shell, is refused here.
 */
#include "connection/ssh_settings.h"

#include <string.h>

static bool check_name(const char *what, const char *name, const char *forbidden, wp_error *err)
{
    bool is_good = name[0] && name[0] != '-' && strlen(name) < 256;
    for (const char *at = name; *at && is_good; at++)
        is_good = (unsigned char)*at > ' ' && *at != 0x7f && !strchr(forbidden, *at);
    if (!is_good)
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "'%s' is no %s", name, what);
    return true;
}

static void apply_options(wp_ssh_settings *settings, const wp_connection_options *options)
{
    settings->user = options->user && options->user[0] ? options->user : NULL;
    settings->port = options->port;
    if (options->private_key_file && options->private_key_file[0])
        wp_words_add(settings->arena, &settings->identities, options->private_key_file);
    if (options->known_hosts_file && options->known_hosts_file[0])
        wp_words_add(settings->arena, &settings->user_known_hosts, options->known_hosts_file);
    if (options->host_key_policy == WP_HOST_KEY_IGNORE)
        settings->strict = WP_NO;
    if (options->host_key_policy == WP_HOST_KEY_ACCEPT_NEW)
        settings->strict = WP_ACCEPT_NEW;
    if (options->connect_timeout_ms > 0)
        settings->connect_timeout = (options->connect_timeout_ms + 999) / 1000;
}

static void add_default_words(wp_ssh_settings *settings, wp_words *words, const char *a, const char *b)
{
    if (words->count > 0)
        return;
    wp_words_add(settings->arena, words, a);
    wp_words_add(settings->arena, words, b);
}

static bool expand_words(wp_ssh_settings *settings, wp_words *words, wp_error *err)
{
    for (size_t i = 0; i < words->count; i++)
        if (!wp_ssh_expand(settings, words->word[i], true, &words->word[i], err))
            return false;
    return true;
}

static bool finish(wp_ssh_settings *settings, wp_error *err)
{
    wp_arena *arena = settings->arena;
    const char *host = settings->host ? settings->host : "%n";
    settings->host = settings->alias;
    if (!wp_ssh_expand(settings, strcmp(host, "%n") == 0 ? "%n" : host, false, &settings->host, err))
        return false;
    if (!settings->user)
        settings->user = wp_ssh_local_user(arena);
    if (settings->port <= 0)
        settings->port = 22;
    if (settings->port > 65535)
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "%d is no port", settings->port);
    if (!settings->has_alive_interval)
        settings->alive_interval = 15;
    if (settings->alive_count == 0)
        settings->alive_count = 3;
    if (settings->connect_timeout == 0)
        settings->connect_timeout = 10;
    add_default_words(settings, &settings->user_known_hosts, "~/.ssh/known_hosts", "~/.ssh/known_hosts2");
    add_default_words(settings, &settings->global_known_hosts, "/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2");
    if (settings->identity_agent &&
        !wp_ssh_expand(settings, settings->identity_agent, true, &settings->identity_agent, err))
        return false;
    return expand_words(settings, &settings->identities, err) && expand_words(settings, &settings->certificates, err) &&
           expand_words(settings, &settings->user_known_hosts, err) &&
           expand_words(settings, &settings->global_known_hosts, err);
}

bool wp_ssh_settings_load(wp_arena *arena, const wp_connection_options *options, wp_ssh_settings **out, wp_error *err)
{
    static const char in_host[] = "'\"$\\;&<>|(){}`@/", in_user[] = "'\"$\\;&<>|(){}`";
    wp_ssh_settings *settings = wp_new(arena, wp_ssh_settings);
    settings->arena = arena;
    settings->alias = options->host;
    apply_options(settings, options);
    if (!check_name("name of a host", settings->alias, in_host, err))
        return false;
    if (!wp_ssh_args_apply(settings, options->ssh_args, err) || !wp_ssh_config_apply(settings, err) ||
        !finish(settings, err)) {
        if (err)
            err->kind = WP_E_UNREACHABLE;
        return false;
    }
    if (!check_name("name of a host", settings->host, in_host, err) ||
        !check_name("name of a user", settings->user, in_user, err))
        return false;
    *out = settings;
    return true;
}
