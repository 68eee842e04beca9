#include "module/params.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* chmod is the judge: whatever it makes of a mode, we foresee. Set-id bits of directories are apart: there chmod keeps
 * what is not named, and Ansible (and we) don't. */
static const char *const modes[] = {
    "0644", "4755", "01777", "u+x", "u=rwX,g=rX,o=", "a=r,u+w", "go-rwx,u=rwx", "u=rwxs,g=rx", "g=u", "o=g", "u=o",
    "o+t", "+t", "a+t", "ug+s", "u-s", "g-s", "a+s", "+x", "-x", "=r", "+X", "a+X", "g+X,o-x", "u+r-w", "u=rw+x",
    "ugo=", "a-rwx", "u=,g=,o=", "og+rw", "u=g,g=o", "a=rwxst", "go=u-w", "u+rwx-x", "-w", "=",
};
static const uint32_t currents[] = { 0644, 0755, 0600, 0700, 04755, 02750, 01777, 0, 0777, 0111, 06711 };

static void expect_as_chmod(const char *mode, uint32_t current, bool is_dir)
{
    char path[] = "/tmp/waplay-mode-XXXXXX", command[256];
    if (is_dir)
        cr_assert(mkdtemp(path));
    else
        close(mkstemp(path));
    cr_assert_eq(chmod(path, current), 0);
    snprintf(command, sizeof command, "umask 022; chmod -- '%s' %s 2>/dev/null", mode, path);
    cr_assert(system(command) >= 0);
    struct stat info;
    cr_assert_eq(stat(path, &info), 0);
    remove(path);
    uint32_t got = 0;
    wp_error err = { 0 };
    cr_assert(wp_mode_compute(mode, current, 022, is_dir, &got, &err), "%s: %s", mode, err.text);
    if (is_dir && (current & 06000) && (strchr(mode, '=') || strspn(mode, "01234567")))
        return;
    cr_expect_eq(got, info.st_mode & 07777, "%s of %04o: %04o, chmod makes %04o%s", mode, current, got,
                 (unsigned)info.st_mode & 07777, is_dir ? " of a directory" : "");
}

Test(mode, symbolic_modes_become_what_chmod_makes_of_them)
{
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        for (size_t j = 0; j < sizeof currents / sizeof *currents; j++) {
            expect_as_chmod(modes[i], currents[j], false);
            expect_as_chmod(modes[i], currents[j], true);
        }
}

Test(mode, a_directory_loses_set_id_bits_that_are_not_named)
{
    uint32_t got;
    cr_expect(wp_mode_compute("u=rwX,g=rX,o=", 04755, 022, true, &got, NULL) && got == 0750);
    cr_expect(wp_mode_compute("0755", 02755, 022, true, &got, NULL) && got == 0755);
}

Test(mode, what_is_no_mode_is_refused)
{
    static const char *const wrong[] = { "u=q", "", "0999", "rwx", "u", "u=rw,", "u=rw g=r", "z+x", "12345678", "x=r" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        uint32_t got;
        wp_error err = { 0 };
        cr_expect(!wp_mode_compute(wrong[i], 0644, 022, false, &got, &err), "%s", wrong[i]);
        cr_expect(strstr(err.text, "is no mode"));
    }
}

Test(mode, a_number_is_the_same_whatever_is_there)
{
    static const char *const numbers[] = { "0644", "644", "02755", "0" }, *const others[] = { "u=rw", "", "+x", "0999" };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        cr_expect(wp_mode_is_number(numbers[i]), "%s", numbers[i]);
        cr_expect_not(wp_mode_is_number(others[i]), "%s", others[i]);
    }
}
