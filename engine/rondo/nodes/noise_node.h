// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/base/units.h>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// How a NoiseNode starts.
struct NoiseOptions {
    std::uint64_t seed = 1;    ///< the same seed gives the same samples
    std::uint32_t width = 1;   ///< independent channels, 1 to 64
    base::Decibels level{-12}; ///< peak level, -144 to 0
};

/// Makes white noise, evenly distributed between plus and minus the level. One output.
class NoiseNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        level, ///< dB, -144 (silence) to 0; a change takes 10 ms
    };

    /// Effects: keeps the options. Progress: blocking. [control]
    explicit NoiseNode(NoiseOptions options = {});
    ~NoiseNode() override;
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    struct State;
    NoiseOptions options_;
    std::unique_ptr<State> state_;
};

} // namespace rondo::nodes
