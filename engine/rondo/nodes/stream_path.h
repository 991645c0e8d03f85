// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace rondo::nodes {

/// Which of what is streamed comes when: a place, and where it turns on the way from there. Frames are counted
/// over all that are sent.
struct StreamPath {
    static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t firstFrame = 0;
    std::int64_t position = 0;  ///< where that frame is in what is streamed
    std::int64_t loopFirst = 0; ///< where in what is streamed `loopEnd` goes on
    std::int64_t loopEnd = 0;   ///< for what begins before it; no loop when it is not above `loopFirst`
    double passFrames = 0;      ///< after so many, what is streamed begins again; 0: never

    /// Returns: where that frame, from `firstFrame` on, is in what is streamed. Progress: wait-free. [any]
    std::int64_t placeOf(std::uint64_t frame) const noexcept;
    /// Returns: how many frames on from a place what comes is not the one behind it: 1 to `never`. Progress:
    /// wait-free. [any]
    std::uint64_t framesToTurn(std::int64_t place) const noexcept;
    /// Returns: the place after that turn. Progress: wait-free. [any]
    std::int64_t turnOf(std::int64_t place) const noexcept { return loops(place) ? loopFirst : 0; }
    /// Returns: whether what comes behind a place turns at `loopEnd`. Progress: wait-free. [any]
    bool loops(std::int64_t place) const noexcept { return loopFirst < loopEnd && place < loopEnd; }
};

inline std::int64_t StreamPath::placeOf(std::uint64_t frame) const noexcept {
    const auto place = position + (frame > firstFrame ? static_cast<std::int64_t>(frame - firstFrame) : 0);
    const auto looped = [this](std::int64_t unlooped) {
        return unlooped < loopEnd ? unlooped : loopFirst + (unlooped - loopEnd) % (loopEnd - loopFirst);
    };
    if (loops(position))
        return looped(place);
    if (passFrames < 1 || static_cast<double>(place) < passFrames)
        return place;
    const double behind = static_cast<double>(place) - passFrames;
    return loops(0) ? looped(static_cast<std::int64_t>(behind))
                    : static_cast<std::int64_t>(std::fmod(behind, passFrames));
}

inline std::uint64_t StreamPath::framesToTurn(std::int64_t place) const noexcept {
    if (loops(place))
        return static_cast<std::uint64_t>(loopEnd - place);
    if (passFrames < 1)
        return never;
    return static_cast<std::uint64_t>(std::max(1.0, std::ceil(passFrames - static_cast<double>(place))));
}

} // namespace rondo::nodes
