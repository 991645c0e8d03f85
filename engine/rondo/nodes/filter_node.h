// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// What a FilterNode lets through.
enum class FilterResponse { lowPass, bandPass, highPass };

/// How a FilterNode starts; each field is the parameter of the same name.
struct FilterOptions {
    FilterResponse response = FilterResponse::lowPass;
    std::uint32_t width = 2; ///< channels, 1 to 64
    float cutoff = 1000;     ///< Hz
    float resonance = 0;     ///< 0 to 1
};

/// A state-variable filter with 12 dB an octave. Cutoff and resonance move over 10 ms. One input, one output.
class FilterNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        cutoff,    ///< Hz, 20 to 20000, no more than 0.49 of the rate
        resonance, ///< 0 (Q 0.707) to 1 (Q 50)
    };

    /// Effects: keeps the options. Progress: blocking. [control]
    explicit FilterNode(FilterOptions options = {});
    ~FilterNode() override;
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    struct State;
    FilterOptions options_;
    std::unique_ptr<State> state_;
};

} // namespace rondo::nodes
