/*
 * The table of keywords. A keyword that changes nothing here (ControlMaster, ...)
 * is known all the same, so that arguments written for ssh need no change; one
 * that would change what is done, but can't, is an error when it is an argument.
 */
#include "connection/ssh_settings.h"

#include "base/buf.h"
#include "base/nearest.h"
#include "base/text.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void wp_words_add(wp_arena *arena, wp_words *words, const char *word)
{
    size_t size = sizeof *words->word;
    words->word = wp_grow(arena, words->word, words->count * size, (words->count + 1) * size);
    words->word[words->count++] = word;
}

typedef enum setting_kind {
    TEXT,
    REST, /* all of the line as one text */
    WORDS,
    MORE_WORDS, /* collects */
    NUMBER,
    SECONDS,
    YES_NO,
    STRICTNESS,
    IGNORED, /* means nothing here, or what is done anyway */
    REFUSED  /* can't be done */
} setting_kind;

typedef struct ssh_keyword {
    const char *name;
    setting_kind kind;
    size_t field;
} ssh_keyword;

#define FIELD(name) offsetof(wp_ssh_settings, name)

static const ssh_keyword table[] = {
    { "hostname", TEXT, FIELD(host) },
    { "user", TEXT, FIELD(user) },
    { "port", NUMBER, FIELD(port) },
    { "identityfile", MORE_WORDS, FIELD(identities) },
    { "certificatefile", MORE_WORDS, FIELD(certificates) },
    { "identitiesonly", YES_NO, FIELD(identities_only) },
    { "identityagent", TEXT, FIELD(identity_agent) },
    { "userknownhostsfile", WORDS, FIELD(user_known_hosts) },
    { "globalknownhostsfile", WORDS, FIELD(global_known_hosts) },
    { "stricthostkeychecking", STRICTNESS, FIELD(strict) },
    { "hashknownhosts", YES_NO, FIELD(hash_known_hosts) },
    { "hostkeyalias", TEXT, FIELD(host_key_alias) },
    { "proxycommand", REST, FIELD(proxy_command) },
    { "proxyjump", TEXT, FIELD(proxy_jump) },
    { "passwordauthentication", YES_NO, FIELD(password_auth) },
    { "kbdinteractiveauthentication", YES_NO, FIELD(interactive_auth) },
    { "challengeresponseauthentication", YES_NO, FIELD(interactive_auth) },
    { "pubkeyauthentication", YES_NO, FIELD(key_auth) },
    { "preferredauthentications", TEXT, FIELD(preferred) },
    { "compression", YES_NO, FIELD(compression) },
    { "connecttimeout", SECONDS, FIELD(connect_timeout) },
    { "connectionattempts", NUMBER, FIELD(attempts) },
    { "serveraliveinterval", SECONDS, FIELD(alive_interval) },
    { "serveralivecountmax", NUMBER, FIELD(alive_count) },
    { "ciphers", TEXT, FIELD(ciphers) },
    { "macs", TEXT, FIELD(macs) },
    { "kexalgorithms", TEXT, FIELD(key_exchange) },
    { "hostkeyalgorithms", TEXT, FIELD(host_key_types) },
    { "pubkeyacceptedalgorithms", TEXT, FIELD(key_types) },
    { "pubkeyacceptedkeytypes", TEXT, FIELD(key_types) },
    { "addkeystoagent", IGNORED, 0 },
    { "addressfamily", IGNORED, 0 },
    { "batchmode", IGNORED, 0 },
    { "canonicaldomains", IGNORED, 0 },
    { "canonicalizehostname", IGNORED, 0 },
    { "checkhostip", IGNORED, 0 },
    { "clearallforwardings", IGNORED, 0 },
    { "controlmaster", IGNORED, 0 },
    { "controlpath", IGNORED, 0 },
    { "controlpersist", IGNORED, 0 },
    { "exitonforwardfailure", IGNORED, 0 },
    { "fingerprinthash", IGNORED, 0 },
    { "forwardagent", IGNORED, 0 },
    { "forwardx11", IGNORED, 0 },
    { "forwardx11trusted", IGNORED, 0 },
    { "gssapiauthentication", IGNORED, 0 },
    { "gssapidelegatecredentials", IGNORED, 0 },
    { "hostbasedauthentication", IGNORED, 0 },
    { "ipqos", IGNORED, 0 },
    { "loglevel", IGNORED, 0 },
    { "logverbose", IGNORED, 0 },
    { "nohostauthenticationforlocalhost", IGNORED, 0 },
    { "numberofpasswordprompts", IGNORED, 0 },
    { "permitlocalcommand", IGNORED, 0 },
    { "rekeylimit", IGNORED, 0 },
    { "requesttty", IGNORED, 0 },
    { "sendenv", IGNORED, 0 },
    { "streamlocalbindunlink", IGNORED, 0 },
    { "tcpkeepalive", IGNORED, 0 },
    { "updatehostkeys", IGNORED, 0 },
    { "verifyhostkeydns", IGNORED, 0 },
    { "visualhostkey", IGNORED, 0 },
    { "bindaddress", REFUSED, 0 },
    { "bindinterface", REFUSED, 0 },
    { "pkcs11provider", REFUSED, 0 },
    { "securitykeyprovider", REFUSED, 0 },
    { "knownhostscommand", REFUSED, 0 },
    { "remotecommand", REFUSED, 0 },
    { "setenv", REFUSED, 0 },
    { "dynamicforward", REFUSED, 0 },
    { "localforward", REFUSED, 0 },
    { "remoteforward", REFUSED, 0 },
    { "tunnel", REFUSED, 0 },
};

