// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>
#include <cstdint>
#include <host/hosting/hosted_plugin.h>
#include <host/session/insert_id.h>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/graph/graph_control.h>
#include <rondo/graph/node_id.h>
#include <rondo/graph/output_levels.h>
#include <span>
#include <string>
#include <vector>

namespace rondo::hosting {

using host::InsertId;

/// One place of a chain: a node of Rondo's own, or a plugin.
struct Insert {
    InsertId id;
    std::string name; ///< for people
    graph::NodeId node;
    std::unique_ptr<HostedPlugin> plugin; ///< null for a node of Rondo's own
    bool bypassed = false;
    std::shared_ptr<const graph::OutputLevels> levels; ///< of what leaves it
};

/// Effects in a row, between two nodes of a graph: each change is one edit of the graph, so that it is heard
/// whole, with a fade, or not at all. What is removed plays on until the graph has let it go, and is freed here
/// then. Used on the graph's control thread, which is JUCE's message thread if there are plugins.
class InsertChain {
public:
    /// Effects: nothing yet; see `connect`. Requires: the graph outlives the chain, and both nodes stay; the
    /// first output of `source` is as wide as the first input of `destination`. [control]
    InsertChain(graph::GraphControl& graph, graph::NodeId source, graph::NodeId destination) noexcept
        : graph_(graph), source_(source), destination_(destination) {}
    /// Effects: takes its nodes out of the graph. Requires: the graph plays, or its processor is gone: plugins
    /// are freed when their nodes have been. Progress: blocking until then, at most 5 s; plugins that are still
    /// held after that are given up. [control]
    ~InsertChain();
    InsertChain(const InsertChain&) = delete;
    InsertChain& operator=(const InsertChain&) = delete;

    /// Effects: joins the two ends, without inserts. Errors: as GraphEdit::commit. [control]
    base::Result<void> connect();
    /// Effects: puts a plugin at a place, counted from 0; one beyond the end is the end. Requires: not null; no
    /// insert of the chain has this id. Errors: as GraphEdit::commit; then the plugin is gone and the chain as
    /// it was. [control]
    base::Result<void> add(InsertId insert, std::size_t place, std::unique_ptr<HostedPlugin> plugin);
    /// Effects: the same for a node with one input and one output, as wide as the chain. [control]
    base::Result<void> add(InsertId insert, std::size_t place, std::unique_ptr<graph::Node> node,
                           std::string name);
    /// Effects: takes an insert out. Errors: notFound; as GraphEdit::commit. [control]
    base::Result<void> remove(InsertId insert);
    /// Effects: puts an insert elsewhere: `place` counts without it. Errors: as `remove`. [control]
    base::Result<void> move(InsertId insert, std::size_t place);
    /// Effects: lets the signal pass by an insert, as late as through it, or through it again. Errors: as
    /// `remove`. [control]
    base::Result<void> bypass(InsertId insert, bool bypassed);
    /// Effects: sets a parameter, 0 to 1 for a plugin, from the next block on. Errors: notFound; as
    /// GraphControl::setParameter. [control]
    base::Result<void> setParameter(InsertId insert, std::uint32_t parameter, float value);
    /// Effects: compensates for latencies that plugins have changed, and frees what the graph has let go; for a
    /// timer to call some times a second. Errors: as GraphEdit::commit. [control]
    base::Result<void> attend();

    /// Effects: forgets its inserts, which stay in the graph. Returns: all plugins of the chain, to be freed
    /// after the graph: when that goes with its device stopped. [control]
    std::vector<std::unique_ptr<HostedPlugin>> release() noexcept;

    /// Returns: the inserts in their order. Progress: wait-free. [control]
    std::span<const Insert> inserts() const noexcept { return inserts_; }
    /// Returns: an insert, or null. Progress: linear. [control]
    const Insert* find(InsertId insert) const noexcept;
    /// Returns: how loud what leaves an insert is, bypassed or not; null where there is none of that id.
    /// Progress: linear. [control]
    const graph::OutputLevels* levels(InsertId insert) const noexcept;

private:
    using Order = std::vector<graph::NodeId>;
    Order path() const;
    static void rewire(graph::GraphEdit& edit, const Order& before, const Order& after);
    base::Result<void> put(std::size_t place, graph::GraphEdit& edit, std::unique_ptr<graph::Node> node,
                           Insert insert);
    base::Result<std::size_t> placeOf(InsertId insert) const;

    graph::GraphControl& graph_;
    const graph::NodeId source_;
    const graph::NodeId destination_;
    std::vector<Insert> inserts_;
    std::vector<std::unique_ptr<HostedPlugin>> leaving_; ///< whose nodes the graph may have still
};

} // namespace rondo::hosting
