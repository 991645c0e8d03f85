#!/bin/sh
# SPDX-License-Identifier: MIT
# overlay_test.sh CMAKE OVERLAY MODULES: the header is mended in one line; a header without that line, or with two, is
# refused.
set -eu
cmake=$1 overlay=$2 modules=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
header=juce_audio_processors/format_types/juce_VST3Common.h
line='            const auto mapping = map[busIndex];'

# try NAME: configures a project whose JUCE is $folder/modules
attempt() {
  mkdir -p "$folder/$1/source"
  cat > "$folder/$1/source/CMakeLists.txt" <<EOF
cmake_minimum_required(VERSION 3.25)
project(overlay NONE)
add_library(juce_audio_processors INTERFACE)
add_library(juce::juce_audio_processors ALIAS juce_audio_processors)
set_target_properties(juce_audio_processors PROPERTIES INTERFACE_JUCE_MODULE_PATH "$folder/modules")
include("$overlay")
EOF
  "$cmake" -G Ninja -S "$folder/$1/source" -B "$folder/$1/build" > "$folder/$1/log" 2>&1
}

mkdir -p "$folder/modules/$(dirname $header)"
cp "$modules/$header" "$folder/modules/$header"
attempt whole || { cat "$folder/whole/log"; exit 1; }
# The copy has plain line ends, whatever the original has.
differing=$(diff --strip-trailing-cr "$modules/$header" "$folder/whole/build/plugins/juce_overlay/$header" | grep -c '^>' || true)
[ "$differing" = 1 ] || { echo "One line was expected to differ, and $differing did."; exit 1; }

grep -v -F "$line" "$modules/$header" > "$folder/modules/$header"
if attempt missing; then echo "A header without the line was accepted."; exit 1; fi
grep -q "found 0" "$folder/missing/log" || { cat "$folder/missing/log"; exit 1; }

{ cat "$modules/$header"; printf '%s\n' "$line"; } > "$folder/modules/$header"
if attempt doubled; then echo "A header with the line twice was accepted."; exit 1; fi
grep -q "found 2" "$folder/doubled/log" || { cat "$folder/doubled/log"; exit 1; }
echo "One line is mended; a header without it and one with two are refused."
