/*
 * apt: what apt-get's words mean.
 *
 *   Inst htop (3.2.2-2 Debian:12.1/stable [amd64])      a line of a simulation
 *   Inst curl [7.88.1-9] (7.88.1-10 Debian ...)
 *   Remv nginx [1.22.1-9], Purg nginx [1.22.1-9], Del old_1.0 [12 kB]
 *   0 upgraded, 1 newly installed, 0 to remove and 3 not upgraded.
 */
#include "module/packages.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const wp_package_option options[] = {
    { .param = "dpkg_options", .each = "-o\nDpkg::Options::=--%s" },
    { .param = "lock_timeout", .each = "-o\nDPkg::Lock::Timeout=%s" },
    { .param = "default_release", .each = "-t\n%s" },
    { .param = "install_recommends", .when_true = "-o\nAPT::Install-Recommends=yes",
      .when_false = "-o\nAPT::Install-Recommends=no" },
    { .param = "autoremove", .when_true = "--auto-remove" },
    { .param = "purge", .when_true = "--purge" },
    { .param = "fail_on_autoremove", .when_true = "--no-remove" },
    { .param = "only_upgrade", .when_true = "--only-upgrade" },
    { .param = "allow_unauthenticated", .when_true = "--allow-unauthenticated" },
    { .param = "allow_downgrade", .when_true = "--allow-downgrades" },
    { .param = "allow_change_held_packages", .when_true = "--allow-change-held-packages" },
    { .param = "force",
      .when_true = "--allow-downgrades\n--allow-remove-essential\n--allow-change-held-packages\n--allow-unauthenticated" },
    { 0 },
};

/* ---- what to do ---------------------------------------------------------------------- */

static bool is_all(wp_value names)
{
    return wp_len(names) == 1 && wp_text_is(wp_list_at(names, 0), "*");
}

static wp_value deb_files(wp_job *job, const char *given)
{
    wp_value list = wp_list_new(job->arena, 2);
    wp_str rest = wp_str_of(given), file;
    while (wp_str_split(&rest, ',', &file))
        if (file.len)
            wp_list_push(job->arena, list, wp_string_of(job->arena, file));
    return list;
}

/* Other managers' words for a state, which package takes too. */
static const char *state_of(wp_job *job)
{
    const char *state = wp_packages_text(job, "state");
    if (!state || strcmp(state, "installed") == 0)
        return "present";
    return strcmp(state, "removed") == 0 ? "absent" : state;
}

static const char *mode_of(wp_job *job, wp_packages *at)
{
    static const struct {
        const char *upgrade, *mode;
    } upgrades[] = { { "yes", "safe" }, { "safe", "safe" }, { "full", "full" }, { "dist", "full" } };
    const char *upgrade = wp_packages_text(job, "upgrade"), *state = state_of(job);
    for (size_t i = 0; upgrade && i < sizeof upgrades / sizeof *upgrades; i++)
        if (strcmp(upgrade, upgrades[i].upgrade) == 0)
            return upgrades[i].mode;
    if (wp_packages_text(job, "deb"))
        return "deb";
    if (is_all(at->names))
        return strcmp(state, "latest") == 0 ? "safe" : "nothing";
    if (wp_len(at->names))
        return state;
    return wp_packages_flag(job, "autoclean") ? "autoclean" : wp_packages_flag(job, "autoremove") ? "autoremove"
                                                                                                    : "nothing";
}

static bool choose(wp_job *job, wp_packages *at, wp_error *err)
{
    const char *deb = wp_packages_text(job, "deb");
    int64_t age = wp_packages_number(job, "cache_valid_time", 0);
    wp_packages_names(job, at);
    at->mode = mode_of(job, at);
    if (deb && strcmp(state_of(job), "present") != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "deb only supports state=present");
    for (size_t i = 0; wp_len(at->names) > 1 && i < wp_len(at->names); i++)
        if (wp_text_is(wp_list_at(at->names, i), "*"))
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK,
                           "unable to install additional packages when upgrading all installed packages");
    if (deb)
        at->names = deb_files(job, deb);
    else if (is_all(at->names))
        at->names = wp_list_new(job->arena, 0);
    at->first = wp_printf(job->arena, "%s%s%s", wp_packages_flag(job, "only_upgrade") ? "only-upgrade\n" : "",
                          wp_packages_flag(job, "purge") ? "purge\n" : "",
                          wp_packages_flag(job, "clean") ? "clean\n" : "");
    at->refreshes = wp_packages_flag(job, "update_cache") || age > 0;
    at->third = wp_printf(job->arena, "%lld", (long long)age);
    const char *policy = "";
    if (wp_dict_find(job->params, "policy_rc_d"))
        policy = wp_printf(job->arena, "%lld", (long long)wp_packages_number(job, "policy_rc_d", 0));
    at->rest[0] = policy;
    at->rest[1] = wp_printf(job->arena, "%lld", (long long)wp_packages_number(job, "update_cache_retries", 5));
    at->rest[2] = wp_printf(job->arena, "%lld", (long long)wp_packages_number(job, "update_cache_retry_max_delay", 12));
    at->rest_count = 3;
    return true;
}

