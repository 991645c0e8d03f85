// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/base/units.h>
#include <rondo/dsp/smoother.h>
#include <rondo/graph/node.h>
#include <vector>

namespace rondo::nodes {

/// How a MatrixMixerNode starts.
struct MatrixMixerOptions {
    std::uint32_t inputs = 2;  ///< channels of its input, 1 to 64
    std::uint32_t outputs = 2; ///< channels of its output, 1 to 64
    /// dB, -144 (silence) to +24, of each input into output 0, then of each into output 1, and so on. Empty:
    /// input n goes to output n at 0 dB.
    std::vector<float> gains{};
    base::Seconds smoothing{0.010}; ///< how long a change of gain takes; 0: at once
};

/// Mixes every channel of its input into every channel of its output, each at a gain of its own; the inputs are
/// added in their order. A change moves in a straight line. One input, one output.
class MatrixMixerNode final : public graph::Node {
public:
    /// Effects: keeps the options. Errors: Failure(invalidArgument) for widths outside 1 to 64 or another
    /// number of gains than crossings. [control]
    explicit MatrixMixerNode(MatrixMixerOptions options = {});
    /// Returns: the number of the parameter "gain of `input` in `output`", dB, -144 (silence) to +24.
    /// Progress: wait-free. [any]
    std::uint32_t gain(std::uint32_t input, std::uint32_t output) const noexcept {
        return output * options_.inputs + input;
    }
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    MatrixMixerOptions options_;
    std::vector<dsp::LinearSmoother> factors_;
};

} // namespace rondo::nodes
