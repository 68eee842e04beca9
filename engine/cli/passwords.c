/* Where passwords come from. */
#include "cli/passwords.h"

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "cli/terminal.h"

#include <string.h>
#include <unistd.h>

enum { PROGRAM_LIMIT_MS = 60000 };

/* ---- files and programs ------------------------------------------------------------------ */

static bool is_program(const char *path)
{
    return wp_path_is_file(path) && access(path, X_OK) == 0;
}

/* pass-client, pass-client.sh */
static bool takes_an_id(const char *path)
{
    const char *name = wp_path_basename(path), *dot = strrchr(name, '.');
    wp_str stem = { name, dot != NULL ? (size_t)(dot - name) : strlen(name) };
    return wp_str_ends(stem, "-client");
}

static wp_str without_line_ends(wp_str text)
{
    while (text.len > 0 && strchr("\r\n", text.ptr[text.len - 1]) != NULL)
        text.len--;
    while (text.len > 0 && strchr("\r\n", text.ptr[0]) != NULL)
        text = wp_str_slice(text, 1, text.len);
    return text;
}

static bool ask_program(wp_arena *arena, const char *path, const char *id, wp_str *out, wp_error *err)
{
    const char *argv[] = { path, NULL, NULL, NULL };
    wp_process process = { .argv = argv, .timeout_ms = PROGRAM_LIMIT_MS };
    wp_process_result result;
    if (id != NULL && takes_an_id(path)) {
        argv[1] = "--vault-id";
        argv[2] = id;
    }
    if (!wp_process_run(arena, &process, &result, err))
        return wp_while(err, "asking %s for a password", path);
    if (result.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s, asked for a password, ended with %d", path, result.status);
    *out = without_line_ends(result.out);
    return true;
}

/* `id` is for programs that keep several passwords; NULL: none. */
static bool read_password(wp_arena *arena, const char *source, const char *id, wp_str *out, wp_error *err)
{
    const char *path = wp_path_absolute(arena, wp_path_expand(arena, source));
    wp_str text;
    if (is_program(path)) {
        if (!ask_program(arena, path, id, &text, err))
            return false;
    } else if (!wp_file_read(arena, path, &text, err)) {
        return wp_while(err, "reading a password");
    } else {
        text = wp_str_trim(text);
    }
    if (text.len == 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s gives an empty password", path);
    *out = text;
    return true;
}

/* ---- the terminal ------------------------------------------------------------------------ */

static bool ask_once(wp_arena *arena, const char *prompt, const char **out, wp_error *err)
{
    if (wp_terminal_ask(NULL, prompt, true, arena, out))
        return true;
    wp_fail(err, WP_E_FAILED, WP_NO_MARK, "there is no terminal to ask for a password");
    return wp_hint(err, "give it by a file: --vault-password-file, --become-password-file, --connection-password-file");
}

static bool ask_for_vault(wp_arena *arena, const char *id, wp_vault_need need, wp_str *out, wp_error *err)
{
    const char *of = strcmp(id, "default") == 0 ? "" : wp_printf(arena, " (%s)", id);
    const char *first, *again;
    bool is_new = need == WP_VAULT_TO_WRITE;
    if (!ask_once(arena, wp_printf(arena, is_new ? "New Vault password%s" : "Vault password%s", of), &first, err))
        return false;
    if (first[0] == '\0')
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the password is empty");
    if (is_new) {
        if (!ask_once(arena, wp_printf(arena, "Confirm New Vault password%s", of), &again, err))
            return false;
        if (strcmp(first, again) != 0)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the two passwords are not the same");
    }
    *out = wp_str_of(first);
    return true;
}

/* ---- the vault's ------------------------------------------------------------------------- */

static bool is_prompt(const char *source)
{
    return strcmp(source, "prompt") == 0 || strcmp(source, "prompt_ask_vault_pass") == 0;
}

bool wp_passwords_add(wp_arena *arena, const char *source, wp_vault_need need, wp_output *output, wp_vault *vault,
                      wp_error *err)
{
    const char *id = "default", *at = strchr(source, '@');
    wp_str password;
    if (at != NULL && !wp_path_exists(source)) {
        id = at > source ? wp_strndup(arena, source, (size_t)(at - source)) : id;
        source = at + 1;
    }
    if (is_prompt(source) ? !ask_for_vault(arena, id, need, &password, err)
                          : !read_password(arena, source, id, &password, err))
        return false;
    wp_vault_add_password(vault, id, password);
    if (output != NULL)
        wp_output_secret(output, password);
    return true;
}

bool wp_passwords_vault(wp_arena *arena, const wp_options *options, wp_vault_need need, wp_output *output,
                        wp_vault **out, wp_error *err)
{
    wp_vault *vault = wp_vault_new(arena);
    const wp_value lists[] = { options->vault_identities, options->vault_files };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (size_t j = 0; j < wp_len(lists[i]); j++)
            if (!wp_passwords_add(arena, wp_list_at(lists[i], j).as.text, need, output, vault, err))
                return false;
    bool is_asked = options->ask_vault_pass || (need != WP_VAULT_IF_GIVEN && wp_vault_is_empty(vault));
    if (is_asked && !wp_passwords_add(arena, "prompt", need, output, vault, err))
        return false;
    *out = vault;
    return true;
}

/* ---- those of hosts ---------------------------------------------------------------------- */

static bool load(wp_arena *arena, wp_output *output, bool is_asked, const char *file, const char *prompt,
                 const char **out, wp_error *err)
{
    wp_str text;
    const char *password = NULL;
    if (file != NULL) {
        if (!read_password(arena, file, NULL, &text, err))
            return false;
        password = wp_strndup(arena, text.ptr, text.len);
    } else if (is_asked && !ask_once(arena, prompt, &password, err)) {
        return false;
    }
    if (password != NULL)
        wp_output_secret(output, wp_str_of(password));
    *out = password;
    return true;
}

bool wp_passwords_connection(wp_arena *arena, const wp_options *options, wp_output *output, const char **out,
                             wp_error *err)
{
    return load(arena, output, options->ask_pass, options->connection_password_file, "SSH password", out, err);
}

bool wp_passwords_become(wp_arena *arena, const wp_options *options, wp_output *output, const char **out,
                         wp_error *err)
{
    return load(arena, output, options->ask_become_pass, options->become_password_file, "BECOME password", out, err);
}
