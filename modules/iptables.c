/*
 * iptables: one rule of a chain, or the chain's policy, or all its rules gone.
 *
 * A rule is the words of its parameters in the order of the table below. Whether it is
 * there, iptables itself says (-C): it knows when two rules are one.
 */
#include <waplay/module.h>

#include <string.h>

/* How a parameter stands in a rule. A value that begins with '!' stands behind that. */
typedef enum shape {
    PLAIN,   /* FLAG value */
    EACH,    /* FLAG value, for each of a list */
    JOINED,  /* FLAG a,b,c */
    FLAGS,   /* tcp_flags: FLAG examined set */
    SYN,     /* FLAG, or '!' FLAG */
    SET      /* match_set and its flags */
} shape;

typedef struct part {
    const char *param, *flag;
    shape shape;
    const char *match; /* the extension that the flag is of: `-m match` in front, unless it was loaded before */
} part;

static const part parts[] = {
    { "wait", "-w", PLAIN, NULL },
    { "protocol", "-p", PLAIN, NULL },
    { "source", "-s", PLAIN, NULL },
    { "destination", "-d", PLAIN, NULL },
    { "match", "-m", EACH, NULL },
    { "tcp_flags", "--tcp-flags", FLAGS, NULL },
    { "jump", "-j", PLAIN, NULL },
    { "log_prefix", "--log-prefix", PLAIN, NULL },
    { "log_level", "--log-level", PLAIN, NULL },
    { "gateway", "--gateway", PLAIN, NULL },
    { "to_destination", "--to-destination", PLAIN, NULL },
    { "destination_ports", "--dports", JOINED, "multiport" },
    { "to_source", "--to-source", PLAIN, NULL },
    { "goto", "-g", PLAIN, NULL },
    { "in_interface", "-i", PLAIN, NULL },
    { "out_interface", "-o", PLAIN, NULL },
    { "fragment", "-f", PLAIN, NULL },
    { "set_counters", "-c", PLAIN, NULL },
    { "source_port", "--source-port", PLAIN, NULL },
    { "destination_port", "--destination-port", PLAIN, NULL },
    { "to_ports", "--to-ports", PLAIN, NULL },
    { "set_dscp_mark", "--set-dscp", PLAIN, NULL },
    { "set_dscp_mark_class", "--set-dscp-class", PLAIN, NULL },
    { "syn", "--syn", SYN, NULL },
    { "ctstate", "--ctstate", JOINED, "conntrack" },
    { "src_range", "--src-range", PLAIN, "iprange" },
    { "dst_range", "--dst-range", PLAIN, "iprange" },
    { "match_set", "--match-set", SET, "set" },
    { "limit", "--limit", PLAIN, "limit" },
    { "limit_burst", "--limit-burst", PLAIN, "limit" },
    { "uid_owner", "--uid-owner", PLAIN, "owner" },
    { "gid_owner", "--gid-owner", PLAIN, "owner" },
    { "reject_with", "--reject-with", PLAIN, NULL },
    { "icmp_type", "--icmp-type", PLAIN, NULL },
    { "comment", "--comment", PLAIN, "comment" },
};

typedef struct rule {
    wp_arena *arena;
    const char **word;
    size_t count, room;
    const char *program, *table, *chain;
    bool has_chain, is_there, makes_chain;
    const char *policy; /* NULL: the chain has none */
    wp_calls *calls;
} rule;

static bool is_present(wp_job *job)
{
    return strcmp(wp_job_str(job, "state"), "present") == 0;
}

/* ---- the words of the rule ---------------------------------------------------------------- */

static void add(rule *at, const char *word)
{
    if (at->count == at->room) {
        const char **old = at->word;
        at->room = at->room ? 2 * at->room : 32;
        at->word = wp_new_array(at->arena, const char *, at->room);
        for (size_t i = 0; i < at->count; i++)
            at->word[i] = old[i];
    }
    at->word[at->count++] = word;
}

static const char *joined(wp_job *job, wp_value list)
{
    const char *text = wp_strdup(wp_job_arena(job), "");
    for (size_t i = 0; i < wp_len(list); i++)
        text = wp_printf(wp_job_arena(job), "%s%s%s", text, *text ? "," : "", wp_list_at(list, i).as.text);
    return text;
}

static void add_flag(rule *at, const char *flag, const char *value)
{
    if (*value == '!') {
        add(at, "!");
        value += 1 + strspn(value + 1, " ");
    }
    add(at, flag);
    if (*value)
        add(at, value);
}

static bool loads(const rule *at, const char *match)
{
    for (size_t i = 0; i + 1 < at->count; i++)
        if (strcmp(at->word[i], "-m") == 0 && strcmp(at->word[i + 1], match) == 0)
            return true;
    return false;
}

