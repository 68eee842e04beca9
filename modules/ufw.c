/*
 * ufw: the firewall of Ubuntu and Debian: on or off, what it does by default, one rule.
 *
 * What is there is read from its files, which say the same whether it is on or off. A
 * rule is ufw's to understand ("22/tcp" and an application may be one rule): a dry run
 * of it prints the rules as they would be, and those are compared with the ones there.
 */
#include <waplay/module.h>

#include <string.h>

enum { WORDS = 40 };

typedef struct firewall {
    wp_str there;            /* the answer of ufw_probe */
    const char *word[WORDS]; /* of the rule, from its action on */
    size_t count;
    bool is_on, is_off;
    wp_calls *calls;
    wp_value commands;
} firewall;

static const char *text(wp_job *job, const char *name)
{
    return wp_job_has(job, name) ? wp_job_str(job, name) : NULL;
}

static bool is_one_of(const char *word, const char *const *list)
{
    while (*list && strcmp(word, *list) != 0)
        list++;
    return *list;
}

/* ---- the words of the rule ------------------------------------------------------------------- */

/* A word and the parameter behind it, where that is given. */
static void add(firewall *at, const char *word, const char *value)
{
    if (!value || at->count + 2 > WORDS)
        return;
    if (word)
        at->word[at->count++] = word;
    at->word[at->count++] = value;
}

static void make_rule(wp_job *job, firewall *at)
{
    add(at, NULL, text(job, "rule"));
    add(at, NULL, text(job, "direction"));
    add(at, "on", text(job, "interface"));
    add(at, "in", text(job, "interface_in") ? "on" : NULL);
    add(at, NULL, text(job, "interface_in"));
    add(at, "out", text(job, "interface_out") ? "on" : NULL);
    add(at, NULL, text(job, "interface_out"));
    add(at, NULL, wp_job_bool(job, "log") ? "log" : NULL);
    add(at, "from", text(job, "from_ip"));
    add(at, "port", text(job, "from_port"));
    add(at, "to", text(job, "to_ip"));
    add(at, "port", text(job, "to_port"));
    add(at, "proto", text(job, "proto"));
    add(at, "app", text(job, "name"));
    add(at, "comment", text(job, "comment"));
}

/* ---- probe ------------------------------------------------------------------------------------- */

