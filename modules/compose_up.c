/*
 * compose_up: brings services of a compose file to a state.
 *
 *   wanted: per service its config hash, image id, number    (compose config)
 *   there:  per container its labels, image id, state        (docker inspect)
 *   plan:   what differs, container by container, with the reason
 *
 * Compose does what the plan says, and is not asked what it did: what runs
 * afterwards is looked at, and for some seconds whether it goes on running.
 */
#include <waplay/module.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct service {
    const char *name, *image, *image_id; /* image_id "": not pulled yet */
    const char *hashes[2];
    size_t count;
} service;

typedef struct container {
    const char *id, *name, *service, *hash, *image_id, *state, *exit_code, *started, *image;
    bool is_one_off;
    long restarts, number;
} container;

typedef struct project {
    const char *name;
    bool has_file;
    service *services;
    size_t service_count;
    container *containers;
    size_t container_count;
    const char *now;                /* on the host */
    const char *networks, *volumes; /* of state absent: names */
    wp_value actions;               /* list of dicts: what plan decided */
    const char *targets;            /* ids of containers to stop or to remove */
    const char *orphans;
    const char *pulls; /* images, split by blanks */
    bool calls_compose;
} project;

static project *project_of(wp_job *job)
{
    return wp_job_state(job, sizeof(project));
}

/* ---- calling the other half ---------------------------------------------------------- */

typedef struct words {
    const char **list;
    size_t count;
} words;

static void add(words *call, const char *word)
{
    call->list[call->count++] = word;
}

/* file project NAME=value... --, as each of its functions begins. */
static words begin(wp_job *job, size_t room)
{
    wp_value environment = wp_job_value(job, "environment"), key, item;
    wp_arena *arena = wp_job_arena(job);
    words call = { .list = wp_new_array(arena, const char *, wp_len(environment) + room + 3) };
    const char *name = project_of(job)->name ? project_of(job)->name : wp_job_str(job, "project_name");
    add(&call, wp_job_str(job, "file"));
    add(&call, name ? name : "");
    for (size_t i = 0; wp_dict_pair(environment, i, &key, &item); i++)
        add(&call, wp_printf(arena, "%s=%s", wp_to_text(arena, key).ptr, wp_to_text(arena, item).ptr));
    add(&call, "--");
    return call;
}

static bool call_half(wp_job *job, const char *function, const words *call, wp_reply *reply, wp_error *err)
{
    return wp_host_call(job, function, call->list, call->count, NULL, reply, err) &&
           (reply->status == 0 || wp_reply_fail(job, reply, err));
}

static const char *number_text(wp_job *job, const char *param)
{
    return wp_printf(wp_job_arena(job), "%lld", (long long)wp_job_int(job, param));
}

/* ---- reading its answers ---------------------------------------------------------------- */

/* The next part up to `end`, as a text; false when nothing is left. */
static bool cut(wp_arena *arena, wp_str *rest, char end, const char **out)
{
    if (rest->len == 0)
        return false;
    const char *found = memchr(rest->ptr, end, rest->len);
    size_t len = found ? (size_t)(found - rest->ptr) : rest->len;
    *out = wp_strndup(arena, rest->ptr, len);
    size_t used = found ? len + 1 : len;
    rest->ptr += used;
    rest->len -= used;
    return true;
}

static size_t lines_in(wp_str text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    return lines;
}

static size_t columns(wp_arena *arena, const char *line, const char **column, size_t room)
{
    wp_str rest = wp_str_of(line);
    size_t count = 0;
    for (size_t i = 0; i < room; i++)
        column[i] = "";
    while (count < room && cut(arena, &rest, '|', &column[count]))
        count++;
    return count;
}

static const char *unquoted(wp_arena *arena, const char *text)
{
    size_t len = strlen(text);
    if (len >= 2 && (*text == '"' || *text == '\'') && text[len - 1] == *text)
        return wp_strndup(arena, text + 1, len - 2);
    return text;
}

static service *find_service(const project *seen, const char *name)
{
    for (size_t i = 0; i < seen->service_count; i++)
        if (strcmp(seen->services[i].name, name) == 0)
            return &seen->services[i];
    return NULL;
}

