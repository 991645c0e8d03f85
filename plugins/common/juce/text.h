// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_core/juce_core.h>
#include <string_view>

namespace rondo::plugins {

/// Returns: UTF-8 text as JUCE's string. Errors: std::bad_alloc. Progress: blocking. [control]
inline juce::String toJuce(std::string_view text) {
    return juce::String::fromUTF8(text.data(), static_cast<int>(text.size()));
}

} // namespace rondo::plugins
