// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <rondo/base/cache_line.h>

namespace rondo::graph {

/// How loud what leaves a node is, bypassed or not. GraphEdit::meter makes it, whoever runs the node writes it
/// in the pass in which it looks for what is no number, and any thread reads it. A needle rises at once and
/// falls by 20 dB in 1.7 s, a block at a time, as nodes::MeterNode's do.
class alignas(base::cacheLine) OutputLevels {
public:
    static constexpr std::uint32_t mostChannels = 16; ///< that are measured; more are only searched

    /// Requires: `rate` above 0, in frames a second.
    explicit OutputLevels(double rate) noexcept;

    /// Returns: the level of a channel, as a linear amplitude; 0 for channels that there are not. Requires:
    /// below `mostChannels`. Progress: wait-free. [any]
    float peak(std::uint32_t channel) const noexcept {
        return pairs_[channel / 2].load(std::memory_order_relaxed)[channel % 2];
    }

    // What runs blocks calls these, one thread at a time and wait-free.

    /// Effects: takes in a block of all channels, up to the first that holds what is no finite number. Returns:
    /// whether there is none. [audio]
    bool hear(const float* const* channels, std::uint32_t width, std::uint32_t frames) noexcept;
    /// Effects: takes in a block of silence. [audio]
    void hearSilence(std::uint32_t frames) noexcept;
    /// Returns: whether all needles are at rest. [audio]
    bool resting() const noexcept;

private:
    using Pair = std::array<float, 2>; ///< of channels, which one word holds
    static_assert(std::atomic<Pair>::is_always_lock_free);

    float factorFor(std::uint32_t frames) noexcept;

    const double fall_;        ///< nepers a frame
    std::uint32_t frames_ = 0; ///< that `factor_` is for
    float factor_ = 1;
    std::array<std::atomic<Pair>, mostChannels / 2> pairs_{};
};

} // namespace rondo::graph
