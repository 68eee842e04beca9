/* The flag and an event descriptor, which stays readable since nobody ever reads it. */
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

void wp_cancel_request(wp_cancel *cancel)
{
    int number = errno;
    atomic_store(&cancel->requested, true);
    uint64_t one = 1;
    if (cancel->fd >= 0 && write(cancel->fd, &one, sizeof one) < 0) {
        /* Full is readable as well, and the flag is set anyhow. */
    }
    errno = number;
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
    int64_t end = wp_clock_ms() + ms;
    while (!wp_cancelled(cancel)) {
        int64_t left = end - wp_clock_ms();
        if (left <= 0)
            return true;
        /* Without a descriptor the flag is looked at now and then. */
        bool has_fd = cancel && cancel->fd >= 0;
        if (!has_fd && cancel && left > 50)
            left = 50;
        struct pollfd wish = { .fd = has_fd ? cancel->fd : -1, .events = POLLIN };
        poll(&wish, 1, left > INT32_MAX ? INT32_MAX : (int)left);
    }
    return false;
}
