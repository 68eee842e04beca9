/*
 * A system of apt's and dpkg's own below a directory, and a repository of small
 * packages: the real programs, and nothing of the machine's is touched.
 *
 *   wp-one 1.0 and 2.0, which needs wp-two 1.0; wp-three 1.0
 *
 * False where apt or dpkg is not there, or we are not root.
 */
#ifndef TESTS_MODULES_APT_ROOT_H
#define TESTS_MODULES_APT_ROOT_H

#include "own_etc.h"

HELPER bool apt_root(void)
{
    if (geteuid() != 0 || access("/usr/bin/apt-get", X_OK) != 0 || access("/usr/bin/dpkg-deb", X_OK) != 0)
        return false;
    shell("mkdir -p @/root/var/lib/dpkg/updates @/root/var/lib/dpkg/info @/root/var/lib/apt/lists/partial "
          "@/root/var/cache/apt/archives/partial @/root/var/log/apt @/root/etc/apt/apt.conf.d "
          "@/root/etc/apt/preferences.d @/root/etc/apt/trusted.gpg.d @/repo\n"
          ": >@/root/var/lib/dpkg/status; : >@/root/var/lib/dpkg/available\n"
          "printf '%s\\n' 'deb [trusted=yes] file:@/repo ./' >@/root/etc/apt/sources.list\n"
          "cat >@/apt.conf <<END\n"
          "Dir \"@/root\";\nDir::State::status \"@/root/var/lib/dpkg/status\";\nDir::Bin::dpkg \"/usr/bin/dpkg\";\n"
          "Dir::Bin::methods \"/usr/lib/apt/methods\";\nDPkg::Options { \"--force-script-chrootless\"; };\n"
          "APT::Sandbox::User \"root\";\nAPT::Architecture \"amd64\";\nAPT::Architectures { \"amd64\"; };\nEND\n");
    shell("make() {\n"
          "  mkdir -p @/p/DEBIAN @/p/usr/share/$1\n  echo $2 >@/p/usr/share/$1/version\n"
          "  { printf 'Package: %s\\nVersion: %s\\nArchitecture: all\\nMaintainer: x <x@y.z>\\nDescription: x\\n' $1 $2\n"
          "    [ -z \"$3\" ] || printf 'Depends: %s\\n' $3; } >@/p/DEBIAN/control\n"
          "  [ -z \"$4\" ] || { mkdir -p @/p/etc; echo $1 >@/p/etc/$1.conf; echo /etc/$1.conf >@/p/DEBIAN/conffiles; }\n"
          "  dpkg-deb -Znone -b @/p @/repo/$1_$2_all.deb >/dev/null\n"
          "  rm -rf @/p\n"
          "  { dpkg-deb -f @/repo/$1_$2_all.deb; echo Filename: ./$1_$2_all.deb\n"
          "    echo Size: $(stat -c %s @/repo/$1_$2_all.deb); echo SHA256: $(sha256sum <@/repo/$1_$2_all.deb | cut -d' ' -f1)\n"
          "    echo; } >>@/repo/Packages\n"
          "}\n"
          "make wp-one 1.0 wp-two; make wp-one 2.0 wp-two; make wp-two 1.0; make wp-three 1.0 '' conf\n");
    with.environment = parse("{APT_CONFIG: '@/apt.conf', DPKG_ROOT: '@/root', "
                                              "DPKG_ADMINDIR: '@/root/var/lib/dpkg', PATH: '/usr/sbin:/usr/bin:/sbin:/bin'}");
    return true;
}

#endif
