// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/edit_steps.h>

#include <algorithm>
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
    explicit Application(GraphModel model) : model_(std::move(model)) {}

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
        if (!std::exchange(indexed_, true))
            for (std::size_t index = 0; index < model_.edges.size(); ++index)
                edges_.emplace(model_.edges[index], index);
        const auto found = edges_.find(step.edge);
        if (found == edges_.end() || removed_.contains(step.edge.source) ||
            removed_.contains(step.edge.destination))
            return fail(ErrorCode::notFound,
                        "There is no edge from output " + std::to_string(step.edge.sourcePort) + " of " +
                            name(step.edge.source) + " to input " + std::to_string(step.edge.destinationPort) +
                            " of " + name(step.edge.destination) + " to disconnect.");
        model_.edges[found->second] = Edge{};
        edges_.erase(found);
        return {};
    }

    GraphModel take() {
        std::erase_if(model_.edges, [&](const Edge& edge) {
            return !edge.source || removed_.contains(edge.source) || removed_.contains(edge.destination);
        });
        std::erase_if(model_.nodes,
                      [&](const std::shared_ptr<NodeRecord>& record) { return removed_.contains(record->id); });
        // Two edits that are open at once can commit their nodes out of order.
        const auto byId = [](const std::shared_ptr<NodeRecord>& record) { return record->id; };
        if (!std::ranges::is_sorted(model_.nodes, {}, byId))
            std::ranges::sort(model_.nodes, {}, byId);
        return std::move(model_);
    }

private:
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
    bool indexed_ = false; ///< the first Disconnect fills `edges_`
};

} // namespace

base::Result<GraphModel> apply(const EditSteps& steps, GraphModel model) {
    Application application(std::move(model));
    for (const auto& step : steps.list)
        if (auto done = std::visit(application, step); !done)
            return tl::unexpected<base::Error>(std::move(done.error()));
    return application.take();
}

} // namespace rondo::graph::detail
