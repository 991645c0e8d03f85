// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/picture/layout.h>

#include <algorithm>
#include <utility>

namespace rondo::graph::detail {

namespace {

/// For each box the edges that leave it.
std::vector<std::vector<std::uint32_t>> leavingEdges(const LayoutRequest& request) {
    std::vector<std::vector<std::uint32_t>> leaving(request.boxes.size());
    for (std::uint32_t edge = 0; edge < request.edges.size(); ++edge)
        leaving[request.edges[edge].from].push_back(edge);
    return leaving;
}

/// Depth first, without recursion: an edge into a box that is still open would close a cycle.
class BackEdgeSearch {
public:
    explicit BackEdgeSearch(const LayoutRequest& request)
        : request_(request), leaving_(leavingEdges(request)), state_(request.boxes.size(), State::unseen) {
        for (const auto& edge : request.edges)
            back_.push_back(edge.back);
    }

    void from(std::uint32_t start) {
        if (state_[start] != State::unseen)
            return;
        open(start);
        while (!trail_.empty()) {
            auto& [box, next] = trail_.back();
            if (next == leaving_[box].size()) {
                state_[box] = State::done;
                trail_.pop_back();
                continue;
            }
            const auto edge = leaving_[box][next++];
            const auto target = request_.edges[edge].to;
            if (back_[edge])
                continue;
            if (state_[target] == State::open)
                back_[edge] = true;
            else if (state_[target] == State::unseen)
                open(target);
        }
    }
    std::vector<bool> take() { return std::move(back_); }

private:
    enum class State : std::uint8_t { unseen, open, done };
    void open(std::uint32_t box) {
        state_[box] = State::open;
        trail_.emplace_back(box, 0);
    }
    const LayoutRequest& request_;
    std::vector<std::vector<std::uint32_t>> leaving_;
    std::vector<State> state_;
    std::vector<bool> back_;
    std::vector<std::pair<std::uint32_t, std::size_t>> trail_;
};

} // namespace

std::vector<bool> backEdges(const LayoutRequest& request) {
    std::vector<bool> fed(request.boxes.size());
    for (const auto& edge : request.edges)
        if (!edge.back)
            fed[edge.to] = true;
    BackEdgeSearch search(request);
    const auto count = static_cast<std::uint32_t>(request.boxes.size());
    for (const bool sourcesFirst : {true, false})
        for (std::uint32_t box = 0; box < count; ++box)
            if (!sourcesFirst || !fed[box])
                search.from(box);
    return search.take();
}

std::vector<std::uint32_t> columnsByLongestPath(const LayoutRequest& request, const std::vector<bool>& back) {
    const auto leaving = leavingEdges(request);
    const auto count = static_cast<std::uint32_t>(request.boxes.size());
    std::vector<std::uint32_t> missing(count, 0);
    for (std::size_t edge = 0; edge < request.edges.size(); ++edge)
        if (!back[edge])
            ++missing[request.edges[edge].to];
    std::vector<std::uint32_t> ready;
    std::vector<bool> isSource(count);
    for (std::uint32_t box = 0; box < count; ++box)
        if (missing[box] == 0) {
            isSource[box] = true;
            ready.push_back(box);
        }
    std::vector<std::uint32_t> columns(count, 0);
    std::uint32_t last = 0;
    for (std::size_t index = 0; index < ready.size(); ++index)
        for (const auto edge : leaving[ready[index]]) {
            if (back[edge])
                continue;
            const auto target = request.edges[edge].to;
            columns[target] = std::max(columns[target], columns[ready[index]] + 1);
            last = std::max(last, columns[target]);
            if (--missing[target] == 0)
                ready.push_back(target);
        }
    for (std::uint32_t box = 0; box < count; ++box) {
        std::uint32_t nearest = Cell::none;
        for (const auto edge : leaving[box])
            if (!back[edge])
                nearest = std::min(nearest, columns[request.edges[edge].to]);
        if (isSource[box] && nearest != Cell::none &&
            request.boxes[box].place != LayoutRequest::Place::firstColumn)
            columns[box] = nearest - 1;
        if (request.boxes[box].place == LayoutRequest::Place::lastColumn && leaving[box].empty())
            columns[box] = last;
    }
    return columns;
}

} // namespace rondo::graph::detail
