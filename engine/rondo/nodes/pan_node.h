// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <rondo/base/units.h>
#include <rondo/dsp/pan_law.h>
#include <rondo/dsp/smoother.h>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// How a PanNode starts.
struct PanOptions {
    std::uint32_t inputWidth = 1;   ///< 1: places a mono signal; 2: shifts the balance of a stereo signal
    float pan = 0;                  ///< -1 (left) to +1 (right)
    base::Seconds smoothing{0.010}; ///< how long a change takes; 0: at once
};

/// Places a signal between left and right with constant power. A mono input in the middle comes out of both
/// sides at -3 dB and hard left out of the left at 0 dB; a stereo input in the middle is unchanged and off the
/// middle loses the far side. One input, one stereo output.
class PanNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        pan, ///< -1 (left) to +1 (right)
    };

    /// Effects: keeps the options. Errors: Failure(invalidArgument) for an input width but 1 and 2. [control]
    explicit PanNode(PanOptions options = {});
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;
    std::optional<graph::SteadyFactors> steadyFactors() const noexcept override;

private:
    dsp::StereoGains gainsAt(float position) const noexcept;

    PanOptions options_;
    dsp::LinearSmoother position_;
};

} // namespace rondo::nodes
