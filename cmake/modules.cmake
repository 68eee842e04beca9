# The modules: one word here, one source in modules/, one test in tests/modules/. One that
# is too much for a file has its parts in modules/NAME/.
# Those with a half that runs on the host have modules/sh/NAME.sh; the files there
# become one C table (cmake/embed.cmake), and reach a host when first needed.

set(WAPLAY_MODULES
  api_call
  apk
  apt
  apt_key
  apt_repository
  assemble
  assert
  authorized_key
  blockinfile
  chown_media
  command
  compose_up
  copy
  cron
  deb822_repository
  debug
  docker_container
  docker_image
  docker_login
  docker_network
  docker_volume
  dnf
  fail
  fetch
  file
  find
  gather_facts
  get_url
  getent
  git
  group
  hostname
  ini_file
  iptables
  known_hosts
  lineinfile
  modprobe
  mount
  mount_nfs
  package
  package_facts
  pause
  ping
  pip
  raw
  reboot
  replace
  script
  service
  service_facts
  setup
  shell
  slurp
  stat
  synchronize
  sysctl
  systemd
  sysvinit
  tempfile
  template
  timezone
  ufw
  unarchive
  uri
  user
  wait_for
  wait_for_connection
  wait_health
  yum
)

set(WAPLAY_GENERATED ${CMAKE_BINARY_DIR}/generated)
file(GLOB WAPLAY_REMOTE_HALVES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/modules/sh/*.sh)
add_custom_command(
  OUTPUT ${WAPLAY_GENERATED}/remote_halves.c
  COMMAND ${CMAKE_COMMAND} -DOUT=${WAPLAY_GENERATED}/remote_halves.c
          "-DFILES=${WAPLAY_REMOTE_HALVES}" -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${WAPLAY_REMOTE_HALVES} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
  VERBATIM)

set(WAPLAY_MODULE_SOURCES ${WAPLAY_GENERATED}/remote_halves.c ${WAPLAY_GENERATED}/module_table.c)
set(table "/* Made by cmake/modules.cmake from the list of modules. */\n#include <waplay/module.h>\n\n")
string(APPEND table "extern const wp_module *const wp_builtin_modules[];\n")
foreach(module IN LISTS WAPLAY_MODULES)
  file(GLOB parts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/modules/${module}/*.c)
  list(APPEND WAPLAY_MODULE_SOURCES ${CMAKE_SOURCE_DIR}/modules/${module}.c ${parts})
  string(APPEND table "extern const wp_module wp_module_${module};\n")
endforeach()
string(APPEND table "\nconst wp_module *const wp_builtin_modules[] = {\n")
foreach(module IN LISTS WAPLAY_MODULES)
  string(APPEND table "    &wp_module_${module},\n")
endforeach()
string(APPEND table "    NULL,\n};\n")
file(CONFIGURE OUTPUT ${WAPLAY_GENERATED}/module_table.c CONTENT "${table}" @ONLY)

# A module sees include/waplay and libc, nothing of the engine.
add_library(wp_modules STATIC ${WAPLAY_MODULE_SOURCES})
target_include_directories(wp_modules PRIVATE ${CMAKE_SOURCE_DIR}/include)
target_link_libraries(wp_modules PRIVATE waplay_flags PUBLIC wp_module)
