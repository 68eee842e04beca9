/*
 * group_vars/ and host_vars/: variables in files named after a group or a host.
 *
 * A name N has the first of N (a file, or a directory with files), N.yml, N.yaml
 * and N.json. Directories that were added are kept, for hosts and groups that
 * come during the run.
 */
#ifndef WP_INVENTORY_VARS_FILES_H
#define WP_INVENTORY_VARS_FILES_H

#include "inventory/data.h"

/* A directory that may have them. Adding it twice for the same place does nothing. */
void wp_vars_dir_add(wp_inventory *inventory, const char *dir, wp_vars_place place);
/* Those beside playbooks are listed again, the others forgotten: their sources bring them. */
void wp_vars_dirs_renew(wp_inventory *inventory);
/* Reads what the directories of this place have for all hosts and groups. */
bool wp_vars_files_load(wp_inventory *inventory, wp_vars_place place, wp_error *err);
/* For one that came later; what can't be read is a warning. */
void wp_vars_files_load_host(wp_inventory *inventory, wp_host *host);
void wp_vars_files_load_group(wp_inventory *inventory, wp_group *group);

#endif
