/* The options that several commands share, and those of playbooks: a table for each subject. */
#include "cli/options.h"

#define AT WP_OPTION_AT
#define FLAG .kind = WP_OPTION_FLAG
#define TEXT .kind = WP_OPTION_TEXT
#define NUMBER .kind = WP_OPTION_NUMBER
#define LIST .kind = WP_OPTION_LIST
#define COUNT .kind = WP_OPTION_COUNT
#define REFUSED .kind = WP_OPTION_REFUSED

const wp_option_table wp_options_general = {
    "in general",
    (const wp_option[]){
        { { "-v", "--verbose" }, COUNT, AT(verbosity), NULL, "tell more (-vv, -vvv: still more)" },
        { { "-h", "--help" }, FLAG, AT(help), NULL, "this" },
        { { "--version" }, FLAG, AT(version), NULL, "the version" },
        { .names = { NULL } },
    },
};

const wp_option_table wp_options_inventory = {
    "inventory",
    (const wp_option[]){
        { { "-i", "--inventory", "--inventory-file" }, LIST, AT(inventories), "INVENTORY",
          "a file, a directory, a list (web1,web2,), or a name below inventories/" },
        { .names = { NULL } },
    },
};

const wp_option_table wp_options_vars = {
    "variables",
    (const wp_option[]){
        { { "-e", "--extra-vars" }, LIST, AT(extra_vars), "VARS",
          "variables over all others: k=v, YAML, JSON, or @file" },
        { .names = { NULL } },
    },
};

const wp_option_table wp_options_vault = {
    "vault",
    (const wp_option[]){
        { { "-J", "--ask-vault-password", "--ask-vault-pass" }, FLAG, AT(ask_vault_pass), NULL,
          "ask for the vault's password" },
        { { "--vault-password-file", "--vault-pass-file" }, LIST, AT(vault_files), "FILE",
          "read the vault's password from a file or program" },
        { { "--vault-id" }, LIST, AT(vault_files), "ID@SOURCE", "a vault password by its id" },
        { .names = { NULL } },
    },
};

const wp_option_table wp_options_encrypt = {
    "encryption",
    (const wp_option[]){
        { { "--encrypt-vault-id" }, TEXT, AT(encrypt_vault_id), "ID",
          "the id to encrypt with, where several passwords are given" },
        { .names = { NULL } },
    },
};

const wp_option_table wp_options_hosts = {
    "hosts",
    (const wp_option[]){
        { { "-l", "--limit" }, TEXT, AT(limit), "PATTERN", "only hosts of this pattern" },
        { { "--list-hosts" }, FLAG, AT(list_hosts), NULL, "list the hosts, run nothing" },
        { { "-f", "--forks" }, NUMBER, AT(forks), "N", "how many hosts at once (50)" },
        { .names = { NULL } },
    },
};

const wp_option_table wp_options_connection = {
    "connection",
    (const wp_option[]){
        { { "-c", "--connection" }, TEXT, AT(connection), "KIND", "ssh, openssh, local, docker or podman" },
        { { "-u", "--user" }, TEXT, AT(user), "USER", "connect as this user" },
        { { "-k", "--ask-pass" }, FLAG, AT(ask_pass), NULL, "ask for the password of the connection" },
        { { "--connection-password-file", "--conn-pass-file" }, TEXT, AT(connection_password_file), "FILE",
          "read that password from a file" },
        { { "--private-key", "--key-file" }, TEXT, AT(private_key), "FILE", "the key to connect with" },
        { { "-T", "--timeout" }, NUMBER, AT(timeout), "SECONDS", "how long connecting may take (10)" },
        { { "--ssh-common-args" }, TEXT, AT(ssh_common_args), "ARGS", "options as ssh takes them" },
        { { "--ssh-extra-args" }, TEXT, AT(ssh_extra_args), "ARGS", "more options as ssh takes them" },
        { { "--scp-extra-args", "--sftp-extra-args" }, REFUSED, 0, NULL,
          "neither scp nor sftp is used: files travel over the one connection" },
        { .names = { NULL } },
    },
};

const wp_option_table wp_options_become = {
    "privileges",
    (const wp_option[]){
        { { "-b", "--become" }, FLAG, AT(become), NULL, "work as another user" },
        { { "--become-method" }, TEXT, AT(become_method), "METHOD", "sudo, su or doas" },
        { { "--become-user" }, TEXT, AT(become_user), "USER", "the user to work as (root)" },
        { { "-K", "--ask-become-pass" }, FLAG, AT(ask_become_pass), NULL, "ask for the password to become that user" },
        { { "--become-password-file", "--become-pass-file" }, TEXT, AT(become_password_file), "FILE",
          "read that password from a file" },
        { .names = { NULL } },
    },
};

const wp_option_table wp_options_modules = {
    "modules",
    (const wp_option[]){
        { { "-M", "--module-path" }, LIST, AT(module_paths_first), "DIRECTORIES",
          "where modules of your own are, before the usual places; split by colons" },
        { .names = { NULL } },
    },
};

const wp_option_table wp_options_preview = {
    "preview",
    (const wp_option[]){
        { { "-C", "--check" }, FLAG, AT(check), NULL, "change nothing, tell what would be changed" },
        { { "-D", "--diff" }, FLAG, AT(diff), NULL, "show how files change" },
        { .names = { NULL } },
    },
};

const wp_option_table wp_options_playbook = {
    "playbook",
    (const wp_option[]){
        { { "-t", "--tags" }, LIST, AT(tags), "TAGS", "only plays and tasks with these tags" },
        { { "--skip-tags" }, LIST, AT(skip_tags), "TAGS", "no plays and tasks with these tags" },
        { { "--start-at-task" }, TEXT, AT(start_at_task), "NAME", "begin with the task of this name" },
        { { "--step" }, FLAG, AT(step), NULL, "ask before each task" },
        { { "--syntax-check" }, FLAG, AT(syntax_check), NULL, "check the playbook, run nothing" },
        { { "--list-tasks" }, FLAG, AT(list_tasks), NULL, "list the tasks, run nothing" },
        { { "--list-tags" }, FLAG, AT(list_tags), NULL, "list the tags, run nothing" },
        { { "--force-handlers" }, FLAG, AT(force_handlers), NULL, "run handlers even after a failure" },
        { { "--flush-cache" }, FLAG, AT(flush_cache), NULL, "forget the facts that were kept of these hosts" },
        { .names = { NULL } },
    },
};
