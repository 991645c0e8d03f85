// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>
#include <cstdint>

namespace rondo::host {

/// What a session may hold. They are far above what people make, and keep a damaged file from taking all
/// memory.
struct SessionLimits {
    static constexpr std::size_t text = 4096; ///< bytes of a name, an identifier, a path
    static constexpr std::size_t files = 10000;
    static constexpr std::size_t inserts = 1000;
    static constexpr std::size_t parameters = 100000; ///< of an insert
    static constexpr std::size_t state = 64 << 20;    ///< bytes of a plugin's state
    static constexpr std::uint64_t id = 9007199254740991;
    static constexpr double seconds = 1e9;
    static constexpr double lowestGain = -144; ///< dB
    static constexpr double highestGain = 24;  ///< dB
    static constexpr double rate = 1e7;
    static constexpr std::int64_t block = 65536;
    static constexpr std::uint32_t channels = 64;
    static constexpr std::int32_t screen = 100000;
    static constexpr std::size_t fileBytes = 256 << 20;
    static constexpr std::size_t fileValues = 2000000; ///< numbers, texts, lists and objects in a file
    static constexpr std::size_t fileDepth = 64;       ///< lists and objects in each other
};

} // namespace rondo::host
