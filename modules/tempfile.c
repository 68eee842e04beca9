/* tempfile: a file or directory with a name of its own, for its owner only. */
#include <waplay/module.h>

/* A run finds out by making it; a preview looks. */
static bool probe(wp_job *job, wp_error *err)
{
    wp_reply reply;
    if (!wp_job_check_mode(job) || !wp_job_has(job, "path") || wp_job_is_foreseen(job, wp_job_str(job, "path")))
        return true;
    return WP_CALL(job, "tempfile_look", &reply, err, wp_job_str(job, "path")) &&
           (reply.status == 0 || wp_reply_fail(job, &reply, err));
}

static bool plan(wp_job *job, wp_error *err)
{
    (void)err;
    wp_job_change(job, "make a temporary %s", wp_job_str(job, "state"));
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    wp_reply reply;
    wp_stat stat;
    if (!WP_CALL(job, "tempfile_make", &reply, err, wp_job_str(job, "state"), wp_job_str(job, "path"),
                 wp_job_str(job, "prefix"), wp_job_str(job, "suffix")))
        return false;
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", wp_reply_reason(job, &reply));
    wp_stat_read(wp_job_arena(job), reply.out, &stat);
    wp_job_set(job, "path", wp_string_of(wp_job_arena(job), wp_field(reply.out, "path")));
    wp_job_set_stat(job, &stat);
    return true;
}

static const wp_param params[] = {
    { .name = "state",
      .type = WP_PARAM_STR,
      .fallback = "file",
      .choices = (const char *const[]){ "file", "directory", NULL },
      .help = "which of the two" },
    { .name = "path",
      .type = WP_PARAM_PATH,
      .help = "the directory it lies in; the host's for such things unless given" },
    { .name = "prefix", .type = WP_PARAM_STR, .fallback = "ansible.", .help = "how its name begins" },
    { .name = "suffix", .type = WP_PARAM_STR, .fallback = "", .help = "how its name ends" },
    { 0 },
};

const wp_module wp_module_tempfile = {
    .name = "tempfile",
    .summary = "A temporary file or directory",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "tempfile",
    .note = "Nobody removes it: a later task should, with module file and state=absent. Its name is known once it is "
            "there, "
            "so a preview returns none.",
    .examples = "- ansible.builtin.tempfile:\n"
                "    state: directory\n"
                "    suffix: .build\n"
                "  register: build\n",
    .returns = "path: its path\nstate: file or directory\nmode: permissions\nowner: name of the owner\n",
};
