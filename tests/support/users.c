/* A tmpfs over /mnt holds a copy of /etc, mounted over it; both are seen by this process and its children only. */
#include "support/users.h"
#include "support/sshd.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

static void must(bool done, const char *what)
{
    if (done)
        return;
    perror(what);
    abort();
}

bool wp_test_users_begin(void)
{
    if (geteuid() != 0)
        return false;
    must(unshare(CLONE_NEWNS) == 0, "unshare");
    must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "private mounts");
    must(mount("none", "/mnt", "tmpfs", 0, "mode=755") == 0, "tmpfs");
    must(wp_test_command("mkdir /mnt/homes && cp -a /etc /mnt/etc && rm -f /mnt/etc/*.lock") == 0, "a copy of /etc");
    must(mount("/mnt/etc", "/etc", NULL, MS_BIND, NULL) == 0, "bind");
    must(wp_test_command(
             "for u in ops admin plain teller; do useradd -m -d /mnt/homes/$u -s /bin/bash $u || exit 1; done\n"
             "printf '%%s\\n' 'ops ALL=(ALL) NOPASSWD: ALL' 'admin ALL=(ALL) ALL' 'Defaults:teller requiretty'"
             " 'Defaults:admin !use_pty' 'teller ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/test &&\n"
             "printf '%%s\\n' 'permit nopass ops' 'permit admin' >/etc/doas.conf && chmod 600 /etc/doas.conf") == 0,
         "users");
    FILE *passwords = popen("chpasswd", "w"); /* not in a command line: a test looks for it there */
    must(passwords != NULL, "chpasswd");
    fprintf(passwords, "admin:s3cret pass\nplain:plain pass\nops:unused pass\nteller:any pass\n");
    must(pclose(passwords) == 0, "passwords");
    return true;
}
