/* The program: the command line, with the modules that were built in. */
#include "cli/cli.h"

/* Made by cmake/modules.cmake and cmake/embed.cmake. */
extern const wp_module *const wp_builtin_modules[];
extern const wp_half wp_remote_halves[];

int main(int argc, char **argv)
{
    return wp_cli_main(argc > 0 ? argc - 1 : 0, argv + 1, wp_builtin_modules, wp_remote_halves);
}
