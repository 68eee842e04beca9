/*
 * Inside of the loader: what its files share.
 *
 *   load_playbook.c   files, plays, import_playbook
 *   load_steps.c      lists of tasks: blocks, tasks, imports
 *   load_task.c       one task: its action, arguments and loop
 *   load_role.c       roles, their dependencies and files
 *   load_keywords.c   keywords of any node, checked against the table
 *   load_checks.c     keywords whose values have a form of their own
 *   free_text.c       `key=value` and free-form text to arguments
 *
 * A fault is told and loading goes on with the next thing; whoever needs to know
 * compares loader->faults before and after.
 */
#ifndef WP_PLAYBOOK_LOADER_H
#define WP_PLAYBOOK_LOADER_H

#include "playbook/playbook.h"
#include "base/map.h"

struct wp_loader {
    wp_arena *arena;
    wp_loader_options options;
    size_t faults;
    wp_error_kind first; /* of the first fault: Ansible, which tells no other, makes its exit code of it */
    size_t next_id;
    int depth;         /* of imports, to end loops */
    wp_error *capture; /* while the run goes on: the first fault goes here, not to the hook; NULL: to the hook */
};

enum { WP_IMPORT_DEPTH = 64 };

/* Where a list of tasks stands. */
typedef struct wp_place {
    wp_play *play;
    wp_node *parent;
    wp_role *role;
    const char *file;
    bool as_handlers;
} wp_place;

bool wp_loader_fault(wp_loader *loader, wp_mark mark, const char *hint, const char *format, ...) WP_PRINTF(4, 5);
bool wp_loader_tell(wp_loader *loader, const wp_error *fault); /* returns false */
/* A file of YAML; what is wrong with it is told. `path` lives as long as the loader. */
bool wp_loader_read(wp_loader *loader, const char *path, wp_value *out);

/* A node of a dict: keywords that may stand `where` are taken; other keys are told to `other`, which returns whether
 * it knows the key (NULL: none is known). */
typedef bool (*wp_other_key)(wp_loader *loader, void *data, wp_value key, wp_value value);
void wp_load_node(wp_loader *loader, wp_node *node, wp_node_kind kind, const wp_place *place, wp_value dict,
                  unsigned where, wp_other_key other, void *data);
/* A value that fits the type of its row: its form, where it has one of its own. */
void wp_check_keyword(wp_loader *loader, const wp_keyword_row *row, wp_value value, wp_mark mark);
/* The keys of a dict, against names split by blanks; `whose` says in the fault what knows only those. */
void wp_check_names(wp_loader *loader, wp_value dict, wp_mark mark, const char *names, const char *whose);
wp_value wp_node_own(const wp_node *node, wp_keyword keyword);
void wp_node_set(wp_node *node, wp_keyword keyword, wp_value value);
wp_node *wp_node_init(wp_loader *loader, wp_node *node, wp_node_kind kind, const wp_place *place, wp_mark mark);

void wp_load_steps(wp_loader *loader, const wp_place *place, wp_value list, wp_mark where, wp_steps *out);
/* NULL when there was a fault. */
wp_task *wp_load_task(wp_loader *loader, const wp_place *place, wp_value dict);
/* A section, a file: an implicit block around items. */
wp_block *wp_implicit_block(wp_loader *loader, const wp_place *place, wp_mark mark);
wp_block *wp_load_task_file(wp_loader *loader, const char *path, const wp_place *place, wp_mark asked);

/* An `import_tasks` or `import_role` task, as the items it stands for. */
bool wp_load_import(wp_loader *loader, const wp_place *place, wp_task *task, wp_steps *out);
wp_role *wp_load_role(wp_loader *loader, const wp_place *place, const wp_role_request *request, wp_mark asked);
void wp_load_play_roles(wp_loader *loader, wp_play *play, wp_value list, wp_mark where);

/* `a=b c="d e" free text`. has_param tells arguments from text where free_form is set. */
bool wp_parse_free_text(wp_loader *loader, const wp_action_info *action, wp_value text, wp_value args, wp_error *err);

/* A templated text evaluated with the loader's scope (imports); fault when it can't be. */
const char *wp_loader_text(wp_loader *loader, const wp_node *node, wp_value text);
#endif
