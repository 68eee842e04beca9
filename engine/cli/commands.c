/* The table of commands: finding one, and telling about it. */
#include "cli/commands.h"

#include "base/buf.h"
#include "base/nearest.h"

#include <string.h>

const wp_cli_command *const wp_cli_commands[] = {
    &wp_cli_command_playbook,
    &wp_cli_command_run,
    &wp_cli_command_inventory,
    &wp_cli_command_hosts,
    &wp_cli_command_vault,
    &wp_cli_command_doc,
    NULL,
};

static const char *last_word(const wp_cli_command *command)
{
    const char *space = strrchr(command->name, ' ');
    return space != NULL ? space + 1 : command->name;
}

static const wp_cli_command *among(const wp_cli_command *const *table, const char *word)
{
    for (; *table != NULL; table++)
        if (strcmp(last_word(*table), word) == 0)
            return *table;
    return NULL;
}

bool wp_cli_command_find(int argc, char *const *argv, const wp_cli_command **out, int *named, wp_error *err)
{
    const wp_cli_command *found = argc > 0 ? among(wp_cli_commands + 1, argv[0]) : NULL;
    *named = found != NULL ? 1 : 0;
    *out = found != NULL ? found : &wp_cli_command_playbook;
    while ((*out)->children != NULL && *named < argc && argv[*named][0] != '-') {
        const char *word = argv[*named];
        found = among((*out)->children, word);
        if (found == NULL) {
            wp_nearest nearest = wp_nearest_to(wp_str_of(word));
            for (const wp_cli_command *const *child = (*out)->children; *child != NULL; child++)
                wp_nearest_try(&nearest, last_word(*child));
            wp_fail(err, WP_E_USAGE, WP_NO_MARK, "there is no command 'waplay %s %s'", (*out)->name, word);
            return nearest.best != NULL ? wp_hint(err, "did you mean %s?", nearest.best)
                                        : wp_hint(err, "waplay %s --help lists them", (*out)->name);
        }
        *out = found;
        ++*named;
    }
    return true;
}

static void list(wp_buf *out, const wp_cli_command *const *table)
{
    wp_buf_add(out, "\ncommands:\n");
    for (; *table != NULL; table++)
        wp_buf_printf(out, "  waplay %-27s%s\n", (*table)->name[0] != '\0' ? (*table)->name : (*table)->words,
                      (*table)->summary);
}

wp_str wp_cli_command_help(wp_arena *arena, const wp_cli_command *command)
{
    wp_buf out = wp_buf_new(arena);
    bool is_first = command == wp_cli_commands[0];
    wp_buf_printf(&out, "usage: waplay %s%s%s %s\n\n%s.\n", command->name, command->name[0] != '\0' ? " " : "",
                  command->run != NULL ? "[options]" : "COMMAND", command->words != NULL ? command->words : "",
                  command->summary);
    if (command->examples != NULL)
        wp_buf_printf(&out, "\n%s", command->examples);
    if (command->children != NULL || is_first)
        list(&out, is_first ? wp_cli_commands : command->children);
    if (command->options != NULL)
        wp_buf_str_add(&out, wp_options_help(arena, command->options));
    if (is_first)
        wp_buf_add(&out, "\nWhat holds where these say nothing can be set: waplay doc --settings\n");
    return wp_buf_str(&out);
}
