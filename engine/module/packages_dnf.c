/*
 * dnf and yum: what their words mean.
 *
 *   Installing:                                          a section of a simulation
 *    one       noarch     1.0-1      lab     5.4 k       one of its packages
 *   Installing dependencies:
 *   ...
 *   Transaction Summary                                  its end
 *
 * A name that is too long for its column stands on a line of its own.
 */
#include "module/packages.h"

#include <string.h>

#include "base/text.h"

static const wp_package_option options[] = {
    { .param = "conf_file", .each = "-c\n%s" },
    { .param = "installroot", .each = "--installroot=%s" },
    { .param = "releasever", .each = "--releasever=%s" },
    { .param = "disablerepo", .each = "--disablerepo=%s" },
    { .param = "enablerepo", .each = "--enablerepo=%s" },
    { .param = "disable_plugin", .each = "--disableplugin=%s" },
    { .param = "enable_plugin", .each = "--enableplugin=%s" },
    { .param = "exclude", .each = "--exclude=%s" },
    { .param = "disable_excludes", .each = "--disableexcludes=%s" },
    { .param = "download_dir", .each = "--downloaddir=%s" },
    { .param = "download_only", .when_true = "--downloadonly" },
    { .param = "disable_gpg_check", .when_true = "--nogpgcheck" },
    { .param = "cacheonly", .when_true = "-C" },
    { .param = "bugfix", .when_true = "--bugfix" },
    { .param = "security", .when_true = "--security" },
    { .param = "skip_broken", .when_true = "--skip-broken" },
    { .param = "allowerasing", .when_true = "--allowerasing" },
    { .param = "nobest", .when_true = "--nobest" },
    { .param = "install_weak_deps", .when_false = "--setopt=install_weak_deps=False" },
    { .param = "sslverify", .when_false = "--setopt=sslverify=False" },
    { .param = "autoremove", .when_true = "--setopt=clean_requirements_on_remove=True",
      .when_false = "--setopt=clean_requirements_on_remove=False" },
    { 0 },
};

/* ---- what to do -------------------------------------------------------------------------- */

static const char *mode_of(wp_job *job, const wp_packages *at)
{
    const char *state = wp_packages_text(job, "state");
    bool goes = state && (strcmp(state, "absent") == 0 || strcmp(state, "removed") == 0);
    if (wp_packages_text(job, "list"))
        return "list";
    if (wp_len(at->names) == 0)
        return wp_packages_flag(job, "autoremove") ? "autoremove" : "nothing";
    return goes ? "absent" : state && strcmp(state, "latest") == 0 ? "latest" : "present";
}

/* Packages of a URL are checked by curl's rules, as validate_certs says. */
static const char *first_of(wp_job *job)
{
    const wp_value *verifies = wp_dict_find(job->params, "validate_certs");
    return wp_printf(job->arena, "%s%s", wp_packages_flag(job, "update_only") ? "update-only\n" : "",
                     verifies && !wp_truth(*verifies) ? "--setopt=sslverify=False\n" : "");
}

static const char *program(wp_job *job, const wp_packages *at)
{
    const char *backend = wp_packages_text(job, "use_backend");
    if (backend && strcmp(backend, "auto") != 0)
        return strcmp(backend, "yum") == 0 ? "yum" : "dnf";
    (void)at;
    return "";
}

static bool choose(wp_job *job, wp_packages *at, wp_error *err)
{
    const char *list = wp_packages_text(job, "list"), *root = wp_packages_text(job, "installroot");
    wp_packages_names(job, at);
    at->mode = mode_of(job, at);
    if (list) {
        at->names = wp_list_new(job->arena, 1);
        wp_list_push(job->arena, at->names, wp_string(job->arena, list));
    }
    at->first = first_of(job);
    at->refreshes = wp_packages_flag(job, "update_cache");
    at->third = program(job, at);
    at->rest[0] = root && strcmp(root, "/") != 0 ? root : "";
    at->rest[1] = wp_printf(job->arena, "%lld", (long long)wp_packages_number(job, "lock_timeout", 30));
    at->rest_count = 2;
    (void)err;
    return true;
}

/* ---- simulations --------------------------------------------------------------------------- */

static const struct {
    const char *title, *verb, *done;
} sections[] = {
    { "Installing", "install", "Installed" },   { "Reinstalling", "reinstall", "Installed" },
    { "Upgrading", "upgrade", "Installed" },    { "Updating", "upgrade", "Installed" },
    { "Downgrading", "downgrade", "Installed" }, { "Removing", "remove", "Removed" },
};
enum { SECTIONS = sizeof sections / sizeof *sections };

