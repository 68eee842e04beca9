/* The command line and the environment, each a table. */
#include "cli/options.h"

#include "base/buf.h"
#include "base/nearest.h"
#include "base/text.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

typedef enum option_kind { FLAG, TEXT, LIST, COUNT } option_kind;

typedef struct option_row {
    const char *names[4]; /* as typed; ends in NULL */
    option_kind kind;
    size_t offset;
    const char *value;    /* what stands for the value in --help */
    const char *help;
} option_row;

#define AT(field) offsetof(wp_options, field)

static const option_row rows[] = {
    { { "-i", "--inventory", "--inventory-file" }, LIST, AT(inventories), "INVENTORY",
      "a file, a directory, a list (web1,web2,), or a name below inventories/" },
    { { "-l", "--limit" }, TEXT, AT(limit), "PATTERN", "only hosts of this pattern" },
    { { "-e", "--extra-vars" }, LIST, AT(extra_vars), "VARS", "variables over all others: k=v, YAML, JSON, or @file" },
    { { "-t", "--tags" }, LIST, AT(tags), "TAGS", "only plays and tasks with these tags" },
    { { "--skip-tags" }, LIST, AT(skip_tags), "TAGS", "no plays and tasks with these tags" },
    { { "-C", "--check" }, FLAG, AT(check), NULL, "change nothing, tell what would be changed" },
    { { "-D", "--diff" }, FLAG, AT(diff), NULL, "show how files change" },
    { { "--syntax-check" }, FLAG, AT(syntax_check), NULL, "check the playbook, run nothing" },
    { { "--list-hosts" }, FLAG, AT(list_hosts), NULL, "list the hosts, run nothing" },
    { { "--list-tasks" }, FLAG, AT(list_tasks), NULL, "list the tasks, run nothing" },
    { { "--list-tags" }, FLAG, AT(list_tags), NULL, "list the tags, run nothing" },
    { { "--start-at-task" }, TEXT, AT(start_at_task), "NAME", "begin with the task of this name" },
    { { "--step" }, FLAG, AT(step), NULL, "ask before each task" },
    { { "-f", "--forks" }, TEXT, AT(forks), "N", "how many hosts at once (50)" },
    { { "--force-handlers" }, FLAG, AT(force_handlers), NULL, "run handlers even after a failure" },
    { { "--flush-cache" }, FLAG, AT(flush_cache), NULL, "accepted: facts are kept for a run only, there is no cache" },
    { { "-c", "--connection" }, TEXT, AT(connection), "KIND", "ssh or local" },
    { { "-u", "--user" }, TEXT, AT(user), "USER", "connect as this user" },
    { { "-k", "--ask-pass" }, FLAG, AT(ask_pass), NULL, "ask for the password of the connection" },
    { { "--connection-password-file", "--conn-pass-file" }, TEXT, AT(connection_password_file), "FILE",
      "read that password from a file" },
    { { "--private-key", "--key-file" }, TEXT, AT(private_key), "FILE", "the key to connect with" },
    { { "-T", "--timeout" }, TEXT, AT(timeout), "SECONDS", "how long connecting may take (10)" },
    { { "--ssh-common-args" }, TEXT, AT(ssh_common_args), "ARGS", "options as ssh takes them" },
    { { "--ssh-extra-args" }, TEXT, AT(ssh_extra_args), "ARGS", "more options as ssh takes them" },
    { { "-b", "--become" }, FLAG, AT(become), NULL, "work as another user" },
    { { "--become-method" }, TEXT, AT(become_method), "METHOD", "sudo, su or doas" },
    { { "--become-user" }, TEXT, AT(become_user), "USER", "the user to work as (root)" },
    { { "-K", "--ask-become-pass" }, FLAG, AT(ask_become_pass), NULL, "ask for the password to become that user" },
    { { "--become-password-file", "--become-pass-file" }, TEXT, AT(become_password_file), "FILE",
      "read that password from a file" },
    { { "-J", "--ask-vault-password", "--ask-vault-pass" }, FLAG, AT(ask_vault_pass), NULL,
      "ask for the vault's password" },
    { { "--vault-password-file", "--vault-pass-file" }, LIST, AT(vault_files), "FILE",
      "read the vault's password from a file or program" },
    { { "--vault-id" }, LIST, AT(vault_files), "ID@SOURCE", "a vault password by its id" },
    { { "-v", "--verbose" }, COUNT, AT(verbosity), NULL, "tell more (-vv, -vvv: still more)" },
    { { "-h", "--help" }, FLAG, AT(help), NULL, "this" },
    { { "--version" }, FLAG, AT(version), NULL, "the version" },
};

