# cmake --install: headers, static libraries, the CMake package and the pkg-config file.
include(CMakePackageConfigHelpers)