static void read_services(wp_arena *arena, project *seen, wp_str text)
{
    const char *line, *column[4];
    seen->services = wp_new_array(arena, service, lines_in(text));
    while (cut(arena, &text, '\n', &line)) {
        if (columns(arena, line, column, 4) < 3)
            continue;
        seen->services[seen->service_count++] = (service){
            .name = unquoted(arena, column[0]),
            .image = unquoted(arena, column[1]),
            .image_id = column[3],
            .hashes = { "", "" },
            .count = (size_t)strtoul(column[2], NULL, 10),
        };
    }
}

static void read_hashes(wp_arena *arena, project *seen, wp_str text)
{
    const char *line, *name;
    while (cut(arena, &text, '\n', &line)) {
        wp_str rest = wp_str_of(line);
        service *known = cut(arena, &rest, ' ', &name) ? find_service(seen, name) : NULL;
        if (known)
            known->hashes[*known->hashes[0] ? 1 : 0] = wp_strndup(arena, rest.ptr, rest.len);
    }
}

static void read_containers(wp_arena *arena, project *seen, wp_str text)
{
    const char *line, *column[12];
    seen->containers = wp_new_array(arena, container, lines_in(text));
    seen->container_count = 0;
    while (cut(arena, &text, '\n', &line)) {
        if (columns(arena, line, column, 12) < 12)
            continue;
        seen->containers[seen->container_count++] = (container){
            .id = column[0],
            .name = *column[1] == '/' ? column[1] + 1 : column[1],
            .service = column[2],
            .is_one_off = strcmp(column[3], "True") == 0,
            .hash = column[4],
            .image_id = column[5],
            .state = column[6],
            .exit_code = column[7],
            .restarts = strtol(column[8], NULL, 10),
            .started = column[9],
            .number = strtol(column[10], NULL, 10),
            .image = column[11],
        };
    }
}

static const char *blanks_for_newlines(wp_arena *arena, wp_str text)
{
    char *line = wp_strndup(arena, text.ptr, text.len);
    for (char *at = line; *at; at++)
        if (*at == '\n')
            *at = ' ';
    return line;
}

static void tell_containers(wp_job *job)
{
    const project *seen = project_of(job);
    wp_arena *arena = wp_job_arena(job);
    wp_value list = wp_list_new(arena, seen->container_count);
    for (size_t i = 0; i < seen->container_count; i++) {
        const container *found = &seen->containers[i];
        wp_value item = wp_dict_new(arena, 6);
        wp_dict_set(arena, item, "service", wp_string(arena, found->service));
        wp_dict_set(arena, item, "name", wp_string(arena, found->name));
        wp_dict_set(arena, item, "id", wp_string(arena, found->id));
        wp_dict_set(arena, item, "image", wp_string(arena, found->image));
        wp_dict_set(arena, item, "state", wp_string(arena, found->state));
        wp_dict_set(arena, item, "restarts", wp_int(found->restarts));
        wp_list_push(arena, list, item);
    }
    wp_job_set(job, "containers", list);
    wp_job_set_str(job, "project", seen->name);
}

/* ---- probe ---------------------------------------------------------------------------------- */

static bool is_state(wp_job *job, const char *state)
{
    return strcmp(wp_job_str(job, "state"), state) == 0;
}

/* Whether a service is one of those that the task is about: all, unless it names some. */
static bool is_meant(wp_job *job, const char *name)
{
    wp_value named = wp_job_value(job, "services");
    for (size_t i = 0; i < wp_len(named); i++)
        if (wp_text_is(wp_list_at(named, i), name))
            return true;
    return wp_len(named) == 0;
}

static bool goes_away(wp_job *job)
{
    return is_state(job, "stopped") || is_state(job, "absent");
}

/* What is in the files can't be known: this very run writes them, and has not yet. */
static bool is_pending(wp_job *job)
{
    return wp_job_check_mode(job) && (wp_job_bool(job, "pending") || !project_of(job)->has_file);
}

static bool check_names(wp_job *job, wp_error *err)
{
    const project *seen = project_of(job);
    wp_value named = wp_job_value(job, "services");
    char *known = wp_strdup(wp_job_arena(job), "");
    for (size_t i = 0; i < seen->service_count; i++)
        known = wp_printf(wp_job_arena(job), "%s%s%s", known, i ? ", " : "", seen->services[i].name);
    for (size_t i = 0; i < wp_len(named) && !goes_away(job) && !is_pending(job); i++) {
        const char *name = wp_list_at(named, i).as.text;
        if (find_service(seen, name))
            continue;
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s has no service '%s'", wp_job_str(job, "file"), name);
        return wp_hint(err, "its services are %s", known);
    }
    return true;
}