/* iptables takes the extension `owner` once for each of its flags, as it does `state` for conntrack. */
static void add_match(rule *at, const part *row)
{
    bool is_owner = row->match && strcmp(row->match, "owner") == 0;
    if (!row->match || (!is_owner && loads(at, row->match)))
        return;
    add(at, "-m");
    add(at, row->match);
}

static void add_tcp_flags(wp_job *job, rule *at, const char *flag)
{
    wp_value flags = wp_job_value(job, "tcp_flags");
    const wp_value *looked = wp_dict_find(flags, "flags"), *set = wp_dict_find(flags, "flags_set");
    if (!looked || !set || !wp_is(*looked, WP_LIST) || !wp_is(*set, WP_LIST))
        return;
    add(at, flag);
    add(at, joined(job, *looked));
    add(at, joined(job, *set));
}

static void add_syn(wp_job *job, rule *at, const char *flag)
{
    const char *how = wp_job_str(job, "syn");
    if (strcmp(how, "ignore") == 0)
        return;
    if (strcmp(how, "negate") == 0)
        add(at, "!");
    add(at, flag);
}

static void add_part(wp_job *job, rule *at, const part *row)
{
    wp_value given = wp_job_value(job, row->param);
    const char *flag = row->flag;
    if (strcmp(row->param, "ctstate") == 0 && loads(at, "state"))
        flag = "--state";
    else if (wp_len(given))
        add_match(at, row);
    switch (row->shape) {
    case PLAIN:
        if (wp_is(given, WP_STRING) && (wp_len(given) || strcmp(row->param, "fragment") == 0))
            add_flag(at, flag, given.as.text);
        return;
    case EACH:
        for (size_t i = 0; i < wp_len(given); i++)
            add_flag(at, flag, wp_list_at(given, i).as.text);
        return;
    case JOINED:
        if (wp_len(given))
            add_flag(at, flag, joined(job, given));
        return;
    case FLAGS: add_tcp_flags(job, at, flag); return;
    case SYN: add_syn(job, at, flag); return;
    case SET:
        if (!wp_is(given, WP_STRING))
            return;
        add_flag(at, flag, given.as.text);
        add(at, wp_job_str(job, "match_set_flags"));
        return;
    }
}

static void make_rule(wp_job *job, rule *at)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        bool implied = strcmp(parts[i].param, "jump") == 0 && !wp_job_has(job, "jump") && wp_job_has(job, "reject_with");
        if (implied)
            add_flag(at, "-j", "REJECT");
        add_part(job, at, &parts[i]);
    }
}

static const char *rule_text(wp_job *job, const rule *at)
{
    const char *text = "";
    for (size_t i = 0; i < at->count; i++)
        text = wp_printf(wp_job_arena(job), "%s%s%s", text, *text ? " " : "", at->word[i]);
    return text;
}

/* ---- probe ------------------------------------------------------------------------------------ */

