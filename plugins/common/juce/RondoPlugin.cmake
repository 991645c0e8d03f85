# rondo_add_plugin(NAME PRODUCT name CODE four DESCRIPTION text LV2_URI uri VST3_CATEGORIES ... SHELL target SOURCES ...)
#
# Makes the plugin NAME as VST3, LV2 and Standalone (targets NAME_VST3, NAME_LV2, NAME_Standalone; all: NAME_All).
# SHELL is the static library with the juce::AudioProcessor, SOURCES define createPluginFilter. The results lie in
# build/<preset>/plugins/{VST3,LV2,Standalone} and are named by these properties of the target NAME:
#   RONDO_VST3 the .vst3 bundle, RONDO_LV2 the .lv2 bundle, RONDO_STANDALONE the program, RONDO_LV2_URI the URI.
function(rondo_add_plugin name)
  cmake_parse_arguments(P "" "PRODUCT;CODE;DESCRIPTION;LV2_URI;SHELL" "VST3_CATEGORIES;SOURCES" ${ARGN})
  juce_add_plugin(${name}
    FORMATS VST3 LV2 Standalone
    PRODUCT_NAME "${P_PRODUCT}"
    DESCRIPTION "${P_DESCRIPTION}"
    COMPANY_NAME "Rondo"
    COMPANY_WEBSITE "https://rondo-audio.org"
    BUNDLE_ID org.rondo-audio.${name}
    PLUGIN_MANUFACTURER_CODE Rndo
    PLUGIN_CODE ${P_CODE}
    LV2URI "${P_LV2_URI}"
    VST3_CATEGORIES ${P_VST3_CATEGORIES}
    EDITOR_WANTS_KEYBOARD_FOCUS FALSE
    COPY_PLUGIN_AFTER_BUILD FALSE)
  target_sources(${name} PRIVATE ${P_SOURCES})
  target_link_libraries(${name} PRIVATE ${P_SHELL} rondo_juce)

  set(output ${CMAKE_BINARY_DIR}/plugins)
  set_target_properties(${name} PROPERTIES
    ARCHIVE_OUTPUT_DIRECTORY ${output}/lib
    LIBRARY_OUTPUT_DIRECTORY ${output}
    RUNTIME_OUTPUT_DIRECTORY ${output}
    RONDO_VST3 "${output}/VST3/${P_PRODUCT}.vst3"
    RONDO_LV2 "${output}/LV2/${P_PRODUCT}.lv2"
    RONDO_STANDALONE "${output}/Standalone/${P_PRODUCT}"
    RONDO_LV2_URI "${P_LV2_URI}")

  # Debian's JUCE falls back to the plugin's name as its LV2 URI before it reads the file that juce_add_plugin has
  # written the URI to; a definition of our own comes first.
  target_compile_definitions(${name}_LV2 PRIVATE "JucePlugin_LV2URI=\"${P_LV2_URI}\"")
  get_property(overlay GLOBAL PROPERTY RONDO_JUCE_OVERLAY)
  target_include_directories(${name}_VST3 BEFORE PRIVATE ${overlay})
  foreach(kind VST3 LV2 Standalone)
    target_compile_options(${name}_${kind} PRIVATE -w)
    target_link_options(${name}_${kind} PRIVATE -Wl,--exclude-libs,ALL -Wl,--gc-sections)
  endforeach()
  foreach(kind VST3 LV2)
    target_link_options(${name}_${kind} PRIVATE -Wl,-Bsymbolic-functions)
  endforeach()
  target_compile_options(${name} PRIVATE -w)
endfunction()
