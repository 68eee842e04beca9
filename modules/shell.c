/* shell: runs a text through a shell of the host. */
#include <waplay/module.h>

static wp_str input_of(wp_job *job)
{
    const char *text = wp_job_str(job, "stdin");
    if (!text)
        return (wp_str){ 0 };
    return wp_str_of(wp_printf(wp_job_arena(job), "%s%s", text, wp_job_bool(job, "stdin_add_newline") ? "\n" : ""));
}

static bool probe(wp_job *job, wp_error *err)
{
    wp_user_command *run = wp_job_state(job, sizeof *run);
    const char *text = wp_job_str(job, "cmd");
    if (!text || !*text) {
        wp_user_command_empty(job, wp_null(), 256);
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "no command given");
    }
    run->shown = wp_job_value(job, "cmd");
    run->text = text;
    run->keep_ends = !wp_job_bool(job, "strip_empty_ends");
    run->command.shell_text = text;
    run->command.executable = wp_job_has(job, "executable") ? wp_job_str(job, "executable") : "/bin/sh";
    run->command.dir = wp_job_str(job, "chdir");
    run->command.creates = wp_job_str(job, "creates");
    run->command.removes = wp_job_str(job, "removes");
    run->command.input = input_of(job);
    return wp_user_command_probe(job, run, err);
}

static bool plan(wp_job *job, wp_error *err)
{
    return wp_user_command_plan(job, wp_job_state(job, sizeof(wp_user_command)), err);
}

static bool apply(wp_job *job, wp_error *err)
{
    return wp_user_command_apply(job, wp_job_state(job, sizeof(wp_user_command)), err);
}

static const wp_param params[] = {
    { .name = "cmd", .type = WP_PARAM_STR, .help = "the text for the shell" },
    { .name = "executable", .type = WP_PARAM_PATH, .help = "the shell to take, by its path; /bin/sh unless given" },
    { .name = "chdir", .type = WP_PARAM_PATH, .help = "directory to run it in" },
    { .name = "creates", .type = WP_PARAM_PATH, .help = "a path or pattern: when it is there, the command is not run" },
    { .name = "removes", .type = WP_PARAM_PATH,
      .help = "a path or pattern: when it is not there, the command is not run" },
    { .name = "stdin", .type = WP_PARAM_STR, .help = "text for its standard input" },
    { .name = "stdin_add_newline", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "end that text with a newline" },
    { .name = "strip_empty_ends", .type = WP_PARAM_BOOL, .fallback = "yes",
      .help = "take newlines off the end of what it wrote" },
    { .name = "warn", .type = WP_PARAM_BOOL, .refused = "Ansible dropped it in 2.14; leave it out" },
    { 0 },
};

const wp_module wp_module_shell = {
    .name = "shell",
    .summary = "Runs a text through a shell of the host",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .free_form = "cmd",
    .unpredictable = true,
    .note =
        "Whatever a variable puts into the text is read by the shell: pass it through the filter quote. In check mode "
        "the command is skipped, unless creates or removes decide.",
    .examples = "- name: count\n"
                "  ansible.builtin.shell: ls | wc -l\n"
                "  args:\n"
                "    chdir: /var/log\n"
                "- name: a word from a variable\n"
                "  ansible.builtin.shell: 'echo {{ greeting | quote }} >> /tmp/greetings'\n",
    .returns = "cmd: the text that was run\nrc: exit code\nstdout: what it wrote\nstdout_lines: the same, in lines\n"
               "stderr: what it wrote to standard error\nstderr_lines: the same, in lines\nstart: when it began\n"
               "end: when it ended\ndelta: how long it took\nmsg: why it was not run, or what went wrong\n",
};
