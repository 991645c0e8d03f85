// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace rondo::test {

/// The samples of each channel.
using Render = std::vector<std::vector<float>>;

/// How two renders differ.
struct RenderComparison {
    bool same = true;
    std::size_t frame = 0; ///< of the first difference, and its lowest channel
    std::size_t channel = 0;
    /// The largest difference of two samples in dBFS: minus infinity for none, plus infinity where a sample is
    /// missing or no number.
    double largest = -std::numeric_limits<double>::infinity();

    std::string text() const {
        return same ? "the renders are the same"
                    : "the renders differ first at frame " + std::to_string(frame) + ", channel " +
                          std::to_string(channel) + ", and by at most " + std::to_string(largest) + " dBFS";
    }
};

/// Returns: how two renders differ. Samples are the same when their bits are; what is no number is the same as
/// nothing, itself included, because a render that holds one is never right.
inline RenderComparison compareRenders(const Render& one, const Render& other) {
    RenderComparison found;
    double largest = 0;
    const auto differ = [&](std::size_t frame, std::size_t channel, double difference) {
        if (found.same || frame < found.frame) {
            found.frame = frame;
            found.channel = channel;
        }
        found.same = false;
        largest = std::max(largest, difference);
    };
    for (std::size_t channel = 0; channel < std::max(one.size(), other.size()); ++channel) {
        const std::size_t mine = channel < one.size() ? one[channel].size() : 0;
        const std::size_t theirs = channel < other.size() ? other[channel].size() : 0;
        for (std::size_t frame = 0; frame < std::min(mine, theirs); ++frame) {
            const float a = one[channel][frame], b = other[channel][frame];
            if (!std::isfinite(a) || !std::isfinite(b))
                differ(frame, channel, std::numeric_limits<double>::infinity());
            else if (std::bit_cast<std::uint32_t>(a) != std::bit_cast<std::uint32_t>(b))
                differ(frame, channel, std::abs(double{a} - double{b}));
        }
        if (mine != theirs || channel >= std::min(one.size(), other.size()))
            differ(std::min(mine, theirs), channel, std::numeric_limits<double>::infinity());
    }
    found.largest = 20 * std::log10(largest);
    return found;
}

} // namespace rondo::test
