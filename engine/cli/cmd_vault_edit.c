/*
 * `waplay vault create` and `vault edit`: the plain text in the user's editor.
 *
 *   a directory of our own (0700, in memory where the machine has such a place)
 *     -> the plain text in it (0600) -> the editor -> encrypted, in one step, in place
 *     -> whatever lies in the directory is overwritten and removed
 *
 * The last happens however the editor ends, and when we are told to stop meanwhile. Ctrl-C
 * is the editor's: while it runs, we don't listen to it.
 */
#include "cli/commands.h"
#include "cli/passwords.h"
#include "cli/terminal.h"
#include "cli/vault_text.h"

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "executor/executor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the place of the plain text ----------------------------------------------------------- */

static const char *base_dir(void)
{
    const char *const places[] = { getenv("XDG_RUNTIME_DIR"), "/dev/shm", getenv("TMPDIR"), "/tmp" };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (places[i] != NULL && wp_path_is_dir(places[i]) && access(places[i], W_OK | X_OK) == 0)
            return places[i];
    return "/tmp";
}

static bool make_dir(wp_arena *arena, const char **out, wp_error *err)
{
    char *dir = wp_printf(arena, "%s/waplay-vault-XXXXXX", base_dir());
    if (mkdtemp(dir) == NULL)
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot make a directory for the editor in %s: %s", base_dir(),
                       strerror(errno));
    *out = dir;
    return true;
}

static void overwrite(const char *path)
{
    unsigned char noise[4096];
    struct stat facts;
    int fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode))
        facts.st_size = 0;
    for (off_t done = 0; done < facts.st_size; done += (off_t)sizeof noise) {
        wp_random_bytes(noise, sizeof noise);
        if (write(fd, noise, sizeof noise) < 0)
            break;
    }
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

/* The text, and what the editor put beside it. */
static void shred_dir(wp_arena *arena, const char *dir)
{
    const char **names;
    size_t count;
    if (wp_dir_list(arena, dir, &names, &count, NULL))
        for (size_t i = 0; i < count; i++) {
            const char *path = wp_path_join(arena, dir, names[i]);
            overwrite(path);
            unlink(path);
        }
    rmdir(dir);
}

/* ---- the editor ---------------------------------------------------------------------------- */

static const char *editor(void)
{
    const char *const names[] = { getenv("ANSIBLE_EDITOR"), getenv("EDITOR"), getenv("VISUAL"), "vi" };
    size_t i = 0;
    while (names[i] == NULL || names[i][0] == '\0')
        i++;
    return names[i];
}

static bool run_editor(wp_cli *cli, const char *path, wp_error *err)
{
    wp_str *words;
    size_t count;
    if (!wp_shell_split(cli->arena, wp_str_of(editor()), &words, &count) || count == 0)
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "EDITOR is no command: %s", editor());
    const char **argv = wp_new_array(cli->arena, const char *, count + 2);
    for (size_t i = 0; i < count; i++)
        argv[i] = wp_strndup(cli->arena, words[i].ptr, words[i].len);
    argv[count] = path;

    struct sigaction ignore = { .sa_handler = SIG_IGN }, interrupt, quit;
    wp_process process = { .argv = argv, .inherit_terminal = true, .cancel = cli->cancel };
    wp_process_result result;
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    bool done = wp_process_run(cli->arena, &process, &result, err);
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    if (!done)
        return false;
    return result.status == 0 || wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the editor ended with %d: nothing was changed",
                                         result.status);
}

/* `*text` goes in and comes out. */
static bool edit_text(wp_cli *cli, const char *name, wp_str *text, wp_error *err)
{
    const char *dir;
    if (!make_dir(cli->arena, &dir, err))
        return false;
    /* The name is kept: editors know from it what kind of text it is. */
    const char *path = wp_path_join(cli->arena, dir, wp_path_basename(name));
    bool done = wp_file_write(path, *text, 0600, err) && run_editor(cli, path, err) &&
                wp_file_read(cli->arena, path, text, err);
    shred_dir(cli->arena, dir);
    return done;
}

/* ---- the commands -------------------------------------------------------------------------- */

static bool create(wp_cli *cli, const wp_options *options, const char *name, wp_error *err)
{
    wp_vault *vault;
    const wp_vault_password *key;
    wp_str text = wp_str_of("");
    if (wp_path_exists(name)) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is there already", name);
        return wp_hint(err, "waplay vault edit changes it");
    }
    return wp_passwords_vault(cli->arena, options, WP_VAULT_TO_WRITE, NULL, &vault, err) &&
           wp_vault_text_key(vault, options->encrypt_vault_id, &key, err) && edit_text(cli, name, &text, err) &&
           wp_path_make_dirs(wp_path_dirname(cli->arena, name), 0700, err) &&
           wp_vault_text_encrypt(cli->arena, key, text, &text, err) && wp_vault_text_write(name, text, err);
}

static int run_create(wp_cli *cli, const wp_options *options)
{
    wp_error err = { 0 };
    bool done = create(cli, options, wp_list_at(options->words, 0).as.text, &err);
    return done ? WP_EXIT_OK : wp_cli_fail(cli, &err);
}

/* What was not changed is not written; what was keeps its id. */
static bool edit(wp_cli *cli, wp_vault *vault, const char *name, wp_error *err)
{
    const wp_vault_password *used;
    wp_str envelope, before, after;
    if (!wp_vault_text_read(cli->arena, name, &envelope, err) ||
        !wp_vault_text_decrypt(cli->arena, vault, name, envelope, &before, &used, err))
        return false;
    after = before;
    if (!edit_text(cli, name, &after, err))
        return false;
    if (wp_str_eq(before, after))
        return true;
    return wp_vault_encrypt(cli->arena, used->bytes, wp_vault_label(cli->arena, wp_str_trim(envelope)), after, &after,
                            err) &&
           wp_vault_text_replace(name, after, err);
}

static int run_edit(wp_cli *cli, const wp_options *options)
{
    wp_vault *vault;
    wp_error err = { 0 };
    bool done = wp_passwords_vault(cli->arena, options, WP_VAULT_TO_READ, NULL, &vault, &err);
    for (size_t i = 0; done && i < wp_len(options->words); i++)
        done = edit(cli, vault, wp_list_at(options->words, i).as.text, &err);
    return done ? WP_EXIT_OK : wp_cli_fail(cli, &err);
}

static const wp_option_table *const tables[] = { &wp_options_vault, &wp_options_encrypt, &wp_options_general, NULL };

const wp_cli_command wp_cli_command_vault_create = {
    .name = "vault create", .words = "FILE", .summary = "a new encrypted file, written in your editor",
    .options = tables, .least = 1, .most = 1, .run = run_create,
};

const wp_cli_command wp_cli_command_vault_edit = {
    .name = "vault edit", .words = "FILE...", .summary = "changes encrypted files in your editor",
    .options = tables, .least = 1, .run = run_edit,
};
