// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/picture/layout.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace rondo::graph::detail {

namespace {

constexpr double laneHeight = 6;
constexpr double narrowestGap = 56;
constexpr double widestGap = 190;
/// More lanes than this make no readable picture and much work: long edges then go straight across.
constexpr std::size_t mostLanes = 100000;

/// Fills the layers and remembers which lanes belong to which edge.
class Assembly {
public:
    explicit Assembly(const LayoutRequest& request)
        : request_(request), back_(backEdges(request)), columnOf_(columnsByLongestPath(request, back_)),
          lanes_(request.edges.size()) {
        layers_.boxCount = request.boxes.size();
        std::uint32_t last = 0;
        for (const auto column : columnOf_)
            last = std::max(last, column);
        layers_.columns.resize(request.boxes.empty() ? 0 : last + 1);
        for (std::uint32_t box = 0; box < request.boxes.size(); ++box)
            addCell({columnOf_[box], 0, request.boxes[box].height, 0, Cell::none});
        std::size_t wanted = 0;
        for (const auto& edge : request.edges)
            wanted += static_cast<std::size_t>(
                std::abs(static_cast<double>(columnOf_[edge.to]) - static_cast<double>(columnOf_[edge.from])));
        withLanes_ = wanted <= mostLanes;
        for (std::uint32_t edge = 0; edge < request.edges.size(); ++edge)
            back_[edge] ? addBack(edge) : addForward(edge);
        layers_.leftLinks.resize(layers_.cells.size());
        layers_.rightLinks.resize(layers_.cells.size());
        for (std::uint32_t index = 0; index < layers_.links.size(); ++index) {
            layers_.rightLinks[layers_.links[index].left].push_back(index);
            layers_.leftLinks[layers_.links[index].right].push_back(index);
        }
    }

    Layout finish() {
        reduceCrossings(layers_);
        placeCells(layers_);
        Layout layout;
        layout.columnOf = columnOf_;
        placeRows(layout);
        placeColumns(layout);
        return layout;
    }

private:
    std::uint32_t addCell(const Cell& cell) {
        const auto number = static_cast<std::uint32_t>(layers_.cells.size());
        layers_.cells.push_back(cell);
        layers_.columns[cell.column].push_back(number);
        return number;
    }
    std::uint32_t addLane(std::uint32_t edge, std::uint32_t column, std::uint32_t beside = Cell::none) {
        lanes_[edge].push_back(addCell({column, 0, laneHeight, 0, beside}));
        return lanes_[edge].back();
    }
    void addForward(std::uint32_t number) {
        const auto& edge = request_.edges[number];
        if (!withLanes_ && columnOf_[edge.to] != columnOf_[edge.from] + 1)
            return;
        auto left = edge.from;
        double offset = edge.fromOffset;
        for (auto column = columnOf_[edge.from] + 1; column < columnOf_[edge.to]; ++column) {
            const auto lane = addLane(number, column);
            layers_.links.push_back({left, lane, offset, 0, left == edge.from ? 2.0 : 8.0});
            left = lane;
            offset = 0;
        }
        layers_.links.push_back({left, edge.to, offset, edge.toOffset, left == edge.from ? 1.0 : 2.0});
    }
    /// Lanes from the source's column leftwards to the destination's, both included.
    void addBack(std::uint32_t number) {
        const auto& edge = request_.edges[number];
        const auto first = columnOf_[edge.from];
        const auto last = columnOf_[edge.to];
        if (last > first || (!withLanes_ && last != first)) // without a column between, it is an ordinary line
            return addForward(number);
        for (auto column = first + 1; column-- > last;) {
            const auto lane = addLane(number, column,
                                      column == first  ? edge.from
                                      : column == last ? edge.to
                                                       : Cell::none);
            if (column != first)
                layers_.links.push_back({lane, lane - 1, 0, 0, 8});
        }
    }

    void placeRows(Layout& layout) {
        double top = std::numeric_limits<double>::max();
        double bottom = std::numeric_limits<double>::lowest();
        for (const auto& cell : layers_.cells) {
            top = std::min(top, cell.y - cell.height / 2);
            bottom = std::max(bottom, cell.y + cell.height / 2);
        }
        layout.height = layers_.cells.empty() ? 0 : bottom - top;
        const auto height = [&](std::uint32_t cell) { return std::round(layers_.cells[cell].y - top); };
        for (std::uint32_t box = 0; box < layers_.boxCount; ++box)
            layout.middles.push_back(height(box));
        for (std::uint32_t edge = 0; edge < request_.edges.size(); ++edge) {
            Layout::Route route;
            route.back =
                back_[edge] && columnOf_[request_.edges[edge].to] <= columnOf_[request_.edges[edge].from];
            for (const auto lane : lanes_[edge])
                route.lanes.push_back({layers_.cells[lane].column, height(lane)});
            layout.routes.push_back(std::move(route));
        }
    }

    /// The steeper the edges between two columns, the further apart they are.
    void placeColumns(Layout& layout) {
        std::vector<double> steepest(layers_.columns.size(), 0);
        std::vector<double> widest(layers_.columns.size(), 0);
        for (const auto& link : layers_.links) {
            const auto& left = layers_.cells[link.left];
            const auto& right = layers_.cells[link.right];
            auto& steep = steepest[left.column];
            steep = std::max(steep, std::abs(left.y + link.leftOffset - right.y - link.rightOffset));
        }
        for (std::uint32_t box = 0; box < layers_.boxCount; ++box)
            widest[columnOf_[box]] = std::max(widest[columnOf_[box]], request_.boxes[box].width);
        double left = 0;
        for (std::size_t column = 0; column < layers_.columns.size(); ++column) {
            layout.columns.push_back({left, std::ceil(widest[column])});
            layout.width = left + layout.columns.back().width;
            left = std::round(layout.width + std::min(narrowestGap + 0.11 * steepest[column], widestGap));
        }
    }

    const LayoutRequest& request_;
    std::vector<bool> back_;
    std::vector<std::uint32_t> columnOf_;
    std::vector<std::vector<std::uint32_t>> lanes_;
    Layers layers_;
    bool withLanes_ = true;
};

} // namespace

Layout layOut(const LayoutRequest& request) { return Assembly(request).finish(); }

} // namespace rondo::graph::detail
