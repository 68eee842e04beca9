/* Texts of the vault, from where they are to where they go. */
#include "cli/vault_text.h"

#include "base/file.h"
#include "base/text.h"
#include "cli/terminal.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool wp_vault_text_key(const wp_vault *vault, const char *wanted, const wp_vault_password **out, wp_error *err)
{
    const wp_vault_password *password;
    for (size_t i = 0; wanted != NULL && (password = wp_vault_password_at(vault, i)) != NULL; i++)
        if (strcmp(password->id, wanted) == 0) {
            *out = password;
            return true;
        }
    if (wanted != NULL) {
        wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "no vault password of the id '%s' was given", wanted);
        return wp_hint(err, "give it by --vault-id %s@FILE", wanted);
    }
    if (wp_vault_password_at(vault, 1) != NULL) {
        wp_fail(err, WP_E_USAGE, WP_NO_MARK, "there are several vault passwords to encrypt with");
        return wp_hint(err, "choose one by --encrypt-vault-id ID");
    }
    *out = wp_vault_password_at(vault, 0);
    return true;
}

bool wp_vault_text_encrypt(wp_arena *arena, const wp_vault_password *with, wp_str plain, wp_str *out, wp_error *err)
{
    return wp_vault_encrypt(arena, with->bytes, strcmp(with->id, "default") == 0 ? NULL : with->id, plain, out, err);
}

bool wp_vault_text_decrypt(wp_arena *arena, wp_vault *vault, const char *name, wp_str text, wp_str *out,
                           const wp_vault_password **used, wp_error *err)
{
    if (!wp_is_vaulted(text))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is not encrypted", name);
    return wp_vault_open(arena, vault, wp_str_trim(text), out, used, err) || wp_while(err, "%s", name);
}

bool wp_vault_text_read(wp_arena *arena, const char *name, wp_str *out, wp_error *err)
{
    if (strcmp(name, WP_VAULT_STDIN) == 0)
        return wp_fd_read_all(arena, STDIN_FILENO, out, err) || wp_while(err, "reading standard input");
    return wp_file_read(arena, wp_path_expand(arena, name), out, err);
}

bool wp_vault_text_write(const char *name, wp_str text, wp_error *err)
{
    if (strcmp(name, WP_VAULT_STDIN) != 0)
        return wp_file_write(name, text, 0600, err);
    wp_terminal_print(text);
    return true;
}

bool wp_vault_text_replace(const char *path, wp_str text, wp_error *err)
{
    struct stat before, after;
    if (stat(path, &before) != 0)
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot look at %s: %s", path, strerror(errno));
    if (!wp_file_write(path, text, before.st_mode & 07777, err))
        return false;
    if (stat(path, &after) == 0 && (after.st_uid != before.st_uid || after.st_gid != before.st_gid) &&
        chown(path, before.st_uid, before.st_gid) != 0)
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "%s is written, but cannot be given back to its owner: %s", path,
                       strerror(errno));
    return true;
}
