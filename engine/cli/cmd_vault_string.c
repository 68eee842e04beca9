/* `waplay vault encrypt_string`: values, encrypted, as one writes them into a file of variables. */
#include "cli/commands.h"
#include "cli/passwords.h"
#include "cli/terminal.h"
#include "cli/vault_text.h"

#include "base/buf.h"
#include "base/text.h"
#include "executor/executor.h"

#include <string.h>
#include <unistd.h>

enum { INDENT = 10 };

typedef struct one_value {
    const char *name; /* NULL: none */
    const char *origin;
    wp_str text;
} one_value;

typedef struct value_list {
    one_value *at;
    size_t count;
} value_list;

static bool add(value_list *list, const char *name, const char *origin, wp_str text, wp_error *err)
{
    if (text.len == 0)
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "the value from %s is empty", origin);
    list->at[list->count++] = (one_value){ name, origin, text };
    return true;
}

static const char *name_at(const wp_options *options, size_t index)
{
    return index < wp_len(options->names) ? wp_list_at(options->names, index).as.text : NULL;
}

static bool ask(wp_cli *cli, const wp_options *options, value_list *list, wp_error *err)
{
    const char *name = name_at(options, 0), *text;
    if (name == NULL && !wp_terminal_ask(cli->cancel, "Variable name (enter for no name)", false, cli->arena, &name))
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "there is no terminal to ask for a value");
    if (!wp_terminal_ask(cli->cancel, "String to encrypt", !options->show_input, cli->arena, &text))
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "there is no terminal to ask for a value");
    return add(list, name[0] != '\0' ? name : NULL, "the terminal", wp_str_of(text), err);
}

static bool read_input(wp_cli *cli, const wp_options *options, value_list *list, wp_error *err)
{
    wp_str text;
    if (isatty(STDIN_FILENO) == 1)
        wp_terminal_note("reading the value from the terminal; Ctrl-D ends it\n");
    return wp_vault_text_read(cli->arena, WP_VAULT_STDIN, &text, err) &&
           add(list, options->stdin_name, "standard input", text, err);
}

/* In the order of Ansible: what is asked for, standard input, words. */
static bool collect(wp_cli *cli, const wp_options *options, value_list *list, wp_error *err)
{
    size_t count = wp_len(options->words), named = options->prompt ? 1 : 0;
    bool reads_input = options->stdin_name != NULL || (count == 0 && !options->prompt);
    for (size_t i = 0; i < count; i++)
        reads_input = reads_input || wp_text_is(wp_list_at(options->words, i), WP_VAULT_STDIN);
    *list = (value_list){ wp_new_array(cli->arena, one_value, count + 2), 0 };
    if (options->prompt && reads_input)
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "--prompt and standard input exclude each other");
    if ((options->prompt && !ask(cli, options, list, err)) || (reads_input && !read_input(cli, options, list, err)))
        return false;
    for (size_t i = 0; i < count; i++) {
        wp_value word = wp_list_at(options->words, i);
        if (!wp_text_is(word, WP_VAULT_STDIN) &&
            !add(list, name_at(options, named++), "the command line", wp_text(word), err))
            return false;
    }
    return true;
}

static void write_value(wp_buf *out, const char *name, wp_str envelope)
{
    wp_str line;
    wp_buf_printf(out, "%s%s!vault |\n", name != NULL ? name : "", name != NULL ? ": " : "");
    while (wp_str_split(&envelope, '\n', &line)) {
        wp_buf_repeat(out, ' ', INDENT);
        wp_buf_str_add(out, line);
        wp_buf_char(out, '\n');
    }
}

/* Where there are several values, their comments go to the terminal, not among the values. */
static void tell(wp_arena *arena, const one_value *value, size_t number)
{
    const char *whose = value->name != NULL ? wp_printf(arena, "\"%s\", ", value->name) : "";
    wp_terminal_note(wp_printf(arena, "# value %zu: %sfrom %s\n", number, whose, value->origin));
}

static bool encrypt(wp_cli *cli, const wp_options *options, wp_error *err)
{
    wp_vault *vault;
    const wp_vault_password *key;
    value_list list;
    wp_buf out = wp_buf_new(cli->arena);
    if (!wp_passwords_vault(cli->arena, options, WP_VAULT_TO_WRITE, NULL, &vault, err) ||
        !wp_vault_text_key(vault, options->encrypt_vault_id, &key, err) || !collect(cli, options, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        wp_str envelope;
        if (!wp_vault_text_encrypt(cli->arena, key, list.at[i].text, &envelope, err))
            return false;
        write_value(&out, list.at[i].name, envelope);
        if (list.count > 1)
            tell(cli->arena, &list.at[i], i + 1);
    }
    return wp_vault_text_write(options->output != NULL ? options->output : WP_VAULT_STDIN, wp_buf_str(&out), err);
}

static int run_encrypt_string(wp_cli *cli, const wp_options *options)
{
    wp_error err = { 0 };
    return encrypt(cli, options, &err) ? WP_EXIT_OK : wp_cli_fail(cli, &err);
}

#define AT WP_OPTION_AT

static const wp_option_table value_options = {
    "values",
    (const wp_option[]){
        { { "-n", "--name" }, WP_OPTION_LIST, AT(names), "NAME", "the variable's name; again for the next value" },
        { { "--stdin-name" }, WP_OPTION_TEXT, AT(stdin_name), "NAME", "the name of the value from standard input" },
        { { "-p", "--prompt" }, WP_OPTION_FLAG, AT(prompt), NULL, "ask for the value" },
        { { "--show-input" }, WP_OPTION_FLAG, AT(show_input), NULL, "show what is typed when asked" },
        { { "--output" }, WP_OPTION_TEXT, AT(output), "FILE", "write to this file, - for standard output" },
        { .names = { NULL } },
    },
};

static const wp_option_table *const tables[] = { &value_options, &wp_options_vault, &wp_options_encrypt,
                                                 &wp_options_general, NULL };

const wp_cli_command wp_cli_command_vault_encrypt_string = {
    .name = "vault encrypt_string", .words = "[VALUE...]",
    .summary = "encrypts values, as they stand in a file of variables",
    .examples = "  waplay vault encrypt_string --vault-password-file ~/.vault -n db_password -p\n"
                "  pwgen 30 1 | tr -d '\\n' | waplay vault encrypt_string --vault-id prod@prompt --stdin-name api_key\n",
    .options = tables, .run = run_encrypt_string,
};