/* ---- simulations ----------------------------------------------------------------------- */

static bool next_word(wp_str *line, wp_str *word)
{
    while (line->len && *line->ptr == ' ')
        *line = wp_str_slice(*line, 1, line->len);
    return line->len && wp_str_split(line, ' ', word) && word->len;
}

/* A version in brackets, or the first word in parentheses. */
static wp_str version_in(wp_str line, char open, char close)
{
    const char *from = memchr(line.ptr, open, line.len);
    if (!from)
        return (wp_str){ 0 };
    size_t start = (size_t)(from + 1 - line.ptr), end = start;
    while (end < line.len && line.ptr[end] != close && line.ptr[end] != ' ')
        end++;
    return wp_str_slice(line, start, end);
}

static bool read_step(wp_str line, wp_package_step *out)
{
    static const struct {
        const char *word, *verb;
    } rows[] = { { "Inst ", "install" }, { "Remv ", "remove" }, { "Purg ", "purge" }, { "Del ", "delete" } };
    size_t row = 0;
    while (row < sizeof rows / sizeof *rows && !wp_str_starts(line, rows[row].word))
        row++;
    if (row == sizeof rows / sizeof *rows)
        return false;
    line = wp_str_slice(line, strlen(rows[row].word), line.len);
    *out = (wp_package_step){ .verb = rows[row].verb };
    if (!next_word(&line, &out->name))
        return false;
    const char *opens = memchr(line.ptr, '(', line.len);
    wp_str head = opens ? wp_str_slice(line, 0, (size_t)(opens - line.ptr)) : line;
    out->was = version_in(head, '[', ']');
    if (row == 0)
        out->becomes = version_in(line, '(', ')');
    if (row == 0 && out->was.ptr)
        out->verb = "upgrade";
    return true;
}

static bool next_step(wp_packages *at, wp_str *rest, wp_package_step *out)
{
    (void)at;
    return wp_packages_next_line(rest, read_step, out);
}

/* Of "E: Unable to locate package x" the x, in the words that users of Ansible look for. */
static bool fail_with(wp_str line, wp_error *err)
{
    static const char *const unknown[] = { "E: Unable to locate package ", "E: Couldn't find any package by glob '",
                                           "E: Unable to find a source package for " };
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        if (!wp_str_starts(line, unknown[i]))
            continue;
        wp_str name = wp_str_slice(line, strlen(unknown[i]), line.len);
        if (name.len && name.ptr[name.len - 1] == '\'')
            name.len--;
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "No package matching '%.*s' is available", (int)name.len, name.ptr);
    }
    wp_str what = wp_str_slice(line, 3, line.len);
    if (wp_str_starts(line, "E: Version '"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "no available installation candidate: %.*s", (int)what.len, what.ptr);
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "apt-get can't do it: %.*s", (int)what.len, what.ptr);
}

static bool judge(wp_job *job, wp_packages *at, wp_error *err)
{
    wp_str rest = at->fields, key, value, line, said = at->said;
    while (wp_field_next(&rest, &key, &value))
        if (wp_str_is(key, "absent_deb") &&
            !wp_job_is_foreseen(job, wp_strndup(job->arena, value.ptr, value.len)))
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "there is no package file %.*s on the host", (int)value.len,
                           value.ptr);
    if (at->status == 0)
        return true;
    wp_job_set(job, "stdout", wp_string_of(job->arena, at->said));
    wp_job_set_int(job, "rc", at->status);
    while (wp_str_split(&said, '\n', &line))
        if (wp_str_starts(line, "E: "))
            return fail_with(line, err);
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "apt-get ended with code %d", (int)at->status);
}

