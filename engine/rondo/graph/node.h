// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <rondo/graph/node_description.h>
#include <rondo/graph/process_context.h>
#include <rondo/graph/steady_factors.h>

namespace rondo::graph {

/// What a node can rely on from `prepare` on.
struct PrepareContext {
    double rate = 0;                 ///< frames a second
    std::uint32_t maximumFrames = 0; ///< no block is longer
};

/// Something that makes, changes or observes audio in a graph. The samples of a node may depend on its inputs,
/// its state and its events, never on how the stream is cut into blocks.
class Node {
public:
    virtual ~Node() = default;
    Node() noexcept = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    /// Returns: ports, parameters and latency; the same at every call. Progress: blocking. [control]
    virtual NodeDescription describe() const = 0;
    /// Effects: allocates and computes whatever `process` needs; called once, before the first `process`.
    /// Errors: any exception refuses the edit that adds this node. Progress: blocking. [control]
    virtual void prepare(const PrepareContext& context) = 0;
    /// Effects: writes every sample of every output. Denormals are flushed to zero around the call.
    /// Progress: bounded by the frame count, without allocation, lock or system call. [audio], and on a worker
    /// of the graph when it has any: calls of one node never overlap, those of nodes without a path between
    /// them may.
    virtual void process(const ProcessContext& context) noexcept = 0;
    /// Returns: by what `process` would multiply each sample, and do nothing else, from now on and until an
    /// event reaches the node; nothing while that moves, or is more than one multiplication. The graph may then
    /// do it in place of the node, together with others, and asks again when it has called `process`. Asked of
    /// nodes whose description says `multiplies`. Progress: wait-free. [audio], as `process`.
    virtual std::optional<SteadyFactors> steadyFactors() const noexcept { return std::nullopt; }
};

} // namespace rondo::graph
