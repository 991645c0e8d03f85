// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/base/units.h>
#include <rondo/dsp/smoother.h>
#include <rondo/graph/node.h>
#include <vector>

namespace rondo::nodes {

/// How a PolarityNode starts.
struct PolarityOptions {
    std::uint32_t width = 2;        ///< channels, 1 to 64
    std::uint64_t inverted = 0;     ///< bit n: channel n is inverted
    base::Seconds smoothing{0.010}; ///< how long a change takes; 0: at once
};

/// Inverts the sign of its input's samples, each channel by itself; a change moves in a straight line through
/// silence. One input, one output. Parameter n is "invert n + 1": from 0.5 on channel n is inverted, below it
/// passes as it is.
class PolarityNode final : public graph::Node {
public:
    /// Effects: keeps the options. Progress: wait-free. [control]
    explicit PolarityNode(PolarityOptions options = {}) noexcept : options_(options) {}
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;
    std::optional<graph::SteadyFactors> steadyFactors() const noexcept override;

private:
    bool startsInverted(std::uint32_t channel) const noexcept {
        return channel < 64 && (options_.inverted >> channel & 1) != 0;
    }
    PolarityOptions options_;
    std::vector<dsp::LinearSmoother> factors_; ///< by channel: on its way between 1 and -1
};

} // namespace rondo::nodes
