// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// Adds the same-numbered channels of its inputs, first input first. An input port sums its edges by itself;
/// this node is for a sum with named ports or a fixed order. `inputs` input ports, one output, all of one
/// width.
class SumNode final : public graph::Node {
public:
    /// Effects: keeps the numbers. Errors: Failure(invalidArgument) for 0 or more than 1024 inputs. [control]
    SumNode(std::uint32_t inputs, std::uint32_t width);
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    std::uint32_t inputs_;
    std::uint32_t width_;
};

} // namespace rondo::nodes
