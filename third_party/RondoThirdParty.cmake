# How third-party libraries become targets. The installed package uses this file too, so that a program that
# embeds the engine finds the same libraries in the same way.

# third_party::NAME from a CMake package that offers TARGET.
macro(rondo_third_party_package name package target)
  if(NOT TARGET third_party::${name})
    find_package(${package} QUIET)
    if(TARGET ${target})
      add_library(third_party::${name} INTERFACE IMPORTED GLOBAL)
      target_link_libraries(third_party::${name} INTERFACE ${target})
    endif()
  endif()
endmacro()

# third_party::NAME from the pkg-config module MODULE.
macro(rondo_third_party_pkgconfig name module)
  if(NOT TARGET third_party::${name})
    find_package(PkgConfig QUIET)
    if(PkgConfig_FOUND)
      pkg_check_modules(RONDO_${name} QUIET IMPORTED_TARGET GLOBAL ${module})
      if(TARGET PkgConfig::RONDO_${name})
        add_library(third_party::${name} INTERFACE IMPORTED GLOBAL)
        target_link_libraries(third_party::${name} INTERFACE PkgConfig::RONDO_${name})
        set_property(GLOBAL PROPERTY RONDO_PKGCONFIG_${name} ${module})
      endif()
    endif()
  endif()
endmacro()

# third_party::NAME from a header-only library that has no package file.
macro(rondo_third_party_header name header)
  if(NOT TARGET third_party::${name})
    find_path(RONDO_${name}_INCLUDE ${header})
    if(RONDO_${name}_INCLUDE)
      add_library(third_party::${name} INTERFACE IMPORTED GLOBAL)
      target_include_directories(third_party::${name} SYSTEM INTERFACE ${RONDO_${name}_INCLUDE})
    endif()
  endif()
endmacro()

# The way out when the system has no such library: the pinned download, or a sentence that names the package.
# rondo_third_party_otherwise(NAME DEBIAN package REPOSITORY url TAG tag TARGET target)
# With RONDO_THIRD_PARTY_OPTIONAL on, the sentence is left in RONDO_THIRD_PARTY_REASON_NAME and nothing ends.
macro(rondo_third_party_otherwise name)
  if(NOT TARGET third_party::${name})
    cmake_parse_arguments(TP "" "DEBIAN;REPOSITORY;TAG;TARGET" "" ${ARGN})
    if(RONDO_DOWNLOAD AND TP_REPOSITORY)
      include(FetchContent)
      FetchContent_Declare(${name} GIT_REPOSITORY ${TP_REPOSITORY} GIT_TAG ${TP_TAG} GIT_SHALLOW ON SYSTEM)
      FetchContent_MakeAvailable(${name})
      add_library(third_party::${name} INTERFACE IMPORTED GLOBAL)
      target_link_libraries(third_party::${name} INTERFACE ${TP_TARGET})
    elseif(RONDO_THIRD_PARTY_OPTIONAL)
      set(RONDO_THIRD_PARTY_REASON_${name} "The library ${name} was not found; the package ${TP_DEBIAN} has it.")
    else()
      message(FATAL_ERROR "The library ${name} was not found. Install the package ${TP_DEBIAN} "
        "(apt-get install ${TP_DEBIAN}), or configure with -DRONDO_DOWNLOAD=ON to fetch the pinned version.")
    endif()
  endif()
endmacro()