/* ---- results ------------------------------------------------------------------------------ */

/* Any number but 0 before "to remove" in the line that sums up. */
static bool changed_anything(wp_str text)
{
    wp_str line;
    while (wp_str_split(&text, '\n', &line)) {
        size_t end = wp_str_find(line, wp_str_of(" to remove"), 0);
        if (wp_str_starts(line, "Del ") || wp_str_starts(line, "Setting up "))
            return true;
        if (end == SIZE_MAX || !isdigit((unsigned char)line.ptr[0]))
            continue;
        for (size_t i = 0; i < end; i++)
            if (line.ptr[i] >= '1' && line.ptr[i] <= '9')
                return true;
    }
    return false;
}

static bool is_mode(const wp_packages *at, const char *mode)
{
    return strcmp(at->mode, mode) == 0;
}

/* Those that tell when the lists were read. */
static bool tells_of_cache(const wp_packages *at)
{
    static const char *const modes[] = { "present", "latest", "fixed", "build-dep" };
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (is_mode(at, modes[i]))
            return true;
    return is_mode(at, "nothing") && at->refreshes;
}

static void set_cache(wp_job *job, const wp_packages *at, wp_str fields, bool updated)
{
    wp_str time = wp_field(fields, "cache_time");
    if (!tells_of_cache(at))
        return;
    wp_job_set_bool(job, "cache_updated", updated);
    wp_job_set_int(job, "cache_update_time", strtoll(wp_strndup(job->arena, time.ptr, time.len), NULL, 10));
}

static void show_planned(wp_job *job, wp_packages *at)
{
    bool changes = wp_job_has_change(job), cleans = wp_field_has(at->fields, "clean");
    set_cache(job, at, at->fields, at->is_stale && wp_job_check_mode(job));
    if (changes && wp_job_check_mode(job)) {
        wp_job_set(job, "stdout", wp_string_of(job->arena, at->said));
        wp_job_set_str(job, "stderr", "");
    }
    if (cleans)
        wp_job_change(job, "empty the store of package files");
    if (!changes && !cleans && (at->is_stale || wp_field_has(at->fields, "auto"))) {
        wp_job_change(job, at->is_stale ? "read the package lists anew" : "note that packages are wanted for themselves");
        wp_job_set_changed(job, at->is_stale && is_mode(at, "nothing"));
    }
}

static const char *command_text(wp_job *job, const wp_packages *at)
{
    static const struct {
        const char *mode, *verb;
    } verbs[] = { { "absent", "remove" }, { "safe", "upgrade" }, { "full", "dist-upgrade" } };
    const char *verb = is_mode(at, "present") || is_mode(at, "latest") || is_mode(at, "fixed") || is_mode(at, "deb")
                           ? "install" : at->mode;
    wp_buf out = wp_buf_new(job->arena);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        verb = is_mode(at, verbs[i].mode) ? verbs[i].verb : verb;
    wp_buf_printf(&out, "apt-get %s", verb);
    for (size_t i = 0; i < wp_len(at->names); i++)
        wp_buf_printf(&out, " %s", wp_list_at(at->names, i).as.text);
    return wp_buf_str(&out).ptr;
}

static bool show(wp_job *job, wp_packages *at, const wp_str *did, wp_error *err)
{
    if (!did) {
        show_planned(job, at);
        return true;
    }
    bool refreshed = wp_field_has(*did, "refreshed");
    wp_str out = wp_field(*did, "out");
    set_cache(job, at, *did, refreshed);
    wp_job_set_changed(job, changed_anything(out) || wp_field_has(at->fields, "clean") ||
                                (refreshed && is_mode(at, "nothing")));
    if (!wp_packages_said(job, *did, command_text(job, at), err))
        return false;
    if (is_mode(at, "safe") || is_mode(at, "full"))
        wp_job_set(job, "msg", wp_string_of(job->arena, out));
    return true;
}

const wp_package_manager wp_packages_apt = {
    .name = "apt",
    .half = "apt",
    .options = options,
    .choose = choose,
    .next_step = next_step,
    .judge = judge,
    .show = show,
};
