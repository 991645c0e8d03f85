# JUCE 7.0.5's VST3 wrapper copies a std::vector in every block and for every active input bus, which allocates and
# frees on the audio thread (format_types/juce_VST3Common.h; later versions take a reference). The installed package
# stays as it is: the header is copied into the build folder with that one line replaced, and the VST3 targets see
# the copy first. Configuring fails when the line is not found exactly once, so that another JUCE is looked at anew.
function(rondo_make_juce_overlay out_directory)
  get_target_property(modules juce::juce_audio_processors INTERFACE_JUCE_MODULE_PATH)
  set(relative juce_audio_processors/format_types/juce_VST3Common.h)
  file(READ ${modules}/${relative} text)
  set(faulty "            const auto mapping = map[busIndex];")
  set(mended "            const auto& mapping = map[busIndex];")
  string(REPLACE "${faulty}" "" without "${text}")
  string(LENGTH "${text}" length)
  string(LENGTH "${without}" length_without)
  string(LENGTH "${faulty}" length_faulty)
  math(EXPR found "(${length} - ${length_without}) / ${length_faulty}")
  if(NOT found EQUAL 1)
    message(FATAL_ERROR "The line '${faulty}' was expected once in ${modules}/${relative} and was found ${found} "
      "times; look at how this JUCE version maps its buses and adapt plugins/common/juce/RondoJuceOverlay.cmake.")
  endif()
  string(REPLACE "${faulty}" "${mended}" text "${text}")
  set(directory ${CMAKE_BINARY_DIR}/plugins/juce_overlay)
  file(CONFIGURE OUTPUT ${directory}/${relative} CONTENT "${text}" @ONLY)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${modules}/${relative})
  set(${out_directory} ${directory} PARENT_SCOPE)
endfunction()

rondo_make_juce_overlay(overlay)
set_property(GLOBAL PROPERTY RONDO_JUCE_OVERLAY ${overlay})
unset(overlay)
