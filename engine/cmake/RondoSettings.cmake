# Settings that every target of the project shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(RONDO_CCACHE ccache)
if(RONDO_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${RONDO_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${RONDO_CCACHE})
endif()

find_package(Threads REQUIRED)
include(GNUInstallDirs)

# -ffp-contract=off: the same samples on every machine and for every block size.
add_library(rondo_settings INTERFACE)
target_compile_options(rondo_settings INTERFACE -ffp-contract=off -fno-math-errno)

# Warnings are errors for our own code only; third-party headers come in as SYSTEM.
add_library(rondo_warnings INTERFACE)
target_compile_options(rondo_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wold-style-cast -Wcast-align -Werror
  $<$<CXX_COMPILER_ID:GNU>:-Wno-error=maybe-uninitialized -Wno-restrict>)

if(RONDO_SANITIZE)
  add_compile_options(-fsanitize=${RONDO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${RONDO_SANITIZE})
  # AddressSanitizer sees these itself, and they double what the compiler has to do.
  if(RONDO_SANITIZE MATCHES "address.*undefined")
    add_compile_options(-fno-sanitize=null,object-size)
  endif()
  # It opens a pipe to look at each new type: a system call that the realtime guard reports, and that fails where a test
  # has used up the descriptors.
  if(RONDO_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize=vptr)
  endif()
endif()
