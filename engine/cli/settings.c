/* The table of settings, and looking them up. */
#include "cli/settings.h"

#include "base/buf.h"
#include "base/text.h"

#include <stdlib.h>

#define AT WP_OPTION_AT

static const struct {
    const char *names[2];
    size_t offset;
    wp_option_kind kind;
} settings[] = {
    { { "WAPLAY_STDOUT_CALLBACK", "ANSIBLE_STDOUT_CALLBACK" }, AT(callback), WP_OPTION_TEXT },
    { { "WAPLAY_FORKS", "ANSIBLE_FORKS" }, AT(forks), WP_OPTION_TEXT },
    { { "WAPLAY_INVENTORY", "ANSIBLE_INVENTORY" }, AT(inventories), WP_OPTION_LIST },
    { { "WAPLAY_ROLES_PATH", "ANSIBLE_ROLES_PATH" }, AT(roles_path), WP_OPTION_TEXT },
    { { "WAPLAY_VAULT_PASSWORD_FILE", "ANSIBLE_VAULT_PASSWORD_FILE" }, AT(vault_identities), WP_OPTION_LIST },
    { { "WAPLAY_HOST_KEY_CHECKING", "ANSIBLE_HOST_KEY_CHECKING" }, AT(host_key_checking), WP_OPTION_TEXT },
    { { "WAPLAY_FORCE_COLOR", "ANSIBLE_FORCE_COLOR" }, AT(force_color), WP_OPTION_TEXT },
    { { "NO_COLOR", "ANSIBLE_NOCOLOR" }, AT(no_color), WP_OPTION_TEXT },
    { { "WAPLAY_DISPLAY_SKIPPED_HOSTS", "ANSIBLE_DISPLAY_SKIPPED_HOSTS" }, AT(display_skipped), WP_OPTION_TEXT },
    { { "WAPLAY_DISPLAY_OK_HOSTS", "ANSIBLE_DISPLAY_OK_HOSTS" }, AT(display_ok), WP_OPTION_TEXT },
    { { "WAPLAY_REMOTE_USER", "ANSIBLE_REMOTE_USER" }, AT(user), WP_OPTION_TEXT },
    { { "WAPLAY_PRIVATE_KEY_FILE", "ANSIBLE_PRIVATE_KEY_FILE" }, AT(private_key), WP_OPTION_TEXT },
    { { "WAPLAY_TIMEOUT", "ANSIBLE_TIMEOUT" }, AT(timeout), WP_OPTION_TEXT },
    { { "WAPLAY_SSH_COMMON_ARGS", "ANSIBLE_SSH_COMMON_ARGS" }, AT(ssh_common_args), WP_OPTION_TEXT },
};

/* Several inventories stand with commas between them; a list of hosts ends in one. */
static void set(wp_arena *arena, void *field, wp_option_kind kind, size_t offset, const char *value)
{
    wp_str rest = wp_str_of(value), one;
    if (kind == WP_OPTION_TEXT) {
        *(const char **)field = value;
        return;
    }
    if (offset != AT(inventories) || wp_str_ends(rest, ",")) {
        wp_list_push(arena, *(wp_value *)field, wp_string(arena, value));
        return;
    }
    while (wp_str_split(&rest, ',', &one))
        wp_list_push(arena, *(wp_value *)field, wp_string_of(arena, one));
}

void wp_settings_load(wp_arena *arena, wp_options *options)
{
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        for (size_t j = 0; j < 2; j++) {
            const char *value = getenv(settings[i].names[j]);
            if (value == NULL || value[0] == '\0')
                continue;
            set(arena, (char *)options + settings[i].offset, settings[i].kind, settings[i].offset, value);
            break;
        }
}

wp_str wp_settings_help(wp_arena *arena)
{
    wp_buf out = wp_buf_new(arena);
    wp_buf_add(&out, "\nsettings of the environment:\n");
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        wp_buf_printf(&out, "  %s (or %s)\n", settings[i].names[0], settings[i].names[1]);
    return wp_buf_str(&out);
}
