/*
 * cron: one job of a crontab, or one variable of it.
 *
 * A job is known by the line before it, "#Ansible: NAME". The crontab is a user's,
 * which only the program crontab reads and writes, or a file below /etc/cron.d,
 * whose lines name a user too.
 */
#include <waplay/module.h>

#include <string.h>

enum { NOWHERE = -1 };

static const char marker[] = "#Ansible: ";

typedef struct table {
    const char *file; /* NULL: the crontab of a user */
    wp_str text;      /* as it is */
    bool exists;
    wp_lines lines;   /* as they will be */
    bool goes;        /* a file in which nothing is left */
} table;

static bool is_present(wp_job *job)
{
    return strcmp(wp_job_str(job, "state"), "present") == 0;
}

/* ---- what is wanted ------------------------------------------------------------------- */

static bool check_time(wp_job *job, wp_error *err)
{
    static const char *const fields[] = { "minute", "hour", "day", "month", "weekday", NULL };
    for (const char *const *field = fields; *field && wp_job_has(job, "special_time"); field++)
        if (strcmp(wp_job_str(job, *field), "*") != 0)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "special_time and %s can't both be given", *field);
    return true;
}

static bool check_params(wp_job *job, wp_error *err)
{
    const char *command = wp_job_str(job, "job");
    bool has_place = wp_job_has(job, "insertafter") || wp_job_has(job, "insertbefore");
    if (wp_job_has(job, "cron_file") && !wp_job_has(job, "user"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "cron_file needs the parameter 'user': its lines name one");
    if (has_place && !wp_job_bool(job, "env"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "insertafter and insertbefore are for variables, with env");
    if (is_present(job) && !command)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "state=present needs the parameter 'job'");
    if (command && command[strcspn(command, "\r\n")] &&
        command[strcspn(command, "\r\n") + strspn(command + strcspn(command, "\r\n"), "\r\n")])
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "job must be one line: cron takes no more");
    if (strpbrk(wp_job_str(job, "name"), "\r\n"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "name must be one line: it stands in a comment of the crontab");
    return check_time(job, err);
}

static const char *job_line(wp_job *job)
{
    wp_arena *arena = wp_job_arena(job);
    const char *special = wp_job_str(job, "special_time"), *command = wp_job_str(job, "job");
    const char *when = special ? wp_printf(arena, "@%s", special)
                               : wp_printf(arena, "%s %s %s %s %s", wp_job_str(job, "minute"),
                                           wp_job_str(job, "hour"), wp_job_str(job, "day"),
                                           wp_job_str(job, "month"), wp_job_str(job, "weekday"));
    const char *user = wp_job_has(job, "cron_file") ? wp_printf(arena, "%s ", wp_job_str(job, "user")) : "";
    return wp_printf(arena, "%s%s %s%.*s", wp_job_bool(job, "disabled") ? "#" : "", when, user,
                     (int)strcspn(command, "\r\n"), command);
}

static wp_str lines_of(wp_job *job, const char *first, const char *second)
{
    return wp_str_of(wp_printf(wp_job_arena(job), second ? "%s\n%s\n" : "%s\n", first, second));
}

/* ---- jobs -------------------------------------------------------------------------------- */

static bool is_line(const table *at, size_t index, const char *text)
{
    return index < at->lines.count && wp_str_is(wp_line_bare(at->lines.at[index]), text);
}

/* Where a job of that name, or a line of that text without a name, stands. */
static long find_job(const table *at, const char *header, const char *line, bool *has_header)
{
    for (size_t i = 0; i < at->lines.count; i++)
        if ((*has_header = is_line(at, i, header)))
            return (long)i;
    for (size_t i = 0; line && i < at->lines.count; i++)
        if (is_line(at, i, line))
            return (long)i;
    return NOWHERE;
}

static void insert(wp_job *job, table *at, size_t place, const char *line)
{
    wp_str added = wp_str_of(line);
    wp_lines_insert(job, &at->lines, place, &added, 1);
}

static void plan_job(wp_job *job, table *at)
{
    bool has_header = false;
    const char *header = wp_printf(wp_job_arena(job), "%s%s", marker, wp_job_str(job, "name"));
    const char *line = is_present(job) ? job_line(job) : NULL;
    long found = find_job(at, header, line, &has_header);
    if (found == NOWHERE && line) {
        insert(job, at, at->lines.count, header);
        insert(job, at, at->lines.count, line);
        return;
    }
    if (found != NOWHERE && !has_header) { /* somebody wrote it by hand: it gets its name */
        bool has_another = found > 0 && at->lines.at[found - 1].len > strlen(marker) &&
                           memcmp(at->lines.at[found - 1].ptr, marker, strlen(marker)) == 0;
        if (!has_another)
            insert(job, at, (size_t)found, header);
        return;
    }
    if (found == NOWHERE || (line && is_line(at, (size_t)found + 1, line)))
        return;
    for (size_t i = 0; i < at->lines.count; i++) {
        if (!is_line(at, i, header))
            continue;
        wp_lines_remove(&at->lines, i, i + 2 < at->lines.count ? i + 2 : at->lines.count);
        if (line) {
            insert(job, at, i, header);
            insert(job, at, ++i, line);
        } else {
            i--;
        }
    }
}

/* ---- variables ----------------------------------------------------------------------------- */

static bool declares(wp_str line, const char *name)
{
    size_t len = strlen(name);
    return line.len > len && memcmp(line.ptr, name, len) == 0 && line.ptr[len] == '=';
}

static long find_variable(const table *at, const char *name)
{
    for (size_t i = 0; i < at->lines.count; i++)
        if (declares(at->lines.at[i], name))
            return (long)i;
    return NOWHERE;
}

static bool plan_new_variable(wp_job *job, table *at, const char *line, wp_error *err)
{
    const char *after = wp_job_str(job, "insertafter"), *before = wp_job_str(job, "insertbefore");
    const char *beside = after ? after : before;
    long place = beside ? find_variable(at, beside) : 0;
    if (place == NOWHERE)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the crontab has no variable '%s' to put %s %s", beside,
                       wp_job_str(job, "name"), after ? "behind" : "before");
    insert(job, at, (size_t)place + (after != NULL), line);
    return true;
}