static bool check_params(wp_job *job, wp_error *err)
{
    const char *jump = wp_job_str(job, "jump");
    bool logs = jump && strcmp(jump, "LOG") == 0;
    if (!wp_job_has(job, "chain") && !wp_job_bool(job, "flush"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "one of 'chain' and 'flush' is needed");
    if (!logs && (wp_job_has(job, "log_prefix") || wp_job_has(job, "log_level")))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "log_prefix and log_level are for the target LOG only");
    if (jump && strcmp(jump, "TEE") == 0 && !wp_job_has(job, "gateway"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the target TEE needs the parameter 'gateway'");
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    rule *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    if (!check_params(job, err))
        return false;
    at->arena = wp_job_arena(job);
    at->program = strcmp(wp_job_str(job, "ip_version"), "ipv6") == 0 ? "ip6tables" : "iptables";
    at->table = wp_job_str(job, "table");
    at->chain = wp_job_has(job, "chain") ? wp_job_str(job, "chain") : "";
    make_rule(job, at);
    const char **args = wp_new_array(wp_job_arena(job), const char *, at->count + 3);
    args[0] = at->program;
    args[1] = at->table;
    args[2] = at->chain;
    for (size_t i = 0; i < at->count; i++)
        args[3 + i] = at->word[i];
    if (!wp_host_call(job, "iptables_probe", args, at->count + 3, NULL, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    at->has_chain = wp_field_has(reply.out, "chain");
    at->is_there = wp_field_has(reply.out, "rule");
    wp_str policy = wp_field(reply.out, "policy");
    at->policy = policy.len ? wp_strndup(wp_job_arena(job), policy.ptr, policy.len) : NULL;
    return true;
}

/* ---- plan --------------------------------------------------------------------------------------- */

/* PROGRAM -t TABLE COMMAND CHAIN [NUMBER] [rule] */
static void call(wp_job *job, rule *at, const char *command, const char *more, bool with_rule)
{
    const char **args = wp_new_array(wp_job_arena(job), const char *, at->count + 6);
    size_t count = 0;
    args[count++] = "-t";
    args[count++] = at->table;
    args[count++] = command;
    if (*at->chain)
        args[count++] = at->chain;
    if (more)
        args[count++] = more;
    for (size_t i = 0; with_rule && i < at->count; i++)
        args[count++] = at->word[i];
    wp_calls_add(at->calls, at->program, args, count);
}

static const char *chain_key(wp_job *job, const rule *at)
{
    return wp_printf(wp_job_arena(job), "%s:/%s/%s", at->program, at->table, at->chain);
}

static void plan_flush(wp_job *job, rule *at)
{
    wp_job_change(job, "remove all rules of %s%s%s", at->table, *at->chain ? " " : "", at->chain);
    call(job, at, "-F", NULL, false);
}

static void plan_policy(wp_job *job, rule *at)
{
    const char *policy = wp_job_str(job, "policy");
    if (at->policy && strcmp(at->policy, policy) == 0)
        return;
    wp_job_change(job, "set the policy of %s to %s", at->chain, policy);
    wp_job_diff(job, at->chain, wp_str_of(wp_printf(wp_job_arena(job), "policy %s\n", at->policy ? at->policy : "none")),
                at->chain, wp_str_of(wp_printf(wp_job_arena(job), "policy %s\n", policy)));
    call(job, at, "-P", policy, false);
}

static void plan_chain(wp_job *job, rule *at)
{
    if (is_present(job) && !at->has_chain) {
        wp_job_change(job, "make the chain %s", at->chain);
        wp_job_foresee(job, chain_key(job, at), (wp_str){ 0 });
        call(job, at, "-N", NULL, false);
        at->makes_chain = true;
    } else if (!is_present(job) && at->has_chain && at->count == 0) {
        wp_job_change(job, "remove the chain %s", at->chain);
        call(job, at, "-X", NULL, false);
    }
}

static bool plan_rule(wp_job *job, rule *at, wp_error *err)
{
    bool inserts = strcmp(wp_job_str(job, "action"), "insert") == 0;
    const char *text = rule_text(job, at), *number = inserts ? wp_job_str(job, "rule_num") : NULL;
    if (at->is_there == is_present(job))
        return true;
    if (is_present(job) && !at->has_chain && !at->makes_chain && !wp_job_is_foreseen(job, chain_key(job, at))) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the table %s has no chain %s", at->table, at->chain);
        return wp_hint(err, "chain_management: yes makes it");
    }
    wp_job_change(job, is_present(job) ? "%s: add the rule %s" : "%s: remove the rule %s", at->chain, text);
    wp_str line = wp_str_of(wp_printf(wp_job_arena(job), "-A %s %s\n", at->chain, text)), none = wp_str_of("");
    wp_job_diff(job, at->chain, is_present(job) ? none : line, at->chain, is_present(job) ? line : none);
    call(job, at, !is_present(job) ? "-D" : inserts ? "-I" : "-A", is_present(job) ? number : NULL, true);
    return true;
}

static void set_results(wp_job *job, const rule *at)
{
    static const char *const told[] = { "ip_version", "table", "chain", "flush", "state", "chain_management", NULL };
    for (const char *const *name = told; *name; name++)
        wp_job_set(job, *name, wp_job_value(job, *name));
    wp_job_set_str(job, "rule", rule_text(job, at));
}

static bool plan(wp_job *job, wp_error *err)
{
    rule *at = wp_job_state(job, sizeof *at);
    at->calls = wp_calls_new(job);
    set_results(job, at);
    if (wp_job_bool(job, "flush")) {
        plan_flush(job, at);
    } else if (wp_job_has(job, "policy")) {
        plan_policy(job, at);
    } else {
        if (wp_job_bool(job, "chain_management"))
            plan_chain(job, at);
        if (at->count || !wp_job_bool(job, "chain_management"))
            return plan_rule(job, at, err);
    }
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    rule *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    return wp_calls_run(at->calls, &reply, err);
}

#define TEXT(name_, meaning) { .name = name_, .type = WP_PARAM_STR, .help = meaning }

static const wp_param tcp_flags[] = {
    { .name = "flags", .type = WP_PARAM_LIST, .help = "flags that are looked at" },
    { .name = "flags_set", .type = WP_PARAM_LIST, .help = "those that must be set" },
    { 0 },
};

static const wp_param params[] = {
    { .name = "table", .type = WP_PARAM_STR, .fallback = "filter",
      .choices = (const char *const[]){ "filter", "nat", "mangle", "raw", "security", NULL }, .help = "the table" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL }, .help = "whether the rule must be there" },
    { .name = "action", .type = WP_PARAM_STR, .fallback = "append",
      .choices = (const char *const[]){ "append", "insert", NULL }, .help = "a new rule goes to the end or to the top" },
    TEXT("rule_num", "with insert: the number that it gets"),
    { .name = "ip_version", .type = WP_PARAM_STR, .fallback = "ipv4",
      .choices = (const char *const[]){ "ipv4", "ipv6", NULL }, .help = "iptables or ip6tables" },
    TEXT("chain", "the chain: INPUT, FORWARD, OUTPUT, ..., or one of the site's own"),
    TEXT("protocol", "tcp, udp, icmp, ..."),
    TEXT("source", "address, network or name of where a packet comes from; ! in front: not that"),
    TEXT("destination", "and of where it goes"),
    { .name = "tcp_flags", .type = WP_PARAM_DICT, .fields = tcp_flags, .help = "flags of TCP" },
    { .name = "match", .type = WP_PARAM_LIST, .fallback = "", .help = "extensions to load" },
    TEXT("jump", "the target: ACCEPT, DROP, LOG, ..."),
    TEXT("gateway", "with TEE: where the copy goes"),
    TEXT("log_prefix", "with LOG: text in front"),
    { .name = "log_level", .type = WP_PARAM_STR,
      .choices = (const char *const[]){ "0", "1", "2", "3", "4", "5", "6", "7", "emerg", "alert", "crit", "error",
                                        "warning", "notice", "info", "debug", NULL },
      .help = "with LOG: level" },
    TEXT("goto", "chain in which to go on, without coming back"),
    TEXT("in_interface", "interface it comes in by"),
    TEXT("out_interface", "interface it goes out by"),
    TEXT("fragment", "second and further fragments; '!': all but those"),
    TEXT("set_counters", "counters of a new rule"),
    TEXT("source_port", "port, or range as 1:9"),
    TEXT("destination_port", "port, or range as 1:9"),
    { .name = "destination_ports", .type = WP_PARAM_LIST, .fallback = "", .help = "several ports and ranges" },
    TEXT("to_ports", "with REDIRECT and MASQUERADE: ports"),
    TEXT("to_destination", "with DNAT: address and port"),
    TEXT("to_source", "with SNAT: address and port"),
    { .name = "syn", .type = WP_PARAM_STR, .fallback = "ignore",
      .choices = (const char *const[]){ "ignore", "match", "negate", NULL }, .help = "packets that open a connection" },
    TEXT("set_dscp_mark", "with DSCP: the mark"),
    TEXT("set_dscp_mark_class", "with DSCP: the class"),
    TEXT("comment", "comment of the rule"),
    { .name = "ctstate", .type = WP_PARAM_LIST, .fallback = "", .help = "states of the connection: NEW, ESTABLISHED, ..." },
    TEXT("src_range", "addresses FIRST-LAST"),
    TEXT("dst_range", "addresses FIRST-LAST"),
    TEXT("match_set", "name of a set (ipset)"),
    { .name = "match_set_flags", .type = WP_PARAM_STR,
      .choices = (const char *const[]){ "src", "dst", "src,dst", "dst,src", NULL }, .help = "what is looked up in it" },
    TEXT("limit", "how often at most, as 5/minute"),
    TEXT("limit_burst", "how many before that counts"),
    TEXT("uid_owner", "user whose process sends it"),
    TEXT("gid_owner", "group whose process sends it"),
    TEXT("reject_with", "what REJECT answers"),
    TEXT("icmp_type", "type of ICMP"),
    { .name = "flush", .type = WP_PARAM_BOOL, .fallback = "no", .help = "remove all rules of the chain, or of the table" },
    { .name = "policy", .type = WP_PARAM_STR,
      .choices = (const char *const[]){ "ACCEPT", "DROP", "QUEUE", "RETURN", NULL }, .help = "what happens at its end" },
    TEXT("wait", "seconds to wait for others who change rules"),
    { .name = "chain_management", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "make the chain where it is missing, and with state=absent and no rule, remove it" },
    { 0 },
};

const wp_module wp_module_iptables = {
    .name = "iptables",
    .summary = "A rule of the host's packet filter",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "set_dscp_mark set_dscp_mark_class", "flush policy", NULL },
               .required_together = (const char *const[]){ "match_set match_set_flags", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "iptables",
    .note = "Rules last until the next boot: what keeps them (iptables-save, netfilter-persistent) is a task of its own.",
    .examples = "- ansible.builtin.iptables:\n"
                "    chain: INPUT\n"
                "    protocol: tcp\n"
                "    destination_port: 22\n"
                "    source: 10.0.0.0/8\n"
                "    jump: ACCEPT\n"
                "    comment: ssh from inside\n"
                "- ansible.builtin.iptables:\n"
                "    chain: INPUT\n"
                "    policy: DROP\n",
    .returns = "rule: the words of the rule\nchain: its chain\ntable: its table\nip_version: ipv4 or ipv6\n",
};
