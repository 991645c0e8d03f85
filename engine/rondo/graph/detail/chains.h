// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <rondo/graph/steady_factors.h>
#include <span>
#include <vector>

namespace rondo::graph::detail {

/// What a step of a chain does to the samples that pass: adds others or multiplies.
struct ChainOperation {
    const float* const* added = nullptr;    ///< channels; null: multiplies
    const SteadyFactors* factors = nullptr; ///< what by, once the step is steady
};

/// Steps that follow each other and of which each alone reads what the one before makes.
struct Chain {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
};

/// How a step takes part in a chain.
struct ChainStep {
    std::uint32_t firstOperation = 0; ///< into Chains::operations; those of the next step follow
    std::uint32_t through = 0;        ///< the input port whose samples pass; others are added to them
};

/// The chains that can go over memory once instead of once a step. Any part of a chain can too. Immutable.
struct Chains {
    std::vector<Chain> list;                ///< ascending
    std::vector<ChainStep> steps;           ///< by step, and one behind the last; none without a chain
    std::vector<ChainOperation> operations; ///< in the order of the steps

    /// Returns: what the steps [first, end) do together. Requires: all belong to one chain. Progress:
    /// wait-free. [any]
    std::span<const ChainOperation> operationsOf(std::uint32_t first, std::uint32_t end) const noexcept {
        const auto begin = steps[first].firstOperation;
        return std::span(operations).subspan(begin, steps[end].firstOperation - begin);
    }
};

/// Effects: calls `plain(first, end)` and `chain(first, end)` in turn for the pieces of [first, end) that lie
/// outside and inside of chains.
template <class PlainRun, class ChainRun>
void forEachRun(const Chains& chains, std::uint32_t first, std::uint32_t end, PlainRun plain, ChainRun chain) {
    auto next = std::ranges::upper_bound(chains.list, first, {}, &Chain::end);
    while (first < end) {
        const auto chainFirst = next != chains.list.end() ? std::min(std::max(next->first, first), end) : end;
        if (first < chainFirst)
            plain(first, chainFirst);
        if (chainFirst == end)
            return;
        first = std::min(next->end, end);
        chain(chainFirst, first);
        ++next;
    }
}

} // namespace rondo::graph::detail