static const ssh_keyword *find_setting(const char *keyword)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (wp_str_ieq(wp_str_of(keyword), table[i].name))
            return &table[i];
    return NULL;
}

static bool fail_value(const char *keyword, const char *value, const char *wanted, wp_error *err)
{
    return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%s' is no value for %s: it wants %s", value, keyword, wanted);
}

static bool parse_number(const char *keyword, const char *value, int *out, wp_error *err)
{
    int64_t number;
    if (!wp_str_int(wp_str_of(value), &number) || number < 0 || number > 100000000)
        return fail_value(keyword, value, "a number", err);
    *out = (int)number;
    return true;
}

/* 90, 90s, 2m, 1h30m */
static bool parse_seconds(const char *keyword, const char *value, int *out, wp_error *err)
{
    static const char units[] = "smhdw";
    static const int seconds[] = { 1, 60, 3600, 86400, 604800 };
    long total = 0;
    const char *at = value;
    do {
        char *end;
        long number = isdigit((unsigned char)*at) ? strtol(at, &end, 10) : -1;
        if (number < 0 || number > 10000000)
            return fail_value(keyword, value, "a time, as 30 or 2m", err);
        const char *unit = *end ? strchr(units, tolower((unsigned char)*end)) : units;
        if (!unit)
            return fail_value(keyword, value, "a time, as 30 or 2m", err);
        total += number * seconds[unit - units];
        at = *end ? end + 1 : end;
    } while (*at);
    *out = total > 100000000 ? 100000000 : (int)total;
    return true;
}

static bool parse_choice(const ssh_keyword *setting, const char *value, wp_choice *out, wp_error *err)
{
    static const struct {
        const char *text;
        wp_choice choice;
    } choices[] = { { "yes", WP_YES },
                    { "true", WP_YES },
                    { "no", WP_NO },
                    { "false", WP_NO },
                    { "ask", WP_YES },
                    { "off", WP_NO },
                    { "accept-new", WP_ACCEPT_NEW } };
    bool is_strictness = setting->kind == STRICTNESS;
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        if (!wp_str_ieq(wp_str_of(value), choices[i].text) || (!is_strictness && i >= 4))
            continue;
        *out = choices[i].choice;
        return true;
    }
    return fail_value(setting->name, value, is_strictness ? "yes, no or accept-new" : "yes or no", err);
}

static const char *join(wp_arena *arena, wp_words values)
{
    wp_buf text = wp_buf_new(arena);
    for (size_t i = 0; i < values.count; i++)
        wp_buf_printf(&text, i ? " %s" : "%s", values.word[i]);
    return wp_buf_str(&text).ptr;
}

/* ProxyCommand and ProxyJump are one choice: what came first counts. */
static bool is_other_proxy(const wp_ssh_settings *settings, const ssh_keyword *setting)
{
    return (setting->field == FIELD(proxy_command) && settings->proxy_jump) ||
           (setting->field == FIELD(proxy_jump) && settings->proxy_command);
}

static bool set(wp_ssh_settings *settings, const ssh_keyword *setting, wp_words values, wp_error *err)
{
    void *field = (char *)settings + setting->field;
    const char *first = values.word[0];
    switch (setting->kind) {
    case TEXT:
        if (is_other_proxy(settings, setting))
            return true;
        if (!*(const char **)field)
            *(const char **)field = first;
        return true;
    case REST:
        if (is_other_proxy(settings, setting))
            return true;
        if (!*(const char **)field)
            *(const char **)field = join(settings->arena, values);
        return true;
    case WORDS:
    case MORE_WORDS: {
        wp_words *words = field;
        if (setting->kind == WORDS && words->count > 0)
            return true;
        for (size_t i = 0; i < values.count; i++)
            wp_words_add(settings->arena, words, values.word[i]);
        return true;
    }
    case NUMBER:
    case SECONDS: {
        int number = 0;
        if (!(setting->kind == NUMBER ? parse_number : parse_seconds)(setting->name, first, &number, err))
            return false;
        bool is_interval = setting->field == FIELD(alive_interval);
        if (is_interval ? !settings->has_alive_interval : *(int *)field == 0)
            *(int *)field = number;
        settings->has_alive_interval = settings->has_alive_interval || is_interval;
        return true;
    }
    case YES_NO:
    case STRICTNESS: {
        wp_choice choice = WP_UNSET;
        if (!parse_choice(setting, first, &choice, err))
            return false;
        if (*(wp_choice *)field == WP_UNSET)
            *(wp_choice *)field = choice;
        return true;
    }
    case IGNORED:
        return true;
    case REFUSED:
        return wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "the SSH option %s is not possible here", setting->name);
    }
    return true;
}

bool wp_ssh_setting_apply(wp_ssh_settings *settings, const char *keyword, wp_words values, wp_error *err)
{
    const ssh_keyword *setting = find_setting(keyword);
    if (!setting) {
        wp_nearest nearest = wp_nearest_to(wp_str_of(keyword));
        for (size_t i = 0; i < sizeof table / sizeof *table; i++)
            wp_nearest_try(&nearest, table[i].name);
        wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "the SSH option '%s' is not known", keyword);
        return nearest.best ? wp_hint(err, "did you mean '%s'?", nearest.best) : false;
    }
    if (values.count == 0)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the SSH option %s has no value", keyword);
    return set(settings, setting, values, err);
}
