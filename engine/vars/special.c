/* The table of special variables. Who makes each: magic.c, and the executor (play_vars.c, run.c, loop.c). */
#include "vars/special.h"

#define EVERYWHERE "everywhere"
#define HOST       "in tasks and templates"
#define PLAY       "in a play"
#define ROLE       "in a role"
#define LOOP       "in a loop"
#define RESCUE     "in rescue"

static const wp_special_variable rows[] = {
    { "ansible_check_mode", EVERYWHERE, "Is it a preview (--check)?" },
    { "ansible_config_file", EVERYWHERE, "The ansible.cfg that settings came from." },
    { "ansible_dependent_role_names", PLAY, "Roles that others of the play depend on." },
    { "ansible_diff_mode", EVERYWHERE, "Are differences of files shown (--diff)?" },
    { "ansible_facts", HOST, "What is known of the host." },
    { "ansible_failed_result", RESCUE, "The result of the task that failed." },
    { "ansible_failed_task", RESCUE, "The task that failed." },
    { "ansible_forks", EVERYWHERE, "How many hosts at once." },
    { "ansible_index_var", LOOP, "The name of the variable that counts the rounds." },
    { "ansible_inventory_sources", EVERYWHERE, "Where the inventory came from." },
    { "ansible_limit", EVERYWHERE, "What --limit was given, if it was." },
    { "ansible_loop", LOOP, "Where in the loop we are (with loop_control: extended)." },
    { "ansible_loop_var", LOOP, "The name of the variable that holds the item." },
    { "ansible_parent_role_names", ROLE, "The roles that brought this one in, the nearest first." },
    { "ansible_parent_role_paths", ROLE, "The directories of those." },
    { "ansible_play_batch", PLAY, "The hosts of this batch that are still there." },
    { "ansible_play_hosts", PLAY, "The hosts of the play that are still there." },
    { "ansible_play_hosts_all", PLAY, "The hosts that the play began with." },
    { "ansible_play_name", PLAY, "The name of the play." },
    { "ansible_play_role_names", PLAY, "The roles of the play, without those they depend on." },
    { "ansible_playbook_python", EVERYWHERE, "A Python of the control machine; nothing here needs one." },
    { "ansible_role_name", ROLE, "The name of the role." },
    { "ansible_role_names", PLAY, "The roles of the play and those they depend on." },
    { "ansible_run_tags", EVERYWHERE, "What --tags was given; [all] without it." },
    { "ansible_search_path", HOST, "Where files are looked for, in order." },
    { "ansible_skip_tags", EVERYWHERE, "What --skip-tags was given." },
    { "ansible_verbosity", EVERYWHERE, "How many -v there were." },
    { "ansible_version", EVERYWHERE, "The version of Ansible whose language this is." },
    { "environment", HOST, "The environment of the task, as it was written." },
    { "group_names", HOST, "The groups that the host is in." },
    { "groups", EVERYWHERE, "All groups, with the names of their hosts." },
    { "hostvars", EVERYWHERE, "The variables of every host, by its name." },
    { "inventory_dir", HOST, "The directory of the inventory that names the host." },
    { "inventory_file", HOST, "The file of the inventory that names the host." },
    { "inventory_hostname", HOST, "The host's name in the inventory." },
    { "inventory_hostname_short", HOST, "The same up to its first dot." },
    { "item", LOOP, "What the round is about (loop_control: loop_var gives it another name)." },
    { "omit", HOST, "As the value of an argument: as if it had not been written." },
    { "play_hosts", PLAY, "An old name of ansible_play_batch." },
    { "playbook_dir", EVERYWHERE, "The directory of the playbook." },
    { "role_name", ROLE, "The name of the role." },
    { "role_names", PLAY, "An old name of ansible_play_role_names." },
    { "role_path", ROLE, "The directory of the role." },
    { "vars", HOST, "All variables, by their names." },
};

const wp_special_variable *wp_special_variable_at(size_t index)
{
    return index < sizeof rows / sizeof *rows ? &rows[index] : NULL;
}
