// SPDX-License-Identifier: MIT
#include <rondo/nodes/sum_node.h>

#include <rondo/base/error.h>
#include <string>

namespace rondo::nodes {

SumNode::SumNode(std::uint32_t inputs, std::uint32_t width) : inputs_(inputs), width_(width) {
    if (inputs == 0 || inputs > 1024)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "A sum has 1 to 1024 inputs; " + std::to_string(inputs) + " were asked for."});
}

graph::NodeDescription SumNode::describe() const {
    graph::NodeDescription description;
    for (std::uint32_t input = 0; input < inputs_; ++input)
        description.inputs.push_back({"input " + std::to_string(input + 1), width_});
    description.outputs = {{"sum", width_}};
    description.tail = 0;
    description.memoryless = true;
    description.sums = true;
    description.inPlace = true;
    return description;
}

void SumNode::prepare(const graph::PrepareContext&) {}

void SumNode::process(const graph::ProcessContext& context) noexcept {
    const auto output = context.output();
    const auto first = context.input(0);
    if (first.channel(0).data() != output.channel(0).data())
        output.copyFrom(first);
    for (std::uint32_t input = 1; input < context.inputCount(); ++input) {
        if (context.silent(input))
            continue;
        for (std::uint32_t channel = 0; channel < width_; ++channel) {
            const auto from = context.input(input).channel(channel);
            const auto to = output.channel(channel);
            for (std::size_t frame = 0; frame < to.size(); ++frame)
                to[frame] += from[frame];
        }
    }
}

} // namespace rondo::nodes
