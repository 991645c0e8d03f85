// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/picture/layout.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace rondo::graph::detail {

namespace {

constexpr int sweeps = 12;

/// Where a link ends in its column: the position of the cell, and within it that of the port.
double endOf(const Cell& cell, double offset) {
    return static_cast<double>(cell.position) + (cell.height > 0 ? offset / (cell.height + 1) : 0.0);
}

/// Counts the pairs that stand in the wrong order, with a tree of partial counts (Fenwick 1994).
std::uint64_t inversions(const std::vector<std::uint32_t>& sequence) {
    std::vector<std::uint32_t> tree(sequence.size() + 1, 0);
    std::uint64_t found = 0;
    for (std::size_t seen = 0; seen < sequence.size(); ++seen) {
        std::uint32_t notAbove = 0;
        for (std::size_t index = sequence[seen] + 1; index > 0; index -= index & (~index + 1))
            notAbove += tree[index];
        found += seen - notAbove;
        for (std::size_t index = sequence[seen] + 1; index < tree.size(); index += index & (~index + 1))
            ++tree[index];
    }
    return found;
}

/// Of links as (left end, right end).
std::uint64_t crossingsOf(std::vector<std::pair<double, double>>& ends) {
    std::ranges::sort(ends);
    std::vector<double> rights;
    for (const auto& end : ends)
        rights.push_back(end.second);
    std::ranges::sort(rights);
    rights.erase(std::unique(rights.begin(), rights.end()), rights.end());
    std::vector<std::uint32_t> places;
    for (const auto& end : ends)
        places.push_back(
            static_cast<std::uint32_t>(std::ranges::lower_bound(rights, end.second) - rights.begin()));
    return inversions(places);
}

void number(Layers& layers, std::size_t column) {
    for (std::uint32_t position = 0; position < layers.columns[column].size(); ++position)
        layers.cells[layers.columns[column][position]].position = position;
}

/// Sorts a column by the mean position of each cell's neighbours on one side. Cells without any keep their
/// place.
void sortByNeighbours(Layers& layers, std::size_t column, bool byLeft) {
    auto& order = layers.columns[column];
    std::vector<std::size_t> places;
    std::vector<std::pair<double, std::uint32_t>> wanted;
    for (std::size_t place = 0; place < order.size(); ++place) {
        const auto cell = order[place];
        const auto& links = byLeft ? layers.leftLinks[cell] : layers.rightLinks[cell];
        if (links.empty())
            continue;
        double sum = 0;
        for (const auto index : links) {
            const auto& link = layers.links[index];
            sum += byLeft ? endOf(layers.cells[link.left], link.leftOffset)
                          : endOf(layers.cells[link.right], link.rightOffset);
        }
        places.push_back(place);
        wanted.emplace_back(sum / static_cast<double>(links.size()), cell);
    }
    std::ranges::stable_sort(wanted, {}, &std::pair<double, std::uint32_t>::first);
    for (std::size_t index = 0; index < places.size(); ++index)
        order[places[index]] = wanted[index].second;
    number(layers, column);
}

/// A lane that begins or ends beside its box goes right under it.
void keepBeside(Layers& layers, std::size_t column) {
    auto& order = layers.columns[column];
    std::vector<std::pair<std::uint32_t, std::uint32_t>> keys;
    bool moved = false;
    for (const auto cell : order) {
        const auto box = layers.cells[cell].beside;
        moved = moved || box != Cell::none;
        keys.emplace_back(
            2 * layers.cells[box != Cell::none ? box : cell].position + (box != Cell::none ? 1 : 0), cell);
    }
    if (!moved)
        return;
    std::ranges::stable_sort(keys, {}, &std::pair<std::uint32_t, std::uint32_t>::first);
    for (std::size_t index = 0; index < order.size(); ++index)
        order[index] = keys[index].second;
    number(layers, column);
}

} // namespace

std::uint64_t countCrossings(const Layers& layers) {
    std::uint64_t crossings = 0;
    std::vector<std::pair<double, double>> ends;
    for (const auto& column : layers.columns) {
        ends.clear();
        for (const auto cell : column)
            for (const auto index : layers.rightLinks[cell]) {
                const auto& link = layers.links[index];
                ends.emplace_back(endOf(layers.cells[link.left], link.leftOffset),
                                  endOf(layers.cells[link.right], link.rightOffset));
            }
        crossings += crossingsOf(ends);
    }
    return crossings;
}

void reduceCrossings(Layers& layers) {
    const auto count = layers.columns.size();
    for (std::size_t column = 0; column < count; ++column) {
        number(layers, column);
        keepBeside(layers, column);
    }
    auto best = layers.columns;
    auto fewest = countCrossings(layers);
    for (int sweep = 0; sweep < sweeps && fewest > 0; ++sweep) {
        const bool rightwards = sweep % 2 == 0;
        for (std::size_t index = 0; index < count; ++index) {
            const auto column = rightwards ? index : count - 1 - index;
            sortByNeighbours(layers, column, rightwards);
            keepBeside(layers, column);
        }
        if (const auto crossings = countCrossings(layers); crossings < fewest) {
            fewest = crossings;
            best = layers.columns;
        }
    }
    layers.columns = std::move(best);
    for (std::size_t column = 0; column < count; ++column)
        number(layers, column);
}

} // namespace rondo::graph::detail
