// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/graph/automation_curve.h>
#include <rondo/graph/connect_options.h>
#include <rondo/graph/node.h>
#include <rondo/graph/node_group.h>
#include <rondo/graph/node_id.h>
#include <rondo/graph/output_levels.h>
#include <rondo/graph/publication.h>
#include <string>

namespace rondo::graph {

namespace detail {
class ControlCore;
struct EditSteps;
} // namespace detail

/// A transaction on a graph: steps are noted, and `commit` makes all of them or none. Made by
/// GraphControl::edit, used on the control thread, not after the GraphControl is gone. An edit that is dropped
/// without a commit changes nothing and destroys the nodes that were added to it.
class GraphEdit {
public:
    GraphEdit(GraphEdit&&) noexcept;
    GraphEdit& operator=(GraphEdit&&) noexcept;
    ~GraphEdit();

    /// Effects: notes a new node; `name` is for people and need not be unique.
    /// Requires: `node` is not null. Returns: the id that the node has from the commit on.
    /// Errors: Failure(invalidArgument) for a null node. Progress: blocking. [control]
    /// `group`: the NodeGroup::node of the group that it stands in; none: the graph itself.
    NodeId add(std::unique_ptr<Node> node, std::string name, NodeId group = {});
    /// Effects: notes a new group, with ports of its own, to which `add` puts nodes and `addGroup` further
    /// groups. It is connected, bypassed and removed as one node is; its own nodes are connected to each other
    /// and to its NodeGroup::input and output, and to nothing beyond. It is no step and no border when the
    /// graph plays: latencies, fades and silence see through it. Of `ports` only the inputs and outputs count.
    /// Returns: its names from the commit on. Progress: blocking. [control]
    NodeGroup addGroup(std::string name, const NodeDescription& ports, NodeId group = {});
    /// Effects: notes that a node or a group goes, with all inside, and every edge from and to it. Progress:
    /// blocking. [control]
    void remove(NodeId node);
    /// Effects: notes an edge from an output port to an input port of the same width. Edges that meet in one
    /// input port are summed, in the order of their sources' ids and ports. Progress: blocking. [control]
    /// `options` say whether the edge's latency is compensated, and whether it feeds back.
    void connect(NodeId source, std::uint32_t sourcePort, NodeId destination, std::uint32_t destinationPort,
                 ConnectOptions options = {});
    /// Effects: notes an edge from an event output to an event input, each counted from 0 among its kind. Of
    /// `options` it takes `compensate`: its events are delayed as samples would be. Edges that meet in one
    /// input are merged by frame, those of one frame in the order of their sources' ids and ports. An edge that
    /// comes or goes does so at once, without a fade; a note that sounds by then gets no more than its node
    /// knows. Progress: blocking. [control]
    void connectEvents(NodeId source, std::uint32_t eventOutput, NodeId destination, std::uint32_t eventInput,
                       ConnectOptions options = {});
    /// Effects: notes that such an edge goes. Progress: blocking. [control]
    void disconnectEvents(NodeId source, std::uint32_t eventOutput, NodeId destination,
                          std::uint32_t eventInput);
    /// Effects: notes that an edge goes. Progress: blocking. [control]
    void disconnect(NodeId source, std::uint32_t sourcePort, NodeId destination, std::uint32_t destinationPort);
    /// Effects: notes that `node` delays by `frames` from now on; what meets its signal is delayed accordingly,
    /// with a fade. Progress: blocking. [control]
    void setLatency(NodeId node, std::uint32_t frames);
    /// Effects: notes that `node` is bypassed from now on, or no more: its outputs give what reaches the inputs
    /// of the same numbers, channel by channel and as late as the node would be, with a fade over to it and
    /// back. The node runs on unheard, so that its state is what it would have been, its parameters, meters and
    /// tails too; to save its work, remove it. Other inputs, side chains, lead nowhere meanwhile. With a
    /// latency the fade begins so many frames later, when the past is there to be heard. Progress: blocking.
    /// [control]
    void bypass(NodeId node, bool bypassed = true);
    /// Effects: notes that the first output of `node` is metered from now on, after a bypass, in place of a
    /// meter before, at a nanosecond or two a channel and block, because it is searched for what is no number
    /// anyway; such a node is not fused. Returns: where to read how loud it is from the commit on. Errors of
    /// the commit: notFound for no node, invalidArgument for one without outputs. Progress: blocking. [control]
    std::shared_ptr<const OutputLevels> meter(NodeId node);
    /// Effects: notes that `node`'s parameter follows a curve from now on, in place of the one before; without
    /// a curve it stays where it is. Values outside the parameter's range are clamped to it. The curve and
    /// GraphControl::setParameter write to the same parameter, and the last one counts: what is set by hand
    /// holds until the curve's value next changes; of one frame, it comes after the curve's. Progress:
    /// blocking. [control]
    void automate(NodeId node, std::uint32_t parameter, std::shared_ptr<const AutomationCurve> curve);
    /// Effects: `connect(source, sourcePort, graphOutput, 0)`; the graph's output is one port as wide as
    /// GraphOptions::outputChannels. Progress: blocking. [control]
    void connectToOutput(NodeId source, std::uint32_t sourcePort = 0);
    /// Effects: `connect(graphInput, 0, destination, destinationPort)`. Progress: blocking. [control]
    void connectToInput(NodeId destination, std::uint32_t destinationPort = 0);

    /// Effects: prepares the added nodes, compiles and publishes the new schedule; the audio thread adopts it
    /// at the next block edge. Nodes that stay keep their state. When refused, the graph stays as it was and
    /// plays on, and this edit still holds its steps and its nodes. After a success this edit is empty and can
    /// be used again. Returns: the receipt. Errors: notFound for an unknown node, port or edge; invalidArgument
    /// for a cycle, an edge across the border of a group, two widths on an edge, an edge that is there already,
    /// a port without or with more than 64 channels, a bypass of a node whose outputs have no inputs of the
    /// same widths, or a node that throws in `prepare`; wrongThread while another thread uses this graph; the
    /// text names the nodes and the edge. Progress: blocking, linear in the graph. [control]
    base::Result<Publication> commit();

private:
    friend class GraphControl;
    explicit GraphEdit(detail::ControlCore& core);
    detail::ControlCore* core_;
    std::unique_ptr<detail::EditSteps> steps_;
};

} // namespace rondo::graph
