/*
 * A command of the user's on the host: one round trip, whatever stands against it.
 *
 *   run_look NONCE ONLY_LOOK DIR CREATES REMOVES   says "NONCE word" and ends the frame,
 *   run_exec NONCE program argument ...            or the frame becomes the program
 *   run_upload NAME shell -c text                  or it keeps standard input as a program, and runs the text
 *
 * The nonce keeps a command's own output from being taken for the verdict.
 */
#include "module/job.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "crypto/digest.h"

static const struct {
    const char *word;
    wp_verdict verdict;
} verdicts[] = {
    { "would-run", WP_WOULD_RUN },
    { "creates-exists", WP_CREATES_EXISTS },
    { "removes-absent", WP_REMOVES_ABSENT },
    { "no-directory", WP_NO_DIRECTORY },
    { "no-program", WP_NO_PROGRAM },
    { "not-executable", WP_NOT_EXECUTABLE },
};

static wp_verdict verdict_of(const char *nonce, const wp_reply *reply)
{
    wp_str text = reply->out;
    if (!wp_str_starts(text, nonce))
        return WP_RAN;
    wp_str word = wp_str_trim(wp_str_slice(text, strlen(nonce), text.len));
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
        if (wp_str_is(word, verdicts[i].word))
            return verdicts[i].verdict;
    return WP_RAN;
}

static const char *program(wp_job *job, const wp_command *command)
{
    const char *executable = command->executable ? command->executable : "/bin/sh";
    const char *const shell[] = { executable, "-c", command->shell_text, NULL };
    const char *const *argv = command->argv ? command->argv : shell;
    wp_buf words = wp_buf_new(job->arena);
    for (; *argv; argv++) {
        bool expands = command->argv && command->expand;
        wp_buf_printf(&words, " %s", expands ? wp_host_expanding_word(job, *argv) : wp_host_word(job, *argv));
    }
    return wp_buf_str(&words).ptr;
}

static const char *script_of(wp_job *job, const wp_command *command, const char *nonce)
{
    const char *const look[] = { nonce, command->only_look ? "1" : "", command->dir, command->creates,
                                 command->removes };
    wp_buf script = wp_buf_new(job->arena);
    if (command->bare) {
        wp_buf_printf(&script, "exec%s", program(job, command));
        return wp_buf_str(&script).ptr;
    }
    if (command->only_look || command->dir || command->creates || command->removes)
        wp_buf_printf(&script, "run_look%s; ", wp_host_words(job, look, 5));
    if (command->upload_name && !command->only_look)
        wp_buf_printf(&script, "run_upload %s%s", wp_host_word(job, command->upload_name), program(job, command));
    else if (!command->only_look)
        wp_buf_printf(&script, "run_exec %s%s", nonce, program(job, command));
    return wp_buf_str(&script).ptr;
}

bool wp_host_run(wp_job *job, const wp_command *command, wp_reply *out, wp_error *err)
{
    const char *nonce = wp_random_name(job->arena, 24);
    wp_host_frame frame = {
        .script = script_of(job, command, nonce),
        .half = "run",
        .input = command->upload_name && !command->only_look ? command->upload : command->input,
        .timeout_ms = command->timeout_ms,
        .environment = command->environment,
    };
    if (!wp_host_send(job, &frame, out, err))
        return false;
    out->verdict = command->bare ? WP_RAN : verdict_of(nonce, out);
    return true;
}
