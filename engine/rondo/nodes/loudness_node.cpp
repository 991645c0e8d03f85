// SPDX-License-Identifier: MIT
#include <rondo/nodes/loudness_node.h>

namespace rondo::nodes {

struct LoudnessNode::State {};

LoudnessNode::LoudnessNode(std::uint32_t width, concurrency::LatestValueWriter<LoudnessReading> writer)
    : width_(width), writer_(std::move(writer)) {}
LoudnessNode::~LoudnessNode() = default;
graph::NodeDescription LoudnessNode::describe() const {
    return {{{"input", width_}}, {}, {{"reset", "", 0, 1, 0}}};
}
void LoudnessNode::prepare(const graph::PrepareContext&) {}
void LoudnessNode::process(const graph::ProcessContext&) noexcept {}

Loudness makeLoudness(std::uint32_t width) {
    auto value = concurrency::makeLatestValue(LoudnessReading{});
    return {std::unique_ptr<LoudnessNode>(new LoudnessNode(width, std::move(value.writer))),
            std::move(value.reader)};
}

} // namespace rondo::nodes
