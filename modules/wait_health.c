/*
 * wait_health: waits until the cluster is as wanted.
 *
 *   GET /v1/health -> nodes -> what is missing -> nothing? done. Else wait, again.
 *
 * A node is `host:container id`, with a role and a status, or with an error and no
 * role. Nodes are counted by role, and looked for by host: a container that was
 * made anew has another id, and the old one may stay in the answer for a while.
 * A Webapp that boots resets connections: that is one more thing that is missing.
 */
#include <waplay/module.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

typedef struct node {
    const char *key, *host;
    const char *role, *status; /* "" where the entry is an error */
    int code;                  /* of the error; 0: none */
    const char *trouble;       /* the error in words */
    const char *details;       /* what it said beside its title */
    bool is_stale;
} node;

typedef struct health {
    wp_job *job;
    wp_arena *arena;
    node *nodes;
    size_t count;
    wp_value missing; /* list of sentences */
    const char *advice;
} health;

/* ---- reading -------------------------------------------------------------------- */

static const char *text_of(wp_arena *arena, wp_value dict, const char *key)
{
    const wp_value *value = wp_is(dict, WP_DICT) ? wp_dict_find(dict, key) : NULL;
    return value && !wp_is(*value, WP_NULL) ? wp_to_text(arena, *value).ptr : "";
}

enum { NOT_READY = 1011 }; /* its details say nothing more */

static void read_error(health *seen, node *entry, wp_value errors)
{
    wp_value error = wp_list_at(errors, 0);
    const wp_value *code = wp_is(error, WP_DICT) ? wp_dict_find(error, "code") : NULL;
    const char *details = text_of(seen->arena, error, "details");
    entry->details = details;
    entry->code = code && wp_is(*code, WP_INT) ? (int)code->as.integer : -1;
    if (entry->code == NOT_READY)
        details = "";
    entry->trouble = wp_printf(seen->arena, "%d %s%s%s", entry->code, text_of(seen->arena, error, "title"),
                               *details ? ", " : "", details);
}

/* A single instance answers for itself, without a key and a role. */
static void read_nodes(health *seen, wp_value entries)
{
    wp_value key, item;
    seen->nodes = wp_new_array(seen->arena, node, wp_len(entries) + 1);
    for (size_t i = 0; wp_dict_pair(entries, i, &key, &item); i++) {
        node *entry = &seen->nodes[seen->count];
        if (!wp_is(item, WP_DICT))
            continue;
        const wp_value *errors = wp_dict_find(item, "errors");
        entry->key = wp_to_text(seen->arena, key).ptr;
        const char *colon = strrchr(entry->key, ':');
        entry->host = colon ? wp_strndup(seen->arena, entry->key, (size_t)(colon - entry->key)) : entry->key;
        entry->role = text_of(seen->arena, item, "role");
        entry->status = text_of(seen->arena, item, "gateway_status");
        entry->trouble = "";
        if (errors && wp_is(*errors, WP_LIST) && wp_len(*errors))
            read_error(seen, entry, *errors);
        seen->count++;
    }
}

/* ---- counting -------------------------------------------------------------------- */

static void miss(health *seen, const char *sentence)
{
    wp_list_push(seen->arena, seen->missing, wp_string(seen->arena, sentence));
}

static size_t times_in(wp_value list, const char *host)
{
    size_t times = 0;
    for (size_t i = 0; i < wp_len(list); i++)
        times += wp_text_is(wp_list_at(list, i), host);
    return times;
}

/* An entry in error is a left-over where as many others of its host are well as there are to be: one for each role
 * the host has. Unless told what roles those are, one. */
static void find_stale(health *seen)
{
    wp_value masters = wp_job_value(seen->job, "masters"), coreapps = wp_job_value(seen->job, "coreapps");
    for (size_t i = 0; i < seen->count; i++) {
        node *entry = &seen->nodes[i];
        size_t wanted = times_in(masters, entry->host) + times_in(coreapps, entry->host), well = 0;
        for (size_t k = 0; k < seen->count; k++)
            well += strcmp(seen->nodes[k].host, entry->host) == 0 && !seen->nodes[k].code;
        entry->is_stale = entry->code && well >= (wanted ? wanted : 1);
    }
}

