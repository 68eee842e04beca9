/* Where passwords come from. */
#include "cli/passwords.h"

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "cli/terminal.h"

#include <string.h>
#include <unistd.h>

static wp_str first_line(wp_str text)
{
    const char *end = memchr(text.ptr, '\n', text.len);
    wp_str line = { text.ptr, end != NULL ? (size_t)(end - text.ptr) : text.len };
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

/* From a file, or from what an executable prints. */
static bool read_password(wp_arena *arena, const char *source, wp_str *out, wp_error *err)
{
    const char *path = wp_path_absolute(arena, wp_path_expand(arena, source));
    if (access(path, X_OK) == 0 && wp_path_is_file(path)) {
        const char *argv[] = { path, NULL };
        wp_process process = { .argv = argv, .timeout_ms = 60000 };
        wp_process_result result;
        if (!wp_process_run(arena, &process, &result, err))
            return wp_while(err, "asking %s for a password", source);
        if (result.status != 0)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s, asked for a password, ended with %d", source,
                           result.status);
        *out = first_line(result.out);
        return true;
    }
    wp_str text;
    if (!wp_file_read(arena, path, &text, err))
        return wp_while(err, "reading a password");
    *out = first_line(text);
    return true;
}

static bool ask_password(wp_arena *arena, const char *prompt, const char **out, wp_error *err)
{
    if (wp_terminal_ask(NULL, prompt, true, arena, out))
        return true;
    wp_fail(err, WP_E_USAGE, WP_NO_MARK, "there is no terminal to ask for a password");
    return wp_hint(err, "give it by a file: --vault-password-file, --become-password-file, --connection-password-file");
}

bool wp_passwords_vault(wp_arena *arena, const wp_options *options, wp_output *output, wp_vault **out, wp_error *err)
{
    wp_vault *vault = wp_vault_new(arena);
    for (size_t i = 0; i < wp_len(options->vault_files); i++) {
        const char *given = wp_list_at(options->vault_files, i).as.text, *id = "default";
        const char *at = strchr(given, '@');
        wp_str password;
        if (at != NULL && !wp_path_exists(given)) {
            id = wp_strndup(arena, given, (size_t)(at - given));
            given = at + 1;
        }
        if (strcmp(given, "prompt") == 0) {
            const char *answer;
            if (!ask_password(arena, wp_printf(arena, "Vault password (%s)", id), &answer, err))
                return false;
            password = wp_str_of(answer);
        } else if (!read_password(arena, given, &password, err)) {
            return false;
        }
        wp_vault_add_password(vault, id, password);
        wp_output_secret(output, password);
    }
    if (options->ask_vault_pass) {
        const char *answer;
        if (!ask_password(arena, "Vault password", &answer, err))
            return false;
        wp_vault_add_password(vault, "default", wp_str_of(answer));
        wp_output_secret(output, wp_str_of(answer));
    }
    *out = vault;
    return true;
}

static bool load(wp_arena *arena, wp_output *output, bool is_asked, const char *file, const char *prompt,
                 const char **out, wp_error *err)
{
    wp_str text;
    const char *password = NULL;
    if (file != NULL) {
        if (!read_password(arena, file, &text, err))
            return false;
        password = wp_strndup(arena, text.ptr, text.len);
    } else if (is_asked && !ask_password(arena, prompt, &password, err)) {
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
