// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/audio/audio_block.h>
#include <rondo/audio/parameter_event.h>
#include <span>

namespace rondo::graph {

/// The channels of one port as the schedule laid them out.
template <class Sample>
struct PortChannels {
    Sample* const* channels = nullptr;
    std::uint32_t width = 0;
};

/// Which frames a node is asked for.
struct FrameRange {
    std::int64_t streamFrame = 0; ///< position of the first one in the stream
    std::uint32_t offset = 0;     ///< where they begin in the buffers
    std::uint32_t count = 0;
};

/// One block's work for one node. All calls: wait-free, [audio]; what they return is valid during
/// Node::process.
class ProcessContext {
public:
    ProcessContext(std::span<const PortChannels<const float>> inputs,
                   std::span<const PortChannels<float>> outputs, FrameRange range,
                   std::span<const audio::ParameterEvent> events) noexcept
        : inputs_(inputs), outputs_(outputs), range_(range), events_(events) {}

    /// Returns: the samples that reach an input port; zeros when nothing is connected. Requires: the port
    /// exists.
    audio::ConstAudioBlock input(std::uint32_t port = 0) const noexcept {
        return {inputs_[port].channels, inputs_[port].width, range_.count, range_.offset};
    }
    /// Returns: where an output port's samples go; each must be written. It never overlaps an input.
    /// Requires: the port exists.
    audio::AudioBlock output(std::uint32_t port = 0) const noexcept {
        return {outputs_[port].channels, outputs_[port].width, range_.count, range_.offset};
    }
    /// Returns: how many input ports there are.
    std::uint32_t inputCount() const noexcept { return static_cast<std::uint32_t>(inputs_.size()); }
    /// Returns: how many output ports there are.
    std::uint32_t outputCount() const noexcept { return static_cast<std::uint32_t>(outputs_.size()); }
    /// Returns: how many frames to make, at least 1, at most PrepareContext::maximumFrames.
    std::uint32_t frameCount() const noexcept { return range_.count; }
    /// Returns: the position of the first frame in the stream.
    std::int64_t streamFrame() const noexcept { return range_.streamFrame; }
    /// Returns: this node's events, ordered by frame; `frame` counts from the first frame of this block.
    std::span<const audio::ParameterEvent> events() const noexcept { return events_; }

private:
    std::span<const PortChannels<const float>> inputs_;
    std::span<const PortChannels<float>> outputs_;
    FrameRange range_;
    std::span<const audio::ParameterEvent> events_;
};

} // namespace rondo::graph
