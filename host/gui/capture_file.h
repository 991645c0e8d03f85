// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <juce_core/juce_core.h>

namespace rondo::host {

/// Returns: a file that does not exist yet in the folder: "capture 2026-11-29 21.14.wav", or with a number
/// behind that. Progress: blocking. [control]
std::filesystem::path captureFile(const std::filesystem::path& folder, const juce::Time& time);

} // namespace rondo::host
