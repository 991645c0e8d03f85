// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <rondo/graph/node_id.h>
#include <vector>

namespace rondo::graph::detail {

/// Finds the position that belongs to a node id, in constant time and without allocation once it is built.
class IdIndex {
public:
    static constexpr std::uint32_t none = 0xffffffff;

    explicit IdIndex(std::size_t count = 0)
        : mask_(std::bit_ceil(2 * count + 2) - 1), shift_(64 - std::countr_one(mask_)), cells_(mask_ + 1) {}

    /// Requires: `id` is not zero and not inside; no more insertions than `count`.
    void insert(NodeId id, std::uint32_t position) {
        std::size_t cell = start(id);
        while (cells_[cell].id != 0)
            cell = (cell + 1) & mask_;
        cells_[cell] = {id.value, position};
    }
    std::uint32_t find(NodeId id) const noexcept {
        for (std::size_t cell = start(id); cells_[cell].id != 0; cell = (cell + 1) & mask_)
            if (cells_[cell].id == id.value)
                return cells_[cell].position;
        return none;
    }

private:
    struct Cell {
        std::uint64_t id = 0;
        std::uint32_t position = none;
    };
    // Ids are counted up, so the top bits of the product with the golden ratio spread them evenly.
    std::size_t start(NodeId id) const noexcept { return (id.value * 0x9e3779b97f4a7c15u) >> shift_; }

    std::size_t mask_;
    int shift_;
    std::vector<Cell> cells_;
};

} // namespace rondo::graph::detail
