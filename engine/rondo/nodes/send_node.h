// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/base/units.h>
#include <rondo/dsp/smoother.h>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// How a SendNode starts; level and on are the parameters of the same name.
struct SendOptions {
    std::uint32_t width = 2;    ///< channels, 1 to 64
    base::Decibels level{-144}; ///< dB; a send starts closed
    bool on = true;
    base::Seconds smoothing{0.010}; ///< how long a change takes; 0: at once
};

/// Takes a share of a signal to a bus: connect its input beside the path that goes on, before a fader for a
/// pre-fader send or behind it for a post-fader send, and its output to the bus. A change moves in a straight
/// line. One input, one output.
class SendNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        level, ///< dB, -144 (silence) to +12
        on,    ///< 1: at its level; 0: silent, the level is kept
    };

    /// Effects: keeps the options. Progress: wait-free. [control]
    explicit SendNode(SendOptions options = {}) noexcept : options_(options) {}
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;
    std::optional<graph::SteadyFactors> steadyFactors() const noexcept override;

private:
    SendOptions options_;
    float openFactor_ = 0; ///< what the level asks for, sent or not
    bool open_ = true;
    dsp::LinearSmoother factor_;
};

} // namespace rondo::nodes
