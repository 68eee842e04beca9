/*
 * A docker command that stands in for the host's: `KIND inspect` tells @/KIND.json, all
 * else is noted in @/called, one line a command, and what came in by standard input in
 * @/input. `create` of a kind puts @/made.json in its place.
 */
#ifndef TESTS_MODULES_DOCKER_H
#define TESTS_MODULES_DOCKER_H

#include "on_local.h"

static bool with_docker(void)
{
    if (!with_programs())
        return false;
    write_file("@/bin/docker",
               in_dir("#!/bin/sh\nwhile :; do case $1 in -H | --config) shift 2 ;; --tls*) shift ;; *) break ;; esac; done\n"
                      "if [ \"$2\" = inspect ]; then\n  [ -f @/$1.json ] && cat @/$1.json && exit 0\n"
                      "  echo \"Error: No such $1: x\" >&2; exit 1\nfi\n"
                      "echo \"$*\" >>@/called\ncase $* in *stdin*) cat >@/input ;; esac\n"
                      "case $2 in create) [ ! -f @/made.json ] || mv @/made.json @/$1.json ;; rm) rm -f @/$1.json ;;\n"
                      "wait) echo 3 ;; logs) echo out ;; esac\n"),
               0755);
    return true;
}

#endif
