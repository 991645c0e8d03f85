# rondo_add_module(NAME SOURCES ... DEPENDS ... [PRIVATE ...])
#
# Makes the static library rondo_NAME, alias rondo::NAME, from the files of engine/rondo/NAME. DEPENDS are the
# modules that it may include (the arrows of the design; tests/architecture reads the same lists), PRIVATE are
# libraries that only its .cpp files see. Every header outside detail/ is public, installed, and compiled alone.
function(rondo_add_module name)
  cmake_parse_arguments(M "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} *.h)
  set(detail_headers ${headers})
  list(FILTER headers EXCLUDE REGEX "(^|/)detail/")
  list(FILTER detail_headers INCLUDE REGEX "(^|/)detail/")
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
  # The settings stay at home: a program that embeds the engine chooses its own flags.
  target_link_libraries(rondo_${name} ${scope} $<BUILD_INTERFACE:rondo_settings>)
  foreach(dependency IN LISTS M_DEPENDS)
    target_link_libraries(rondo_${name} ${scope} rondo::${dependency})
  endforeach()
  target_sources(rondo_${name} ${scope} FILE_SET HEADERS
    BASE_DIRS ${PROJECT_SOURCE_DIR}/engine FILES ${headers})
  set_property(GLOBAL APPEND PROPERTY RONDO_MODULES ${name})
  set_property(GLOBAL PROPERTY RONDO_DEPENDS_${name} ${M_DEPENDS})
  if(NOT RONDO_INSTALL)
    return()
  endif()
  # One export set a module, so that a program that asks for one module needs only that module's libraries.
  install(TARGETS rondo_${name} EXPORT rondo-${name}
    ARCHIVE COMPONENT engine FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT engine)
  # Public templates include headers of detail/; they are installed, but are nobody's to include.
  foreach(header IN LISTS detail_headers)
    get_filename_component(folder ${header} DIRECTORY)
    install(FILES ${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/rondo/${name}/${folder} COMPONENT engine)
  endforeach()
endfunction()
