/* Reaching the host otherwise than by frames: anew, or by another program. */
#include "module/job.h"

#include <string.h>

#include "base/process.h"

void wp_host_address(const wp_job *job, wp_address *out)
{
    const wp_connection_options *asked = wp_connection_asked(job->options->connection);
    const wp_become *become = job->options->become;
    *out = (wp_address){
        .is_local = asked->kind && strcmp(asked->kind, "local") == 0,
        .host = asked->host,
        .user = asked->user,
        .port = asked->port,
        .private_key_file = asked->private_key_file,
        .known_hosts_file = asked->known_hosts_file,
        .ssh_args = asked->ssh_args,
        .checks_host_key = asked->host_key_policy != WP_HOST_KEY_IGNORE,
        .has_password = asked->password != NULL,
    };
    if (become && become->method) {
        out->become_method = become->method;
        out->become_user = become->user ? become->user : "root";
        out->become_has_password = become->password != NULL;
    }
}

bool wp_host_reach(wp_job *job, int timeout_ms, wp_error *err)
{
    wp_connection *connection = job->options->connection;
    wp_host_frame frame = { .script = ":", .environment = wp_null() };
    wp_reply reply;
    int before = timeout_ms ? wp_connection_set_patience(connection, timeout_ms) : 0;
    wp_connection_reset(connection);
    bool done = wp_host_send(job, &frame, &reply, err);
    if (timeout_ms)
        wp_connection_set_patience(connection, before);
    return done;
}

bool wp_job_run_here(wp_job *job, const char *const *argv, wp_reply *out, wp_error *err)
{
    wp_process process = { .argv = argv, .timeout_ms = job->options->timeout_ms, .cancel = job->bench->options.cancel };
    wp_process_result result;
    if (!wp_process_run(job->arena, &process, &result, err))
        return false;
    *out = (wp_reply){ .status = result.status, .timed_out = result.timed_out, .out = result.out, .err = result.err };
    return true;
}
