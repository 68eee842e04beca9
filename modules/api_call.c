/*
 * api_call: one call of the cluster's API.
 *
 *   GET      asked by the probe: it changes nothing
 *   others   the probe asks the guard (`unless`); where its answer shows what is
 *            wanted, there is nothing to do; else apply makes the call
 *   no path  the login itself: that the user has the wanted password
 *
 * In check mode the cluster may not be there yet, as this very run would start it:
 * what can't be asked then is told as a change.
 */
#include <waplay/module.h>

#include <stdio.h>
#include <string.h>

typedef enum need {
    NEED_NOTHING,
    NEED_CALL,
    NEED_PASSWORD, /* the first one must be changed before anything can be asked */
    NEED_UNKNOWN   /* check mode, and no answer */
} need;

typedef struct call {
    need need;
    wp_api_reply reply; /* of the call, or of its guard */
} call;

static call *call_of(wp_job *job)
{
    return wp_job_state(job, sizeof(call));
}

static const char *method_of(wp_job *job)
{
    return wp_job_str(job, "method");
}

static bool only_reads(wp_job *job)
{
    return strcmp(method_of(job), "GET") == 0;
}

static const char *name_of(wp_job *job)
{
    const char *path = wp_job_str(job, "path");
    return path ? wp_printf(wp_job_arena(job), "%s %s", method_of(job), path)
                : wp_printf(wp_job_arena(job), "login of %s", wp_job_str(job, "username"));
}

/* ---- what is sent ------------------------------------------------------------- */

static wp_str body_of(wp_job *job)
{
    wp_value body = wp_job_value(job, "body");
    if (wp_is(body, WP_NULL))
        return (wp_str){ 0 };
    if (wp_is(body, WP_STRING))
        return wp_text(body);
    return wp_to_json(wp_job_arena(job), wp_api_hidden(job, body), (wp_json_style){ 0 });
}

static int64_t patience(wp_job *job)
{
    return wp_job_check_mode(job) ? 0 : wp_job_int(job, "retry_for") * 1000;
}

static bool make_call(wp_job *job, bool may_change_password, wp_error *err)
{
    wp_api_request request = {
        .method = method_of(job),
        .path = wp_job_str(job, "path"),
        .headers = wp_job_value(job, "headers"),
        .body = body_of(job),
        .content_type = wp_job_str(job, "content_type"),
        .expect = wp_job_value(job, "status_code"),
        .retry_on = wp_job_value(job, "retry_on"),
        .retry_ms = patience(job),
        .may_change_password = may_change_password,
    };
    return wp_api_call(job, &request, &call_of(job)->reply, err);
}

/* ---- what is answered ------------------------------------------------------------ */

static void tell_answer(wp_job *job)
{
    const wp_api_reply *reply = &call_of(job)->reply;
    if (reply->status)
        wp_job_set_int(job, "status", reply->status);
    if (reply->code)
        wp_job_set_int(job, "code", reply->code);
    if (reply->tries)
        wp_job_set_int(job, "tries", reply->tries);
    if (!wp_job_str(job, "path"))
        return;
    wp_job_set(job, "json", reply->json);
    if (wp_is(reply->json, WP_NULL) && reply->body.len)
        wp_job_set(job, "content", wp_string_of(wp_job_arena(job), reply->body));
}

static const char *list_of_statuses(wp_job *job)
{
    wp_value list = wp_job_value(job, "status_code");
    char *text = wp_strdup(wp_job_arena(job), "");
    for (size_t i = 0; i < wp_len(list); i++)
        text =
            wp_printf(wp_job_arena(job), "%s%s%lld", text, i ? " or " : "", (long long)wp_list_at(list, i).as.integer);
    return *text ? text : "200 to 299";
}

static bool fail_with_answer(wp_job *job, const char *name, wp_error *err)
{
    const wp_api_reply *reply = &call_of(job)->reply;
    tell_answer(job);
    wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s at %s: %s", name, wp_job_str(job, "url"), reply->problem);
    if (reply->advice)
        return wp_hint(err, "%s", reply->advice);
    if (reply->status)
        return wp_hint(err, "expected is %s", list_of_statuses(job));
    return false;
}

