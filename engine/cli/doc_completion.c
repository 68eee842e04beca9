/*
 * Completion for shells: a script with all words in it, so that no waplay is started
 * while somebody types. And waplay(1), which lists the same.
 *
 *   waplay <commands, options, *.yml>     waplay doc <modules>     waplay run -m <modules>
 */
#include "cli/doc_schema.h"

#include "base/buf.h"
#include "base/nearest.h"

#include <string.h>

static const char *last_word(const wp_cli_command *command)
{
    const char *space = strrchr(command->name, ' ');
    return space ? space + 1 : command->name;
}

static void add_options(wp_buf *out, const wp_cli_command *command)
{
    for (const wp_option_table *const *table = command->options; table && *table; table++)
        for (const wp_option *row = (*table)->rows; row->names[0]; row++)
            for (size_t i = 0; i < 4 && row->names[i] && row->kind != WP_OPTION_REFUSED; i++)
                wp_buf_printf(out, "%s ", row->names[i]);
}

static void add_modules(wp_buf *out, const wp_registry *registry)
{
    for (size_t i = 0; wp_registry_at(registry, i); i++)
        wp_buf_printf(out, "%s ", wp_registry_name_at(registry, i));
}

/* The words that may follow a command: its own commands, then its options. */
static const char *words_of(wp_arena *arena, const wp_cli_command *command, const wp_cli_command *const *children)
{
    wp_buf out = wp_buf_new(arena);
    for (; children && *children; children++)
        if (*last_word(*children))
            wp_buf_printf(&out, "%s ", last_word(*children));
    add_options(&out, command);
    return wp_buf_str(&out).ptr;
}

/* Those below a command come before it: a shell takes the first pattern that fits. */
static void each_command(wp_buf *out, wp_arena *arena, const wp_cli_command *const *table, const char *format)
{
    for (; *table; table++) {
        if ((*table)->children)
            each_command(out, arena, (*table)->children, format);
        if (*(*table)->name) {
            const char *mark = strstr(format, "%n"), *end = strstr(format, "%w");
            wp_buf_printf(out, "%.*s%s%.*s%s%s", (int)(mark - format), format, (*table)->name, (int)(end - mark - 2), mark + 2,
                          words_of(arena, *table, (*table)->children), end + 2);
        }
    }
}

static void bash(wp_buf *out, wp_arena *arena, const wp_registry *registry)
{
    wp_buf_add(out, "# bash completion of waplay; made by `waplay doc --completion bash`\n"
                    "_waplay() {\n"
                    "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words modules called\n"
                    "    modules='");
    add_modules(out, registry);
    wp_buf_add(out, "'\n    called=\"${COMP_WORDS[1]} ${COMP_WORDS[2]}\"\n    case $called in\n");
    wp_buf name = wp_buf_new(arena);
    each_command(&name, arena, wp_cli_commands, "    '%n '*) words='%w' ;;\n");
    wp_buf_str_add(out, wp_buf_str(&name));
    wp_buf_printf(out, "    *) words='%s' ;;\n    esac\n",
                  words_of(arena, wp_cli_commands[0], wp_cli_commands));
    wp_buf_add(out, "    case \"${COMP_WORDS[1]} $before\" in\n"
                    "    *' -m' | *' --module-name') words=$modules ;;\n"
                    "    doc*) [[ $word == -* ]] || words=$modules ;;\n"
                    "    esac\n"
                    "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                    "    [[ ${#COMPREPLY[@]} -gt 0 ]] || COMPREPLY=($(compgen -f -- \"$word\"))\n"
                    "}\n"
                    "complete -o filenames -F _waplay waplay\n");
}

static void zsh(wp_buf *out, wp_arena *arena, const wp_registry *registry)
{
    wp_buf_add(out, "#compdef waplay\n# zsh completion of waplay; made by `waplay doc --completion zsh`\n"
                    "autoload -U +X bashcompinit && bashcompinit\n");
    bash(out, arena, registry);
}

static void fish(wp_buf *out, wp_arena *arena, const wp_registry *registry)
{
    wp_buf_add(out, "# fish completion of waplay; made by `waplay doc --completion fish`\n");
    for (const wp_cli_command *const *command = wp_cli_commands; *command; command++)
        if (*(*command)->name)
            wp_buf_printf(out, "complete -c waplay -n __fish_use_subcommand -a '%s' -d '%s'\n", (*command)->name,
                          (*command)->summary);
    for (const wp_option_table *const *table = wp_cli_commands[0]->options; *table; table++)
        for (const wp_option *row = (*table)->rows; row->names[0]; row++)
            for (size_t i = 0; i < 4 && row->names[i] && row->kind != WP_OPTION_REFUSED; i++)
                wp_buf_printf(out, "complete -c waplay -%s '%s'\n", row->names[i][1] == '-' ? "l" : "s",
                              row->names[i] + (row->names[i][1] == '-' ? 2 : 1));
    wp_buf_add(out, "complete -c waplay -n '__fish_seen_subcommand_from doc' -a '");
    add_modules(out, registry);
    wp_buf_add(out, "'\n");
    (void)arena;
}

bool wp_doc_completion(wp_arena *arena, const char *shell, const wp_registry *registry, wp_str *out, wp_error *err)
{
    static const struct {
        const char *name;
        void (*write)(wp_buf *out, wp_arena *arena, const wp_registry *registry);
    } shells[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };
    wp_buf text = wp_buf_new(arena);
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
        if (strcmp(shells[i].name, shell) != 0)
            continue;
        shells[i].write(&text, arena, registry);
        *out = wp_buf_str(&text);
        return true;
    }
    wp_fail(err, WP_E_USAGE, WP_NO_MARK, "no completion is made for '%s'", shell);
    return wp_hint(err, "it is made for bash, zsh and fish");
}

/* ---- waplay(1) ---------------------------------------------------------------------------- */

static void escape(wp_buf *out, wp_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((i == 0 || text.ptr[i - 1] == '\n') && strchr(".'", text.ptr[i]))
            wp_buf_add(out, "\\&");
        if (text.ptr[i] == '\\')
            wp_buf_add(out, "\\e");
        else if (text.ptr[i] == '-')
            wp_buf_add(out, "\\-");
        else
            wp_buf_char(out, text.ptr[i]);
    }
}

static void add_sections(wp_buf *out, wp_arena *arena, const wp_cli_command *const *table)
{
    for (; *table; table++) {
        wp_buf_printf(out, ".SH waplay %s\n.nf\n", *(*table)->name ? (*table)->name : (*table)->words);
        escape(out, wp_cli_command_help(arena, *table));
        wp_buf_add(out, ".fi\n");
        if ((*table)->children)
            add_sections(out, arena, (*table)->children);
    }
}

wp_str wp_doc_man(wp_arena *arena)
{
    wp_buf out = wp_buf_new(arena);
    wp_buf_add(&out, ".TH WAPLAY 1 \"\" \"waplay\" \"waplay\"\n.SH NAME\nwaplay \\- ");
    escape(&out, wp_str_of(wp_cli_commands[0]->summary));
    wp_buf_add(&out, "\n");
    add_sections(&out, arena, wp_cli_commands);
    wp_buf_add(&out, ".SH SEE ALSO\n.BR waplay\\-apt (7)\nand so on: a page for each module.\n");
    return wp_buf_str(&out);
}
