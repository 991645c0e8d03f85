# rondo_export_only(TARGET name...): the library exports these functions and no template of the standard library either,
# which another plugin in the same host might bind to.
function(rondo_export_only target)
  string(REPLACE ";" "; " entries "${ARGN}")
  set(script ${CMAKE_CURRENT_BINARY_DIR}/${target}.map)
  file(CONFIGURE OUTPUT ${script} CONTENT "{ global: ${entries}; local: *; };\n" @ONLY)
  target_link_options(${target} PRIVATE -Wl,--version-script=${script} -Wl,-Bsymbolic-functions)
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${script})
endfunction()

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
  rondo_export_only(${name}_VST3 GetPluginFactory ModuleEntry ModuleExit)
  rondo_export_only(${name}_LV2 lv2_descriptor lv2ui_descriptor)
  target_compile_options(${name} PRIVATE -w)
endfunction()
