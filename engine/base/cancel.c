/*
 * The wish to stop. The descriptor is an eventfd that is written once and never
 * read, so that it stays readable for every thread that polls on it.
 */
#include "base/cancel.h"

#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

bool wp_cancel_open(wp_cancel *cancel)
{
    atomic_init(&cancel->requested, false);
    cancel->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return cancel->fd >= 0;
}

/* Only what a signal handler may do, and errno as it was. */
void wp_cancel_request(wp_cancel *cancel)
{
    int before = errno;
    atomic_store(&cancel->requested, true);
    uint64_t one = 1;
    if (cancel->fd >= 0 && write(cancel->fd, &one, sizeof one) < 0)
        errno = 0; /* full already: it is readable */
    errno = before;
}

void wp_cancel_close(wp_cancel *cancel)
{
    if (cancel->fd >= 0)
        close(cancel->fd);
    cancel->fd = -1;
}

bool wp_cancelled(const wp_cancel *cancel)
{
    return cancel && atomic_load(&cancel->requested);
}

bool wp_cancel_sleep(const wp_cancel *cancel, int64_t ms)
{
    int64_t until = wp_clock_ms() + ms;
    while (!wp_cancelled(cancel)) {
        int64_t left = until - wp_clock_ms();
        if (left <= 0)
            return true;
        /* Without a descriptor the flag is looked at from time to time. */
        bool can_poll = !cancel || cancel->fd >= 0;
        int step = (int)(can_poll ? (left < 3600000 ? left : 3600000) : (left < 50 ? left : 50));
        struct pollfd wish = { .fd = cancel ? cancel->fd : -1, .events = POLLIN };
        poll(&wish, 1, step);
    }
    return false;
}
