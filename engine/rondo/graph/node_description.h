// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace rondo::graph {

/// A place where audio enters or leaves a node.
struct PortDescription {
    std::string name;
    std::uint32_t width = 1; ///< channels, 1 to 64; an edge joins ports of the same width
};

/// A value of a node that can be changed while it plays.
struct ParameterDescription {
    std::string name;
    std::string unit; ///< "dB", "Hz", "s", "" for a plain number
    float minimum = 0;
    float maximum = 1;
    float initial = 0;
};

/// How a node learns of events, of its parameters and at its event ports.
enum class EventDelivery {
    listed, ///< all events of the block come with it, each with its frame inside the block
    split,  ///< the block is cut at each event's frame, so that every event comes at frame 0 of its piece
};

/// The tail of a node that sounds by itself, or for nobody knows how long.
constexpr double endlessTail = std::numeric_limits<double>::infinity();

/// What a node is to the graph. Constant for the life of the node.
struct NodeDescription {
    std::vector<PortDescription> inputs{};
    std::vector<PortDescription> outputs{};
    std::vector<ParameterDescription> parameters{}; ///< the index is the number in ParameterEvent::parameter
    EventDelivery delivery = EventDelivery::listed;
    std::uint32_t latency = 0; ///< frames by which the outputs lag behind the inputs
    /// Seconds for which an output may differ from zero, or the node's state may still move, after the last
    /// input sample that was not zero and the last event; the latency comes on top. A node whose inputs have
    /// been silent for longer sleeps: it is not called, and its outputs are silent.
    double tail = endlessTail;
    /// Whether an output sample depends on the input samples of its own frame alone, beside parameters. What is
    /// no number then cannot stay in the node, and is looked for only at the end of a chain of such nodes.
    bool memoryless = false;
    /// Whether the node has one input and one output, equally wide or from one channel to several, and does
    /// nothing but multiply: see Node::steadyFactors.
    bool multiplies = false;
    /// Whether the node has one output and one input or several, all equally wide, and does nothing but add up
    /// its inputs, frame by frame and the first one first. Inputs after the last one that is connected are not
    /// given to it: ProcessContext::inputCount.
    bool sums = false;
    bool inPlace = false; ///< whether output n may lie in the memory of input n, where both are equally wide
    std::vector<std::string> eventInputs{};  ///< names of the ports where events (MIDI) enter
    std::vector<std::string> eventOutputs{}; ///< and of those where they leave
};

/// Returns: whether GraphEdit::bypass takes such a node: each output must have an input of the same number and
/// width to pass on. Progress: wait-free. [any]
inline bool canBypass(const NodeDescription& node) noexcept {
    bool fits = !node.outputs.empty() && node.inputs.size() >= node.outputs.size();
    for (std::size_t port = 0; fits && port < node.outputs.size(); ++port)
        fits = node.inputs[port].width == node.outputs[port].width;
    return fits;
}

} // namespace rondo::graph
