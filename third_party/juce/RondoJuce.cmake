# rondo_add_juce_library(TARGET MODULES name... DEFINITIONS NAME=value... OPTIONS option...)
#
# Makes the static library TARGET of these modules of JUCE, compiled once. A juce:: module target is a list of sources
# that every target linking it compiles again; linking this library instead gives only headers, definitions and
# objects. DEFINITIONS are those of its users too, OPTIONS are its own.
function(rondo_add_juce_library target)
  cmake_parse_arguments(L "" "" "MODULES;DEFINITIONS;OPTIONS" ${ARGN})
  list(TRANSFORM L_MODULES PREPEND juce::)
  add_library(${target} STATIC)
  target_link_libraries(${target} PRIVATE ${L_MODULES})
  target_compile_definitions(${target} PUBLIC
    JUCE_USE_CURL=0
    JUCE_WEB_BROWSER=0
    JUCE_REPORT_APP_USAGE=0
    JUCE_DISPLAY_SPLASH_SCREEN=0 # the project is GPL-3.0, which JUCE 7 allows without its splash screen
    ${L_DEFINITIONS}
    INTERFACE $<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>)
  target_include_directories(${target} SYSTEM INTERFACE $<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>)
  target_compile_features(${target} PUBLIC cxx_std_20)
  # Others' code: their warnings and what a sanitizer says of them are theirs.
  target_compile_options(${target} PRIVATE -w ${L_OPTIONS})
  if(RONDO_SANITIZE)
    target_compile_options(${target} PRIVATE -fno-sanitize=all)
  endif()
  # Debian's JUCE has its copies of these libraries removed; linking the modules names only some of them.
  find_package(PNG REQUIRED)
  find_package(JPEG REQUIRED)
  find_package(ZLIB REQUIRED)
  find_package(Freetype REQUIRED)
  target_link_libraries(${target} PUBLIC PNG::PNG JPEG::JPEG ZLIB::ZLIB Freetype::Freetype ${CMAKE_DL_LIBS}
    Threads::Threads)
endfunction()
