/* `waplay vault`: view, encrypt, decrypt and rekey, which work on files as they are. */
#include "cli/commands.h"
#include "cli/passwords.h"
#include "cli/terminal.h"
#include "cli/vault_text.h"

#include "executor/executor.h"

#include <string.h>

typedef struct vault_work {
    wp_cli *cli;
    const wp_options *options;
    wp_vault *vault;
    const wp_vault_password *key; /* to encrypt with */
} vault_work;

/* One file, or "-". */
typedef bool on_file(const vault_work *work, const char *name, wp_error *err);

/* In turn all files that are named; none: standard input. */
static bool each_file(const vault_work *work, on_file *act, wp_error *err)
{
    wp_value names = work->options->words;
    if (work->options->output != NULL && wp_len(names) > 1)
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "--output takes what one file becomes, and %zu are named",
                       wp_len(names));
    if (wp_len(names) == 0)
        return act(work, WP_VAULT_STDIN, err);
    for (size_t i = 0; i < wp_len(names); i++)
        if (!act(work, wp_list_at(names, i).as.text, err))
            return false;
    return true;
}

static void announce(const char *text)
{
    if (wp_terminal_is_out())
        wp_terminal_note(text);
}

/* ---- view -------------------------------------------------------------------------------- */

static bool view(const vault_work *work, const char *name, wp_error *err)
{
    wp_arena *arena = work->cli->arena;
    const wp_vault_password *used;
    wp_str text;
    if (!wp_vault_text_read(arena, name, &text, err) ||
        !wp_vault_text_decrypt(arena, work->vault, name, text, &text, &used, err))
        return false;
    wp_terminal_page(text);
    return true;
}

static int run_view(wp_cli *cli, const wp_options *options)
{
    vault_work work = { cli, options, NULL, NULL };
    wp_error err = { 0 };
    bool done = wp_passwords_vault(cli->arena, options, WP_VAULT_TO_READ, NULL, &work.vault, &err) &&
                each_file(&work, view, &err);
    return done ? WP_EXIT_OK : wp_cli_fail(cli, &err);
}

/* ---- encrypt ----------------------------------------------------------------------------- */

static bool encrypt(const vault_work *work, const char *name, wp_error *err)
{
    wp_arena *arena = work->cli->arena;
    wp_str text;
    if (!wp_vault_text_read(arena, name, &text, err))
        return false;
    if (wp_is_vaulted(text))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is already encrypted", name);
    const char *target = work->options->output != NULL ? work->options->output : name;
    return wp_vault_text_encrypt(arena, work->key, text, &text, err) && wp_vault_text_write(target, text, err);
}

static int run_encrypt(wp_cli *cli, const wp_options *options)
{
    vault_work work = { cli, options, NULL, NULL };
    wp_error err = { 0 };
    if (!wp_passwords_vault(cli->arena, options, WP_VAULT_TO_WRITE, NULL, &work.vault, &err) ||
        !wp_vault_text_key(work.vault, options->encrypt_vault_id, &work.key, &err) || !each_file(&work, encrypt, &err))
        return wp_cli_fail(cli, &err);
    announce("Encryption successful\n");
    return WP_EXIT_OK;
}

/* ---- decrypt ----------------------------------------------------------------------------- */

static bool decrypt(const vault_work *work, const char *name, wp_error *err)
{
    wp_arena *arena = work->cli->arena;
    const wp_vault_password *used;
    wp_str text;
    const char *target = work->options->output != NULL ? work->options->output : name;
    return wp_vault_text_read(arena, name, &text, err) &&
           wp_vault_text_decrypt(arena, work->vault, name, text, &text, &used, err) &&
           wp_vault_text_write(target, text, err);
}

static int run_decrypt(wp_cli *cli, const wp_options *options)
{
    vault_work work = { cli, options, NULL, NULL };
    wp_error err = { 0 };
    if (!wp_passwords_vault(cli->arena, options, WP_VAULT_TO_READ, NULL, &work.vault, &err) ||
        !each_file(&work, decrypt, &err))
        return wp_cli_fail(cli, &err);
    announce("Decryption successful\n");
    return WP_EXIT_OK;
}

/* ---- rekey ------------------------------------------------------------------------------- */

