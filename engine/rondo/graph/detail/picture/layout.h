// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

namespace rondo::graph::detail {

/// What is to be laid out: boxes, and edges from the right side of one to the left side of another.
struct LayoutRequest {
    enum class Place : std::uint8_t { anywhere, firstColumn, lastColumn };
    struct Box {
        double width = 0;
        double height = 0;
        Place place = Place::anywhere;
    };
    struct Edge {
        std::uint32_t from = 0;
        std::uint32_t to = 0;
        double fromOffset = 0; ///< of the port, downwards from the middle of the box
        double toOffset = 0;
        bool back = false; ///< whether it is meant to lead back
    };
    std::vector<Box> boxes;
    std::vector<Edge> edges;
};

/// Where an edge passes a column: from side to side, at one height.
struct Lane {
    std::uint32_t column = 0;
    double y = 0;
};

/// Where everything is. Left and top are 0.
struct Layout {
    struct Column {
        double left = 0;
        double width = 0; ///< of every box in it
    };
    struct Route {
        bool back = false; ///< leads to a column that is not further right; lanes then run from right to left
                           ///< and begin and end in the columns of the boxes themselves
        std::vector<Lane> lanes;
    };
    std::vector<Column> columns;
    std::vector<std::uint32_t> columnOf; ///< of each box
    std::vector<double> middles;         ///< y of each box
    std::vector<Route> routes;           ///< of each edge
    double width = 0;
    double height = 0;
};

/// Something with a place in a column: a box, or a lane of an edge.
struct Cell {
    std::uint32_t column = 0;
    std::uint32_t position = 0; ///< among the cells of its column, from the top
    double height = 0;
    double y = 0;
    std::uint32_t beside = none; ///< of the first and last lane of an edge that leads back: its box
    static constexpr std::uint32_t none = ~std::uint32_t{0};
};

/// A piece of an edge between cells of neighbouring columns.
struct Link {
    std::uint32_t left = 0;
    std::uint32_t right = 0;
    double leftOffset = 0;
    double rightOffset = 0;
    double weight = 1; ///< how much it wants to be level
};

/// The layout while it grows: boxes are the first cells, lanes follow.
struct Layers {
    std::size_t boxCount = 0;
    std::vector<Cell> cells;
    std::vector<Link> links;
    std::vector<std::vector<std::uint32_t>> columns; ///< cells from top to bottom
    std::vector<std::vector<std::uint32_t>> leftLinks;
    std::vector<std::vector<std::uint32_t>> rightLinks;
    bool isLane(std::uint32_t cell) const { return cell >= boxCount; }
};

/// Which edges lead back, so that the others form no cycle: those that are meant to, and what else it takes.
std::vector<bool> backEdges(const LayoutRequest& request);
/// Columns by the longest path; a source stands just before what it feeds.
std::vector<std::uint32_t> columnsByLongestPath(const LayoutRequest& request, const std::vector<bool>& back);
/// Orders the cells of each column so that few links cross.
void reduceCrossings(Layers& layers);
std::uint64_t countCrossings(const Layers& layers);
/// Gives each cell its y: in order, without overlaps, edges as level as possible.
void placeCells(Layers& layers);

/// All of it.
Layout layOut(const LayoutRequest& request);

} // namespace rondo::graph::detail