static bool plan_variable(wp_job *job, table *at, wp_error *err)
{
    const char *name = wp_job_str(job, "name");
    long found = find_variable(at, name);
    if (!is_present(job)) {
        for (; found != NOWHERE; found = find_variable(at, name))
            wp_lines_remove(&at->lines, (size_t)found, (size_t)found + 1);
        return true;
    }
    const char *line = wp_printf(wp_job_arena(job), "%s=\"%s\"", name, wp_job_str(job, "job"));
    if (found == NOWHERE)
        return plan_new_variable(job, at, line, err);
    if (!is_line(at, (size_t)found, line))
        at->lines.at[found] = lines_of(job, line, NULL);
    return true;
}

/* ---- the story -------------------------------------------------------------------------------- */

static const char *user_of(wp_job *job)
{
    return wp_job_has(job, "user") ? wp_job_str(job, "user") : "";
}

static bool probe(wp_job *job, wp_error *err)
{
    table *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    if (!check_params(job, err))
        return false;
    at->file = wp_job_str(job, "cron_file");
    if (at->file && *at->file != '/')
        at->file = wp_printf(wp_job_arena(job), "/etc/cron.d/%s", at->file);
    if (!WP_CALL(job, "cron_probe", &reply, err, user_of(job), at->file ? at->file : ""))
        return false;
    bool is_new_user = wp_job_is_foreseen(job, wp_printf(wp_job_arena(job), "user:/%s", user_of(job)));
    if (reply.status != 0 && !is_new_user)
        return wp_reply_fail(job, &reply, err);
    at->exists = wp_field_has(reply.out, "there");
    at->text = wp_field_tail(reply.out, "content");
    if (!at->exists && at->file && wp_job_is_foreseen(job, at->file))
        at->text = wp_job_foreseen_content(job, at->file);
    at->text = at->text.ptr ? at->text : wp_str_of("");
    return true;
}

static wp_value names(wp_job *job, const table *at, bool jobs)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value list = wp_list_new(arena, 4);
    for (size_t i = 0; i < at->lines.count; i++) {
        wp_str line = wp_line_bare(at->lines.at[i]);
        size_t word = 0, prefix = strlen(marker);
        while (word < line.len && line.ptr[word] != '=' && line.ptr[word] != ' ' && line.ptr[word] != '\t')
            word++;
        if (jobs && line.len >= prefix && memcmp(line.ptr, marker, prefix) == 0)
            wp_list_push(arena, list, wp_string_n(arena, line.ptr + prefix, line.len - prefix));
        else if (!jobs && word > 0 && word < line.len && line.ptr[word] == '=')
            wp_list_push(arena, list, wp_string_n(arena, line.ptr, word));
    }
    return list;
}

static bool plan(wp_job *job, wp_error *err)
{
    table *at = wp_job_state(job, sizeof *at);
    wp_arena *arena = wp_job_arena(job);
    at->lines = wp_lines_split(job, at->text, false);
    if (at->lines.count)
        at->lines.at[at->lines.count - 1] = wp_line_ended(job, at->lines.at[at->lines.count - 1]);
    if (!wp_job_bool(job, "env"))
        plan_job(job, at);
    else if (!plan_variable(job, at, err))
        return false;
    wp_str after = wp_lines_join(job, &at->lines);
    at->goes = at->file && at->exists && !is_present(job) && !after.len;
    if (at->file)
        wp_job_set_str(job, "cron_file", wp_job_str(job, "cron_file"));
    if (at->goes) {
        wp_job_set_str(job, "state", "absent");
        wp_job_change(job, "remove %s, in which nothing is left", at->file);
        wp_job_diff(job, at->file, at->text, "/dev/null", after);
        return true;
    }
    wp_job_set(job, "jobs", names(job, at, true));
    wp_job_set(job, "envs", names(job, at, false));
    if (wp_str_eq(after, at->text))
        return true;
    const char *place = at->file ? at->file : *user_of(job) ? wp_printf(arena, "crontab for user \"%s\"", user_of(job))
                                                            : "crontab";
    wp_job_change(job, "change the %s", at->file ? at->file : place);
    wp_job_diff(job, place, at->text, place, after);
    if (at->file)
        wp_job_foresee(job, at->file, after);
    return true;
}

