# Installs this build into a fresh prefix, moves the prefix, and builds and runs engine/examples/embed from there,
# once through CMake and once through pkg-config. Run by ctest:
#   cmake -DBUILD=… -DSOURCE=… -DFOLDER=… -DCOMPILER=… -DGENERATOR=… -DTYPE=… -P embed_test.cmake
function(run title)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(code)
    string(REPLACE ";" " " command "${ARGN}")
    message(FATAL_ERROR "${title} failed (${code}): ${command}\n${said}")
  endif()
  set(said "${said}" PARENT_SCOPE)
  message(STATUS "${title}: done")
endfunction()

file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER})
run("install" ${CMAKE_COMMAND} --install ${BUILD} --prefix ${FOLDER}/first --component engine)
file(RENAME ${FOLDER}/first ${FOLDER}/prefix) # an installed package may be moved

run("configure through find_package" ${CMAKE_COMMAND} -S ${SOURCE} -B ${FOLDER}/cmake -G ${GENERATOR}
  -DCMAKE_BUILD_TYPE=${TYPE} -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_PREFIX_PATH=${FOLDER}/prefix)
run("build through find_package" ${CMAKE_COMMAND} --build ${FOLDER}/cmake)
run("run" ${FOLDER}/cmake/embed)
message("${said}")

# A module that does not exist is refused with a sentence; all modules are found when none is named.
file(WRITE ${FOLDER}/all/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)\nproject(all LANGUAGES CXX)\n"
  "find_package(rondo REQUIRED)\nforeach(module IN ITEMS ${MODULES})\n  if(NOT TARGET rondo::\${module})\n"
  "    message(FATAL_ERROR \"no rondo::\${module}\")\n  endif()\nendforeach()\n"
  "find_package(rondo COMPONENTS nonsense)\nif(rondo_FOUND OR NOT rondo_NOT_FOUND_MESSAGE MATCHES \"There is no module nonsense\")\n"
  "  message(FATAL_ERROR \"nonsense was found\")\nendif()\n"
  "find_package(rondo 0.9 QUIET)\nif(rondo_FOUND)\n  message(FATAL_ERROR \"version 0.9 was found\")\nendif()\n")
run("all modules" ${CMAKE_COMMAND} -S ${FOLDER}/all -B ${FOLDER}/all/build -G ${GENERATOR}
  -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_PREFIX_PATH=${FOLDER}/prefix)

find_program(pkgconfig NAMES pkg-config pkgconf REQUIRED)
file(GLOB_RECURSE package ${FOLDER}/prefix/*/rondo.pc)
get_filename_component(package ${package} DIRECTORY)
set(ENV{PKG_CONFIG_PATH} ${package})
run("pkg-config of all modules" ${pkgconfig} --exists --print-errors rondo)
run("pkg-config" ${pkgconfig} --cflags --libs rondo-nodes)
separate_arguments(flags UNIX_COMMAND "${said}")
run("build through pkg-config" ${COMPILER} -std=c++20 -O2 -o ${FOLDER}/embed ${SOURCE}/main.cpp ${flags})
run("run" ${FOLDER}/embed)