static bool is_master(const node *entry)
{
    return strcmp(entry->role, "primary_master") == 0 || strcmp(entry->role, "secondary_master") == 0;
}

static size_t count(const health *seen, const char *role, const char *status)
{
    size_t found = 0;
    for (size_t i = 0; i < seen->count; i++) {
        const node *entry = &seen->nodes[i];
        found += !entry->code && strcmp(entry->role, role) == 0 && (!status || strcmp(entry->status, status) == 0);
    }
    return found;
}

static const node *first(const health *seen, const char *role)
{
    for (size_t i = 0; i < seen->count; i++)
        if (!seen->nodes[i].code && strcmp(seen->nodes[i].role, role) == 0)
            return &seen->nodes[i];
    return NULL;
}

/* ---- what is missing: node by node -------------------------------------------------- */

static void miss_error(health *seen, const char *host, const char *what, const node *entry)
{
    miss(seen, wp_printf(seen->arena, "%s%s: %s", host, what, entry->trouble));
    if (!seen->advice)
        seen->advice = wp_api_advice(entry->code, entry->details);
}

/* The node of this host in this role: well, in error, or not there. */
static void want_node(health *seen, const char *host, bool as_master)
{
    const node *broken = NULL;
    const char *what = as_master ? " (Master)" : " (Coreapp)";
    for (size_t i = 0; i < seen->count; i++) {
        const node *entry = &seen->nodes[i];
        if (strcmp(entry->host, host) != 0)
            continue;
        if (!entry->code && (as_master ? is_master(entry) : strcmp(entry->role, "coreapp") == 0))
            return;
        if (entry->code)
            broken = entry;
    }
    if (broken)
        miss_error(seen, host, what, broken);
    else
        miss(seen, wp_printf(seen->arena, "%s%s is not there", host, what));
}

/* Before registration only the primary Master has more to say than that it is there. */
static void want_host(health *seen, const char *host, size_t times)
{
    size_t found = 0;
    for (size_t i = 0; i < seen->count; i++)
        found += strcmp(seen->nodes[i].host, host) == 0;
    if (found < times)
        miss(seen, times > 1 ? wp_printf(seen->arena, "%s has %zu nodes of %zu", host, found, times)
                             : wp_printf(seen->arena, "%s is not there", host));
}

static const char *host_at(wp_value list, size_t index)
{
    return wp_list_at(list, index).as.text;
}

/* The hosts of Masters are left out where want_masters tells more of them. */
static void want_hosts(health *seen, bool masters_too)
{
    wp_value masters = wp_job_value(seen->job, "masters"), coreapps = wp_job_value(seen->job, "coreapps");
    for (size_t i = 0; masters_too && i < wp_len(masters); i++)
        want_host(seen, host_at(masters, i), 1 + times_in(coreapps, host_at(masters, i)));
    for (size_t i = 0; i < wp_len(coreapps); i++)
        if (!times_in(masters, host_at(coreapps, i)))
            want_host(seen, host_at(coreapps, i), 1);
}

static void want_masters(health *seen)
{
    wp_value masters = wp_job_value(seen->job, "masters");
    for (size_t i = 0; i < wp_len(masters); i++)
        want_node(seen, host_at(masters, i), true);
}

static void want_nodes(health *seen)
{
    wp_value coreapps = wp_job_value(seen->job, "coreapps");
    want_masters(seen);
    for (size_t i = 0; i < wp_len(coreapps); i++)
        want_node(seen, host_at(coreapps, i), false);
}

/* While nobody is primary all errors may be why; those of many hosts are often the same. */
static void miss_errors(health *seen)
{
    for (size_t i = 0; i < seen->count; i++) {
        const node *entry = &seen->nodes[i];
        const char *hosts = entry->host;
        bool was_told = !entry->code || entry->is_stale;
        for (size_t k = 0; k < seen->count; k++) {
            bool is_same = seen->nodes[k].code && strcmp(seen->nodes[k].trouble, entry->trouble) == 0;
            was_told |= is_same && k < i;
            if (is_same && k > i && !seen->nodes[k].is_stale)
                hosts = wp_printf(seen->arena, "%s, %s", hosts, seen->nodes[k].host);
        }
        if (!was_told)
            miss_error(seen, hosts, "", entry);
    }
}