static bool remove_file(wp_job *job, const table *at, wp_error *err)
{
    wp_calls *calls = wp_calls_new(job);
    wp_reply reply;
    WP_ADD_CALL(calls, "rm", "-f", "--", at->file);
    return wp_calls_run(calls, &reply, err);
}

static bool put_file(wp_job *job, const table *at, wp_str content, wp_error *err)
{
    wp_put put = { .path = at->file, .content = content, .mode = at->exists ? NULL : "0644" };
    const char *backup = wp_printf(wp_job_arena(job), "/tmp/crontab%.8s", wp_job_nonce(job));
    if (wp_job_bool(job, "backup") && at->exists)
        put.backup = backup;
    if (!wp_host_put(job, &put, err))
        return false;
    if (put.backup)
        wp_job_set_str(job, "backup_file", backup);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    table *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    wp_str content = wp_lines_join(job, &at->lines);
    if (at->goes)
        return remove_file(job, at, err);
    if (at->file)
        return put_file(job, at, content, err);
    const char *const args[] = { user_of(job), wp_job_bool(job, "backup") ? "1" : "" };
    if (!wp_host_call(job, "cron_install", args, 2, &content, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    wp_str backup = wp_field(reply.out, "backup");
    if (backup.len)
        wp_job_set_str(job, "backup_file", wp_strndup(wp_job_arena(job), backup.ptr, backup.len));
    return true;
}

#define WHEN(name_, letter, meaning)                                                                                   \
    { .name = name_, .type = WP_PARAM_STR, .fallback = "*", .aliases = letter, .help = meaning }

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_STR, .required = true, .help = "name of the job (a comment), or of the variable" },
    { .name = "job", .type = WP_PARAM_STR, .aliases = (const char *const[]){ "value", NULL },
      .help = "the command, or the variable's value" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL }, .help = "whether it must be there" },
    { .name = "user", .type = WP_PARAM_STR, .help = "whose crontab it is, or who runs the job of cron_file" },
    { .name = "cron_file", .type = WP_PARAM_STR, .help = "a file instead of a crontab, below /etc/cron.d" },
    { .name = "backup", .type = WP_PARAM_BOOL, .fallback = "no", .help = "keep what was there in a file of /tmp" },
    { .name = "env", .type = WP_PARAM_BOOL, .fallback = "no", .help = "it is a variable" },
    { .name = "insertafter", .type = WP_PARAM_STR, .help = "variable that a new one goes behind" },
    { .name = "insertbefore", .type = WP_PARAM_STR, .help = "variable that a new one goes before" },
    { .name = "disabled", .type = WP_PARAM_BOOL, .fallback = "no", .help = "the job is there as a comment" },
    { .name = "special_time", .type = WP_PARAM_STR,
      .choices = (const char *const[]){ "reboot", "yearly", "annually", "monthly", "weekly", "daily", "hourly", NULL },
      .help = "a name instead of the five fields" },
    WHEN("minute", NULL, "minutes of the hour"),
    WHEN("hour", NULL, "hours of the day"),
    WHEN("day", ((const char *const[]){ "dom", NULL }), "days of the month"),
    WHEN("month", NULL, "months of the year"),
    WHEN("weekday", ((const char *const[]){ "dow", NULL }), "days of the week, 0 is Sunday"),
    { 0 },
};

const wp_module wp_module_cron = {
    .name = "cron",
    .summary = "A job or a variable of a crontab",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "insertafter insertbefore", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "cron",
    .note = "A job is known by the comment before it. Works with the crontab of cron, cronie and busybox.",
    .examples = "- ansible.builtin.cron:\n"
                "    name: nightly backup\n"
                "    hour: 3\n"
                "    minute: 20\n"
                "    job: /usr/local/bin/backup\n"
                "- ansible.builtin.cron:\n"
                "    name: MAILTO\n"
                "    env: yes\n"
                "    job: ops@example.com\n"
                "    user: root\n"
                "    cron_file: backup\n",
    .returns = "jobs: names of all jobs of the crontab\nenvs: names of its variables\ncron_file: the file\n"
               "backup_file: where the old one is kept\n",
};
