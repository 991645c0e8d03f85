# rondo_add_test_program(NAME SOURCES ... LIBRARIES ... [LABELS ...] [TIMEOUT seconds] [REALTIME])
#
# Makes the doctest program NAME under bin/ and registers it with ctest under the same name. With REALTIME it runs under
# the realtime guard and fails when a block makes a call that a callback must not make (support/realtime_check.h).
function(rondo_add_test_program name)
  cmake_parse_arguments(T "REALTIME" "TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 300) # a sanitizer on a busy machine takes ten times as long as the test itself
  endif()
  add_executable(${name} ${T_SOURCES})
  target_link_libraries(${name} PRIVATE rondo_test_support rondo_warnings ${T_LIBRARIES})
  if(RONDO_SANITIZE) # what is tested keeps its optimisation; the tests themselves compile a third faster without
    target_compile_options(${name} PRIVATE -Og)
  endif()
  if(T_REALTIME)
    target_link_libraries(${name} PRIVATE rondo_test_realtime_check rondo::realtime_interposers)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${T_TIMEOUT} LABELS "${T_LABELS}")
endfunction()
