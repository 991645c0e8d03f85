# rondo_add_test_program(NAME SOURCES ... LIBRARIES ... [LABELS ...] [TIMEOUT seconds])
#
# Makes the doctest program NAME under bin/ and registers it with ctest under the same name.
function(rondo_add_test_program name)
  cmake_parse_arguments(T "" "TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 120)
  endif()
  add_executable(${name} ${T_SOURCES})
  target_link_libraries(${name} PRIVATE rondo_test_support rondo_warnings ${T_LIBRARIES})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${T_TIMEOUT} LABELS "${T_LABELS}")
endfunction()
