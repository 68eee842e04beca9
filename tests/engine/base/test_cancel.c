#include "base/cancel.h"
#include "base/clock.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>

static bool is_readable(int fd)
{
    struct pollfd wish = { .fd = fd, .events = POLLIN };
    return poll(&wish, 1, 0) == 1;
}

Test(cancel, once_requested_it_stays_so_and_readable)
{
    wp_cancel cancel;
    cr_assert(wp_cancel_open(&cancel));
    cr_assert_not(wp_cancelled(&cancel));
    cr_assert_not(is_readable(cancel.fd));
    for (int i = 0; i < 3; i++) {
        wp_cancel_request(&cancel);
        cr_assert(wp_cancelled(&cancel));
        cr_assert(is_readable(cancel.fd));
    }
    wp_cancel_close(&cancel);
}

Test(cancel, nobody_cancels_what_is_not_there)
{
    cr_assert_not(wp_cancelled(NULL));
}

Test(cancel, a_request_leaves_errno_alone)
{
    wp_cancel cancel;
    cr_assert(wp_cancel_open(&cancel));
    errno = EINTR;
    wp_cancel_request(&cancel);
    cr_assert_eq(errno, EINTR);
    wp_cancel_close(&cancel);
}

Test(cancel, sleep_lasts_as_long_as_wanted)
{
    wp_cancel cancel;
    cr_assert(wp_cancel_open(&cancel));
    int64_t before = wp_clock_ms();
    cr_assert(wp_cancel_sleep(&cancel, 50));
    cr_assert(wp_cancel_sleep(NULL, 50));
    cr_assert(wp_clock_ms() - before >= 99);
    wp_cancel_close(&cancel);
}

static void *request_soon(void *cancel)
{
    wp_sleep_ms(50);
    wp_cancel_request(cancel);
    return NULL;
}

Test(cancel, sleep_ends_at_once_when_requested)
{
    wp_cancel cancel;
    cr_assert(wp_cancel_open(&cancel));
    pthread_t thread;
    pthread_create(&thread, NULL, request_soon, &cancel);
    int64_t before = wp_clock_ms();
    cr_assert_not(wp_cancel_sleep(&cancel, 20000));
    cr_assert_not(wp_cancel_sleep(&cancel, 20000));
    cr_assert(wp_clock_ms() - before < 5000);
    pthread_join(thread, NULL);
    wp_cancel_close(&cancel);
}