/* Not asked: the cluster isn't there, or not ready to say. */
static bool is_silent(const wp_api_reply *reply)
{
    return reply->fault != WP_HTTP_OK || reply->status >= 500 || reply->status == 429;
}

/* ---- the guard ---------------------------------------------------------------------- */

static bool is_same(wp_arena *arena, wp_value answer, wp_value wanted)
{
    if (wp_equal(answer, wanted))
        return true;
    bool scalars = !wp_is(answer, WP_DICT) && !wp_is(answer, WP_LIST) && !wp_is(answer, WP_NULL) &&
                   !wp_is(wanted, WP_DICT) && !wp_is(wanted, WP_LIST) && !wp_is(wanted, WP_NULL);
    return scalars && !wp_is(answer, WP_BOOL) && !wp_is(wanted, WP_BOOL) &&
           wp_str_eq(wp_to_text(arena, answer), wp_to_text(arena, wanted));
}

static bool shows(wp_arena *arena, wp_value answer, wp_value wanted);

static bool any_shows(wp_arena *arena, wp_value answer, wp_value wanted)
{
    wp_value key, item;
    for (size_t i = 0; wp_is(answer, WP_DICT) && wp_dict_pair(answer, i, &key, &item); i++)
        if (shows(arena, item, wanted))
            return true;
    for (size_t i = 0; wp_is(answer, WP_LIST) && i < wp_len(answer); i++)
        if (shows(arena, wp_list_at(answer, i), wanted))
            return true;
    return false;
}

/* Is what is wanted in the answer? Of a dict its keys, "*" standing for any; of a list each of its items. */
static bool shows(wp_arena *arena, wp_value answer, wp_value wanted)
{
    wp_value key, item;
    if (wp_is(wanted, WP_LIST)) {
        for (size_t i = 0; i < wp_len(wanted); i++)
            if (!wp_is(answer, WP_LIST) || !any_shows(arena, answer, wp_list_at(wanted, i)))
                return false;
        return wp_is(answer, WP_LIST);
    }
    if (!wp_is(wanted, WP_DICT))
        return is_same(arena, answer, wanted);
    for (size_t i = 0; wp_dict_pair(wanted, i, &key, &item); i++) {
        const wp_value *found = wp_is(answer, WP_DICT) ? wp_dict_get(answer, key) : NULL;
        bool matches = wp_text_is(key, "*") ? any_shows(arena, answer, item) : found && shows(arena, *found, item);
        if (!matches)
            return false;
    }
    return wp_is(answer, WP_DICT);
}

static wp_value guard_part(wp_job *job, const char *name)
{
    const wp_value *part = wp_dict_find(wp_job_value(job, "unless"), name);
    return part ? *part : wp_null();
}

static bool ask_guard(wp_job *job, wp_error *err)
{
    call *state = call_of(job);
    wp_value wanted = guard_part(job, "json"), statuses = guard_part(job, "status_code");
    wp_api_request request = {
        .path = guard_part(job, "path").as.text,
        .headers = wp_null(),
        .expect = statuses,
        .retry_on = wp_null(),
        .retry_ms = patience(job),
    };
    if (!wp_api_call(job, &request, &state->reply, err))
        return wp_while(err, "asking whether there is anything to do");
    if (state->reply.first_password)
        state->need = NEED_PASSWORD;
    else if (state->reply.expected && (wp_is(wanted, WP_NULL) || shows(wp_job_arena(job), state->reply.json, wanted)))
        state->need = NEED_NOTHING;
    else if (!is_silent(&state->reply))
        state->need = NEED_CALL;
    else if (wp_job_check_mode(job))
        state->need = NEED_UNKNOWN;
    else
        return fail_with_answer(job, wp_printf(wp_job_arena(job), "GET %s", request.path), err);
    return true;
}

/* ---- the three steps -------------------------------------------------------------------- */

