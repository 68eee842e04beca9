/*
 * The table of keywords. A keyword that changes nothing here (ControlMaster, ...)
 * is known all the same, so that arguments written for ssh need no change; one
 * that would change what is done, but can't, is an error when it is an argument.
 */
#include "connection/ssh_settings.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/nearest.h"
#include "base/text.h"

#include <ctype.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- words and names -------------------------------------------------------------------- */

void wp_words_add(wp_arena *arena, wp_words *words, const char *word)
{
    size_t size = sizeof *words->word;
    words->word = wp_grow(arena, words->word, words->count * size, (words->count + 1) * size);
    words->word[words->count++] = word;
}

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

static bool check_name(const char *what, const char *name, const char *forbidden, wp_error *err)
{
    bool is_good = name[0] && name[0] != '-' && strlen(name) < 256;
    for (const char *at = name; *at && is_good; at++)
        is_good = (unsigned char)*at > ' ' && *at != 0x7f && !strchr(forbidden, *at);
    if (!is_good)
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "'%s' is no %s", name, what);
    return true;
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

/* ---- the table ------------------------------------------------------------------------------------ */

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
    } choices[] = { { "yes", WP_YES }, { "true", WP_YES }, { "no", WP_NO },          { "false", WP_NO },
                    { "ask", WP_YES }, { "off", WP_NO },   { "accept-new", WP_ACCEPT_NEW } };
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
        wp_choice choice;
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

/* ---- all of it ----------------------------------------------------------------------------------------- */

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
    if (settings->identity_agent && !wp_ssh_expand(settings, settings->identity_agent, true,
                                                   &settings->identity_agent, err))
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
