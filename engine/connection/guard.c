/*
 *   guard: read a line --> there is one: all is well, end
 *               `--------> end of input: the connection is gone, reap
 */
#include "connection/guard.h"

#include "base/clock.h"
#include "base/text.h"
#include "connection/become.h"
#include "connection/reaper.h"

enum { START_LIMIT_MS = 5 * 1000 };

static void ignore(void *data, int stream, const char *bytes, size_t len)
{
    (void)data;
    (void)stream;
    (void)bytes;
    (void)len;
}

wp_channel *wp_guard_begin(wp_arena *arena, wp_link *link, const wp_become *become, long pid)
{
    wp_patience patience = { wp_clock_ms() + START_LIMIT_MS, link->options->cancel };
    wp_error ignored;
    wp_channel *guard = NULL;
    const char *script = wp_printf(arena, "trap '' HUP PIPE; IFS= read -r line && exit; %s", wp_reap_script(arena, pid));
    const char *program = wp_printf(arena, "/bin/sh -c %s", wp_shell_quote(arena, wp_str_of(script)).ptr);
    bool was_lost = link->lost;
    if (!wp_become_run(arena, link, become, program, &patience, &guard, &ignored))
        guard = NULL;
    else
        guard->on_bytes = ignore;
    link->refused = false; /* that is about the guard, not about what runs */
    link->lost = was_lost; /* who waits for the command will see it, and tell */
    return guard;
}

void wp_guard_end(wp_link *link, wp_channel *guard)
{
    link->transport->write(link->state, guard, "\n", 1);
    link->transport->send_eof(link->state, guard);
    link->transport->stop(link->state, guard);
}
