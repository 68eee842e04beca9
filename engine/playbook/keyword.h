/* The keywords of plays, roles, blocks and tasks: one table (keyword.c). */
#ifndef WP_PLAYBOOK_KEYWORD_H
#define WP_PLAYBOOK_KEYWORD_H

#include <waplay/value.h>

typedef enum wp_keyword {
    WP_K_ACTION, WP_K_ALWAYS, WP_K_ANY_ERRORS_FATAL, WP_K_ARGS, WP_K_ASYNC, WP_K_BECOME, WP_K_BECOME_EXE,
    WP_K_BECOME_FLAGS, WP_K_BECOME_METHOD, WP_K_BECOME_USER, WP_K_BLOCK, WP_K_CHANGED_WHEN, WP_K_CHECK_MODE,
    WP_K_COLLECTIONS, WP_K_CONNECTION, WP_K_DEBUGGER, WP_K_DELAY, WP_K_DELEGATE_FACTS, WP_K_DELEGATE_TO, WP_K_DIFF,
    WP_K_ENVIRONMENT, WP_K_FACT_PATH, WP_K_FAILED_WHEN, WP_K_FORCE_HANDLERS, WP_K_GATHER_FACTS,
    WP_K_GATHER_SUBSET, WP_K_GATHER_TIMEOUT, WP_K_HANDLERS, WP_K_HOSTS, WP_K_IGNORE_ERRORS,
    WP_K_IGNORE_UNREACHABLE, WP_K_LISTEN, WP_K_LOCAL_ACTION, WP_K_LOOP, WP_K_LOOP_CONTROL,
    WP_K_MAX_FAIL_PERCENTAGE, WP_K_MODULE_DEFAULTS, WP_K_NAME, WP_K_NO_LOG, WP_K_NOTIFY, WP_K_ORDER, WP_K_POLL,
    WP_K_PORT, WP_K_POST_TASKS, WP_K_PRE_TASKS, WP_K_REGISTER, WP_K_REMOTE_USER, WP_K_RESCUE, WP_K_RETRIES,
    WP_K_ROLES, WP_K_RUN_ONCE, WP_K_SERIAL, WP_K_STRATEGY, WP_K_TAGS, WP_K_TASKS, WP_K_THROTTLE, WP_K_TIMEOUT,
    WP_K_UNTIL, WP_K_VARS, WP_K_VARS_FILES, WP_K_VARS_PROMPT, WP_K_WHEN,
    WP_KEYWORD_COUNT
} wp_keyword;

enum { WP_ON_PLAY = 1, WP_ON_ROLE = 2, WP_ON_BLOCK = 4, WP_ON_TASK = 8, WP_ON_HANDLER = 16 };

typedef enum wp_keyword_type {
    WP_KT_STRING, WP_KT_BOOL, WP_KT_INT, WP_KT_FLOAT, WP_KT_LIST, WP_KT_STRINGS, /* a text or a list of texts */
    WP_KT_DICT, WP_KT_CONDITIONS, /* bool, text, or list of them */
    WP_KT_ANY
} wp_keyword_type;

typedef struct wp_keyword_row {
    const char *name;
    wp_keyword id;
    unsigned where;         /* WP_ON_... */
    wp_keyword_type type;
    bool is_inherited;      /* the nearest one above counts where a node has none */
    bool adds_up;           /* the ones above count too (when, tags, environment, vars) */
    bool is_static;         /* can't hold a template */
    const char *choices;    /* words split by blanks; NULL: any */
    const char *refused;    /* known, refused: the reason; else NULL */
    const char *help;
} wp_keyword_row;

const wp_keyword_row *wp_keyword_row_of(wp_keyword keyword);
/* NULL: no such keyword there. */
const wp_keyword_row *wp_keyword_find(wp_str name, unsigned where);
const char *wp_keyword_nearest(wp_str name, unsigned where);
/* One of the row's few words, which may have the prefix "ansible.builtin."; out: without it. */
bool wp_keyword_choice(wp_arena *arena, const wp_keyword_row *row, wp_str word, wp_str *out, wp_error *err);

#endif
