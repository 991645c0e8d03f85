// SPDX-License-Identifier: MIT
#include <rondo/graph/graph_edit.h>

#include <rondo/base/error.h>
#include <rondo/graph/detail/control_core.h>
#include <rondo/graph/detail/junction_node.h>
#include <utility>

namespace rondo::graph {

GraphEdit::GraphEdit(detail::ControlCore& core) : core_(&core), steps_(std::make_unique<detail::EditSteps>()) {}
GraphEdit::GraphEdit(GraphEdit&&) noexcept = default;
GraphEdit& GraphEdit::operator=(GraphEdit&&) noexcept = default;
GraphEdit::~GraphEdit() = default;

NodeId GraphEdit::add(std::unique_ptr<Node> node, std::string name, NodeId group) {
    if (node == nullptr)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "The node '" + name + "' is a null pointer; add a node that exists."});
    auto description = node->describe();
    auto record = std::make_shared<detail::NodeRecord>();
    record->id = core_->nextId();
    record->name = std::move(name);
    record->latency = description.latency;
    if (const auto inputs = description.eventInputs.size(), outputs = description.eventOutputs.size();
        inputs + outputs > 0)
        record->events = std::make_shared<detail::NodeEvents>(inputs, outputs, core_->options().portEvents);
    record->description = std::move(description);
    record->node = std::move(node);
    record->group = group;
    const auto id = record->id;
    steps_->list.emplace_back(detail::AddNode{std::move(record)});
    return id;
}

NodeGroup GraphEdit::addGroup(std::string name, const NodeDescription& ports, NodeId group) {
    auto record = std::make_shared<detail::GroupRecord>();
    record->ids = {core_->nextId(), core_->nextId(), core_->nextId()};
    record->parent = group;
    record->name = std::move(name);
    record->description.inputs = ports.inputs;
    record->description.outputs = ports.outputs;
    steps_->list.emplace_back(detail::AddGroup{record});
    const bool passes = canBypass(record->description);
    const auto addJunction = [&](const PortDescription& port, bool output) {
        const auto id =
            add(std::make_unique<detail::JunctionNode>(port, output && passes), port.name, record->ids.node);
        std::get<detail::AddNode>(steps_->list.back()).record->junction = true;
        return id;
    };
    for (const auto& port : ports.inputs)
        record->inputJunctions.push_back(addJunction(port, false));
    for (const auto& port : ports.outputs)
        record->outputJunctions.push_back(addJunction(port, true));
    return record->ids;
}

void GraphEdit::remove(NodeId node) { steps_->list.emplace_back(detail::RemoveNode{node}); }

void GraphEdit::connect(NodeId source, std::uint32_t sourcePort, NodeId destination,
                        std::uint32_t destinationPort, ConnectOptions options) {
    steps_->list.emplace_back(detail::Connect{{source, sourcePort, destination, destinationPort, options}});
}

void GraphEdit::connectEvents(NodeId source, std::uint32_t eventOutput, NodeId destination,
                              std::uint32_t eventInput, ConnectOptions options) {
    detail::Connect step{{source, eventOutput, destination, eventInput, options}};
    step.edge.events = true;
    steps_->list.emplace_back(step);
}

void GraphEdit::disconnectEvents(NodeId source, std::uint32_t eventOutput, NodeId destination,
                                 std::uint32_t eventInput) {
    detail::Disconnect step{{source, eventOutput, destination, eventInput}};
    step.edge.events = true;
    steps_->list.emplace_back(step);
}

void GraphEdit::automate(NodeId node, std::uint32_t parameter, std::shared_ptr<const AutomationCurve> curve) {
    steps_->list.emplace_back(detail::Automate{node, parameter, std::move(curve)});
}

void GraphEdit::setLatency(NodeId node, std::uint32_t frames) {
    steps_->list.emplace_back(detail::SetLatency{node, frames});
}

std::shared_ptr<const OutputLevels> GraphEdit::meter(NodeId node) {
    auto levels = std::make_shared<OutputLevels>(core_->options().rate);
    steps_->list.emplace_back(detail::Meter{node, levels});
    return levels;
}

void GraphEdit::bypass(NodeId node, bool bypassed) {
    steps_->list.emplace_back(detail::SetBypass{node, bypassed});
}

void GraphEdit::disconnect(NodeId source, std::uint32_t sourcePort, NodeId destination,
                           std::uint32_t destinationPort) {
    steps_->list.emplace_back(detail::Disconnect{{source, sourcePort, destination, destinationPort, {}}});
}

void GraphEdit::connectToOutput(NodeId source, std::uint32_t sourcePort) {
    connect(source, sourcePort, graphOutput, 0);
}

void GraphEdit::connectToInput(NodeId destination, std::uint32_t destinationPort) {
    connect(graphInput, 0, destination, destinationPort);
}

base::Result<Publication> GraphEdit::commit() { return core_->commit(*steps_); }

} // namespace rondo::graph
