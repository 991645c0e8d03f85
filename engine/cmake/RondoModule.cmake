# rondo_add_module(NAME SOURCES ... DEPENDS ... [PRIVATE ...] [INTERFACE])
#
# Makes the static library rondo_NAME, alias rondo::NAME, from the files of engine/rondo/NAME. DEPENDS are the
# modules that it may include (the arrows of the design; tests/architecture reads the same lists), PRIVATE are
# libraries that only its .cpp files see. Every header outside detail/ is public, installed, and compiled alone.
function(rondo_add_module name)
  cmake_parse_arguments(M "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} *.h)
  set(all_headers ${headers})
  list(FILTER headers EXCLUDE REGEX "(^|/)detail/")
  if(M_SOURCES)
    add_library(rondo_${name} STATIC ${M_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(rondo_${name} PRIVATE $<BUILD_INTERFACE:rondo_warnings> ${M_PRIVATE})
  else()
    add_library(rondo_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(rondo::${name} ALIAS rondo_${name})
  set_target_properties(rondo_${name} PROPERTIES EXPORT_NAME ${name} VERIFY_INTERFACE_HEADER_SETS ON)
  target_compile_features(rondo_${name} ${scope} cxx_std_20)
  target_include_directories(rondo_${name} ${scope}
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/engine> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(rondo_${name} ${scope} rondo_settings)
  foreach(dependency IN LISTS M_DEPENDS)
    target_link_libraries(rondo_${name} ${scope} rondo::${dependency})
  endforeach()
  # detail/ headers are installed too, because public templates include them, but nobody verifies them alone.
  target_sources(rondo_${name} ${scope} FILE_SET HEADERS
    BASE_DIRS ${PROJECT_SOURCE_DIR}/engine FILES ${headers})
  install(TARGETS rondo_${name} EXPORT rondo FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  list(FILTER all_headers INCLUDE REGEX "(^|/)detail/")
  foreach(header IN LISTS all_headers)
    get_filename_component(folder ${header} DIRECTORY)
    install(FILES ${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/rondo/${name}/${folder})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY RONDO_MODULES ${name})
  set_property(GLOBAL APPEND PROPERTY RONDO_ARROWS "${name}:${M_DEPENDS}")
endfunction()
