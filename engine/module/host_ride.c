/*
 * What is made anew has nothing to be compared with: the frame that looks makes it at
 * once, where it finds nothing, and nothing against it.
 *
 *   probe 'argument' ...; [ -z "$common_new" ] || { common_field NONCE ''; calls; }
 *
 * The probe decides, on the host, by what it finds there: so nothing is ever overwritten
 * that plan has not seen.
 */
#include "module/job.h"

#include <string.h>

#include "base/text.h"

/* What the calls said stands behind the nonce, what the probe said before it. */
static void split(wp_reply *probe, const char *nonce, wp_ride *ride)
{
    wp_str said = wp_field_tail(probe->out, nonce);
    if (!said.ptr)
        return;
    ride->done = true;
    ride->reply = *probe;
    ride->reply.out = wp_str_slice(said, 1, said.len); /* the field itself is empty */
    probe->status = 0;
    probe->out.len = (size_t)(said.ptr - probe->out.ptr) - strlen(nonce) - 1;
}

bool wp_host_send_riding(wp_job *job, const wp_host_frame *wanted, const wp_calls *calls, wp_ride *ride, wp_reply *out,
                         wp_error *err)
{
    *ride = (wp_ride){ .done = false };
    if (!calls)
        return wp_host_send(job, wanted, out, err);
    wp_host_frame frame = *wanted;
    const char *nonce = wp_job_nonce(job);
    frame.script = wp_printf(job->arena,
                             "common_new= common_stuck=; %s; [ -z \"$common_new\" ] || { common_field %s ''; %s; }",
                             wanted->script, nonce, wp_calls_script(calls));
    if (!wp_host_send(job, &frame, out, err))
        return false;
    split(out, nonce, ride);
    return true;
}

bool wp_host_probe(wp_job *job, const char *function, const char *const *args, size_t count, const wp_calls *calls,
                   wp_ride *ride, wp_reply *out, wp_error *err)
{
    wp_host_frame frame = { .script = wp_host_call_text(job, function, args, count), .environment = wp_null() };
    return wp_host_send_riding(job, &frame, calls, ride, out, err);
}