static const node *want_primary(health *seen)
{
    size_t primaries = count(seen, "primary_master", NULL);
    if (primaries == 1)
        return first(seen, "primary_master");
    if (primaries == 0)
        miss(seen, "no Master is primary yet");
    else
        miss(seen, wp_printf(seen->arena, "%zu Masters are primary", primaries));
    return NULL;
}

/* Whoever is neither at rest nor in error, by name. */
static void want_rest(health *seen)
{
    static const char *const restless[] = { "connecting", "uninitialized", "unregistered", NULL };
    for (size_t i = 0; i < seen->count; i++)
        for (const char *const *status = restless; *status; status++)
            if (!seen->nodes[i].code && strcmp(seen->nodes[i].status, *status) == 0)
                miss(seen, wp_printf(seen->arena, "%s is %s", seen->nodes[i].host, *status));
}

/* Errors of hosts that nobody named: with names, want_nodes has told theirs. */
static void want_no_error(health *seen)
{
    if (wp_len(wp_job_value(seen->job, "masters")) || wp_len(wp_job_value(seen->job, "coreapps")))
        return;
    for (size_t i = 0; i < seen->count; i++)
        if (seen->nodes[i].code && !seen->nodes[i].is_stale)
            miss_error(seen, seen->nodes[i].host, "", &seen->nodes[i]);
}

static void want_connected(health *seen, size_t shards)
{
    size_t connected = count(seen, "coreapp", "connected");
    size_t idle = count(seen, "coreapp", "disconnected"), wanted_idle = (size_t)wp_job_int(seen->job, "standby");
    if (connected != shards)
        miss(seen, wp_printf(seen->arena, "%zu of %zu Coreapps connected", connected, shards));
    if (idle < wanted_idle)
        miss(seen, wp_printf(seen->arena, "%zu of %zu Coreapps standing by", idle, wanted_idle));
}

/* ---- the wishes ------------------------------------------------------------------------ */

static void wish_up(health *seen)
{
    (void)seen; /* that it can be read is all */
}

static void wish_started(health *seen)
{
    const node *primary = want_primary(seen);
    if (!primary)
        miss_errors(seen);
    if (primary && strcmp(primary->status, "uninitialized") == 0)
        miss(seen, wp_printf(seen->arena, "%s is still making the database schema", primary->host));
    bool has_number = primary && strcmp(primary->status, "unregistered") != 0;
    want_hosts(seen, !has_number);
    if (has_number)
        want_masters(seen);
}

static void wish_unregistered(health *seen)
{
    const node *primary = want_primary(seen);
    if (primary && strcmp(primary->status, "unregistered") != 0)
        miss(seen, wp_printf(seen->arena, "%s is %s, not unregistered", primary->host, primary->status));
    want_hosts(seen, true);
}

static void wish_ha(health *seen)
{
    want_primary(seen);
    want_nodes(seen);
    want_no_error(seen);
    want_connected(seen, 1);
    want_rest(seen);
}

static void wish_multiconnect(health *seen)
{
    const node *primary = want_primary(seen);
    if (primary && wp_job_bool(seen->job, "require_master_connected") && strcmp(primary->status, "connected") != 0)
        miss(seen, wp_printf(seen->arena, "%s, the primary Master, is %s", primary->host, primary->status));
    want_nodes(seen);
    want_no_error(seen);
    want_connected(seen, (size_t)wp_job_int(seen->job, "shards"));
    want_rest(seen);
}

static const char *const wish_names[] = { "up", "started", "unregistered", "ha", "multiconnect", NULL };

static const struct {
    const char *name;
    void (*look)(health *seen);
} wishes[] = {
    { "up", wish_up },
    { "started", wish_started },
    { "unregistered", wish_unregistered },
    { "ha", wish_ha },
    { "multiconnect", wish_multiconnect },
};

