# Two functions that every folder uses, so that a module or a test is declared in one way only.

add_library(backchannel_options INTERFACE)
target_compile_options(backchannel_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
  # Two warnings of the optimiser that g++ 12 also gives for sound code: shown, but they stop no newcomer's build.
  $<$<CONFIG:RelWithDebInfo>:-Wno-error=maybe-uninitialized;-Wno-error=array-bounds>)
target_include_directories(backchannel_options INTERFACE ${PROJECT_SOURCE_DIR}/include)
target_link_libraries(backchannel_options INTERFACE pthread)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# bc_module(name SOURCES a.cpp ... [USES module ...] [PRIVATE library ...])
# USES are the modules of the table in docs/ARCHITECTURE.md; PRIVATE is the one third-party library.
function(bc_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;PRIVATE" ${ARGN})
  if(ARG_SOURCES)
    add_library(bc_${name} STATIC ${ARG_SOURCES})
    target_include_directories(bc_${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    set(scope PUBLIC)
    target_link_libraries(bc_${name} PRIVATE ${ARG_PRIVATE})
  else()
    add_library(bc_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_link_libraries(bc_${name} ${scope} backchannel_options)
  foreach(used IN LISTS ARG_USES)
    target_link_libraries(bc_${name} ${scope} bc_${used})
  endforeach()
endfunction()

# bc_test(name LABEL unit|property|sim|e2e|... SOURCES a.cpp ... USES module ... [LIBRARIES library ...])
# One program; each of its GoogleTest cases is one ctest test.
function(bc_test name)
  cmake_parse_arguments(ARG "" "LABEL" "SOURCES;USES;LIBRARIES" ${ARGN})
  add_executable(test_${name} ${ARG_SOURCES})
  target_link_libraries(test_${name} PRIVATE backchannel_options GTest::gtest_main ${ARG_LIBRARIES})
  foreach(used IN LISTS ARG_USES)
    target_link_libraries(test_${name} PRIVATE bc_${used})
  endforeach()
  target_compile_definitions(test_${name} PRIVATE
    BACKCHANNEL_SOURCE_DIR="${PROJECT_SOURCE_DIR}" BACKCHANNEL_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  include(GoogleTest)
  gtest_discover_tests(test_${name} PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT 300 DISCOVERY_TIMEOUT 60)
endfunction()
