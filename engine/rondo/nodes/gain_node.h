// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/base/units.h>
#include <rondo/dsp/smoother.h>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// How a GainNode starts.
struct GainOptions {
    std::uint32_t width = 2;        ///< channels, 1 to 64
    base::Decibels gain{0};         ///< -144 (silence) to +24
    base::Seconds smoothing{0.010}; ///< how long a change of gain takes; 0: at once
};

/// Makes its input louder or softer; a change moves in a straight line. One input, one output.
class GainNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        gain, ///< dB, -144 (silence) to +24
    };

    /// Effects: keeps the options. Progress: wait-free. [control]
    explicit GainNode(GainOptions options = {}) noexcept : options_(options) {}
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;
    std::optional<graph::SteadyFactors> steadyFactors() const noexcept override;

private:
    GainOptions options_;
    dsp::LinearSmoother factor_;
};

} // namespace rondo::nodes
