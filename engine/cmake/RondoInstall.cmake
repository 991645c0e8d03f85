# cmake --install: headers, static libraries, the CMake package and the pkg-config files, all in the component
# "engine". Called once every module exists.
include(CMakePackageConfigHelpers)

# The libraries third_party::NAME that the target of a module names, publicly or privately.
function(rondo_third_party_of module result)
  set(found "")
  foreach(property LINK_LIBRARIES INTERFACE_LINK_LIBRARIES)
    get_target_property(libraries rondo_${module} ${property})
    if(libraries)
      string(REGEX MATCHALL "third_party::[a-z0-9_]+" names "${libraries}")
      list(APPEND found ${names})
    endif()
  endforeach()
  list(REMOVE_DUPLICATES found)
  list(TRANSFORM found REPLACE "third_party::" "")
  set(${result} "${found}" PARENT_SCOPE)
endfunction()

function(rondo_install_package)
  set(folder ${CMAKE_INSTALL_LIBDIR}/cmake/rondo)
  set(pkgconfig_folder ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
  get_property(RONDO_PACKAGE_MODULES GLOBAL PROPERTY RONDO_MODULES)
  file(RELATIVE_PATH RONDO_PC_PREFIX /${pkgconfig_folder} /)
  string(REGEX REPLACE "/$" "" RONDO_PC_PREFIX "${RONDO_PC_PREFIX}")
  set(RONDO_PACKAGE_TABLE "")
  set(all_wrappers "")
  set(all_pkgconfig "")
  foreach(module IN LISTS RONDO_PACKAGE_MODULES)
    get_property(depends GLOBAL PROPERTY RONDO_DEPENDS_${module})
    rondo_third_party_of(${module} wrappers)
    list(APPEND all_wrappers ${wrappers})
    string(APPEND RONDO_PACKAGE_TABLE "set(_rondo_depends_${module} ${depends})\n"
      "set(_rondo_third_party_${module} ${wrappers})\n")
    install(EXPORT rondo-${module} NAMESPACE rondo:: DESTINATION ${folder} COMPONENT engine)

    set(RONDO_PC_NAME ${module})
    set(requires ${depends})
    list(TRANSFORM requires PREPEND "rondo-")
    foreach(wrapper IN LISTS wrappers)
      get_property(foreign GLOBAL PROPERTY RONDO_PKGCONFIG_${wrapper})
      string(REPLACE ">=" " >= " foreign "${foreign}")
      list(APPEND requires ${foreign})
    endforeach()
    string(REPLACE ";" ", " RONDO_PC_REQUIRES "${requires}")
    set(RONDO_PC_LIBS "")
    get_target_property(type rondo_${module} TYPE)
    if(type STREQUAL "STATIC_LIBRARY")
      set(RONDO_PC_LIBS "-L\${libdir} -lrondo_${module}")
    endif()
    if(module STREQUAL "concurrency")
      string(APPEND RONDO_PC_LIBS " -pthread")
    endif()
    configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/rondo-module.pc.in
      ${PROJECT_BINARY_DIR}/package/rondo-${module}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/package/rondo-${module}.pc DESTINATION ${pkgconfig_folder} COMPONENT engine)
    list(APPEND all_pkgconfig rondo-${module})
  endforeach()

  string(REPLACE ";" ", " RONDO_PC_REQUIRES "${all_pkgconfig}")
  configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/rondo.pc.in ${PROJECT_BINARY_DIR}/package/rondo.pc @ONLY)
  configure_package_config_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/rondoConfig.cmake.in
    ${PROJECT_BINARY_DIR}/package/rondoConfig.cmake INSTALL_DESTINATION ${folder})
  # Before 1.0 a minor version may break its callers.
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/rondoConfigVersion.cmake
    VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/package/rondo.pc DESTINATION ${pkgconfig_folder} COMPONENT engine)
  install(FILES ${PROJECT_BINARY_DIR}/package/rondoConfig.cmake ${PROJECT_BINARY_DIR}/package/rondoConfigVersion.cmake
    ${PROJECT_SOURCE_DIR}/third_party/RondoThirdParty.cmake DESTINATION ${folder} COMPONENT engine)
  # The libraries are found by the same wrappers here and there.
  list(REMOVE_DUPLICATES all_wrappers)
  foreach(wrapper IN LISTS all_wrappers)
    install(FILES ${PROJECT_SOURCE_DIR}/third_party/${wrapper}/CMakeLists.txt
      DESTINATION ${folder}/third_party RENAME ${wrapper}.cmake COMPONENT engine)
  endforeach()
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE.MIT DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT engine)
endfunction()
