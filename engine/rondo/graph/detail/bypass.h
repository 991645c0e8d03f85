// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/audio/audio_buffer.h>
#include <rondo/graph/detail/delay_line.h>
#include <rondo/graph/node_description.h>
#include <rondo/graph/process_context.h>
#include <vector>

namespace rondo::graph::detail {

/// What a bypassed node's outputs give instead: its inputs, as late as the node would be, with a fade on the
/// way there and back. The node runs on meanwhile. It belongs to the node, not to a schedule, so that swaps do
/// not disturb it. Made on the control side; all calls but the constructor: wait-free, [audio].
class Bypass {
public:
    /// Effects: room for a latency of `capacity` frames, longer ones are cut. `firstInput`: what output 0 gets.
    /// `bypassed`: whether the node is bypassed from the beginning, and is not faded out; `continues`: whether
    /// its input has been heard, and goes on without delay at first. Requires: `canBypass(node)`.
    Bypass(const NodeDescription& node, std::uint32_t firstInput, std::uint32_t capacity,
           std::uint32_t maximumFrames, bool bypassed, bool continues);

    /// Returns: how long a latency it has room for.
    std::uint32_t capacity() const noexcept { return capacity_; }
    /// Returns: after how many silent frames nothing but silence is left in it, and all fades are over.
    std::uint32_t memory() const noexcept { return paths_[0]->line.memory(); }

    /// Effects: takes the node's inputs, before the node runs in the memory of one of them.
    void hear(const ProcessContext& context, bool bypassed, std::uint32_t latency) noexcept;
    /// Effects: fades the outputs that the node has written from or to what it heard. Returns: whether the
    /// node's step may sleep when the node does.
    bool pass(const StepPorts& ports, std::uint32_t frames) noexcept;

private:
    struct Path {
        Path(std::uint32_t width, std::uint32_t capacity, std::uint32_t maximumFrames)
            : line(width, capacity, maximumFrames, 0), dry(width, maximumFrames) {}
        DelayLine line;
        audio::AudioBuffer dry;
    };
    void engage(std::uint32_t latency) noexcept;
    void copy(const PortChannels<float>& port, const Path& path, std::uint32_t frames) const noexcept;
    void fade(const PortChannels<float>& port, const Path& path, std::uint32_t frames) const noexcept;
    std::uint32_t placeAfter(std::uint32_t frames) const noexcept;

    std::uint32_t firstInput_;
    std::uint32_t capacity_;
    std::vector<std::unique_ptr<Path>> paths_; ///< one for each output port
    std::uint32_t place_;                      ///< on the way from the node, 0, to the bypass
    std::uint32_t wait_ = 0;                   ///< frames until its past reaches far enough for the way there
    std::uint64_t quiet_ = 0;                  ///< frames for which its inputs have been silent
    bool bypassed_;
    bool engaged_;        ///< whether it hears the node's inputs
    bool silent_ = false; ///< whether what it passes is
};

} // namespace rondo::graph::detail