/* "Installing dependencies:" is a section; "Skipping packages with conflicts:" is one of nothing that happens. */
static bool begins_section(wp_str line, const char **verb)
{
    if (line.len < 2 || line.ptr[0] == ' ' || line.ptr[line.len - 1] != ':')
        return false;
    *verb = NULL;
    for (size_t i = 0; i < SECTIONS; i++) {
        size_t len = strlen(sections[i].title);
        if (wp_str_starts(line, sections[i].title) && (line.ptr[len] == ':' || line.ptr[len] == ' ') &&
            wp_str_find(line, wp_str_of(" Groups"), 0) == SIZE_MAX)
            *verb = sections[i].verb;
    }
    return true;
}

static bool next_word(wp_str *line, wp_str *word)
{
    while (line->len && *line->ptr == ' ')
        *line = wp_str_slice(*line, 1, line->len);
    return line->len && wp_str_split(line, ' ', word) && word->len;
}

static bool next_step(wp_packages *at, wp_str *rest, wp_package_step *out)
{
    wp_str line, more;
    if (rest->ptr == at->said.ptr)
        at->section = NULL;
    while (wp_str_split(rest, '\n', &line)) {
        if (begins_section(line, &at->section))
            continue;
        if (wp_str_starts(line, "Transaction Summary"))
            at->section = NULL;
        if (!at->section || line.len < 2 || line.ptr[0] != ' ' || line.ptr[1] == ' ')
            continue;
        *out = (wp_package_step){ .verb = at->section };
        if (!next_word(&line, &out->name))
            continue;
        if (!next_word(&line, &out->arch) && wp_str_split(rest, '\n', &line) && !next_word(&line, &out->arch))
            continue;
        if (next_word(&line, &more))
            *(strcmp(out->verb, "remove") == 0 ? &out->was : &out->becomes) = more;
        return true;
    }
    return false;
}

static bool judge(wp_job *job, wp_packages *at, wp_error *err)
{
    static const char *const unknown[] = { "No match for argument: ", "No package ", "Unable to find a match: " };
    bool allows = wp_packages_flag(job, "allow_downgrade");
    wp_value failures = wp_list_new(job->arena, 1);
    wp_str rest = at->said, line, complaint = { 0 };
    bool is_refused = false;
    while (wp_str_split(&rest, '\n', &line)) {
        for (size_t i = 0; i < 2; i++)
            if (wp_str_starts(line, unknown[i]) && strcmp(at->mode, "absent") != 0)
                wp_list_push(job->arena, failures, wp_string_of(job->arena, line));
        is_refused = is_refused || wp_str_starts(line, "Downgrading:");
        if (wp_str_starts(line, "Error: ") && !complaint.ptr)
            complaint = wp_str_slice(line, 7, line.len);
        if (wp_str_starts(line, "Error:") && !complaint.ptr && wp_str_split(&rest, '\n', &line))
            complaint = wp_str_trim(line); /* "Error:" alone, then " Problem: ..." */
    }
    if (wp_len(failures)) {
        wp_job_set(job, "failures", failures);
        wp_job_set_int(job, "rc", 1);
        wp_job_set(job, "results", wp_list_new(job->arena, 0));
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "Failed to install some of the specified packages: %s",
                wp_list_at(failures, 0).as.text);
        return wp_hint(err, "see failures");
    }
    if (complaint.ptr && wp_len(at->steps) == 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%.*s", (int)complaint.len, complaint.ptr);
    if (is_refused && !allows) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "a package would become older");
        return wp_hint(err, "allow it with allow_downgrade");
    }
    return true;
}

/* ---- results ---------------------------------------------------------------------------------- */

/* "Installed: one-1.0-1.noarch", as what the simulation said, or the sections at the end of a real one. */
static wp_value results_of(wp_job *job, wp_packages *at)
{
    wp_value results = wp_list_new(job->arena, 8);
    wp_str rest = at->said;
    wp_package_step step;
    while (at->by->next_step(at, &rest, &step)) {
        const char *done = "Installed";
        wp_str version = step.becomes.ptr ? step.becomes : step.was;
        for (size_t i = 0; i < SECTIONS; i++)
            done = strcmp(sections[i].verb, step.verb) == 0 ? sections[i].done : done;
        if (wp_packages_flag(job, "download_only"))
            done = "Downloaded";
        wp_list_push(job->arena, results,
                     wp_string_printf(job->arena, "%s: %.*s-%.*s.%.*s", done, (int)step.name.len, step.name.ptr,
                                      (int)version.len, version.ptr ? version.ptr : "", (int)step.arch.len,
                                      step.arch.ptr ? step.arch.ptr : ""));
    }
    return results;
}