static bool check_params(wp_job *job, wp_error *err)
{
    static const char *const of_default[] = { "incoming", "outgoing", "routed", NULL };
    static const char *const of_rule[] = { "in", "out", NULL };
    const char *direction = text(job, "direction");
    if (wp_job_has(job, "default") && direction && !is_one_of(direction, of_default))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK,
                       "a default is for the direction incoming, outgoing or routed, not '%s'", direction);
    if (wp_job_has(job, "rule") && direction && !is_one_of(direction, of_rule))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "a rule is for the direction in or out, not '%s'", direction);
    if (wp_job_has(job, "interface_in") && wp_job_has(job, "interface_out") && !wp_job_bool(job, "route"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK,
                       "only a rule with route: true has both interface_in and interface_out");
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    firewall *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    const char *args[4 + WORDS];
    bool deletes = wp_job_bool(job, "delete");
    if (!check_params(job, err))
        return false;
    if (wp_job_has(job, "rule"))
        make_rule(job, at);
    args[0] = wp_job_str(job, "insert_relative_to");
    args[1] = wp_job_has(job, "insert") && !deletes
                  ? wp_printf(wp_job_arena(job), "%lld", (long long)wp_job_int(job, "insert"))
                  : "";
    args[2] = wp_job_bool(job, "route") ? "route" : "";
    args[3] = deletes ? "delete" : "";
    memcpy(args + 4, at->word, at->count * sizeof *at->word);
    if (!wp_host_call(job, "ufw_probe", args, 4 + at->count, NULL, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    at->there = reply.out;
    bool is_enabled = wp_str_is(wp_field(at->there, "enabled"), "yes");
    bool is_running = strncmp(wp_field(at->there, "status").ptr, "Status: active", 14) == 0;
    at->is_on = is_enabled && is_running;
    at->is_off = !is_enabled && !is_running;
    return true;
}

/* ---- plan ---------------------------------------------------------------------------------------- */

static void call(wp_job *job, firewall *at, const char *const *words, size_t count)
{
    const char *command = "ufw";
    for (size_t i = 0; i < count; i++)
        command = wp_printf(wp_job_arena(job), strpbrk(words[i], " '") ? "%s '%s'" : "%s %s", command, words[i]);
    wp_list_push(wp_job_arena(job), at->commands, wp_string(wp_job_arena(job), command));
    wp_calls_add(at->calls, "ufw_apply", words, count);
}

#define CALL(job, at, ...)                                                                                             \
    call((job), (at), (const char *const[]){ __VA_ARGS__ },                                                            \
         sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void plan_state(wp_job *job, firewall *at)
{
    const char *state = wp_job_str(job, "state");
    if (strcmp(state, "enabled") == 0 && !at->is_on) {
        wp_job_change(job, "enable the firewall, now and at each boot");
        CALL(job, at, "-f", "enable");
    } else if (strcmp(state, "disabled") == 0 && !at->is_off) {
        wp_job_change(job, "disable the firewall");
        CALL(job, at, "-f", "disable");
    } else if (strcmp(state, "reloaded") == 0 && at->is_on) {
        wp_job_change(job, "reload the firewall");
        CALL(job, at, "-f", "reload");
    } else if (strcmp(state, "reset") == 0 && (!at->is_off || wp_field_has(at->there, "edited"))) {
        wp_job_change(job, "disable the firewall and remove its rules");
        CALL(job, at, "-f", "reset");
    }
}

/* `on` leaves the level that there is. */
static void plan_logging(wp_job *job, firewall *at)
{
    const char *level = wp_job_str(job, "logging");
    wp_str now = wp_field(at->there, "level");
    if (strcmp(level, "on") == 0 ? !wp_str_is(now, "off") : wp_str_is(now, level))
        return;
    wp_job_change(job, "set the logging from %.*s to %s", (int)now.len, now.ptr, level);
    CALL(job, at, "logging", level);
}

static void plan_default(wp_job *job, firewall *at)
{
    static const char *const policies[][2] = { { "allow", "ACCEPT" }, { "deny", "DROP" }, { "reject", "REJECT" } };
    const char *wanted = wp_job_str(job, "default"), *direction = text(job, "direction");
    if (!direction)
        direction = "incoming";
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++)
        if (strcmp(wanted, policies[i][0]) == 0 && wp_str_is(wp_field(at->there, direction), policies[i][1]))
            return;
    wp_job_change(job, "by default, %s what is %s", wanted, direction);
    CALL(job, at, "default", wanted, direction);
}

/* A dry run says nothing of a family that it leaves as it is. */
static bool differs(const firewall *at, const char *now, const char *then)
{
    return wp_field_has(at->there, then) && !wp_str_eq(wp_field(at->there, now), wp_field(at->there, then));
}

static const char *both(wp_job *job, wp_str four, wp_str six)
{
    return wp_printf(wp_job_arena(job), "%.*s%s%.*s%s", (int)four.len, four.len ? four.ptr : "", four.len ? "\n" : "",
                     (int)six.len, six.len ? six.ptr : "", six.len ? "\n" : "");
}

static void plan_rule(wp_job *job, firewall *at)
{
    bool four = differs(at, "rules", "would"), six = differs(at, "rules6", "would6");
    bool deletes = wp_job_bool(job, "delete");
    if (!four && !six)
        return;
    const char *words[5 + WORDS], *line = "";
    size_t count = 0;
    wp_str number = wp_field(at->there, "number");
    if (wp_job_bool(job, "route"))
        words[count++] = "route";
    if (deletes)
        words[count++] = "delete";
    if (number.len) {
        words[count++] = "insert";
        words[count++] = wp_strndup(wp_job_arena(job), number.ptr, number.len);
    }
    memcpy(words + count, at->word, at->count * sizeof *at->word);
    for (size_t i = 0; i < at->count; i++)
        line = wp_printf(wp_job_arena(job), "%s%s%s", line, i ? " " : "", at->word[i]);
    wp_job_change(job, deletes ? "remove the rule: %s" : "add the rule: %s", line);
    wp_job_diff(job, "rules", wp_str_of(both(job, wp_field(at->there, "rules"), wp_field(at->there, "rules6"))),
                "rules",
                wp_str_of(both(job, wp_field(at->there, four ? "would" : "rules"),
                               wp_field(at->there, six ? "would6" : "rules6"))));
    call(job, at, words, count + at->count);
}

static bool plan(wp_job *job, wp_error *err)
{
    static const struct {
        const char *param;
        void (*plan)(wp_job *job, firewall *at);
    } parts[] = {
        { "state", plan_state },
        { "default", plan_default },
        { "rule", plan_rule },
        { "logging", plan_logging },
    };
    firewall *at = wp_job_state(job, sizeof *at);
    (void)err;
    at->calls = wp_calls_new(job);
    at->commands = wp_list_new(wp_job_arena(job), 4);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (wp_job_has(job, parts[i].param))
            parts[i].plan(job, at);
    wp_job_set(job, "commands", at->commands);
    wp_job_set(job, "msg", wp_string_of(wp_job_arena(job), wp_field(at->there, "status")));
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    firewall *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    WP_ADD_CALL(at->calls, "ufw_status", "");
    if (!wp_calls_run(at->calls, &reply, err))
        return false;
    wp_job_set(job, "msg", wp_string_of(wp_job_arena(job), reply.out));
    return true;
}

#define TEXT(name_, aliases_, meaning)                                                                                 \
    {                                                                                                                  \
        .name = name_, .type = WP_PARAM_STR, .aliases = (const char *const[]){ aliases_, NULL }, .help = meaning       \
    }
#define CHOICE(name_, fallback_, meaning, ...)                                                                         \
    {                                                                                                                  \
        .name = name_, .type = WP_PARAM_STR, .fallback = fallback_,                                                    \
        .choices = (const char *const[]){ __VA_ARGS__, NULL }, .help = meaning                                         \
    }

static const wp_param params[] = {
    CHOICE("state", NULL, "on or off, now and at each boot; loaded again; off and without rules", "disabled", "enabled",
           "reloaded", "reset"),
    { .name = "default",
      .type = WP_PARAM_STR,
      .aliases = (const char *const[]){ "policy", NULL },
      .choices = (const char *const[]){ "allow", "deny", "reject", NULL },
      .help = "what is done, in a direction, where no rule says" },
    CHOICE("rule", NULL, "what the rule does", "allow", "deny", "limit", "reject"),
    CHOICE("logging", NULL, "how much is logged", "on", "off", "low", "medium", "high", "full"),
    CHOICE("direction", NULL, "of a rule: in or out; of a default: incoming (unless told), outgoing or routed", "in",
           "incoming", "out", "outgoing", "routed"),
    { .name = "delete", .type = WP_PARAM_BOOL, .fallback = "no", .help = "the rule must be absent" },
    { .name = "insert", .type = WP_PARAM_INT, .help = "number that a new rule gets, the first is 1" },
    CHOICE("insert_relative_to", "zero", "what the number is counted from; of others than zero, 0 is the one named",
           "first-ipv4", "first-ipv6", "last-ipv4", "last-ipv6", "zero"),
    { .name = "route", .type = WP_PARAM_BOOL, .fallback = "no", .help = "the rule is for packets that pass through" },
    { .name = "log", .type = WP_PARAM_BOOL, .fallback = "no", .help = "log new connections that the rule is for" },
    { .name = "from_ip",
      .type = WP_PARAM_STR,
      .fallback = "any",
      .aliases = (const char *const[]){ "from", "src", NULL },
      .help = "address or network of where it comes from" },
    { .name = "from_port", .type = WP_PARAM_STR, .help = "port of where it comes from" },
    { .name = "to_ip",
      .type = WP_PARAM_STR,
      .fallback = "any",
      .aliases = (const char *const[]){ "dest", "to", NULL },
      .help = "address or network of where it goes" },
    TEXT("to_port", "port", "port, range 1:9, or several as 80,443"),
    { .name = "proto",
      .type = WP_PARAM_STR,
      .aliases = (const char *const[]){ "protocol", NULL },
      .choices = (const char *const[]){ "any", "tcp", "udp", "ipv6", "esp", "ah", "gre", "igmp", NULL },
      .help = "protocol" },
    TEXT("name", "app", "an application of /etc/ufw/applications.d, instead of port and protocol"),
    TEXT("interface", "if", "interface, in the direction"),
    TEXT("interface_in", "if_in", "interface it comes in by"),
    TEXT("interface_out", "if_out", "interface it goes out by"),
    { .name = "comment", .type = WP_PARAM_STR, .help = "comment of the rule" },
    { 0 },
};

const wp_module wp_module_ufw = {
    .name = "ufw",
    .summary = "The firewall ufw: on or off, its defaults, a rule",
    .params = params,
    .rules = { .mutually_exclusive =
                   (const char *const[]){ "name proto logging", "direction interface_in", "direction interface_out",
                                          "interface interface_in", "interface interface_out", NULL },
               .required_one_of = (const char *const[]){ "state default rule logging", NULL },
               .required_by = (const char *const[]){ "interface direction", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "ufw",
    .note =
        "Rules are compared as ufw understands them, by its dry run; all else by its files, since with --dry-run ufw "
        "writes what it enables, resets and logs. Allow the port of ssh before state: enabled.",
    .examples = "- community.general.ufw:\n"
                "    rule: allow\n"
                "    port: 22\n"
                "    proto: tcp\n"
                "    comment: ssh\n"
                "- community.general.ufw:\n"
                "    state: enabled\n"
                "    default: deny\n",
    .returns = "commands: the commands that change it\nmsg: what ufw says of its state\n",
};
