/* gather_facts: gathers what a host is, in one round trip. */
#include <waplay/module.h>

static const wp_param params[] = {
    { .name = "gather_subset", .type = WP_PARAM_LIST, .fallback = "all",
      .help = "parts that are wanted (all, min, hardware, network, virtual, local), or with a ! not" },
    { .name = "filter", .type = WP_PARAM_LIST, .fallback = "", .help = "patterns of names; the others are left out" },
    { .name = "fact_path", .type = WP_PARAM_PATH, .fallback = "/etc/ansible/facts.d",
      .help = "directory of the site's own facts, NAME.fact in JSON or INI, or programs that write such" },
    { .name = "gather_timeout", .type = WP_PARAM_INT, .fallback = "10",
      .help = "taken for the sake of playbooks; nothing here waits so long" },
    { .name = "parallel", .type = WP_PARAM_BOOL,
      .help = "taken for the sake of playbooks; there is one module to run" },
    { 0 },
};

const wp_module wp_module_gather_facts = {
    .name = "gather_facts",
    .summary = "Gathers facts about the host",
    .params = params,
    .probe = wp_job_gather,
    .note = "There is no Python on the host to be told of: ansible_python and its like are missing.",
    .examples = "- ansible.builtin.gather_facts:\n"
                "    gather_subset: ['!all', network]\n"
                "- ansible.builtin.debug:\n"
                "    msg: \"{{ ansible_facts.default_ipv4.address | default('no network') }}\"\n",
    .returns = "ansible_facts: the facts\n",
};
