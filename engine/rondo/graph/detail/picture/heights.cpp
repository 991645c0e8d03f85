// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/picture/layout.h>

#include <algorithm>

namespace rondo::graph::detail {

namespace {

constexpr int rounds = 24;

double apart(const Layers& layers, std::uint32_t upper, std::uint32_t lower) {
    const bool lanes = layers.isLane(upper) || layers.isLane(lower);
    return (layers.cells[upper].height + layers.cells[lower].height) / 2 + (lanes ? 8 : 18);
}

struct Wish {
    double y = 0;
    double weight = 0;
};

void addSide(const Layers& layers, std::uint32_t cell, bool left, Wish& sum) {
    for (const auto index : left ? layers.leftLinks[cell] : layers.rightLinks[cell]) {
        const auto& link = layers.links[index];
        const double y = left ? layers.cells[link.left].y + link.leftOffset - link.rightOffset
                              : layers.cells[link.right].y + link.rightOffset - link.leftOffset;
        sum.y += y * link.weight;
        sum.weight += link.weight;
    }
}

/// Where a cell wants to be: level with its neighbours on the sides that count, else where it is.
Wish wishOf(const Layers& layers, std::uint32_t cell, bool left, bool right) {
    constexpr double faint = 1e-3;
    const auto& self = layers.cells[cell];
    Wish sum{self.y * faint, faint};
    if (left)
        addSide(layers, cell, true, sum);
    if (right)
        addSide(layers, cell, false, sum);
    if (sum.weight == faint && !(left && right)) {
        addSide(layers, cell, true, sum);
        addSide(layers, cell, false, sum);
    }
    if (self.beside != Cell::none) {
        const auto& box = layers.cells[self.beside];
        sum.y += box.y + (box.height + self.height) / 2 + 8;
        sum.weight += 1;
    }
    return {sum.y / sum.weight, sum.weight};
}

/// The nearest heights in the sense of least squares that keep order and distances: with the distances taken
/// off this is isotonic regression, solved by pooling adjacent violators (Ayer et al. 1955).
void settle(Layers& layers, const std::vector<std::uint32_t>& column, bool left, bool right) {
    struct Pool {
        double sum;
        double weight;
        std::size_t count;
        double mean() const { return sum / weight; }
    };
    std::vector<Pool> pools;
    std::vector<double> offsets;
    for (std::size_t index = 0; index < column.size(); ++index) {
        offsets.push_back(index == 0 ? 0 : offsets.back() + apart(layers, column[index - 1], column[index]));
        const auto wish = wishOf(layers, column[index], left, right);
        pools.push_back({(wish.y - offsets.back()) * wish.weight, wish.weight, 1});
        while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
            const auto merged = pools.back();
            pools.pop_back();
            pools.back().sum += merged.sum;
            pools.back().weight += merged.weight;
            pools.back().count += merged.count;
        }
    }
    std::size_t index = 0;
    for (const auto& pool : pools)
        for (std::size_t member = 0; member < pool.count; ++member, ++index)
            layers.cells[column[index]].y = pool.mean() + offsets[index];
}

} // namespace

void placeCells(Layers& layers) {
    for (const auto& column : layers.columns) {
        double y = 0;
        for (std::size_t index = 0; index < column.size(); ++index) {
            y += index == 0 ? 0 : apart(layers, column[index - 1], column[index]);
            layers.cells[column[index]].y = y;
        }
        for (const auto cell : column)
            layers.cells[cell].y -= y / 2;
    }
    const auto count = layers.columns.size();
    for (int round = 0; round < rounds; ++round) {
        const bool rightwards = round % 2 == 0;
        const bool bothSides = round >= rounds / 2;
        for (std::size_t index = 0; index < count; ++index)
            settle(layers, layers.columns[rightwards ? index : count - 1 - index], rightwards || bothSides,
                   !rightwards || bothSides);
    }
}

} // namespace rondo::graph::detail
