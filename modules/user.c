/*
 * user: an account of the host's, as wanted: the options that differ make one call of
 * useradd or usermod. A password's hash never stands on a command line.
 */
#include <waplay/module.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct user {
    bool exists;
    const char *column[7]; /* name, x, uid, gid, comment, home, shell */
    wp_str fields;
    const char *primary;   /* name of its group */
    wp_value memberships;  /* names, the primary one left out */
    wp_value groups;       /* wanted; null: left alone */
    wp_value found;        /* numbers of the groups asked for: group first */
    const char *args[40];  /* options for useradd or usermod */
    size_t count;
    wp_value was, becomes; /* for the diff */
    wp_calls *calls;
} user;

enum { UID = 2, GID = 3, COMMENT = 4, HOME = 5, SHELL = 6 };

static bool wants(wp_job *job)
{
    return strcmp(wp_job_str(job, "state"), "present") == 0;
}

static const char *text_of(wp_job *job, wp_str text)
{
    return wp_strndup(wp_job_arena(job), text.ptr, text.len);
}

/* ---- probe -------------------------------------------------------------------------- */

static wp_value wanted_groups(wp_job *job)
{
    wp_value given = wp_job_value(job, "groups");
    wp_value list = wp_list_new(wp_job_arena(job), 4);
    if (!wp_is(given, WP_LIST))
        return wp_null();
    for (size_t i = 0; i < wp_len(given); i++)
        if (wp_text(wp_list_at(given, i)).len)
            wp_list_push(wp_job_arena(job), list, wp_list_at(given, i));
    return list;
}

static const char *key_file(wp_job *job)
{
    if (!wp_job_bool(job, "generate_ssh_key"))
        return "";
    if (wp_job_has(job, "ssh_key_file"))
        return wp_job_str(job, "ssh_key_file");
    return wp_printf(wp_job_arena(job), ".ssh/id_%s", wp_job_str(job, "ssh_key_type"));
}

static void read_passwd(wp_job *job, user *at)
{
    wp_str line = wp_field(at->fields, "passwd");
    char *text = wp_strndup(wp_job_arena(job), line.ptr, line.len);
    at->exists = line.len > 0;
    for (size_t i = 0; i < 7; i++) {
        at->column[i] = text;
        text += strcspn(text, ":");
        if (*text)
            *text++ = '\0';
    }
}

static void read_answer(wp_job *job, user *at, wp_str fields)
{
    wp_arena *arena = wp_job_arena(job);
    wp_str rest = fields, key, value;
    at->fields = fields;
    read_passwd(job, at);
    at->memberships = wp_list_new(arena, 4);
    at->found = wp_list_new(arena, 4);
    at->primary = text_of(job, wp_field(fields, "primary"));
    while (wp_field_next(&rest, &key, &value)) {
        if (key.len == 5 && memcmp(key.ptr, "found", 5) == 0)
            wp_list_push(arena, at->found, wp_string_of(arena, value));
        else if (key.len == 6 && memcmp(key.ptr, "member", 6) == 0)
            wp_list_push(arena, at->memberships, wp_string_of(arena, value));
    }
}