/* Settings of the environment: the names Ansible's users have set already, and our own. */
static const struct {
    const char *names[2];
    size_t offset;
    option_kind kind;
} settings[] = {
    { { "WAPLAY_STDOUT_CALLBACK", "ANSIBLE_STDOUT_CALLBACK" }, AT(callback), TEXT },
    { { "WAPLAY_FORKS", "ANSIBLE_FORKS" }, AT(forks), TEXT },
    { { "WAPLAY_INVENTORY", "ANSIBLE_INVENTORY" }, AT(inventories), LIST },
    { { "WAPLAY_ROLES_PATH", "ANSIBLE_ROLES_PATH" }, AT(roles_path), TEXT },
    { { "WAPLAY_VAULT_PASSWORD_FILE", "ANSIBLE_VAULT_PASSWORD_FILE" }, AT(vault_files), LIST },
    { { "WAPLAY_HOST_KEY_CHECKING", "ANSIBLE_HOST_KEY_CHECKING" }, AT(host_key_checking), TEXT },
    { { "WAPLAY_FORCE_COLOR", "ANSIBLE_FORCE_COLOR" }, AT(force_color), TEXT },
    { { "NO_COLOR", "ANSIBLE_NOCOLOR" }, AT(no_color), TEXT },
    { { "WAPLAY_DISPLAY_SKIPPED_HOSTS", "ANSIBLE_DISPLAY_SKIPPED_HOSTS" }, AT(display_skipped), TEXT },
    { { "WAPLAY_DISPLAY_OK_HOSTS", "ANSIBLE_DISPLAY_OK_HOSTS" }, AT(display_ok), TEXT },
    { { "WAPLAY_REMOTE_USER", "ANSIBLE_REMOTE_USER" }, AT(user), TEXT },
    { { "WAPLAY_PRIVATE_KEY_FILE", "ANSIBLE_PRIVATE_KEY_FILE" }, AT(private_key), TEXT },
    { { "WAPLAY_TIMEOUT", "ANSIBLE_TIMEOUT" }, AT(timeout), TEXT },
    { { "WAPLAY_SSH_COMMON_ARGS", "ANSIBLE_SSH_COMMON_ARGS" }, AT(ssh_common_args), TEXT },
};

static void *field(wp_options *options, size_t offset)
{
    return (char *)options + offset;
}

static void set(wp_arena *arena, wp_options *options, option_kind kind, size_t offset, const char *value)
{
    switch (kind) {
    case FLAG:
        *(bool *)field(options, offset) = true;
        break;
    case COUNT:
        ++*(int *)field(options, offset);
        break;
    case TEXT:
        *(const char **)field(options, offset) = value;
        break;
    case LIST:
        wp_list_push(arena, *(wp_value *)field(options, offset), wp_string(arena, value));
        break;
    }
}

/* Of the environment, several inventories stand with commas between them; a list of hosts ends in one. */
static void set_setting(wp_arena *arena, wp_options *options, option_kind kind, size_t offset, const char *value)
{
    wp_str rest = wp_str_of(value), one;
    if (offset != AT(inventories) || wp_str_ends(rest, ",")) {
        set(arena, options, kind, offset, value);
        return;
    }
    while (wp_str_split(&rest, ',', &one))
        set(arena, options, kind, offset, wp_strndup(arena, one.ptr, one.len));
}

static void begin(wp_arena *arena, wp_options *options)
{
    *options = (wp_options){ 0 };
    options->playbooks = wp_list_new(arena, 2);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].kind == LIST)
            *(wp_value *)field(options, rows[i].offset) = wp_list_new(arena, 2);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        for (size_t j = 0; j < 2; j++) {
            const char *value = getenv(settings[i].names[j]);
            if (value == NULL || value[0] == '\0')
                continue;
            set_setting(arena, options, settings[i].kind, settings[i].offset, value);
            break;
        }
}

static const option_row *find_row(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (const char *const *known = rows[i].names; *known != NULL; known++)
            if (strlen(*known) == len && strncmp(*known, name, len) == 0)
                return &rows[i];
    return NULL;
}

