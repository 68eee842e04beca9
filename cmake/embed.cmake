# Makes one C table out of the remote halves: name and text of each FILES entry.
# Comment lines and leading blanks are left out, as they need not cross the network:
# a text that stands in quotes over several lines must not depend on them. Bytes are
# written as numbers, so that nothing in a script can be taken for C or CMake, and
# no literal is longer than C promises to take.
set(arrays "")
set(rows "")
foreach(path IN LISTS FILES)
  get_filename_component(name ${path} NAME_WE)
  file(READ ${path} text)
  string(REGEX REPLACE "(^|\n)[ \t]*#[^\n]*" "\\1" text "${text}")
  string(REGEX REPLACE "\n[ \t]+" "\n" text "${text}")
  string(REGEX REPLACE "^\n+" "" text "${text}")
  string(REGEX REPLACE "\n\n+" "\n" text "${text}")
  string(HEX "${text}" bytes)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(REPLACE "0x0a," "0x0a,\n    " bytes "${bytes}")
  string(APPEND arrays "static const unsigned char half_${name}[] = {\n    ${bytes}0\n};\n\n")
  string(APPEND rows "    { \"${name}\", (const char *)half_${name} },\n")
endforeach()
file(WRITE ${OUT} "/* Made by cmake/embed.cmake from the files in modules/sh. */
#include <stddef.h>

/* The layout is that of wp_half in connection/connection.h, which modules don't see. */
typedef struct wp_remote_half {
    const char *name;
    const char *text;
} wp_remote_half;
extern const wp_remote_half wp_remote_halves[];

${arrays}const wp_remote_half wp_remote_halves[] = {
${rows}    { NULL, NULL },
};
")
