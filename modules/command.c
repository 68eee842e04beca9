/* command: runs a program on the host, without a shell in between. */
#include <waplay/module.h>

#include <string.h>

/* The words of the program, from one text or from a list. */
static bool words_of(wp_job *job, const char *const **argv, wp_value *shown, wp_error *err)
{
    wp_value list = wp_job_value(job, "argv");
    if (!wp_is(list, WP_LIST) && !wp_job_split_words(job, wp_job_str(job, "cmd"), &list, err))
        return false;
    size_t count = wp_len(list);
    const char **words = wp_new_array(wp_job_arena(job), const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        words[i] = wp_list_at(list, i).as.text;
    if (count == 0 || !*words[0]) {
        wp_user_command_empty(job, wp_null(), 256);
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "no command given");
    }
    *argv = words;
    *shown = list;
    return true;
}

static const char *joined(wp_job *job, const char *const *argv)
{
    char *text = wp_strdup(wp_job_arena(job), argv[0]);
    while (*++argv)
        text = wp_printf(wp_job_arena(job), "%s %s", text, strpbrk(*argv, " \t\n'\"$\\") || !**argv
                                                               ? wp_job_quote(job, *argv) : *argv);
    return text;
}

static bool probe(wp_job *job, wp_error *err)
{
    wp_user_command *run = wp_job_state(job, sizeof *run);
    if (!words_of(job, &run->command.argv, &run->shown, err))
        return false;
    run->text = joined(job, run->command.argv);
    run->command.expand = true;
    wp_user_command_place(job, run);
    wp_user_command_streams(job, run);
    return wp_user_command_look(job, err);
}

static const wp_param params[] = {
    { .name = "cmd", .type = WP_PARAM_STR, .help = "the program and its arguments, quoted as for a shell" },
    { .name = "argv", .type = WP_PARAM_LIST, .help = "the same as a list, without any quoting" },
    WP_COMMAND_PARAMS("command"),
    WP_COMMAND_STREAM_PARAMS,
    { 0 },
};

const wp_module wp_module_command = {
    .name = "command",
    .summary = "Runs a program on the host, without a shell",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "cmd argv", NULL } },
    .probe = probe,
    .plan = wp_user_command_plan,
    .apply = wp_user_command_apply,
    .free_form = "cmd",
    .unpredictable = true,
    .note = "Pipes, redirections and && are the shell module's. $VARS and ~ in the words are the host's, and patterns "
            "stay as they are. " WP_COMMAND_PREVIEW,
    .examples = "- name: reload\n"
                "  ansible.builtin.command: /usr/sbin/service app reload\n"
                "- name: set up once\n"
                "  ansible.builtin.command:\n"
                "    argv: [/opt/app/setup, --name, two words]\n"
                "    creates: /opt/app/data\n",
    .returns = "cmd: the words that were run\n" WP_COMMAND_RETURNS WP_COMMAND_TIMES,
};
