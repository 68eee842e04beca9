/*
 * An /etc of the test's own: a copy, seen by this process and what it starts, gone
 * with it. False where we are not root: there is none to be had, and no test.
 */
#ifndef TESTS_MODULES_OWN_ETC_H
#define TESTS_MODULES_OWN_ETC_H

#include "on_local.h"

#include <sched.h>
#include <sys/mount.h>

HELPER void shell(const char *script)
{
    wp_process_result result;
    const char *text = wp_printf(arena, "PATH=/usr/sbin:/usr/bin:/sbin:/bin\n%s", script);
    const char *const argv[] = { "/bin/sh", "-ec", in_dir(text), NULL };
    cr_assert(wp_process_run(arena, &(wp_process){ .argv = argv }, &result, NULL) && result.status == 0, "%s", script);
}

/* busybox's shell takes its own rpm, dpkg and so on, whatever PATH says: programs that are fakes are not called. */
HELPER bool shell_has_its_own_tools(void)
{
    const char *own = getenv("WAPLAY_TEST_SHELL");
    return own && strstr(own, "busybox");
}

HELPER bool own_etc(void)
{
    if (geteuid() != 0 || unshare(CLONE_NEWNS) != 0)
        return false;
    cr_assert_eq(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
    shell("cp -a /etc '@/etc'");
    cr_assert_eq(mount(in_dir("@/etc"), "/etc", NULL, MS_BIND, NULL), 0);
    return true;
}

#endif
