/* The control machine: its files, templates and programs, and how they would reach the host. */
#ifndef WAPLAY_CONTROL_H
#define WAPLAY_CONTROL_H

#include <waplay/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A path of the control machine as the user wrote it: ~ expanded, relative to the playbook. */
const char *wp_job_local_path(wp_job *job, const char *path);
/* Finds a file as Ansible does (role's files/ or templates/, playbook's, ...): `kind` is "files", "templates", ... */
bool wp_job_find_file(wp_job *job, const char *kind, const char *name, const char **path, wp_error *err);
bool wp_job_read_file(wp_job *job, const char *path, wp_str *out, wp_error *err); /* vaulted ones are decrypted */
bool wp_job_is_vaulted(wp_job *job, const char *path, bool *out, wp_error *err);
wp_str wp_job_base64(wp_job *job, wp_str bytes);
bool wp_job_digest(wp_job *job, const char *algorithm, wp_str bytes, const char **hex, wp_error *err);
bool wp_job_digest_file(wp_job *job, const char *algorithm, const char *path, const char **hex, wp_error *err);
/* A text from one encoding into another, by Python's names for them. */
bool wp_job_recode(wp_job *job, const char *from, const char *to, wp_str text, wp_str *out, wp_error *err);
/* Renders a template text with the task's variables, as Ansible's template module does. `settings` is a dict of
 * its options (trim_blocks, ...), or null. `extra` is a dict of variables on top, or null. */
bool wp_job_render(wp_job *job, wp_str text, const char *file, wp_value settings, wp_value extra, wp_str *out,
                   wp_error *err);

/* Runs a program of the control machine: argv ends in NULL, argv[0] is looked up in PATH, no shell in between. */
bool wp_job_run_here(wp_job *job, const char *const *argv, wp_reply *out, wp_error *err);

/* How another program of the control machine (rsync) would reach the host. */
typedef struct wp_address {
    bool is_local;
    const char *host, *user; /* user is NULL: not said */
    int port;                /* 0: not said */
    const char *private_key_file, *known_hosts_file, *ssh_args; /* NULL: not said */
    bool checks_host_key;
    bool has_password;       /* the connection needs one: another program can't use it */
    const char *become_method, *become_user; /* NULL: none */
    bool become_has_password;
} wp_address;
void wp_host_address(const wp_job *job, wp_address *out);
/* Drops the connection and makes it anew, within so many ms (0: as long as usual): true when a command ran. */
bool wp_host_reach(wp_job *job, int timeout_ms, wp_error *err);

/* A file of the control machine that only we can read, and that is gone when the job is done. */
bool wp_job_temporary(wp_job *job, const char **path, wp_error *err);

#ifdef __cplusplus
}
#endif
#endif
