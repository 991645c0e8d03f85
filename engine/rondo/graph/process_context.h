// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/audio/audio_block.h>
#include <rondo/audio/parameter_event.h>
#include <rondo/audio/ump_event.h>
#include <rondo/graph/detail/event_ports.h>
#include <span>

namespace rondo::graph {

namespace detail {
class StepRunner;
}

/// The channels of one port as the schedule laid them out.
template <class Sample>
struct PortChannels {
    Sample* const* channels = nullptr;
    std::uint32_t width = 0;
    std::uint8_t* silent = nullptr; ///< whether this block's samples count as zeros, whatever the memory holds
};

/// The ports of one step.
struct StepPorts {
    const PortChannels<const float>* inputs = nullptr;
    const PortChannels<float>* outputs = nullptr;
    std::uint32_t inputCount = 0;
    std::uint32_t outputCount = 0;
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
    /// Requires: `silence` points to as many channels of zeros as the widest port has.
    ProcessContext(const StepPorts& ports, FrameRange range, std::span<const audio::ParameterEvent> events,
                   const float* const* silence, detail::EventPorts* eventPorts = nullptr) noexcept
        : ports_(&ports), range_(range), events_(events), silence_(silence), eventPorts_(eventPorts) {}

    /// Returns: the samples that reach an input port; zeros when nothing is connected or all that is connected
    /// is silent. Requires: the port exists.
    audio::ConstAudioBlock input(std::uint32_t port = 0) const noexcept {
        const auto& from = ports_->inputs[port];
        return {*from.silent != 0 ? silence_ : from.channels, from.width, range_.count, range_.offset};
    }
    /// Returns: where an output port's samples go; each must be written, unless the output is said to be
    /// silent. It overlaps no input, but for input `port` when NodeDescription::inPlace allows that. Requires:
    /// the port exists.
    audio::AudioBlock output(std::uint32_t port = 0) const noexcept {
        return {ports_->outputs[port].channels, ports_->outputs[port].width, range_.count, range_.offset};
    }
    /// Returns: whether all samples that reach an input port are known to be zeros. Requires: the port exists.
    bool silent(std::uint32_t port = 0) const noexcept { return *ports_->inputs[port].silent != 0; }
    /// Effects: this block's samples of an output port count as zeros and need not be written. Requires: the
    /// port exists, and the node's EventDelivery is `listed`.
    void setSilent(std::uint32_t port = 0) const noexcept {
        *ports_->outputs[port].silent = 1;
        saidSilent_ = true;
    }
    /// Effects: all outputs are silent from this block on, and the node need not be called before an event or a
    /// sample that is not zero reaches it. Requires: EventDelivery is `listed`.
    void sleep() const noexcept {
        for (std::uint32_t port = 0; port < ports_->outputCount; ++port)
            setSilent(port);
        saidSilent_ = asleep_ = true;
    }
    /// Returns: how many input ports there are.
    std::uint32_t inputCount() const noexcept { return ports_->inputCount; }
    /// Returns: how many output ports there are.
    std::uint32_t outputCount() const noexcept { return ports_->outputCount; }
    /// Returns: how many frames to make, at least 1, at most PrepareContext::maximumFrames.
    std::uint32_t frameCount() const noexcept { return range_.count; }
    /// Returns: the position of the first frame in the stream.
    std::int64_t streamFrame() const noexcept { return range_.streamFrame; }
    /// Returns: this node's events, ordered by frame; `frame` counts from the first frame of this block.
    std::span<const audio::ParameterEvent> events() const noexcept { return events_; }
    /// Returns: the events that reach an event input port, ordered by frame; those of one frame as they come:
    /// from outside, then by the ids and ports of their sources. `frame` counts from the first frame of this
    /// block. Requires: the port exists.
    std::span<const audio::UmpEvent> eventInput(std::uint32_t port = 0) const noexcept {
        return eventPorts_->inputs[port];
    }
    /// Effects: sends an event from an event output port. One that is before the last one, or beyond the block,
    /// is counted (GraphStatistics::eventsDisordered); the former is put into its place, the latter moved to
    /// the last frame. One for which there is no room (GraphOptions::portEvents) is counted and lost. Requires:
    /// the port exists. Progress: bounded by what the port holds.
    void sendEvent(audio::UmpEvent event, std::uint32_t port = 0) const noexcept {
        eventPorts_->send(event, port, range_.offset, range_.count);
    }

private:
    friend class detail::StepRunner;
    ProcessContext(FrameRange range, const float* const* silence) noexcept
        : ports_(nullptr), range_(range), silence_(silence) {}
    const StepPorts* ports_;
    FrameRange range_;
    std::span<const audio::ParameterEvent> events_;
    const float* const* silence_;
    detail::EventPorts* eventPorts_ = nullptr; ///< null for a node without
    mutable bool saidSilent_ = false;          ///< the runner's, which reads both after the call
    mutable bool asleep_ = false;
};

} // namespace rondo::graph