static bool look(wp_job *job, user *at, wp_error *err)
{
    wp_reply reply;
    size_t count = 0, groups = wp_len(at->groups);
    const char **args = wp_new_array(wp_job_arena(job), const char *, groups + 5);
    wp_str hash =
        wp_str_of(wp_printf(wp_job_arena(job), "%s\n", wp_job_has(job, "password") ? wp_job_str(job, "password") : ""));
    args[count++] = wp_job_str(job, "name");
    args[count++] = wp_job_bool(job, "local") ? "1" : "";
    args[count++] = key_file(job);
    args[count++] = wp_job_str(job, "home");
    if (wp_job_has(job, "group"))
        args[count++] = wp_job_str(job, "group");
    for (size_t i = 0; i < groups; i++)
        args[count++] = wp_list_at(at->groups, i).as.text;
    if (!wp_host_call(job, "user_probe", args, count, &hash, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", wp_reply_reason(job, &reply));
    read_answer(job, at, reply.out);
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    user *at = wp_job_state(job, sizeof *at);
    at->groups = wanted_groups(job);
    return look(job, at, err);
}

/* ---- plan ----------------------------------------------------------------------------- */

static void option(user *at, const char *letter, const char *value)
{
    at->args[at->count++] = letter;
    if (value)
        at->args[at->count++] = value;
}

static void note(wp_job *job, user *at, const char *key, const char *was, const char *becomes)
{
    wp_arena *arena = wp_job_arena(job);
    wp_dict_set(arena, at->was, key, was ? wp_string(arena, was) : wp_null());
    wp_dict_set(arena, at->becomes, key, wp_string(arena, becomes));
}

/* One column of the account: an option where another value is wanted. */
static bool want_column(wp_job *job, user *at, const char *param, const char *letter, size_t column)
{
    wp_value given = wp_job_value(job, param);
    if (wp_is(given, WP_NULL))
        return false;
    const char *wanted = wp_to_text(wp_job_arena(job), given).ptr, *is = at->exists ? at->column[column] : NULL;
    if (is && strcmp(is, wanted) == 0)
        return false;
    option(at, letter, wanted);
    note(job, at, param, is, wanted);
    return true;
}

static bool has_name(wp_value list, wp_value name)
{
    for (size_t i = 0; i < wp_len(list); i++)
        if (wp_equal(wp_list_at(list, i), name))
            return true;
    return false;
}

static const char *joined(wp_job *job, wp_value list)
{
    const char *text = "";
    for (size_t i = 0; i < wp_len(list); i++)
        text = wp_printf(wp_job_arena(job), "%s%s%s", text, *text ? "," : "", wp_list_at(list, i).as.text);
    return text;
}

static bool groups_differ(wp_job *job, const user *at)
{
    for (size_t i = 0; i < wp_len(at->groups); i++) {
        wp_value name = wp_list_at(at->groups, i);
        if (!has_name(at->memberships, name) && !(at->primary && wp_text_is(name, at->primary)))
            return true;
    }
    for (size_t i = 0; !wp_job_bool(job, "append") && i < wp_len(at->memberships); i++)
        if (!has_name(at->groups, wp_list_at(at->memberships, i)))
            return true;
    return false;
}

static void want_groups(wp_job *job, user *at)
{
    bool appends = wp_job_bool(job, "append");
    if (wp_is(at->groups, WP_NULL) || (at->exists && !groups_differ(job, at)) || (!at->exists && !wp_len(at->groups)))
        return;
    if (appends && at->exists)
        option(at, "-a", NULL);
    option(at, "-G", joined(job, at->groups));
    note(job, at, "groups", at->exists ? joined(job, at->memberships) : NULL,
         appends ? wp_printf(wp_job_arena(job), "+%s", joined(job, at->groups)) : joined(job, at->groups));
}

static void want_primary(wp_job *job, user *at)
{
    const char *wanted = wp_job_str(job, "group");
    if (!wanted)
        return;
    const char *gid = wp_len(at->found) ? wp_list_at(at->found, 0).as.text : ""; /* foreseen: no number yet */
    if (at->exists && strcmp(gid, at->column[GID]) == 0)
        return;
    option(at, "-g", wanted);
    note(job, at, "group", at->exists ? at->primary : NULL, wanted);
}

static void want_home(wp_job *job, user *at)
{
    bool moves = at->exists && wp_job_bool(job, "move_home");
    if (want_column(job, at, "home", "-d", HOME) && moves)
        option(at, "-m", NULL);
}

static const char *day_text(wp_job *job, time_t seconds)
{
    char text[32];
    struct tm parts;
    strftime(text, sizeof text, "%Y-%m-%d", gmtime_r(&seconds, &parts));
    return wp_strdup(wp_job_arena(job), text);
}

/* Days since 1970, as the system keeps them; -1: never. */
static void want_expiry(wp_job *job, user *at)
{
    if (!wp_job_has(job, "expires"))
        return;
    double seconds = wp_job_float(job, "expires");
    const char *wanted = seconds < 0 ? "" : wp_printf(wp_job_arena(job), "%lld", (long long)(seconds / 86400));
    const char *is = text_of(job, wp_field(at->fields, "expires"));
    if (at->exists ? strcmp(is, wanted) == 0 : !*wanted)
        return;
    option(at, "-e", *wanted ? day_text(job, (time_t)seconds) : "");
    note(job, at, "expires", at->exists ? is : NULL, wanted);
}

static bool want_lock(wp_job *job, user *at)
{
    if (!wp_job_has(job, "password_lock"))
        return false;
    bool locked = wp_field_has(at->fields, "locked"), wanted = wp_job_bool(job, "password_lock");
    if (at->exists ? locked == wanted : !wanted)
        return false;
    note(job, at, "password_lock", at->exists ? locked ? "yes" : "no" : NULL, wanted ? "yes" : "no");
    return true;
}

static bool wants_password(wp_job *job, user *at)
{
    if (!wp_job_has(job, "password"))
        return false;
    if (!at->exists)
        return true;
    if (strcmp(wp_job_str(job, "update_password"), "always") != 0)
        return false;
    wp_str same = wp_field(at->fields, "password");
    if (same.len == 4 && memcmp(same.ptr, "same", 4) == 0)
        return false;
    note(job, at, "password", "(hidden)", "(another)");
    return true;
}

/* ---- plan: the calls ------------------------------------------------------------------------- */

static void add_new(wp_job *job, user *at)
{
    if (wp_job_bool(job, "system"))
        option(at, "-r", NULL);
    if (wp_job_bool(job, "non_unique"))
        option(at, "-o", NULL);
    option(at, wp_job_bool(job, "create_home") ? "-m" : "-M", NULL);
    if (wp_job_has(job, "skeleton") && wp_job_bool(job, "create_home"))
        option(at, "-k", wp_job_str(job, "skeleton"));
    if (wp_job_has(job, "umask"))
        option(at, "-K", wp_printf(wp_job_arena(job), "UMASK=%s", wp_job_str(job, "umask")));
    if (!wp_job_has(job, "group") && wp_field_has(at->fields, "own_group"))
        option(at, "-N", NULL);
}

static bool want_days(wp_job *job, user *at, const char *param, const char *field, const char *letter)
{
    if (!wp_job_has(job, param))
        return false;
    const char *wanted = wp_printf(wp_job_arena(job), "%lld", (long long)wp_job_int(job, param));
    const char *is = text_of(job, wp_field(at->fields, field));
    if (at->exists && strcmp(is, wanted) == 0)
        return false;
    WP_ADD_CALL(at->calls, "chage", letter, wanted, wp_job_str(job, "name"));
    note(job, at, param, at->exists ? is : NULL, wanted);
    return true;
}

static const char *home_of(wp_job *job, const user *at)
{
    if (wp_job_has(job, "home"))
        return wp_job_str(job, "home");
    return at->exists ? at->column[HOME] : wp_printf(wp_job_arena(job), "/home/%s", wp_job_str(job, "name"));
}

/* An account whose home is missing gets one. */
static void add_home(wp_job *job, user *at)
{
    const char *home = home_of(job, at);
    bool moves = wp_job_bool(job, "move_home") && strcmp(home, at->column[HOME]) != 0;
    if (!wp_job_bool(job, "create_home") || wp_field_has(at->fields, "home_there") || moves)
        return;
    WP_ADD_CALL(at->calls, "user_make_home", wp_job_str(job, "name"), home, wp_job_str(job, "skeleton"),
                wp_job_str(job, "umask"));
    wp_job_change(job, "make the home %s", home);
    wp_job_foresee(job, home, (wp_str){ 0 });
}

static void add_key(wp_job *job, user *at)
{
    if (!wp_job_bool(job, "generate_ssh_key") || (wp_field_has(at->fields, "key") && !wp_job_bool(job, "force")))
        return;
    const char *bits = wp_job_has(job, "ssh_key_bits")
                           ? wp_printf(wp_job_arena(job), "%lld", (long long)wp_job_int(job, "ssh_key_bits")) : "";
    const char *comment = wp_job_has(job, "ssh_key_comment")
                              ? wp_job_str(job, "ssh_key_comment")
                              : wp_printf(wp_job_arena(job), "ansible-generated on %s", wp_job_host(job));
    WP_ADD_CALL(at->calls, "user_make_key", wp_job_str(job, "name"), home_of(job, at), key_file(job),
                wp_job_str(job, "ssh_key_type"), bits, comment);
    wp_job_change(job, "make an SSH key for %s", wp_job_str(job, "name"));
}

static bool check_groups(wp_job *job, const user *at, wp_error *err)
{
    wp_str rest = at->fields, key, value;
    while (wp_field_next(&rest, &key, &value)) {
        bool missing = key.len == 7 && memcmp(key.ptr, "missing", 7) == 0;
        if (!missing || wp_job_is_foreseen(job, wp_printf(wp_job_arena(job), "group:/%s", text_of(job, value))))
            continue;
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the group '%s' of the user %s does not exist", text_of(job, value),
                wp_job_str(job, "name"));
        return wp_hint(err, "make it first, with module group");
    }
    return true;
}

static void add_password_calls(wp_job *job, user *at)
{
    const char *name = wp_job_str(job, "name");
    if (wants_password(job, at)) {
        WP_ADD_CALL(at->calls, "user_password", name);
        wp_calls_input(at->calls, wp_str_of(wp_printf(wp_job_arena(job), "%s\n", wp_job_str(job, "password"))));
    }
    if (want_lock(job, at))
        WP_ADD_CALL(at->calls, "user_modify", wp_job_bool(job, "password_lock") ? "-L" : "-U", name);
    want_days(job, at, "password_expire_max", "max", "-M");
    want_days(job, at, "password_expire_min", "min", "-m");
}

static void plan_present(wp_job *job, user *at)
{
    const char *name = wp_job_str(job, "name");
    if (!at->exists)
        add_new(job, at);
    size_t plain = at->count;
    if (want_column(job, at, "uid", "-u", UID) && at->exists && wp_job_bool(job, "non_unique"))
        option(at, "-o", NULL);
    want_primary(job, at);
    want_groups(job, at);
    want_column(job, at, "comment", "-c", COMMENT);
    want_home(job, at);
    want_column(job, at, "shell", "-s", SHELL);
    want_expiry(job, at);
    if (!at->exists || at->count > plain) {
        at->args[at->count++] = name;
        wp_calls_add(at->calls, at->exists ? "user_modify" : "user_add", at->args, at->count);
    }
    add_password_calls(job, at);
    if (!at->exists) {
        wp_job_change(job, "make the user %s", name);
        wp_job_foresee(job, wp_printf(wp_job_arena(job), "user:/%s", name), (wp_str){ 0 });
        wp_job_foresee(job, wp_printf(wp_job_arena(job), "group:/%s", name), (wp_str){ 0 });
        if (wp_job_bool(job, "create_home"))
            wp_job_foresee(job, home_of(job, at), (wp_str){ 0 });
    }
    if (at->exists && wp_len(at->becomes))
        wp_job_change(job, "change the user %s", name);
    if (at->exists)
        add_home(job, at);
    add_key(job, at);
}

static void plan_absent(wp_job *job, user *at)
{
    const char *name = wp_job_str(job, "name");
    if (!at->exists)
        return;
    wp_job_change(job, wp_job_bool(job, "remove") ? "remove the user %s and its home" : "remove the user %s", name);
    WP_ADD_CALL(at->calls, "user_remove", name, wp_job_bool(job, "remove") ? "1" : "",
                wp_job_bool(job, "force") ? "1" : "");
}

static void set_results(wp_job *job, const user *at, bool was_there)
{
    wp_job_set_str(job, "name", wp_job_str(job, "name"));
    wp_job_set_str(job, "state", wp_job_str(job, "state"));
    if (!wants(job)) {
        if (was_there) {
            wp_job_set_bool(job, "force", wp_job_bool(job, "force"));
            wp_job_set_bool(job, "remove", wp_job_bool(job, "remove"));
        }
        return;
    }
    if (!at->exists)
        return;
    wp_job_set_int(job, "uid", strtoll(at->column[UID], NULL, 10));
    wp_job_set_int(job, "group", strtoll(at->column[GID], NULL, 10));
    wp_job_set_str(job, "comment", at->column[COMMENT]);
    wp_job_set_str(job, "home", at->column[HOME]);
    wp_job_set_str(job, "shell", at->column[SHELL]);
    if (!wp_is(at->groups, WP_NULL))
        wp_job_set_str(job, "groups", joined(job, at->groups));
    if (wp_job_has(job, "password"))
        wp_job_set_str(job, "password", "NOT_LOGGING_PASSWORD");
    wp_job_set_bool(job, was_there ? "append" : "create_home", wp_job_bool(job, was_there ? "append" : "create_home"));
    wp_job_set_bool(job, was_there ? "move_home" : "system", wp_job_bool(job, was_there ? "move_home" : "system"));
    if (wp_field_has(at->fields, "key")) {
        wp_job_set_str(job, "ssh_key_file", text_of(job, wp_field(at->fields, "key_file")));
        wp_job_set_str(job, "ssh_public_key", text_of(job, wp_field(at->fields, "key")));
        wp_job_set_str(job, "ssh_fingerprint", text_of(job, wp_field(at->fields, "fingerprint")));
    }
}

/* A hash of crypt's begins with $; '*' and '!' lock. */
static void warn_of_plain_text(wp_job *job)
{
    const char *password = wp_job_str(job, "password");
    if (password && *password && *password != '$' && *password != '*' && *password != '!' && strlen(password) != 13)
        wp_job_warn(job, "password is to be a hash, as the filter password_hash makes it, and does not look like one");
}

static bool plan(wp_job *job, wp_error *err)
{
    user *at = wp_job_state(job, sizeof *at);
    const char *name = wp_job_str(job, "name");
    at->was = wp_dict_new(wp_job_arena(job), 8);
    at->becomes = wp_dict_new(wp_job_arena(job), 8);
    at->calls = wp_calls_new(job);
    warn_of_plain_text(job);
    if (!check_groups(job, at, err))
        return false;
    set_results(job, at, at->exists);
    if (wants(job))
        plan_present(job, at);
    else
        plan_absent(job, at);
    if (!wp_job_has_change(job) || !wp_job_diff_mode(job))
        return true;
    note(job, at, "state", at->exists ? "present" : "absent", wp_job_str(job, "state"));
    wp_job_diff_state(job, name, at->was, name, at->becomes);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    user *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    bool was_there = at->exists;
    WP_ADD_CALL(at->calls, "user_probe", wp_job_str(job, "name"), wp_job_bool(job, "local") ? "1" : "", key_file(job),
                "");
    if (!wp_calls_run(at->calls, &reply, err))
        return wp_while(err, "the user %s", wp_job_str(job, "name"));
    read_answer(job, at, reply.out);
    set_results(job, at, was_there);
    return true;
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_STR, .required = true, .aliases = (const char *const[]){ "user", NULL },
      .help = "its name" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", NULL }, .help = "whether it must be there" },
    { .name = "uid", .type = WP_PARAM_INT, .help = "its number" },
    { .name = "non_unique", .type = WP_PARAM_BOOL, .fallback = "no", .help = "the number may be another user's too" },
    { .name = "group", .type = WP_PARAM_STR, .help = "its primary group" },
    { .name = "groups", .type = WP_PARAM_LIST, .help = "its other groups; an empty list takes it out of all" },
    { .name = "append", .type = WP_PARAM_BOOL, .fallback = "no", .help = "add it to groups, and leave the others" },
    { .name = "comment", .type = WP_PARAM_STR, .help = "its full name" },
    { .name = "home", .type = WP_PARAM_PATH, .help = "its home directory" },
    { .name = "move_home", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "move what is in the old home to the new one" },
    { .name = "create_home", .type = WP_PARAM_BOOL, .fallback = "yes", .aliases = (const char *const[]){ "createhome", NULL },
      .help = "make the home of a new user" },
    { .name = "skeleton", .type = WP_PARAM_STR, .help = "directory that a new home is copied from" },
    { .name = "umask", .type = WP_PARAM_STR, .help = "umask for a new home" },
    { .name = "shell", .type = WP_PARAM_STR, .help = "its login shell" },
    { .name = "system", .type = WP_PARAM_BOOL, .fallback = "no", .help = "a new one is a system account" },
    { .name = "password", .type = WP_PARAM_STR, .secret = true, .help = "the hash of its password" },
    { .name = "update_password", .type = WP_PARAM_STR, .fallback = "always",
      .choices = (const char *const[]){ "always", "on_create", NULL }, .help = "when to set the password" },
    { .name = "password_lock", .type = WP_PARAM_BOOL, .help = "lock the password, or unlock it" },
    { .name = "password_expire_max", .type = WP_PARAM_INT, .help = "days until the password must be changed" },
    { .name = "password_expire_min", .type = WP_PARAM_INT, .help = "days until it may be changed" },
    { .name = "expires", .type = WP_PARAM_FLOAT,
      .help = "when the account ends, in seconds since 1970; negative: never" },
    { .name = "remove", .type = WP_PARAM_BOOL, .fallback = "no", .help = "with state=absent, remove its home too" },
    { .name = "force", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "remove it though it is logged in; make its key anew" },
    { .name = "local", .type = WP_PARAM_BOOL, .fallback = "no", .help = "look at the host's own file only" },
    { .name = "generate_ssh_key", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "make an SSH key where there is none" },
    { .name = "ssh_key_type", .type = WP_PARAM_STR, .fallback = "rsa", .help = "what kind of key" },
    { .name = "ssh_key_bits", .type = WP_PARAM_INT, .help = "how long" },
    { .name = "ssh_key_file", .type = WP_PARAM_PATH, .help = "where; below its home unless it begins with a slash" },
    { .name = "ssh_key_comment", .type = WP_PARAM_STR, .help = "comment of the key" },
    { .name = "ssh_key_passphrase", .type = WP_PARAM_STR, .secret = true,
      .refused = "ssh-keygen takes it on its command line only, where every user of the host can read it" },
    { .name = "authorization", .type = WP_PARAM_STR, .refused = "only Solaris has it" },
    { .name = "hidden", .type = WP_PARAM_BOOL, .refused = "only macOS has it" },
    { .name = "login_class", .type = WP_PARAM_STR, .refused = "only BSD has it" },
    { .name = "profile", .type = WP_PARAM_STR, .refused = "only Solaris has it" },
    { .name = "role", .type = WP_PARAM_STR, .refused = "only Solaris has it" },
    { .name = "seuser", .type = WP_PARAM_STR, .refused = WP_NO_SELINUX },
    { 0 },
};

const wp_module wp_module_user = {
    .name = "user",
    .summary = "A user of the host",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "user",
    .examples = "- ansible.builtin.user:\n"
                "    name: app\n"
                "    system: yes\n"
                "    shell: /usr/sbin/nologin\n"
                "    groups: [docker]\n"
                "    append: yes\n"
                "  ignore_errors: yes\n",
    .returns = "name: its name\nstate: present or absent\nuid: its number\ngroup: number of its primary group\n"
               "groups: the others\nhome: its home directory\nshell: its login shell\ncomment: its full name\n"
               "ssh_public_key: the key that was made\n",
};