static void judge(health *seen)
{
    const char *wanted = wp_job_str(seen->job, "want");
    find_stale(seen);
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++)
        if (strcmp(wishes[i].name, wanted) == 0)
            wishes[i].look(seen);
}

static void want_version(health *seen, wp_value answer)
{
    const char *wanted = wp_job_str(seen->job, "version");
    const wp_value *meta = wp_dict_find(answer, "meta");
    const char *is = meta ? text_of(seen->arena, *meta, "version") : "";
    is += *is == 'v';
    wanted += wanted && *wanted == 'v';
    if (wanted && strcmp(is, wanted) != 0)
        miss(seen, wp_printf(seen->arena, "the Webapp has version %s, not %s", is, wanted));
}

/* ---- one look, and waiting ----------------------------------------------------------------- */

static wp_value nodes_value(const health *seen)
{
    wp_value list = wp_list_new(seen->arena, seen->count);
    for (size_t i = 0; i < seen->count; i++) {
        const node *entry = &seen->nodes[i];
        wp_value item = wp_dict_new(seen->arena, 6);
        wp_dict_set(seen->arena, item, "node", wp_string(seen->arena, entry->key));
        wp_dict_set(seen->arena, item, "host", wp_string(seen->arena, entry->host));
        wp_dict_set(seen->arena, item, "role", wp_string(seen->arena, entry->role));
        wp_dict_set(seen->arena, item, "status", wp_string(seen->arena, entry->status));
        wp_dict_set(seen->arena, item, "error", wp_string(seen->arena, entry->trouble));
        wp_dict_set(seen->arena, item, "stale", wp_bool(entry->is_stale));
        wp_list_push(seen->arena, list, item);
    }
    return list;
}

static bool look(wp_job *job, health *seen, wp_error *err)
{
    wp_api_reply reply;
    wp_api_request request = { .path = "/v1/health", .headers = wp_null(), .expect = wp_null(), .retry_on = wp_null() };
    *seen = (health){ .job = job, .arena = wp_job_arena(job), .missing = wp_list_new(wp_job_arena(job), 4) };
    if (!wp_api_call(job, &request, &reply, err))
        return false;
    const wp_value *entries = wp_is(reply.json, WP_DICT) ? wp_dict_find(reply.json, "health") : NULL;
    if (reply.first_password && !wp_job_check_mode(job)) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", reply.problem);
        return wp_hint(err, "log in with api_call first: without a path it changes the password and no more");
    }
    if (reply.first_password) {
        miss(seen, reply.problem);
    } else if (!reply.expected) {
        miss(seen, wp_printf(seen->arena, "Webapp: %s", reply.problem));
        seen->advice = reply.advice;
    } else if (!entries || !wp_is(*entries, WP_DICT)) {
        miss(seen, "Webapp: its answer tells no health");
    } else {
        read_nodes(seen, *entries);
        judge(seen);
        want_version(seen, reply.json);
        wp_job_set(job, "health", *entries);
    }
    return true;
}

static const char *sentence(const health *seen)
{
    char *text = wp_strdup(seen->arena, "");
    for (size_t i = 0; i < wp_len(seen->missing); i++)
        text = wp_printf(seen->arena, "%s%s%s", text, i ? "; " : "", host_at(seen->missing, i));
    return text;
}

static double now(void)
{
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return (double)moment.tv_sec + (double)moment.tv_nsec / 1e9;
}

static void tell(wp_job *job, const health *seen, double since)
{
    wp_job_set(job, "nodes", nodes_value(seen));
    wp_job_set(job, "missing", seen->missing);
    wp_job_set(job, "elapsed", wp_float((double)(int64_t)((now() - since) * 10) / 10));
    wp_job_set_bool(job, "healthy", wp_len(seen->missing) == 0);
}

static bool give_up(wp_job *job, const health *seen, wp_error *err)
{
    wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the cluster is not as wanted (%s) after %lld s: %s", wp_job_str(job, "want"),
            (long long)wp_job_int(job, "timeout"), sentence(seen));
    return seen->advice && wp_hint(err, "%s", seen->advice);
}

