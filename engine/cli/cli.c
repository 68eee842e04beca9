/* From argv to the exit code: which command, its options, then the command. */
#include "cli/cli.h"

#include "cli/commands.h"
#include "cli/terminal.h"
#include "executor/executor.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

enum { DESCRIPTORS = 16384 };

/* The one wish to stop, which the signal handler must find. */
static wp_cancel the_cancel;

static void on_signal(int number)
{
    if (wp_cancelled(&the_cancel))
        _exit(128 + number); /* the second time: at once */
    wp_cancel_request(&the_cancel);
}

static void watch_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal };
    sigemptyset(&action.sa_mask);
    wp_cancel_open(&the_cancel);
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction before;
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* nohup keeps its word */
            sigaction(numbers[i], &action, NULL);
    }
    signal(SIGPIPE, SIG_IGN);
}

int wp_cli_fail(wp_cli *cli, const wp_error *err)
{
    wp_terminal_error(cli->arena, err);
    return wp_exit_code_of(err);
}

static bool has_its_words(const wp_cli_command *command, const wp_options *options, wp_error *err)
{
    size_t count = wp_len(options->words), most = command->most == WP_NO_WORDS ? 0 : command->most;
    if (command->run != NULL && count >= command->least && (command->most == 0 || count <= most))
        return true;
    if (command->run == NULL)
        wp_fail(err, WP_E_USAGE, WP_NO_MARK, "waplay %s wants a command behind it", command->name);
    else if (count < command->least)
        wp_fail(err, WP_E_USAGE, WP_NO_MARK, "%s is missing", command->words);
    else
        wp_fail(err, WP_E_USAGE, WP_NO_MARK, "'%s' is one word too many",
                wp_list_at(options->words, most).as.text);
    return wp_hint(err, "waplay %s%s--help tells more", command->name, command->name[0] != '\0' ? " " : "");
}

static int work(wp_cli *cli, int argc, char *const *argv)
{
    static const wp_option_table *const none[] = { &wp_options_general, NULL };
    const wp_cli_command *command;
    wp_options options;
    wp_error err = { 0 };
    int named;
    if (!wp_cli_command_find(argc, argv, &command, &named, &err) ||
        !wp_options_parse(cli->arena, command->options != NULL ? command->options : none, argc - named, argv + named,
                          &options, &err)) {
        wp_terminal_error(cli->arena, &err);
        return err.kind == WP_E_USAGE ? WP_EXIT_FAILED : WP_EXIT_USAGE; /* 2 and 5: of options, of settings */
    }
    if (options.help) {
        wp_terminal_print(wp_cli_command_help(cli->arena, command));
        return WP_EXIT_OK;
    }
    if (options.version) {
        wp_terminal_print(wp_str_of("waplay " WAPLAY_VERSION "\n"));
        return WP_EXIT_OK;
    }
    if (!has_its_words(command, &options, &err)) {
        wp_terminal_error(cli->arena, &err);
        return WP_EXIT_FAILED;
    }
    return command->run(cli, &options);
}

/* Each host takes a descriptor or two, and there may be thousands. */
static void raise_limits(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= DESCRIPTORS)
        return;
    limit.rlim_cur = limit.rlim_max < DESCRIPTORS ? limit.rlim_max : DESCRIPTORS;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int wp_cli_main(int argc, char *const *argv, const wp_module *const *modules, const wp_half *halves)
{
    wp_cli cli = { .arena = wp_arena_new(), .modules = modules, .halves = halves, .cancel = &the_cancel };
    watch_signals();
    raise_limits();
    int code = work(&cli, argc, argv);
    wp_cancel_close(&the_cancel);
    wp_arena_free(cli.arena);
    return code;
}
