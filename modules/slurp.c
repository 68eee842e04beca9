/* slurp: a file of the host, as base64. */
#include <waplay/module.h>

static bool probe(wp_job *job, wp_error *err)
{
    wp_str content;
    const char *path = wp_job_str(job, "src");
    if (!wp_host_get(job, path, &content, err))
        return false;
    wp_job_set(job, "content", wp_string_of(wp_job_arena(job), wp_job_base64(job, content)));
    wp_job_set_str(job, "encoding", "base64");
    wp_job_set_str(job, "source", path);
    return true;
}

static const wp_param params[] = {
    { .name = "src", .type = WP_PARAM_PATH, .required = true, .aliases = (const char *const[]){ "path", NULL },
      .help = "the file" },
    { 0 },
};

const wp_module wp_module_slurp = {
    .name = "slurp",
    .summary = "Reads a file of the host",
    .params = params,
    .probe = probe,
    .note = "All of the file is held in memory; large ones are better fetched.",
    .examples = "- ansible.builtin.slurp:\n"
                "    src: /etc/hostname\n"
                "  register: name\n"
                "- ansible.builtin.debug:\n"
                "    msg: \"{{ name.content | b64decode }}\"\n",
    .returns = "content: the file, in base64\nencoding: base64\nsource: the file's path\n",
};