static bool rekey(const vault_work *work, const char *name, wp_error *err)
{
    wp_arena *arena = work->cli->arena;
    const wp_vault_password *used;
    wp_str text;
    if (strcmp(name, WP_VAULT_STDIN) == 0)
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "rekey takes files");
    return wp_vault_text_read(arena, name, &text, err) &&
           wp_vault_text_decrypt(arena, work->vault, name, text, &text, &used, err) &&
           wp_vault_text_encrypt(arena, work->key, text, &text, err) && wp_vault_text_replace(name, text, err);
}

/* The password of --new-vault-id or --new-vault-password-file, or a new one from the terminal. */
static bool load_new_key(wp_arena *arena, const wp_options *options, const wp_vault_password **out, wp_error *err)
{
    wp_vault *vault = wp_vault_new(arena);
    const char *source = options->new_vault_id              ? options->new_vault_id
                         : options->new_vault_password_file ? options->new_vault_password_file
                                                            : "prompt";
    if (options->new_vault_id != NULL && options->new_vault_password_file != NULL)
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "--new-vault-id and --new-vault-password-file exclude each other");
    if (!wp_passwords_add(arena, source, WP_VAULT_TO_WRITE, NULL, vault, err))
        return false;
    return wp_vault_text_key(vault, options->encrypt_vault_id, out, err);
}

static int run_rekey(wp_cli *cli, const wp_options *options)
{
    vault_work work = { cli, options, NULL, NULL };
    wp_error err = { 0 };
    if (!wp_passwords_vault(cli->arena, options, WP_VAULT_TO_READ, NULL, &work.vault, &err) ||
        !load_new_key(cli->arena, options, &work.key, &err) || !each_file(&work, rekey, &err))
        return wp_cli_fail(cli, &err);
    wp_terminal_note("Rekey successful\n");
    return WP_EXIT_OK;
}

/* ---- the rows ---------------------------------------------------------------------------- */

#define AT WP_OPTION_AT

static const wp_option_table output_option = {
    "result",
    (const wp_option[]){
        { { "--output" }, WP_OPTION_TEXT, AT(output), "FILE", "write to this file, - for standard output" },
        { .names = { NULL } },
    },
};

static const wp_option_table new_key_options = {
    "new password",
    (const wp_option[]){
        { { "--new-vault-id" }, WP_OPTION_TEXT, AT(new_vault_id), "ID@SOURCE", "the id and the password to change to" },
        { { "--new-vault-password-file" }, WP_OPTION_TEXT, AT(new_vault_password_file), "FILE",
          "read the password to change to from a file or program" },
        { .names = { NULL } },
    },
};

static const wp_option_table *const read_tables[] = { &wp_options_vault, &wp_options_general, NULL };
static const wp_option_table *const decrypt_tables[] = { &output_option, &wp_options_vault, &wp_options_general, NULL };
static const wp_option_table *const encrypt_tables[] = { &output_option, &wp_options_vault, &wp_options_encrypt,
                                                         &wp_options_general, NULL };
static const wp_option_table *const rekey_tables[] = { &new_key_options, &wp_options_vault, &wp_options_encrypt,
                                                       &wp_options_general, NULL };

static const wp_cli_command view_command = {
    .name = "vault view", .words = "FILE...", .summary = "shows what is in encrypted files",
    .options = read_tables, .least = 1, .run = run_view,
};
static const wp_cli_command encrypt_command = {
    .name = "vault encrypt", .words = "[FILE...]", .summary = "encrypts files, or standard input",
    .options = encrypt_tables, .run = run_encrypt,
};
static const wp_cli_command decrypt_command = {
    .name = "vault decrypt", .words = "[FILE...]", .summary = "makes plain files of encrypted ones, or of standard input",
    .options = decrypt_tables, .run = run_decrypt,
};
static const wp_cli_command rekey_command = {
    .name = "vault rekey", .words = "FILE...", .summary = "gives encrypted files another password",
    .options = rekey_tables, .least = 1, .run = run_rekey,
};

static const wp_cli_command *const children[] = {
    &wp_cli_command_vault_create, &wp_cli_command_vault_edit, &view_command,  &encrypt_command,
    &decrypt_command,             &rekey_command,             &wp_cli_command_vault_encrypt_string, NULL,
};

const wp_cli_command wp_cli_command_vault = {
    .name = "vault", .words = "...", .summary = "encrypted files and values, as ansible-vault has them",
    .children = children,
};
