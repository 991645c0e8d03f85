// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/edit_steps.h>

#include <algorithm>
#include <iterator>
#include <rondo/graph/detail/line_book.h>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace rondo::graph::detail {

using base::ErrorCode;
using base::fail;

namespace {

class Application {
public:
    explicit Application(GraphModel model) : model_(std::move(model)), kept_(model_.edges.size()) {}

    base::Result<void> operator()(const AddNode& step) {
        added_.emplace(step.record->id, step.record.get());
        model_.nodes.push_back(step.record);
        return {};
    }
    base::Result<void> operator()(const RemoveNode& step) {
        if (!present(step.id))
            return fail(ErrorCode::notFound, "There is no node (#" + std::to_string(step.id.value) +
                                                 ") to remove; it was never added or is removed already.");
        removed_.insert(step.id);
        return {};
    }
    base::Result<void> operator()(const Connect& step) {
        for (const auto id : {step.edge.source, step.edge.destination})
            if (removed_.contains(id))
                return fail(ErrorCode::notFound, "This edit removes node (#" + std::to_string(id.value) +
                                                     ") and then connects it; leave one of the two out.");
        if (indexed_)
            edges_.emplace(step.edge, model_.edges.size());
        model_.edges.push_back(step.edge);
        return {};
    }
    base::Result<void> operator()(const SetLatency& step) {
        const auto place =
            std::ranges::find(model_.nodes, step.id, [](const auto& record) { return record->id; });
        if (removed_.contains(step.id) || place == model_.nodes.end())
            return fail(ErrorCode::notFound, "There is no node (#" + std::to_string(step.id.value) +
                                                 ") to set the latency of; add it first.");
        constexpr std::uint32_t longest = 1u << 20;
        if (step.frames > longest)
            return fail(ErrorCode::invalidArgument, "The latency of " + nameOf(**place) + " can be at most " +
                                                        std::to_string(longest) + " frames; " +
                                                        std::to_string(step.frames) + " were given.");
        // A record is shared with schedules and with the model that a refused edit goes back to.
        auto changed = std::make_shared<NodeRecord>(**place);
        changed->latency = step.frames;
        *place = std::move(changed);
        return {};
    }
    base::Result<void> operator()(const Disconnect& step) {
        const auto found = placeOf(step.edge);
        if (found == model_.edges.size() || removed_.contains(step.edge.source) ||
            removed_.contains(step.edge.destination))
            return fail(ErrorCode::notFound,
                        "There is no edge from output " + std::to_string(step.edge.sourcePort) + " of " +
                            name(step.edge.source) + " to input " + std::to_string(step.edge.destinationPort) +
                            " of " + name(step.edge.destination) + " to disconnect.");
        if (found < kept_)
            changes_.gone.push_back(model_.edges[found]);
        model_.edges[found] = Edge{};
        edges_.erase(step.edge);
        return {};
    }

    Applied take() {
        for (std::size_t index = kept_; index < model_.edges.size(); ++index)
            if (const auto& edge = model_.edges[index];
                edge.source && !removed_.contains(edge.source) && !removed_.contains(edge.destination))
                changes_.come.push_back(edge);
        if (!removed_.empty())
            for (std::size_t index = 0; index < kept_; ++index)
                if (const auto& edge = model_.edges[index];
                    edge.source && (removed_.contains(edge.source) || removed_.contains(edge.destination)))
                    changes_.gone.push_back(edge);
        std::erase_if(model_.edges, [&](const Edge& edge) {
            return !edge.source || removed_.contains(edge.source) || removed_.contains(edge.destination);
        });
        std::erase_if(model_.nodes, [&](const std::shared_ptr<NodeRecord>& record) {
            if (!removed_.contains(record->id))
                return false;
            if (!added_.contains(record->id))
                changes_.removed.push_back(record);
            return true;
        });
        for (const auto& record : model_.nodes)
            if (!added_.empty() && added_.contains(record->id))
                changes_.added.push_back(record);
        // Two edits that are open at once can commit their nodes out of order.
        const auto byId = [](const std::shared_ptr<NodeRecord>& record) { return record->id; };
        if (!std::ranges::is_sorted(model_.nodes, {}, byId))
            std::ranges::sort(model_.nodes, {}, byId);
        // What was taken away and made again stays what it was.
        std::erase_if(changes_.come, [&](const Edge& edge) { return std::erase(changes_.gone, edge) > 0; });
        return {std::move(model_), std::move(changes_)};
    }

private:
    // A few are looked for one by one, because an index of all edges costs more.
    std::size_t placeOf(const Edge& edge) {
        constexpr int few = 8;
        if (++lookedFor_ <= few) {
            const auto found = std::ranges::find(model_.edges, edge);
            return static_cast<std::size_t>(found - model_.edges.begin());
        }
        if (!std::exchange(indexed_, true))
            for (std::size_t index = 0; index < model_.edges.size(); ++index)
                edges_.emplace(model_.edges[index], index);
        const auto found = edges_.find(edge);
        return found != edges_.end() ? found->second : model_.edges.size();
    }
    bool present(NodeId id) const {
        return !removed_.contains(id) && (added_.contains(id) || model_.find(id) != nullptr);
    }
    std::string name(NodeId id) const {
        const auto added = added_.find(id);
        return added != added_.end() ? nameOf(*added->second) : nameOf(model_, id);
    }

    GraphModel model_; ///< as long as steps are applied, a disconnected edge stays as one from nowhere
    std::unordered_map<NodeId, const NodeRecord*> added_;
    std::unordered_set<NodeId> removed_;
    std::unordered_map<Edge, std::size_t, EdgeHash> edges_;
    bool indexed_ = false; ///< `edges_` is filled
    int lookedFor_ = 0;
    std::size_t kept_; ///< edges before this place were there before the edit
    Changes changes_;
};

} // namespace

base::Result<Applied> apply(const EditSteps& steps, GraphModel model) {
    Application application(std::move(model));
    for (const auto& step : steps.list)
        if (auto done = std::visit(application, step); !done)
            return tl::unexpected<base::Error>(std::move(done.error()));
    return application.take();
}

Changes changesBetween(const PlayingGraph& playing, const GraphModel& after,
                       const std::vector<std::shared_ptr<NodeRecord>>& removed) {
    Changes changes;
    const auto plays = [&](NodeId id) { return std::ranges::binary_search(playing.nodes, id); };
    std::ranges::copy_if(after.nodes, std::back_inserter(changes.added),
                         [&](const auto& record) { return !plays(record->id); });
    for (const auto& former : playing.removed)
        if (auto record = former.lock(); record && plays(record->id))
            changes.removed.push_back(std::move(record));
    std::ranges::copy_if(removed, std::back_inserter(changes.removed),
                         [&](const auto& record) { return plays(record->id); });
    const std::unordered_set<Edge, EdgeHash> before(playing.edges.begin(), playing.edges.end());
    const std::unordered_set<Edge, EdgeHash> now(after.edges.begin(), after.edges.end());
    std::ranges::copy_if(after.edges, std::back_inserter(changes.come),
                         [&](const Edge& edge) { return !before.contains(edge); });
    std::ranges::copy_if(playing.edges, std::back_inserter(changes.gone),
                         [&](const Edge& edge) { return !now.contains(edge); });
    return changes;
}

} // namespace rondo::graph::detail
