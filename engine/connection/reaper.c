/*
 * The shell that runs a command is busy with it, so a second one beside it does
 * the killing. What belongs to the command: every descendant of the shell, and
 * what has lost its parent but is in the shell's session and younger than the
 * command's first process. (Times count hundredths of a second, so of two that are
 * the same the higher pid is the younger.) Process groups would be simpler, but a
 * shell without a terminal makes none: dash and busybox refuse `set -m`.
 *
 * On Linux /proc tells it all; elsewhere ps tells who is whose child.
 */
#include "connection/reaper.h"

#include "base/clock.h"
#include "connection/stream.h"

static const char script[] =
    /* number (name) state parent group session ... 15 more ... start; zombies have nothing to be killed */
    "columns='s/^\\([0-9]*\\) (.*) [^ Z] \\([0-9]*\\) [-0-9]* \\([-0-9]*\\) "
    "\\([^ ]* \\)\\{15\\}\\([0-9]*\\) .*/\\1 \\2 \\3 \\5/p'\n"
    "table() {\n" /* pid parent session start */
    "if [ -r /proc/$$/stat ]; then cat /proc/[0-9]*/stat | sed -n \"$columns\"\n"
    "else ps -A -o pid= -o ppid= | while read -r p q; do echo \"$p $q 0 0\"; done; fi\n"
    "}\n"
    "younger() { [ \"$1\" -gt \"$3\" ] || { [ \"$1\" = \"$3\" ] && [ \"$2\" -gt \"$4\" ]; }; }\n"
    "targets() {\n"
    "all=$(table) found=' ' session= first= more=1\n"
    "set -- $all\n"
    "while [ $# -gt 3 ]; do\n"
    "[ \"$1\" = $shell ] && session=$3\n"
    "[ \"$2\" = $shell ] && { [ \"$first\" ] && [ \"$first\" -le \"$4\" ] || first=$4 first_pid=$1; }\n"
    "shift 4; done\n"
    "[ \"$first\" ] || more=\n"
    "while [ $more ]; do more=; set -- $all\n"
    "while [ $# -gt 3 ]; do take=\n"
    "[ \"$2\" = $shell ] && take=1\n"
    "case $found in *\" $2 \"*) take=1 ;; esac\n"
    "[ \"$3\" = \"$session\" ] && [ \"$3\" != 0 ] && younger \"$4\" \"$1\" \"$first\" $first_pid && take=1\n"
    "[ \"$1\" = $shell ] && take=\n"
    "case $found in *\" $1 \"*) take= ;; esac\n"
    "[ $take ] && found=\"$found$1 \" more=1\n"
    "shift 4; done; done\n"
    "}\n"
    "exec 2>/dev/null\n"
    "targets\n"
    "[ \"$found\" = ' ' ] || { kill -TERM $found; kill -CONT $found; }\n"
    "i=0\n"
    "while [ \"$found\" != ' ' ] && [ $i -lt 10 ]; do sleep 0.1 || sleep 1; i=$((i + 1)); targets; done\n"
    "[ \"$found\" = ' ' ] || kill -KILL $found\n"
    ":\n";

static bool reap_beside(wp_arena *arena, wp_link *link, const wp_frame *frame, const wp_patience *patience)
{
    wp_shell_reply reply;
    wp_error ignored;
    wp_stream stream = { .link = link, .frame = frame, .patience = *patience, .is_reaper = true };
    return wp_stream_run(arena, &stream, &reply, &ignored) && !reply.timed_out;
}

/* The host has no session left on this connection: so by another one, which has not been cancelled. */
static bool reap_from_outside(wp_arena *arena, const wp_link *link, const wp_frame *frame, const wp_patience *patience)
{
    wp_shell_reply reply;
    wp_error ignored;
    wp_connection_options options = *link->options;
    int64_t left = patience->until - wp_clock_ms();
    if (left <= 0)
        return false;
    options.cancel = patience->cancel;
    options.connect_timeout_ms = (int)left;
    options.retries = 0;
    wp_frame limited = *frame;
    limited.timeout_ms = (int)left;
    wp_connection *other = wp_connection_new(&options);
    bool done = wp_connection_run(arena, other, &limited, &reply, &ignored) && !reply.timed_out;
    wp_connection_free(other);
    return done;
}

const char *wp_reap_script(wp_arena *arena, long pid)
{
    return wp_printf(arena, "shell=%ld\n%s", pid, script);
}

bool wp_reap(wp_link *link, const wp_become *become, long pid, const wp_patience *patience)
{
    if (link->lost)
        return false;
    wp_arena *arena = wp_arena_new();
    wp_frame frame = { .become = become, .script = wp_reap_script(arena, pid) };
    bool done = reap_beside(arena, link, &frame, patience);
    if (!done && link->refused)
        done = reap_from_outside(arena, link, &frame, patience);
    link->refused = false; /* that is about this script, not about what is being killed */
    wp_arena_free(arena);
    return done;
}
