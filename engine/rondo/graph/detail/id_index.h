// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <rondo/graph/node_id.h>
#include <vector>

namespace rondo::graph::detail {

/// Finds the position that belongs to a node id, in constant time and without allocation once it is built. Ids
/// are counted up, so mostly a plain table of all between the first and the last does; where too few of them
/// are left, cells by hash.
class IdIndex {
public:
    static constexpr std::uint32_t none = 0xffffffff;

    explicit IdIndex(std::size_t count = 0) { useCells(count); }
    /// `first` and `last`: the ids lie between them.
    IdIndex(std::size_t count, NodeId first, NodeId last) {
        const auto range = last.value - first.value;
        if (first.value > last.value || range >= mostPerId * count + mostPerId) {
            useCells(count);
        } else {
            first_ = first.value;
            table_.assign(range + 1, none);
        }
    }

    /// Requires: `id` is not zero, not inside, and in the range; no more insertions than `count`.
    void insert(NodeId id, std::uint32_t position) {
        if (!table_.empty()) {
            table_[id.value - first_] = position;
            return;
        }
        std::size_t cell = start(id);
        while (cells_[cell].id != 0)
            cell = (cell + 1) & mask_;
        cells_[cell] = {id.value, position};
    }
    std::uint32_t find(NodeId id) const noexcept {
        if (!table_.empty()) // an id before the first one wraps around
            return id.value - first_ < table_.size() ? table_[id.value - first_] : none;
        for (std::size_t cell = start(id); cells_[cell].id != 0; cell = (cell + 1) & mask_)
            if (cells_[cell].id == id.value)
                return cells_[cell].position;
        return none;
    }

private:
    static constexpr std::size_t mostPerId = 8; ///< entries of the table, which then is as large as the cells
    struct Cell {
        std::uint64_t id = 0;
        std::uint32_t position = none;
    };
    void useCells(std::size_t count) {
        mask_ = std::bit_ceil(2 * count + 2) - 1;
        shift_ = 64 - std::countr_one(mask_);
        cells_.resize(mask_ + 1);
    }
    // The top bits of the product with the golden ratio spread what is counted up evenly.
    std::size_t start(NodeId id) const noexcept { return (id.value * 0x9e3779b97f4a7c15u) >> shift_; }

    std::uint64_t first_ = 0;
    std::vector<std::uint32_t> table_; ///< by id, from `first_` on; empty: the cells are used
    std::size_t mask_ = 0;
    int shift_ = 0;
    std::vector<Cell> cells_;
};

} // namespace rondo::graph::detail