/* In check mode it is one look: the run itself may be what makes it so. */
static bool probe(wp_job *job, wp_error *err)
{
    double since = now(), interval = wp_job_float(job, "interval");
    int64_t reads = wp_job_int(job, "reads"), good = 0;
    health seen;
    while (good < reads) {
        if (!look(job, &seen, err))
            return false;
        good = wp_len(seen.missing) ? 0 : good + 1;
        tell(job, &seen, since);
        if (wp_job_check_mode(job)) {
            if (!good)
                wp_job_set_str(job, "msg", wp_printf(seen.arena, "not waited for: %s", sentence(&seen)));
            return true;
        }
        if (good >= reads)
            break;
        if (now() - since + interval > (double)wp_job_int(job, "timeout"))
            return give_up(job, &seen, err);
        wp_job_progress(job, "%.0f s: %s", now() - since, good ? "as wanted; looking again" : sentence(&seen));
        if (!wp_job_sleep(job, (int64_t)(interval * 1000), err))
            return false;
    }
    return true;
}

/* ---- the table ------------------------------------------------------------------------------- */

static const wp_param params[] = {
    WP_API_PARAMS,
    { .name = "want", .type = WP_PARAM_STR, .fallback = "ha", .choices = wish_names,
      .help = "up: health can be read. started: there is a primary Master, ready for registration; with a number, all Masters are well. "
              "unregistered: it has no number yet. ha: one Coreapp connected, the rest standing by. multiconnect: as many "
              "connected as there are shards" },
    { .name = "shards", .type = WP_PARAM_INT, .help = "of multiconnect: how many Coreapps are to be connected" },
    { .name = "masters", .type = WP_PARAM_LIST,
      .help = "hosts that are to have a Master, by the name that their containers were given" },
    { .name = "coreapps", .type = WP_PARAM_LIST, .help = "hosts that are to have a Coreapp" },
    { .name = "standby", .type = WP_PARAM_INT, .fallback = "0", .help = "how many Coreapps are to stand by, at least" },
    { .name = "require_master_connected", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "of multiconnect: the primary Master is to be connected too; sources differ on whether it is" },
    { .name = "version", .type = WP_PARAM_STR, .help = "the version that the Webapp is to have" },
    { .name = "timeout", .type = WP_PARAM_INT, .fallback = "300", .help = "how many seconds to wait" },
    { .name = "interval", .type = WP_PARAM_FLOAT, .fallback = "5", .help = "seconds between two looks" },
    { .name = "reads", .type = WP_PARAM_INT, .fallback = "1", .help = "how many looks in a row must find it as wanted" },
    { 0 },
};

const wp_module wp_module_wait_health = {
    .name = "wait_health",
    .summary = "Waits until the cluster is as wanted",
    .params = params,
    .rules = { .required_if = (const char *const[]){ "want multiconnect shards", NULL } },
    .probe = probe,
    .on_control = true,
    .note = "Nodes are counted by role and looked for by host. Entries of containers that were replaced are ignored: those in "
            "error whose host has a healthy node for each role it is to have. While it waits it tells, node by node, what is "
            "missing; when the time is up, the last state and the reason. In check mode it looks once and never fails for "
            "what it sees.",
    .examples = "- name: ready for registration\n"
                "  wait_health:\n"
                "    url: https://web1:9090\n"
                "    password: '{{ wa_admin_password }}'\n"
                "    want: started\n"
                "    masters: [master1, master2]\n"
                "    coreapps: [core1, core2]\n"
                "- name: two shards, one to spare\n"
                "  wait_health:\n"
                "    url: https://web1:9090\n"
                "    api_key: '{{ wa_api_key }}'\n"
                "    want: multiconnect\n"
                "    shards: 2\n"
                "    standby: 1\n"
                "    timeout: 600\n",
    .returns = "healthy: whether it is as wanted\nmissing: what is missing, in sentences\nhealth: the last answer\n"
               "nodes: the same as a list, each with node, host, role, status, error, stale\nelapsed: seconds waited\n",
};
