/* The keywords, each a row: where it may stand, what it takes, how it is inherited. */
#include "playbook/keyword.h"
#include "base/nearest.h"
#include "base/text.h"

#include <string.h>

enum {
    ON_TASKS = WP_ON_TASK | WP_ON_HANDLER,
    ON_ALL = WP_ON_PLAY | WP_ON_ROLE | WP_ON_BLOCK | ON_TASKS
};

static const wp_keyword_row rows[WP_KEYWORD_COUNT];

const wp_keyword_row *wp_keyword_row_of(wp_keyword keyword)
{
    return &rows[keyword];
}

/* As strcmp would, were the name ended by a zero. */
static int compare(wp_str name, const char *other)
{
    int order = strncmp(name.ptr, other, name.len);
    return order != 0 ? order : -(other[name.len] != '\0');
}

/* Every key of every task is looked for: the rows are in the order of their names. */
const wp_keyword_row *wp_keyword_find(wp_str name, unsigned where)
{
    size_t low = 0, high = WP_KEYWORD_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare(name, rows[middle].name);
        if (order == 0)
            return (rows[middle].where & where) != 0 ? &rows[middle] : NULL;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *wp_keyword_nearest(wp_str name, unsigned where)
{
    wp_nearest nearest = wp_nearest_to(name);
    for (size_t i = 0; i < WP_KEYWORD_COUNT; i++)
        if ((rows[i].where & where) != 0)
            wp_nearest_try(&nearest, rows[i].name);
    return nearest.best;
}

bool wp_keyword_choice(wp_arena *arena, const wp_keyword_row *row, wp_str word, wp_str *out, wp_error *err)
{
    static const char prefix[] = "ansible.builtin.";
    if (wp_str_starts(word, prefix))
        word = wp_str_slice(word, sizeof prefix - 1, word.len);
    wp_nearest nearest = wp_nearest_to(word);
    wp_str rest = wp_str_of(row->choices), choice;
    while (wp_str_split(&rest, ' ', &choice)) {
        if (wp_str_eq(choice, word)) {
            *out = choice;
            return true;
        }
        wp_nearest_try(&nearest, wp_strndup(arena, choice.ptr, choice.len));
    }
    wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%s' can't be '%.*s'", row->name, (int)word.len, word.ptr);
    return nearest.best ? wp_hint(err, "did you mean '%s'?", nearest.best) : wp_hint(err, "it is one of: %s", row->choices);
}

#define INHERITED .is_inherited = true
#define ADDS_UP .is_inherited = true, .adds_up = true
#define STATIC .is_static = true

/* clang-format off */
static const wp_keyword_row rows[WP_KEYWORD_COUNT] = {
    [WP_K_ACTION] = { "action", WP_K_ACTION, ON_TASKS, WP_KT_ANY, .help = "the module to run, with its arguments" },
    [WP_K_ALWAYS] = { "always", WP_K_ALWAYS, WP_ON_BLOCK, WP_KT_LIST, .help = "tasks that run whatever happened in the block" },
    [WP_K_ANY_ERRORS_FATAL] = { "any_errors_fatal", WP_K_ANY_ERRORS_FATAL, ON_ALL, WP_KT_BOOL, INHERITED, .help = "a failure on one host ends the play for all" },
    [WP_K_ARGS] = { "args", WP_K_ARGS, ON_TASKS, WP_KT_DICT, .help = "arguments of the module, beside those given in its own line" },
    [WP_K_ASYNC] = { "async", WP_K_ASYNC, ON_TASKS, WP_KT_INT, .help = "run in the background for at most this many seconds" },
    [WP_K_BECOME] = { "become", WP_K_BECOME, ON_ALL, WP_KT_BOOL, INHERITED, .help = "work as another user" },
    [WP_K_BECOME_EXE] = { "become_exe", WP_K_BECOME_EXE, ON_ALL, WP_KT_STRING, INHERITED, .help = "the program that changes the user" },
    [WP_K_BECOME_FLAGS] = { "become_flags", WP_K_BECOME_FLAGS, ON_ALL, WP_KT_STRING, INHERITED, .help = "options given to that program" },
    [WP_K_BECOME_METHOD] = { "become_method", WP_K_BECOME_METHOD, ON_ALL, WP_KT_STRING, INHERITED, .help = "sudo, su or doas" },
    [WP_K_BECOME_USER] = { "become_user", WP_K_BECOME_USER, ON_ALL, WP_KT_STRING, INHERITED, .help = "the user to work as" },
    [WP_K_BLOCK] = { "block", WP_K_BLOCK, WP_ON_BLOCK, WP_KT_LIST, .help = "tasks that belong together" },
    [WP_K_CHANGED_WHEN] = { "changed_when", WP_K_CHANGED_WHEN, ON_TASKS, WP_KT_CONDITIONS, .help = "what counts as a change" },
    [WP_K_CHECK_MODE] = { "check_mode", WP_K_CHECK_MODE, ON_ALL, WP_KT_BOOL, INHERITED, .help = "preview (true) or run for real even under --check (false)" },
    [WP_K_COLLECTIONS] = { "collections", WP_K_COLLECTIONS, ON_ALL, WP_KT_LIST, INHERITED, STATIC, .help = "accepted, and without effect: modules are found by their short names" },
    [WP_K_CONNECTION] = { "connection", WP_K_CONNECTION, ON_ALL, WP_KT_STRING, INHERITED, .help = "how hosts are reached: ssh or local" },
    [WP_K_DEBUGGER] = { "debugger", WP_K_DEBUGGER, ON_ALL, WP_KT_STRING, INHERITED, .choices = "always never on_failed on_unreachable on_skipped", .help = "when a prompt lets you look at a task's result, change it and do it again" },
    [WP_K_DELAY] = { "delay", WP_K_DELAY, ON_TASKS, WP_KT_FLOAT, .help = "seconds between two attempts of `until`" },
    [WP_K_DELEGATE_FACTS] = { "delegate_facts", WP_K_DELEGATE_FACTS, WP_ON_ROLE | WP_ON_BLOCK | ON_TASKS, WP_KT_BOOL, INHERITED, .help = "facts belong to the host that the task was delegated to" },
    [WP_K_DELEGATE_TO] = { "delegate_to", WP_K_DELEGATE_TO, WP_ON_ROLE | WP_ON_BLOCK | ON_TASKS, WP_KT_STRING, INHERITED, .help = "the host that does the task instead" },
    [WP_K_DIFF] = { "diff", WP_K_DIFF, ON_ALL, WP_KT_BOOL, INHERITED, .help = "show what changes in files" },
    [WP_K_ENVIRONMENT] = { "environment", WP_K_ENVIRONMENT, ON_ALL, WP_KT_ANY, ADDS_UP, .help = "environment variables for the module" },
    [WP_K_FACT_PATH] = { "fact_path", WP_K_FACT_PATH, WP_ON_PLAY, WP_KT_STRING, .help = "where a host keeps facts of its own" },
    [WP_K_FAILED_WHEN] = { "failed_when", WP_K_FAILED_WHEN, ON_TASKS, WP_KT_CONDITIONS, .help = "what counts as a failure" },
    [WP_K_FORCE_HANDLERS] = { "force_handlers", WP_K_FORCE_HANDLERS, WP_ON_PLAY, WP_KT_BOOL, .help = "handlers run even on hosts that failed" },
    [WP_K_GATHER_FACTS] = { "gather_facts", WP_K_GATHER_FACTS, WP_ON_PLAY, WP_KT_BOOL, .help = "begin with collecting facts" },
    [WP_K_GATHER_SUBSET] = { "gather_subset", WP_K_GATHER_SUBSET, WP_ON_PLAY, WP_KT_STRINGS, .help = "which facts to collect" },
    [WP_K_GATHER_TIMEOUT] = { "gather_timeout", WP_K_GATHER_TIMEOUT, WP_ON_PLAY, WP_KT_INT, .help = "seconds that collecting facts may take" },
    [WP_K_HANDLERS] = { "handlers", WP_K_HANDLERS, WP_ON_PLAY, WP_KT_LIST, .help = "tasks that run when notified" },
    [WP_K_HOSTS] = { "hosts", WP_K_HOSTS, WP_ON_PLAY, WP_KT_STRINGS, .help = "which hosts the play is for" },
    [WP_K_IGNORE_ERRORS] = { "ignore_errors", WP_K_IGNORE_ERRORS, ON_ALL, WP_KT_BOOL, INHERITED, .help = "go on after a failure" },
    [WP_K_IGNORE_UNREACHABLE] = { "ignore_unreachable", WP_K_IGNORE_UNREACHABLE, ON_ALL, WP_KT_BOOL, INHERITED, .help = "go on when the host can't be reached" },
    [WP_K_LISTEN] = { "listen", WP_K_LISTEN, WP_ON_HANDLER, WP_KT_STRINGS, STATIC, .help = "other names that notify this handler" },
    [WP_K_LOCAL_ACTION] = { "local_action", WP_K_LOCAL_ACTION, ON_TASKS, WP_KT_ANY, .help = "like action, done by the control machine" },
    [WP_K_LOOP] = { "loop", WP_K_LOOP, ON_TASKS, WP_KT_ANY, .help = "a list: the task runs once for each item" },
    [WP_K_LOOP_CONTROL] = { "loop_control", WP_K_LOOP_CONTROL, ON_TASKS, WP_KT_DICT, .help = "loop_var, index_var, label, pause, extended" },
    [WP_K_MAX_FAIL_PERCENTAGE] = { "max_fail_percentage", WP_K_MAX_FAIL_PERCENTAGE, WP_ON_PLAY, WP_KT_FLOAT, .help = "end the play when more than this share of hosts failed" },
    [WP_K_MODULE_DEFAULTS] = { "module_defaults", WP_K_MODULE_DEFAULTS, ON_ALL, WP_KT_ANY, ADDS_UP, .help = "arguments that modules get where a task gives none" },
    [WP_K_NAME] = { "name", WP_K_NAME, ON_ALL, WP_KT_STRING, .help = "what it is called" },
    [WP_K_NO_LOG] = { "no_log", WP_K_NO_LOG, ON_ALL, WP_KT_BOOL, INHERITED, .help = "keep its results out of all output" },
    [WP_K_NOTIFY] = { "notify", WP_K_NOTIFY, WP_ON_BLOCK | ON_TASKS, WP_KT_STRINGS, INHERITED, .help = "handlers to run after a change" },
    [WP_K_ORDER] = { "order", WP_K_ORDER, WP_ON_PLAY, WP_KT_STRING, .choices = "inventory reverse_inventory sorted reverse_sorted shuffle", .help = "inventory, reverse_inventory, sorted, reverse_sorted or shuffle" },
    [WP_K_POLL] = { "poll", WP_K_POLL, ON_TASKS, WP_KT_INT, .help = "seconds between two looks at a background task; 0: don't wait" },
    [WP_K_PORT] = { "port", WP_K_PORT, ON_ALL, WP_KT_INT, INHERITED, .help = "port of the connection" },
    [WP_K_POST_TASKS] = { "post_tasks", WP_K_POST_TASKS, WP_ON_PLAY, WP_KT_LIST, .help = "tasks after `tasks`" },
    [WP_K_PRE_TASKS] = { "pre_tasks", WP_K_PRE_TASKS, WP_ON_PLAY, WP_KT_LIST, .help = "tasks before roles" },
    [WP_K_REGISTER] = { "register", WP_K_REGISTER, ON_TASKS, WP_KT_STRING, STATIC, .help = "the variable that gets the result" },
    [WP_K_REMOTE_USER] = { "remote_user", WP_K_REMOTE_USER, ON_ALL, WP_KT_STRING, INHERITED, .help = "the user to connect as" },
    [WP_K_RESCUE] = { "rescue", WP_K_RESCUE, WP_ON_BLOCK, WP_KT_LIST, .help = "tasks that run when one of the block failed" },
    [WP_K_RETRIES] = { "retries", WP_K_RETRIES, ON_TASKS, WP_KT_INT, .help = "how often `until` tries again" },
    [WP_K_ROLES] = { "roles", WP_K_ROLES, WP_ON_PLAY, WP_KT_LIST, .help = "roles to bring in" },
    [WP_K_RUN_ONCE] = { "run_once", WP_K_RUN_ONCE, ON_ALL, WP_KT_BOOL, INHERITED, .help = "one host does it for all" },
    [WP_K_SERIAL] = { "serial", WP_K_SERIAL, WP_ON_PLAY, WP_KT_ANY, .help = "how many hosts at a time go through the play" },
    [WP_K_STRATEGY] = { "strategy", WP_K_STRATEGY, WP_ON_PLAY, WP_KT_STRING, .choices = "linear free host_pinned debug", .help = "linear, free or host_pinned; debug: linear, and a prompt where a task fails" },
    [WP_K_TAGS] = { "tags", WP_K_TAGS, ON_ALL, WP_KT_STRINGS, ADDS_UP, .help = "names to choose tasks by" },
    [WP_K_TASKS] = { "tasks", WP_K_TASKS, WP_ON_PLAY, WP_KT_LIST, .help = "what to do" },
    [WP_K_THROTTLE] = { "throttle", WP_K_THROTTLE, ON_ALL, WP_KT_INT, INHERITED, .help = "how many hosts may do it at once" },
    [WP_K_TIMEOUT] = { "timeout", WP_K_TIMEOUT, ON_ALL, WP_KT_INT, INHERITED, .help = "seconds the task may take" },
    [WP_K_UNTIL] = { "until", WP_K_UNTIL, ON_TASKS, WP_KT_CONDITIONS, .help = "try again until this is true" },
    [WP_K_VARS] = { "vars", WP_K_VARS, ON_ALL, WP_KT_DICT, STATIC, .help = "variables" },
    [WP_K_VARS_FILES] = { "vars_files", WP_K_VARS_FILES, WP_ON_PLAY, WP_KT_LIST, .help = "files with variables" },
    [WP_K_VARS_PROMPT] = { "vars_prompt", WP_K_VARS_PROMPT, WP_ON_PLAY, WP_KT_LIST, .help = "variables that the user is asked for" },
    [WP_K_WHEN] = { "when", WP_K_WHEN, WP_ON_ROLE | WP_ON_BLOCK | ON_TASKS, WP_KT_CONDITIONS, ADDS_UP, .help = "run only if this is true" },
};
/* clang-format on */
