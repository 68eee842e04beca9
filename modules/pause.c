/* pause: waits a while, or for the user's word. */
#include <waplay/module.h>

#include <stdlib.h>
#include <time.h>

static const char *moment_text(wp_job *job, struct timespec moment)
{
    char text[32];
    struct tm parts;
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", localtime_r(&moment.tv_sec, &parts));
    return wp_printf(wp_job_arena(job), "%s.%06ld", text, moment.tv_nsec / 1000);
}

/* -1: no time was given. */
static bool seconds_wanted(wp_job *job, int64_t *out, wp_error *err)
{
    const char *param = wp_job_has(job, "minutes") ? "minutes" : "seconds", *given = wp_job_str(job, param);
    char *end;
    *out = -1;
    if (!given)
        return true;
    double number = strtod(given, &end);
    if (end == given || *end || !(number >= 0 && number < 1e9))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s must be a number, not '%s'", param, given);
    number *= *param == 'm' ? 60 : 1;
    *out = number < 1 ? 1 : (int64_t)number;
    return true;
}

static bool ask(wp_job *job, wp_error *err)
{
    const char *prompt = wp_job_str(job, "prompt");
    wp_str answer = { 0 };
    bool answered;
    if (!prompt)
        prompt = "Press enter to continue, Ctrl+C to interrupt";
    if (!wp_job_ask(job, prompt, !wp_job_bool(job, "echo"), &answer, &answered, err))
        return false;
    if (!answered)
        wp_job_warn(job, "Not waiting for response to prompt as stdin is not interactive");
    else
        wp_job_set(job, "user_input", wp_string_of(wp_job_arena(job), answer));
    return true;
}

static bool wait(wp_job *job, int64_t seconds, wp_error *err)
{
    const char *prompt = wp_job_str(job, "prompt");
    wp_job_progress(job, "%s%spausing for %lld seconds", prompt ? prompt : "", prompt ? ": " : "", (long long)seconds);
    return wp_job_sleep(job, seconds * 1000, err);
}

static bool probe(wp_job *job, wp_error *err)
{
    int64_t seconds;
    struct timespec from, to;
    if (!seconds_wanted(job, &seconds, err))
        return false;
    bool minutes = !wp_job_has(job, "seconds");
    wp_job_set_str(job, "user_input", "");
    clock_gettime(CLOCK_REALTIME, &from);
    if (seconds < 0 ? !ask(job, err) : !wait(job, seconds, err))
        return false;
    clock_gettime(CLOCK_REALTIME, &to);
    /* A wait took as long as it was told to; what the clock adds is our own doing. */
    double took =
        seconds > 0 ? (double)seconds : (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    wp_value shown = wp_float((double)(int64_t)((minutes ? took / 60 : took) * 100 + 0.5) / 100);
    wp_job_set_str(job, "stdout", wp_printf(wp_job_arena(job), "Paused for %s %s",
                                            wp_to_text(wp_job_arena(job), shown).ptr, minutes ? "minutes" : "seconds"));
    wp_job_set_str(job, "stderr", "");
    wp_job_set_int(job, "rc", 0);
    wp_job_set_str(job, "start", moment_text(job, from));
    wp_job_set_str(job, "stop", moment_text(job, to));
    wp_job_set_int(job, "delta", (int64_t)took);
    wp_job_set_bool(job, "echo", wp_job_bool(job, "echo"));
    return true;
}

static const wp_param params[] = {
    { .name = "seconds", .type = WP_PARAM_STR, .help = "how long" },
    { .name = "minutes", .type = WP_PARAM_STR, .help = "how long" },
    { .name = "prompt", .type = WP_PARAM_STR, .help = "what to say, or to ask where no time is given" },
    { .name = "echo", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "show what the user types" },
    { 0 },
};

const wp_module wp_module_pause = {
    .name = "pause",
    .summary = "Waits a while, or for the user",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "seconds minutes", NULL } },
    .probe = probe,
    .on_control = true,
    .once_for_all = true,
    .note = "Runs once for all hosts. Without a terminal nobody is asked, and the run goes on.",
    .examples = "- ansible.builtin.pause:\n"
                "    seconds: 1\n",
    .returns = "user_input: what was answered\nstart: when it began\nstop: when it ended\ndelta: seconds in between\n"
               "stdout: the same in a sentence\nrc: 0\necho: whether the answer was shown\n",
};