static bool unknown(const char *name, wp_error *err)
{
    wp_nearest nearest = wp_nearest_to(wp_str_of(name));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (const char *const *known = rows[i].names; *known != NULL; known++)
            wp_nearest_try(&nearest, *known);
    wp_fail(err, WP_E_USAGE, WP_NO_MARK, "there is no option %s", name);
    return wp_hint(err, nearest.best != NULL ? "did you mean %s? waplay --help lists them all"
                                             : "waplay --help lists them all%s",
                   nearest.best != NULL ? nearest.best : "");
}

typedef struct words {
    int count;
    char *const *at;
    int next;
    bool is_inventory_given;
} words;

static bool take(wp_arena *arena, wp_options *out, const option_row *row, const char *value, words *w, const char *name,
                 wp_error *err)
{
    bool needs_value = row->kind == TEXT || row->kind == LIST;
    if (!needs_value && value != NULL)
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "option %s takes no value", row->names[row->names[1] ? 1 : 0]);
    if (needs_value && value == NULL && w->next >= w->count)
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "option %s wants %s behind it", name, row->value);
    if (needs_value && value == NULL)
        value = w->at[w->next++];
    if (row->offset == AT(inventories) && !w->is_inventory_given) {
        out->inventories = wp_list_new(arena, 2); /* over the environment's */
        w->is_inventory_given = true;
    }
    set(arena, out, row->kind, row->offset, value);
    return true;
}

/* -vvC: letters in one word. The last may take a value, in the word or behind it. */
static bool take_letters(wp_arena *arena, wp_options *out, const char *word, words *w, wp_error *err)
{
    for (const char *c = word + 1; *c != '\0'; c++) {
        char name[] = { '-', *c, '\0' };
        const option_row *row = find_row(name, 2);
        if (row == NULL)
            return unknown(word, err);
        bool needs_value = row->kind == TEXT || row->kind == LIST;
        if (!take(arena, out, row, needs_value && c[1] != '\0' ? c + 1 : NULL, w, name, err))
            return false;
        if (needs_value)
            break;
    }
    return true;
}

bool wp_options_parse(wp_arena *arena, int argc, char *const *argv, wp_options *out, wp_error *err)
{
    words w = { argc, argv, 0, false };
    bool only_names = false;
    begin(arena, out);
    while (w.next < w.count) {
        const char *word = w.at[w.next++];
        if (only_names || word[0] != '-' || word[1] == '\0') {
            wp_list_push(arena, out->playbooks, wp_string(arena, word));
        } else if (strcmp(word, "--") == 0) {
            only_names = true;
        } else if (word[1] != '-') {
            if (!take_letters(arena, out, word, &w, err))
                return false;
        } else {
            const char *equals = strchr(word, '=');
            size_t len = equals != NULL ? (size_t)(equals - word) : strlen(word);
            const option_row *row = find_row(word, len);
            if (row == NULL)
                return unknown(wp_strndup(arena, word, len), err);
            if (!take(arena, out, row, equals != NULL ? equals + 1 : NULL, &w, word, err))
                return false;
        }
    }
    return true;
}

wp_str wp_options_help(wp_arena *arena)
{
    wp_buf out = wp_buf_new(arena);
    wp_buf_add(&out, "usage: waplay [options] PLAYBOOK...\n\n"
                     "Runs Ansible playbooks over SSH; the hosts need nothing but /bin/sh.\n\n"
                     "  waplay playbooks/ha.yml -i prod\n"
                     "  waplay site.yml -i web1,web2, --check --diff\n\noptions:\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        wp_buf left = wp_buf_new(arena);
        for (const char *const *name = rows[i].names; *name != NULL; name++)
            wp_buf_printf(&left, "%s%s", name == rows[i].names ? "" : ", ", *name);
        if (rows[i].value != NULL)
            wp_buf_printf(&left, " %s", rows[i].value);
        wp_buf_printf(&out, "  %-34s%s%s\n", wp_buf_str(&left).ptr, left.len > 33 ? "\n                                    " : "",
                      rows[i].help);
    }
    wp_buf_add(&out, "\nsettings of the environment:\n");
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        wp_buf_printf(&out, "  %s (or %s)\n", settings[i].names[0], settings[i].names[1]);
    return wp_buf_str(&out);
}
