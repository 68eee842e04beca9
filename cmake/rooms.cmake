# The rooms of engine/: each a static library with an include view of its own.
#
#   waplay_room(NAME ON rooms... USES libraries... PUBLIC headers...)
#
# A room's view is a folder with one link per room it can see: itself, the rooms
# it stands on, and those they stand on. `#include "yaml/yaml.h"` finds its file
# only there, so an include in the wrong direction does not compile. PUBLIC names
# the headers of include/waplay that the room implements; whoever stands on the
# room sees them too.

set(WAPLAY_VIEWS ${CMAKE_BINARY_DIR}/views)

function(waplay_link_into view name target)
  file(MAKE_DIRECTORY ${view})
  if(NOT EXISTS ${view}/${name})
    file(CREATE_LINK ${target} ${view}/${name} SYMBOLIC)
  endif()
endfunction()

function(waplay_room name)
  cmake_parse_arguments(ROOM "" "" "ON;USES;PUBLIC" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/engine/${name}/*.c)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/engine/${name}/*.h)
  list(APPEND sources ${ROOM_SOURCES})

  waplay_link_into(${WAPLAY_VIEWS}/${name} ${name} ${CMAKE_SOURCE_DIR}/engine/${name})
  foreach(header IN LISTS ROOM_PUBLIC)
    waplay_link_into(${WAPLAY_VIEWS}/${name}/waplay ${header} ${CMAKE_SOURCE_DIR}/include/waplay/${header})
  endforeach()

  if(sources)
    add_library(wp_${name} STATIC ${sources} ${headers})
    set(scope PUBLIC)
    set(private PRIVATE)
    target_link_libraries(wp_${name} PRIVATE waplay_flags)
  else()
    add_library(wp_${name} INTERFACE)
    set(scope INTERFACE)
    set(private INTERFACE)
  endif()
  target_include_directories(wp_${name} ${scope} ${WAPLAY_VIEWS}/${name})
  foreach(below IN LISTS ROOM_ON)
    target_link_libraries(wp_${name} ${scope} wp_${below})
  endforeach()
  foreach(library IN LISTS ROOM_USES)
    target_link_libraries(wp_${name} ${private} ${library})
  endforeach()
endfunction()

# Unit tests of one folder: every tests/FOLDER/test_*.c is a program of its own,
# named after its path, that links to the given libraries.
function(waplay_tests folder)
  cmake_parse_arguments(TESTS "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${folder}/test_*.c)
  foreach(source IN LISTS sources)
    get_filename_component(stem ${source} NAME_WE)
    string(REPLACE "/" "_" prefix ${folder})
    set(program ${prefix}_${stem})
    add_executable(${program} ${source})
    target_link_libraries(${program} PRIVATE ${TESTS_LINK} waplay_flags PkgConfig::CRITERION)
    target_include_directories(${program} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    set_target_properties(${program} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
    target_link_options(${program} PRIVATE ${WAPLAY_TEST_LINK})
    target_compile_definitions(${program} PRIVATE WAPLAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    add_test(NAME ${folder}/${stem} COMMAND ${program})
    set_tests_properties(${folder}/${stem} PROPERTIES LABELS unit TIMEOUT 120)
  endforeach()
endfunction()

# What the headers of include/waplay declare, the program gives to modules that are
# shared objects of their own: it is linked in, whoever uses it, and can be found there.
function(waplay_exports program)
  set(list "")
  set(options "")
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/include/waplay/*.h)
  foreach(path IN LISTS headers)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(STRINGS ${path} lines REGEX "^[a-z].*wp_[a-z_0-9]+\\(")
    foreach(line IN LISTS lines)
      if(line MATCHES "^static|^typedef" OR NOT line MATCHES "(wp_[a-z_0-9]+)\\(")
        continue()
      endif()
      string(APPEND list "  ${CMAKE_MATCH_1};\n")
      string(APPEND options "-Wl,-u,${CMAKE_MATCH_1}\n")
    endforeach()
  endforeach()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/exports.list CONTENT "{\n${list}};\n" @ONLY)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/exports.options CONTENT "${options}" @ONLY)
  target_link_options(${program} PRIVATE @${CMAKE_BINARY_DIR}/generated/exports.options
                      LINKER:--dynamic-list=${CMAKE_BINARY_DIR}/generated/exports.list)
  target_link_libraries(${program} PRIVATE ${CMAKE_DL_LIBS})
endfunction()