/* Reading calls, and the login alone: done by the probe, as they change nothing. */
static bool read_now(wp_job *job, wp_error *err)
{
    call *state = call_of(job);
    if (!make_call(job, false, err))
        return false;
    if (state->reply.first_password)
        state->need = NEED_PASSWORD;
    else if (state->reply.expected)
        state->need = NEED_NOTHING;
    else if (wp_job_check_mode(job) && is_silent(&state->reply))
        state->need = NEED_UNKNOWN;
    else
        return fail_with_answer(job, name_of(job), err);
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    call *state = call_of(job);
    state->reply.json = wp_null();
    state->need = NEED_CALL;
    if (!wp_job_str(job, "path") && !wp_job_str(job, "password"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "neither a path nor a password is given: there is nothing to do");
    if (!wp_job_str(job, "path") || only_reads(job))
        return read_now(job, err);
    return wp_is(wp_job_value(job, "unless"), WP_NULL) || ask_guard(job, err);
}

static void show_difference(wp_job *job)
{
    wp_value before = wp_dict_new(wp_job_arena(job), 1), after = wp_dict_new(wp_job_arena(job), 1);
    wp_dict_set(wp_job_arena(job), before, "called", wp_string_static(""));
    wp_dict_set(wp_job_arena(job), after, "called", wp_string(wp_job_arena(job), name_of(job)));
    wp_job_diff_state(job, "before", before, "after", after);
}

static bool plan(wp_job *job, wp_error *err)
{
    (void)err;
    const call *state = call_of(job);
    const char *name = name_of(job), *path = wp_job_str(job, "path"), *user = wp_job_str(job, "username");
    switch (state->need) {
    case NEED_NOTHING:
        tell_answer(job);
        if (path && !only_reads(job))
            wp_job_set_bool(job, "already", true);
        return true;
    case NEED_PASSWORD:
        wp_job_change(job, "the first password of %s will be changed", user);
        if (path)
            wp_job_change(job, "%s will be called", name);
        break;
    case NEED_UNKNOWN:
        if ((path && only_reads(job)) || strcmp(wp_job_str(job, "if_silent"), "skip") == 0) {
            wp_job_skip(job, "%s can't be asked yet: %s", name, state->reply.problem);
            return true;
        }
        wp_job_change(job, "%s (%s can't be asked yet: %s)",
                      path ? wp_printf(wp_job_arena(job), "%s will be called", name)
                           : "the first password will be changed",
                      wp_job_str(job, "url"), state->reply.problem);
        break;
    case NEED_CALL:
        wp_job_change(job, "%s will be called", name);
        break;
    }
    show_difference(job);
    return true;
}

static bool is_unchanged_status(wp_job *job, int status)
{
    wp_value list = wp_job_value(job, "unchanged_status");
    for (size_t i = 0; i < wp_len(list); i++)
        if (wp_list_at(list, i).as.integer == status)
            return true;
    return false;
}

/* Once the password is changed the guard can be asked after all. */
static bool change_password(wp_job *job, bool *changed, wp_error *err)
{
    call *state = call_of(job);
    wp_api_request request = { .headers = wp_null(),
                               .expect = wp_null(),
                               .retry_on = wp_null(),
                               .retry_ms = patience(job),
                               .may_change_password = true };
    if (!wp_api_call(job, &request, &state->reply, err))
        return false;
    *changed = state->reply.changed_password;
    if (!state->reply.expected)
        return fail_with_answer(job, name_of(job), err);
    state->need = wp_job_str(job, "path") ? NEED_CALL : NEED_NOTHING;
    if (state->need == NEED_NOTHING || only_reads(job) || wp_is(wp_job_value(job, "unless"), WP_NULL))
        return true;
    return ask_guard(job, err);
}

static bool apply(wp_job *job, wp_error *err)
{
    call *state = call_of(job);
    bool changed = false;
    if (state->need == NEED_PASSWORD && !change_password(job, &changed, err))
        return false;
    if (state->need == NEED_CALL) {
        if (!make_call(job, true, err))
            return wp_while(err, "%s", name_of(job));
        if (!state->reply.expected)
            return fail_with_answer(job, name_of(job), err);
        changed |=
            state->reply.changed_password || (!only_reads(job) && !is_unchanged_status(job, state->reply.status));
    }
    tell_answer(job);
    wp_job_set_changed(job, changed);
    return true;
}

/* ---- the table ---------------------------------------------------------------------------- */

static const wp_param guard[] = {
    { .name = "path", .type = WP_PARAM_STR, .required = true, .help = "what to GET" },
    { .name = "status_code", .type = WP_PARAM_LIST, .items = WP_PARAM_INT, .help = "the statuses that show it; any 2xx" },
    { .name = "json", .type = WP_PARAM_RAW,
      .help = "what must be in the answer: of dicts the keys given here, '*' being any key; of lists the items" },
    { 0 },
};

static const wp_param params[] = {
    WP_API_PARAMS,
    { .name = "path", .type = WP_PARAM_STR,
      .help = "what to call, as /v1/settings/application; without one, it is seen to that the user has the password" },
    { .name = "method", .type = WP_PARAM_STR, .fallback = "GET",
      .choices = (const char *const[]){ "GET", "POST", "PUT", "PATCH", "DELETE", NULL }, .help = "the HTTP method" },
    { .name = "body", .type = WP_PARAM_RAW, .help = "what to send: a dict or list becomes JSON, a text goes as it is" },
    { .name = "content_type", .type = WP_PARAM_STR, .help = "of the body; application/json unless told" },
    { .name = "headers", .type = WP_PARAM_DICT, .help = "more headers" },
    { .name = "status_code", .type = WP_PARAM_LIST, .items = WP_PARAM_INT,
      .help = "the statuses that are right; any 2xx unless told" },
    { .name = "unchanged_status", .type = WP_PARAM_LIST, .items = WP_PARAM_INT,
      .help = "statuses that mean that there was nothing to do (201 of POST /v1/account)" },
    { .name = "unless", .type = WP_PARAM_DICT, .fields = guard,
      .help = "a GET whose answer shows that there is nothing to do" },
    { .name = "if_silent", .type = WP_PARAM_STR, .fallback = "change",
      .choices = (const char *const[]){ "change", "skip", NULL },
      .help = "of check mode: what is foreseen of a call for which the API can't be asked whether it is needed; "
              "skip is right where the cluster was set up before" },
    { .name = "retry_for", .type = WP_PARAM_INT, .fallback = "120",
      .help = "how many seconds to go on trying where that may help" },
    { .name = "retry_on", .type = WP_PARAM_LIST, .items = WP_PARAM_INT,
      .help = "the statuses to try again on; 429, 500, 502, 503 and 504 unless told, of shards 403 too" },
    { 0 },
};

const wp_module wp_module_api_call = {
    .name = "api_call",
    .summary = "Calls the WhatsApp Business API",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .on_control = true,
    .note = "Logs in by itself, with one token for the whole run, which is renewed when it is refused; where the user still "
            "has the password of a new installation, that is changed on the way. Connections that fail or are reset, 429 and "
            "5xx are tried again after 2, 4, 8, ... 30 seconds, unless the error code tells that it is no use; a code request "
            "and its verification are never sent twice. A call other than GET is made each time, and counts as a change, "
            "unless `unless` tells that there is nothing to do. In check mode, what can't be asked because the cluster "
            "isn't there yet is told as a change, unless `if_silent` says otherwise. Passwords, tokens, pins, codes and certificates are not shown.",
    .examples = "- name: the password of admin\n"
                "  api_call:\n"
                "    url: https://web1:9090\n"
                "    password: '{{ wa_admin_password }}'\n"
                "    ca_file: files/webapp-ca.pem\n"
                "- name: where callbacks go\n"
                "  api_call:\n"
                "    url: https://web1:9090\n"
                "    password: '{{ wa_admin_password }}'\n"
                "    method: PATCH\n"
                "    path: /v1/settings/application\n"
                "    body: {webhooks: {url: 'https://hooks.example.com/wa'}}\n"
                "    unless:\n"
                "      path: /v1/settings/application\n"
                "      json: {settings: {application: {webhooks: {url: 'https://hooks.example.com/wa'}}}}\n"
                "- name: who owns which shard, asked by the host itself\n"
                "  api_call:\n"
                "    url: https://localhost:9090\n"
                "    through: host\n"
                "    api_key: '{{ wa_api_key }}'\n"
                "    validate_certs: false\n"
                "    path: /v1/support\n",
    .returns = "status: the status of the answer\njson: the answer, where it is JSON\ncontent: the answer, where it is none\n"
               "code: the API's own error code\ntries: how often it was sent\n"
               "already: whether unless told that there was nothing to do\n",
};
