// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <juce_core/juce_core.h>

namespace rondo::host {

/// The sound files that Rondo reads, by the endings of their names. All functions: [control].
struct SoundKinds {
    /// Returns: "*.wav;*.flac;…".
    static juce::String pattern();
    /// Returns: "WAV, AIFF, …", for people.
    static juce::String names();
    static bool contain(const std::filesystem::path& file);
};

} // namespace rondo::host