/* name|epoch|version|release|arch|repository */
static void push_listed(wp_job *job, wp_value results, wp_str lines, const char *state)
{
    static const char *const keys[] = { "name", "epoch", "version", "release", "arch", "repo" };
    enum { COLUMNS = sizeof keys / sizeof *keys };
    wp_str line;
    while (wp_str_split(&lines, '\n', &line)) {
        wp_value dict = wp_dict_new(job->arena, 10);
        wp_str rest = line, column[COLUMNS] = { { 0 } };
        size_t count = 0;
        while (count < COLUMNS && wp_str_split(&rest, '|', &column[count]))
            count++;
        if (count < COLUMNS - 1)
            continue;
        for (size_t i = 0; i < COLUMNS; i++)
            wp_dict_set(job->arena, dict, keys[i], wp_string_of(job->arena, column[i]));
        const char *envra = wp_printf(job->arena, "%.*s:%.*s-%.*s-%.*s.%.*s", (int)column[1].len, column[1].ptr,
                                      (int)column[0].len, column[0].ptr, (int)column[2].len, column[2].ptr,
                                      (int)column[3].len, column[3].ptr, (int)column[4].len, column[4].ptr);
        wp_dict_set(job->arena, dict, "nevra", wp_string(job->arena, envra));
        wp_dict_set(job->arena, dict, "envra", wp_string(job->arena, envra));
        wp_dict_set(job->arena, dict, "yumstate", wp_string_static(state));
        wp_list_push(job->arena, results, dict);
    }
}

static void show_list(wp_job *job, wp_packages *at)
{
    wp_value results = wp_list_new(job->arena, 16);
    wp_str repos = wp_field(at->fields, "repos"), line, id;
    push_listed(job, results, wp_field(at->fields, "installed"), "installed");
    push_listed(job, results, wp_field(at->fields, "available"), "available");
    wp_str_split(&repos, '\n', &line); /* the header */
    while (wp_str_split(&repos, '\n', &line)) {
        wp_value dict = wp_dict_new(job->arena, 2);
        if (!next_word(&line, &id))
            continue;
        wp_dict_set(job->arena, dict, "repoid", wp_string_of(job->arena, id));
        wp_dict_set(job->arena, dict, "state", wp_string_static("enabled"));
        wp_list_push(job->arena, results, dict);
    }
    wp_job_set_str(job, "msg", "");
    wp_job_set(job, "results", results);
}

static bool show_planned(wp_job *job, wp_packages *at)
{
    bool changes = wp_job_has_change(job);
    wp_job_set(job, "results", results_of(job, at));
    wp_job_set_int(job, "rc", 0);
    wp_job_set_str(job, "msg", !changes ? "Nothing to do"
                               : wp_job_check_mode(job) ? "Check mode: No changes made, but would have if not in check mode"
                                                        : "");
    if (!changes && at->refreshes) {
        wp_job_change(job, "read the package lists anew");
        wp_job_set_changed(job, false);
        if (strcmp(at->mode, "nothing") == 0)
            wp_job_set_str(job, "msg", "Cache updated");
    }
    return true;
}

static bool show(wp_job *job, wp_packages *at, const wp_str *did, wp_error *err)
{
    if (strcmp(at->mode, "list") == 0) {
        show_list(job, at);
        return true;
    }
    if (!did)
        return show_planned(job, at);
    wp_str program_name = wp_field(at->fields, "program");
    at->said = wp_field(*did, "out");
    wp_value results = results_of(job, at);
    if (!wp_packages_said(job, *did, wp_strndup(job->arena, program_name.ptr, program_name.len), err))
        return false;
    wp_job_unset(job, "stdout");
    wp_job_unset(job, "stderr");
    wp_job_set(job, "results", results);
    wp_job_set_changed(job, wp_len(results) > 0);
    return true;
}

const wp_package_manager wp_packages_dnf = {
    .name = "dnf",
    .half = "dnf",
    .options = options,
    .choose = choose,
    .next_step = next_step,
    .judge = judge,
    .show = show,
};

const wp_package_manager wp_packages_yum = {
    .name = "yum",
    .half = "dnf",
    .options = options,
    .choose = choose,
    .next_step = next_step,
    .judge = judge,
    .show = show,
};