static bool check_words(wp_job *job, wp_error *err)
{
    wp_value named = wp_job_value(job, "services"), environment = wp_job_value(job, "environment"), key, item;
    static const char in_names[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    for (size_t i = 0; i < wp_len(named); i++) {
        const char *name = wp_list_at(named, i).as.text;
        if (!*name || *name == '-' || name[strspn(name, in_names)])
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' can't be the name of a service", name);
    }
    for (size_t i = 0; wp_dict_pair(environment, i, &key, &item); i++) {
        const char *name = wp_to_text(wp_job_arena(job), key).ptr;
        if (!*name || strspn(name, "0123456789") || name[strspn(name, in_names)] || strpbrk(name, ".-"))
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' can't be the name of an environment variable", name);
    }
    return true;
}

static void append(wp_arena *arena, const char **list, const char *word)
{
    *list = wp_printf(arena, "%s%s%s", *list, **list ? " " : "", word);
}

/* Names of the services that the task names, split by blanks. */
static const char *named_services(wp_job *job)
{
    wp_value named = wp_job_value(job, "services");
    const char *services = "";
    for (size_t i = 0; i < wp_len(named); i++)
        append(wp_job_arena(job), &services, wp_list_at(named, i).as.text);
    return services;
}

static bool probe(wp_job *job, wp_error *err)
{
    project *seen = project_of(job);
    wp_arena *arena = wp_job_arena(job);
    wp_reply reply;
    if (!check_words(job, err))
        return false;
    words call = begin(job, 4);
    add(&call, wp_job_str(job, "state"));
    seen->has_file = true;
    add(&call, is_pending(job) ? "pending" : "");
    add(&call, named_services(job));
    wp_str content = wp_job_foreseen_content(job, wp_job_str(job, "file"));
    add(&call, content.ptr ? "foreseen" : "");
    if (!wp_host_call(job, "compose_up_probe", call.list, call.count, content.ptr ? &content : NULL, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    wp_str project_name = wp_field(reply.out, "project");
    seen->name = wp_strndup(arena, project_name.ptr, project_name.len);
    seen->has_file = !wp_field_has(reply.out, "nofile");
    wp_str now = wp_field(reply.out, "now");
    seen->now = wp_strndup(arena, now.ptr, now.len);
    seen->networks = blanks_for_newlines(arena, wp_field(reply.out, "networks"));
    seen->volumes = blanks_for_newlines(arena, wp_field(reply.out, "volumes"));
    read_services(arena, seen, wp_field(reply.out, "services"));
    read_hashes(arena, seen, wp_field(reply.out, "hashes"));
    read_containers(arena, seen, wp_field(reply.out, "containers"));
    if (!seen->has_file && !goes_away(job) && !wp_job_check_mode(job)) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the compose file %s is not there", wp_job_str(job, "file"));
        return wp_hint(err, "put it on the host first, with copy or template");
    }
    return check_names(job, err);
}

/* ---- plan: each decision becomes an action, a sentence and a line of the diff -------------------- */

typedef struct verb {
    const char *action, *sentence, *after;
} verb;

static const verb create = { "create", "will be created", "running" };
static const verb recreate = { "recreate", "will be recreated", "running" };
static const verb start = { "start", "will be started", "running" };
static const verb stop = { "stop", "will be stopped", "exited" };
static const verb removal = { "remove", "will be removed", "absent" };
static const verb pull = { "pull", "will be pulled", "there" };

typedef struct ledger {
    wp_job *job;
    wp_value before, after;
} ledger;

static void decide(ledger *book, const verb *what, const char *kind, const char *name, const char *before,
                   const char *reason)
{
    wp_arena *arena = wp_job_arena(book->job);
    wp_value action = wp_dict_new(arena, 3);
    wp_dict_set(arena, action, "action", wp_string_static(what->action));
    wp_dict_set(arena, action, "name", wp_string(arena, name));
    wp_dict_set(arena, action, "reason", wp_string(arena, reason));
    wp_list_push(arena, project_of(book->job)->actions, action);
    wp_dict_set(arena, book->before, name, wp_string(arena, before));
    wp_dict_set(arena, book->after, name,
                *reason ? wp_string_printf(arena, "%s (%s: %s)", what->after, what->action, reason)
                        : wp_string_printf(arena, "%s (%s)", what->after, what->action));
    wp_job_change(book->job, "%s %s %s%s%s", kind, name, what->sentence, *reason ? ": " : "", reason);
}

static bool is_up(const container *found)
{
    return strcmp(found->state, "running") == 0 || strcmp(found->state, "restarting") == 0 ||
           strcmp(found->state, "paused") == 0;
}

static const char *state_text(wp_arena *arena, const container *found)
{
    return is_up(found) ? found->state : wp_printf(arena, "%s (%s)", found->state, found->exit_code);
}

/* Why a container must be made anew; NULL: it need not. */
static const char *reason_to_recreate(wp_job *job, const service *wanted, const container *found)
{
    if (is_pending(job))
        return "its files will be others";
    if (is_state(job, "recreated"))
        return "that is asked for";
    if (strcmp(found->hash, wanted->hashes[0]) != 0 && strcmp(found->hash, wanted->hashes[1]) != 0)
        return strcmp(found->image, wanted->image) != 0
                   ? wp_printf(wp_job_arena(job), "its image is %s, not %s", found->image, wanted->image)
                   : "its configuration is another";
    if (*wanted->image_id && strcmp(found->image_id, wanted->image_id) != 0)
        return wp_printf(wp_job_arena(job), "%s is another image now", wanted->image);
    return NULL;
}

static void decide_container(ledger *book, const service *wanted, const container *found)
{
    wp_arena *arena = wp_job_arena(book->job);
    const char *reason = reason_to_recreate(book->job, wanted, found);
    if (reason)
        decide(book, &recreate, "container", found->name, state_text(arena, found), reason);
    else if (!is_up(found))
        decide(book, &start, "container", found->name, state_text(arena, found),
               wp_printf(arena, "it is %s", state_text(arena, found)));
}

static void decide_service(ledger *book, const service *wanted)
{
    project *seen = project_of(book->job);
    wp_arena *arena = wp_job_arena(book->job);
    size_t there = 0;
    if (!*wanted->image_id && *wanted->image && !is_pending(book->job)) {
        decide(book, &pull, "image", wanted->image, "absent", "it is not there");
        append(arena, &seen->pulls, wanted->image);
    }
    for (size_t i = 0; i < seen->container_count; i++) {
        const container *found = &seen->containers[i];
        if (found->is_one_off || strcmp(found->service, wanted->name) != 0)
            continue;
        if (++there > wanted->count)
            decide(book, &removal, "container", found->name, found->state,
                   wp_printf(arena, "%zu of %s are enough", wanted->count, wanted->name));
        else
            decide_container(book, wanted, found);
    }
    for (; there < wanted->count; there++)
        decide(book, &create, "container",
               wanted->count > 1 ? wp_printf(arena, "%s %zu", wanted->name, there + 1) : wanted->name, "absent",
               is_pending(book->job) && !seen->has_file ? "there is none, and its files are still to come"
                                                        : "there is none");
}

/* Services that the file as it stands does not name, but will, once this run has written it. */
static void decide_unknown(ledger *book)
{
    const project *seen = project_of(book->job);
    wp_value named = wp_job_value(book->job, "services");
    for (size_t i = 0; i < wp_len(named); i++) {
        service wanted = {
            .name = wp_list_at(named, i).as.text, .image = "", .image_id = "", .hashes = { "", "" }, .count = 1
        };
        if (!find_service(seen, wanted.name))
            decide_service(book, &wanted);
    }
    if (!seen->has_file && wp_len(named) == 0)
        wp_job_change(book->job, "all services of %s will be created: its files are still to come",
                      wp_job_str(book->job, "file"));
}

static void plan_up(ledger *book)
{
    project *seen = project_of(book->job);
    for (size_t i = 0; i < seen->service_count; i++)
        if (is_meant(book->job, seen->services[i].name))
            decide_service(book, &seen->services[i]);
    if (is_pending(book->job))
        decide_unknown(book);
    seen->calls_compose = wp_job_has_change(book->job);
    for (size_t i = 0; wp_job_bool(book->job, "remove_orphans") && seen->has_file && i < seen->container_count; i++) {
        const container *found = &seen->containers[i];
        if (found->is_one_off || find_service(seen, found->service))
            continue;
        decide(book, &removal, "container", found->name, found->state, "the compose file does not name its service");
        append(wp_job_arena(book->job), &seen->orphans, found->id);
    }
}

static void plan_pulled(ledger *book)
{
    project *seen = project_of(book->job);
    wp_arena *arena = wp_job_arena(book->job);
    for (size_t i = 0; i < seen->service_count; i++) {
        const service *wanted = &seen->services[i];
        if (!is_meant(book->job, wanted->name) || *wanted->image_id || !*wanted->image)
            continue;
        if (wp_dict_find(book->before, wanted->image))
            continue; /* two services share it */
        decide(book, &pull, "image", wanted->image, "absent", "it is not there");
        append(arena, &seen->pulls, wanted->image);
    }
}

static void plan_away(ledger *book)
{
    project *seen = project_of(book->job);
    wp_arena *arena = wp_job_arena(book->job);
    bool removes = is_state(book->job, "absent"), all = wp_len(wp_job_value(book->job, "services")) == 0;
    const verb *what = removes ? &removal : &stop;
    for (size_t i = 0; i < seen->container_count; i++) {
        const container *found = &seen->containers[i];
        if (!is_meant(book->job, found->service) || (!removes && !is_up(found)))
            continue;
        decide(book, what, "container", found->name, state_text(arena, found), "");
        append(arena, &seen->targets, found->id);
    }
    wp_str networks = wp_str_of(removes && all ? seen->networks : "");
    wp_str volumes = wp_str_of(removes && all && wp_job_bool(book->job, "remove_volumes") ? seen->volumes : "");
    seen->networks = networks.ptr;
    seen->volumes = volumes.ptr;
    const char *name;
    while (cut(arena, &networks, ' ', &name))
        if (*name)
            decide(book, &removal, "network", name, "there", "");
    while (cut(arena, &volumes, ' ', &name))
        if (*name)
            decide(book, &removal, "volume", name, "there", "");
}

/* One that should stay as it is, but is being restarted again and again, or was a moment ago. */
static bool check_steady(wp_job *job, wp_error *err);

static bool plan(wp_job *job, wp_error *err)
{
    project *seen = project_of(job);
    wp_arena *arena = wp_job_arena(job);
    ledger book = { .job = job, .before = wp_dict_new(arena, 4), .after = wp_dict_new(arena, 4) };
    seen->actions = wp_list_new(arena, 4);
    seen->targets = seen->orphans = seen->pulls = "";
    if (goes_away(job))
        plan_away(&book);
    else if (is_state(job, "pulled"))
        plan_pulled(&book);
    else
        plan_up(&book);
    wp_job_set(job, "actions", seen->actions);
    tell_containers(job);
    if (wp_job_has_change(job)) {
        wp_job_diff_state(job, "before", book.before, "after", book.after);
        return true;
    }
    return goes_away(job) || is_state(job, "pulled") || check_steady(job, err);
}

/* ---- whether they keep running --------------------------------------------------------------------- */

static const char *name_of(const project *seen, const char *id)
{
    for (size_t i = 0; i < seen->container_count; i++)
        if (strcmp(seen->containers[i].id, id) == 0)
            return seen->containers[i].name;
    return id;
}

/* `fields` may hold trouble= and log=. */
static bool check_trouble(wp_job *job, wp_str fields, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    wp_str trouble = wp_field(fields, "trouble"), log = wp_field(fields, "log");
    const char *id, *what;
    if (!cut(arena, &trouble, '|', &id))
        return true;
    what = wp_strndup(arena, trouble.ptr, trouble.len);
    while (log.len && (log.ptr[log.len - 1] == '\n' || log.ptr[log.len - 1] == '\r'))
        log.len--;
    wp_job_set(job, "log", wp_string_of(arena, log));
    wp_fail(err, WP_E_FAILED, WP_NO_MARK, "container %s %s; the last lines of its log:\n%.*s",
            name_of(project_of(job), id), what, (int)(log.len < 1500 ? log.len : 1500),
            log.ptr + (log.len < 1500 ? 0 : log.len - 1500));
    return false;
}

/* Seconds since 1970 of 2026-01-31T10:00:00 and what may follow. */
static int64_t moment(const char *text)
{
    struct tm parts = { 0 };
    if (sscanf(text, "%d-%d-%dT%d:%d:%d", &parts.tm_year, &parts.tm_mon, &parts.tm_mday, &parts.tm_hour, &parts.tm_min,
               &parts.tm_sec) != 6)
        return 0;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    return timegm(&parts);
}

/* Between two restarts it runs for a moment: Docker waits up to a minute before it tries again. */
static bool may_loop(const project *seen, const container *found)
{
    if (strcmp(found->state, "restarting") == 0)
        return true;
    return found->restarts > 0 && strcmp(found->state, "running") == 0 &&
           moment(seen->now) - moment(found->started) < 60;
}

static bool check_steady(wp_job *job, wp_error *err)
{
    const project *seen = project_of(job);
    words call = begin(job, seen->container_count + 2);
    wp_reply reply;
    add(&call, number_text(job, "settle"));
    add(&call, number_text(job, "log_lines"));
    size_t others = call.count;
    for (size_t i = 0; i < seen->container_count; i++) {
        const container *found = &seen->containers[i];
        if (is_meant(job, found->service) && !found->is_one_off && may_loop(seen, found))
            add(&call, found->id);
    }
    if (call.count == others)
        return true;
    return call_half(job, "compose_up_look", &call, &reply, err) && check_trouble(job, reply.out, err);
}

/* ---- apply ------------------------------------------------------------------------------------------- */

static bool run_up(wp_job *job, wp_reply *reply, wp_error *err)
{
    wp_value named = wp_job_value(job, "services");
    wp_arena *arena = wp_job_arena(job);
    const char *services = named_services(job);
    for (size_t i = 0; wp_len(named) == 0 && i < project_of(job)->service_count; i++)
        append(arena, &services, project_of(job)->services[i].name);
    words call = begin(job, 8);
    add(&call, number_text(job, "settle"));
    add(&call, number_text(job, "log_lines"));
    add(&call, services);
    if (wp_len(named))
        add(&call, "--no-deps");
    if (is_state(job, "recreated"))
        add(&call, "--force-recreate");
    add(&call, "-t");
    add(&call, number_text(job, "stop_timeout"));
    wp_job_progress(job, "%s: starting %s", wp_job_host(job), services);
    return call_half(job, "compose_up_up", &call, reply, err);
}

static bool run_down(wp_job *job, const char *verb_name, const char *ids, const char *networks, const char *volumes,
                     wp_reply *reply, wp_error *err)
{
    words call = begin(job, 5);
    add(&call, number_text(job, "stop_timeout"));
    add(&call, verb_name);
    add(&call, ids);
    add(&call, networks);
    add(&call, volumes);
    return call_half(job, "compose_up_down", &call, reply, err);
}

static bool run_pull(wp_job *job, wp_reply *reply, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    wp_str rest = wp_str_of(project_of(job)->pulls);
    const char *image;
    words call = begin(job, rest.len + 1);
    while (cut(arena, &rest, ' ', &image))
        add(&call, image);
    wp_job_progress(job, "%s: pulling %s", wp_job_host(job), project_of(job)->pulls);
    return call_half(job, "compose_up_pull", &call, reply, err);
}

/* Whether what the plan was about is what came out: compose may have found that there was nothing to do. */
static bool is_as_before(const container *old, size_t old_count, const project *seen)
{
    if (old_count != seen->container_count)
        return false;
    for (size_t i = 0; i < old_count; i++) {
        bool found = false;
        for (size_t k = 0; k < seen->container_count; k++)
            found |= strcmp(old[i].id, seen->containers[k].id) == 0 &&
                     strcmp(old[i].started, seen->containers[k].started) == 0;
        if (!found)
            return false;
    }
    return true;
}

static bool apply_up(wp_job *job, wp_error *err)
{
    project *seen = project_of(job);
    const container *old = seen->containers;
    size_t old_count = seen->container_count;
    wp_reply reply;
    if (*seen->orphans && !run_down(job, "remove", seen->orphans, "", "", &reply, err))
        return false;
    if (seen->calls_compose && !run_up(job, &reply, err))
        return false;
    read_containers(wp_job_arena(job), seen, wp_field(reply.out, "containers"));
    tell_containers(job);
    if (!check_trouble(job, reply.out, err)) {
        wp_job_set_changed(job, true);
        return false;
    }
    if (is_as_before(old, old_count, seen)) {
        wp_job_warn(job,
                    "compose left the containers as they are, although their hashes differ from those of the file");
        wp_job_set_changed(job, false);
    }
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    project *seen = project_of(job);
    wp_reply reply;
    bool done;
    if (goes_away(job))
        done = run_down(job, is_state(job, "absent") ? "remove" : "stop", seen->targets, seen->networks, seen->volumes,
                        &reply, err);
    else if (is_state(job, "pulled"))
        done = run_pull(job, &reply, err);
    else
        return apply_up(job, err);
    if (!done)
        return false;
    read_containers(wp_job_arena(job), seen, wp_field(reply.out, "containers"));
    tell_containers(job);
    return true;
}

/* ---- the table ------------------------------------------------------------------------------------------ */

static const char *const states[] = { "present", "pulled", "recreated", "stopped", "absent", NULL };

static const wp_param params[] = {
    { .name = "file", .type = WP_PARAM_PATH, .required = true, .help = "the compose file, on the host" },
    { .name = "services", .type = WP_PARAM_LIST,
      .help = "the services that are meant; all of the file unless told. Those they depend on are left alone" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present", .choices = states,
      .help = "present: created, as the file says, and running. pulled: their images are there. recreated: made anew each "
              "time. stopped. absent: removed; where no services are named, their networks too" },
    { .name = "project_name", .type = WP_PARAM_STR,
      .help = "compose's name for the whole; as compose finds it unless told: the name of the file's directory" },
    { .name = "environment", .type = WP_PARAM_DICT,
      .help = "variables that the file takes, given to each compose command" },
    { .name = "pending", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "of check mode: env_files or others will be written by a task before, so that what runs now will differ; that "
              "the compose file itself will be is known" },
    { .name = "remove_orphans", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "remove the project's containers whose service the file does not name" },
    { .name = "remove_volumes", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "of absent: remove the project's volumes too, with what is in them" },
    { .name = "settle", .type = WP_PARAM_INT, .fallback = "10",
      .help = "how many seconds containers must keep running before they count as up" },
    { .name = "log_lines", .type = WP_PARAM_INT, .fallback = "10",
      .help = "how much of its log is told of a container that does not" },
    { .name = "stop_timeout", .type = WP_PARAM_INT, .fallback = "10",
      .help = "how many seconds a container gets to stop before it is killed" },
    { 0 },
};

const wp_module wp_module_compose_up = {
    .name = "compose_up",
    .summary = "Brings services of a compose file to a state",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "compose_up",
    .note = "Works with the plug-in `docker compose` and with `docker-compose` 1.29, whichever is there. A container is made "
            "anew where its configuration (compose's own hash, of the file, the environment and the env_files), or the image "
            "behind its name, is another; it is started where it does not run. A container that does not keep running is a "
            "failure, with the end of its log. An image that is there is not pulled again. In check mode the file may not be "
            "there yet: then all services named are told as created.",
    .examples = "- name: the Webapp runs\n"
                "  compose_up:\n"
                "    file: /opt/whatsapp/compose.yml\n"
                "    services: [waweb]\n"
                "    environment:\n"
                "      WA_API_VERSION: '{{ wa_version }}'\n"
                "      EXTERNAL_HOSTNAME: '{{ inventory_hostname }}'\n"
                "- name: images are there before anything is stopped\n"
                "  compose_up:\n"
                "    file: /opt/whatsapp/compose.yml\n"
                "    state: pulled\n"
                "    environment: {WA_API_VERSION: 2.53.6, EXTERNAL_HOSTNAME: web1}\n"
                "- name: nothing of it is left but the media\n"
                "  compose_up:\n"
                "    file: /opt/whatsapp/compose.yml\n"
                "    state: absent\n",
    .returns = "containers: a list, each with service, name, id, image, state and restarts\n"
               "actions: what was (or would be) done, each with action, name and reason\nproject: compose's name for it\n"
               "log: the end of the log of a container that does not keep running\n",
};
