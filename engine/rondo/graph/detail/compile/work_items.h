// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/graph/detail/compile/resolved_graph.h>
#include <span>
#include <vector>

namespace rondo::graph::detail {

/// Chains of vertices and who waits for whom. Items are numbered in an order in which each comes after all
/// whose samples it reads.
struct WorkItems {
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    std::vector<std::uint32_t> itemOf;     ///< by vertex
    std::vector<std::uint32_t> waits;      ///< by item: for how many
    std::vector<std::uint32_t> firstAfter; ///< by item, and one more: into `after`
    std::vector<std::uint32_t> after;      ///< the items that wait for it
    std::uint32_t longestPath = 0;         ///< vertices that must run one after the other

    std::uint32_t count() const { return static_cast<std::uint32_t>(waits.size()); }
    std::span<const std::uint32_t> successors(std::uint32_t item) const {
        return std::span(after).subspan(firstAfter[item], firstAfter[item + 1] - firstAfter[item]);
    }
};

/// Effects: cuts the graph into maximal chains: a vertex joins the one before when it is that one's only reader
/// and has no other source. The graph's output waits for its input even where no edge leads from one to the
/// other, because both may lie in the same memory. Requires: `order` is what `sort` made of `graph`.
WorkItems findWorkItems(const ResolvedGraph& graph, std::span<const std::uint32_t> order);

} // namespace rondo::graph::detail
