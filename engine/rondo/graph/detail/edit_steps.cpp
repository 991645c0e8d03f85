// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/edit_steps.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <rondo/graph/detail/group_book.h>
#include <rondo/graph/detail/line_book.h>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace rondo::graph::detail {

using base::ErrorCode;
using base::fail;

namespace {

using EdgeSet = std::unordered_set<Edge, EdgeHash>;
using Records = std::vector<std::shared_ptr<NodeRecord>>;

NodeId idOf(const std::shared_ptr<NodeRecord>& record) { return record->id; }

/// "2 inputs of 2 and 1 channels", "no inputs".
std::string widths(const std::vector<PortDescription>& ports, const char* side) {
    std::string text = (ports.empty() ? "no" : std::to_string(ports.size())) + " " + side;
    text += ports.size() == 1 ? "" : "s";
    for (std::size_t port = 0; port < ports.size(); ++port)
        text += (port == 0                 ? " of "
                 : port + 1 < ports.size() ? ", "
                                           : " and ") +
                std::to_string(ports[port].width);
    return text + (ports.empty() ? "" : ports.size() == 1 && ports[0].width == 1 ? " channel" : " channels");
}

class Application {
public:
    Application(const ResolvedGraph& graph, GroupList groups, std::uint32_t maximumFrames)
        : graph_(graph), groups_(std::move(groups)), maximumFrames_(maximumFrames) {}

    base::Result<void> operator()(const AddNode& step) {
        auto& record = *step.record;
        if (record.group) {
            const auto* group = groups_.find(record.group);
            if (group == nullptr)
                return fail(ErrorCode::notFound, nameOf(record) + " is to stand in (#" +
                                                     std::to_string(record.group.value) +
                                                     "), which is no group of the graph; add that one first.");
            record.path = group->path + group->name + "/";
        }
        added_.emplace(step.record->id, changes_.added.size());
        changes_.added.push_back(step.record);
        return {};
    }
    base::Result<void> operator()(const AddGroup& step) { return groups_.add(step.group); }
    base::Result<void> operator()(const RemoveNode& step) {
        if (groups_.find(step.id) != nullptr) {
            removeInside(groups_.remove(step.id));
            return {};
        }
        if (findNode(step.id) == nullptr)
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
        for (const auto id : {step.edge.source, step.edge.destination})
            if (isJunction(id))
                return fail(ErrorCode::notFound, "There is no node (#" + std::to_string(id.value) +
                                                     ") to connect; name a port of a group by NodeGroup.");
        if (auto inside = checkBorders(step.edge); !inside)
            return inside;
        const auto edge = groups_.flat(step.edge);
        if (!edge)
            return tl::unexpected<base::Error>(edge.error());
        addEdge(*edge);
        return {};
    }
    base::Result<void> operator()(const SetLatency& step) {
        const auto* const former = findNode(step.id);
        if (former == nullptr)
            return fail(ErrorCode::notFound, "There is no node (#" + std::to_string(step.id.value) +
                                                 ") to set the latency of; add it first.");
        constexpr std::uint32_t longest = 1u << 20;
        if (step.frames > longest)
            return fail(ErrorCode::invalidArgument, "The latency of " + nameOf(*former) + " can be at most " +
                                                        std::to_string(longest) + " frames; " +
                                                        std::to_string(step.frames) + " were given.");
        auto& record = change(step.id);
        record.latency = step.frames;
        if (record.bypass && record.bypass->capacity() < step.frames)
            makeBypass(record, step.frames, maximumFrames_, record.bypassed,
                       record.bypassed && !added_.contains(step.id));
        return {};
    }
    base::Result<void> operator()(const Meter& step) {
        const auto* const former = findNode(step.id);
        if (former == nullptr)
            return fail(ErrorCode::notFound,
                        "There is no node (#" + std::to_string(step.id.value) + ") to meter; add it first.");
        if (former->description.outputs.empty())
            return fail(ErrorCode::invalidArgument,
                        nameOf(*former) + " has no output to meter; meter what it reads.");
        change(step.id).levels = step.levels;
        return {};
    }
    base::Result<void> operator()(const SetBypass& step) {
        if (const auto* group = groups_.find(step.id))
            return bypassGroup(*group, step.bypassed);
        const auto* const former = findNode(step.id);
        if (former == nullptr)
            return fail(ErrorCode::notFound,
                        "There is no node (#" + std::to_string(step.id.value) + ") to bypass; add it first.");
        if (auto passes = checkPassing(nameOf(*former), former->description); !passes)
            return passes;
        if (former->bypassed != step.bypassed)
            setBypass(step.id, step.bypassed, 0);
        return {};
    }
    base::Result<void> operator()(const Automate& step) {
        const auto* const found = find(step.id);
        if (found == nullptr)
            return fail(ErrorCode::notFound,
                        "There is no node (#" + std::to_string(step.id.value) + ") to automate; add it first.");
        const auto& record = *found;
        const auto& parameters = record.description.parameters;
        if (step.parameter >= parameters.size())
            return fail(ErrorCode::notFound, nameOf(record) + " has " + std::to_string(parameters.size()) +
                                                 " parameters, counted from 0, and no parameter " +
                                                 std::to_string(step.parameter) + " to automate.");
        std::erase_if(automations(), [&](const auto& one) {
            return one->node() == step.id && one->parameter() == step.parameter;
        });
        const auto& range = parameters[step.parameter];
        if (step.curve)
            automations().push_back(std::make_shared<Automation>(step.id, step.parameter, range.minimum,
                                                                 range.maximum, step.curve));
        return {};
    }
    base::Result<void> operator()(const Disconnect& step) {
        const auto& named = step.edge;
        const auto flat = groups_.flat(named);
        if (flat && !isJunction(named.source) && !isJunction(named.destination) &&
            !removed_.contains(flat->source) && !removed_.contains(flat->destination)) {
            const auto& edge = *flat;
            const auto place = graph_.placeOf(edge);
            if (place != ResolvedGraph::none && taken_.insert(edge).second) {
                changes_.gone.push_back(edge);
                changes_.gone.back().options = graph_.options[place];
                return {};
            }
            if (const auto found = placeAmongNew(edge); found < changes_.come.size()) {
                changes_.come[found] = Edge{};
                places_.erase(edge);
                return {};
            }
        }
        return fail(ErrorCode::notFound, std::string("There is no ") + (named.events ? "event " : "") +
                                             "edge from output " + std::to_string(named.sourcePort) + " of " +
                                             name(named.source) + " to input " +
                                             std::to_string(named.destinationPort) + " of " +
                                             name(named.destination) + " to disconnect.");
    }

    Changes take() {
        for (auto* const edges : {&changes_.come, &changes_.passing})
            std::erase_if(*edges, [&](const Edge& edge) {
                return !edge.source || removed_.contains(edge.source) || removed_.contains(edge.destination);
            });
        changes_.groups = groups_.take();
        if (!taken_.empty())
            keepWhatCameBack();
        if (!removed_.empty())
            takeRemoved();
        if (automations_)
            changes_.automations = std::make_shared<const Automations>(*std::move(automations_));
        // Two edits that are open at once can commit their nodes out of order.
        if (!std::ranges::is_sorted(changes_.added, {}, idOf))
            std::ranges::sort(changes_.added, {}, idOf);
        return std::move(changes_);
    }

private:
    std::string name(NodeId id) const {
        if (auto group = groups_.name(id); !group.empty())
            return group;
        const auto added = added_.find(id);
        return added != added_.end() ? nameOf(*changes_.added[added->second]) : nameOf(graph_, id);
    }
    /// The record of a node as it is after the steps so far; null for one that is not there.
    const NodeRecord* find(NodeId id) const {
        if (removed_.contains(id))
            return nullptr;
        if (const auto added = added_.find(id); added != added_.end())
            return changes_.added[added->second].get();
        const auto known = std::ranges::find(changes_.altered, id, idOf);
        return known != changes_.altered.end() ? known->get() : graph_.find(id);
    }
    bool isJunction(NodeId id) const {
        const auto* const record = groups_.empty() ? nullptr : find(id);
        return record != nullptr && record->junction;
    }
    /// The same, but null for a port of a group, which callers do not name.
    const NodeRecord* findNode(NodeId id) const { return isJunction(id) ? nullptr : find(id); }
    // A record is shared with schedules and with the graph that a refused edit goes back to.
    NodeRecord& change(NodeId id) {
        auto changed = std::make_shared<NodeRecord>(*find(id));
        const auto added = added_.find(id);
        const auto known = std::ranges::find(changes_.altered, id, idOf);
        auto& place = added != added_.end()             ? changes_.added[added->second]
                      : known != changes_.altered.end() ? *known
                                                        : changes_.altered.emplace_back();
        place = std::move(changed);
        return *place;
    }
    static base::Result<void> checkPassing(const std::string& name, const NodeDescription& ports) {
        if (canBypass(ports))
            return {};
        return fail(ErrorCode::invalidArgument,
                    name +
                        " cannot be bypassed: each output must have an input of the same number and width to "
                        "pass on, and it has " +
                        widths(ports.inputs, "input") + " and " + widths(ports.outputs, "output") +
                        "; disconnect it instead.");
    }
    /// `longest`: how late a junction may be; of a node its latency counts.
    void setBypass(NodeId id, bool bypassed, std::uint32_t longest) {
        auto& record = change(id);
        record.bypassed = bypassed;
        // What is new has nothing to be faded from.
        const bool fresh = added_.contains(id);
        if (!record.bypass || fresh)
            makeBypass(record, std::max(longest, record.latency), maximumFrames_, bypassed && fresh, false);
    }
    // A way from each input to the output of its number, which the output takes instead of what comes from
    // inside. It is laid once and stays.
    base::Result<void> bypassGroup(const GroupRecord& group, bool bypassed) {
        if (auto passes = checkPassing(nameOf(group), group.description); !passes)
            return passes;
        if (group.bypassed == bypassed)
            return {};
        auto changed = std::make_shared<GroupRecord>(group);
        changed->bypassed = bypassed;
        const auto longest = changed->passes ? 0 : longestWay();
        for (std::size_t port = 0; port < changed->outputJunctions.size(); ++port) {
            const auto junction = changed->outputJunctions[port];
            setBypass(junction, bypassed, longest);
            if (changed->passes)
                continue;
            const Edge way{changed->inputJunctions[port], 0, junction, 1, {.compensate = false}};
            if (added_.contains(junction))
                addEdge(way);
            else
                changes_.passing.push_back(way);
        }
        changed->passes = true;
        groups_.replace(std::move(changed));
        return {};
    }
    /// Frames that no way through the graph exceeds.
    std::uint32_t longestWay() const {
        std::uint64_t longest = 0;
        for (const auto& vertex : graph_.vertices)
            longest += vertex.latency;
        for (const auto* const records : {&changes_.added, &changes_.altered})
            for (const auto& record : *records)
                longest += record->latency;
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(longest, 1u << 20));
    }
    void addEdge(const Edge& edge) {
        if (indexed_)
            places_.emplace(edge, changes_.come.size());
        changes_.come.push_back(edge);
    }
    base::Result<void> checkBorders(const Edge& edge) const {
        if (groups_.empty())
            return {};
        const auto own = [&](NodeId id) {
            const auto* const record = find(id);
            return record != nullptr ? record->group : NodeId{};
        };
        if (groups_.scopeOf(edge.source, own(edge.source)) ==
            groups_.scopeOf(edge.destination, own(edge.destination)))
            return {};
        return fail(ErrorCode::invalidArgument,
                    "The edge from output " + std::to_string(edge.sourcePort) + " of " + name(edge.source) +
                        " to input " + std::to_string(edge.destinationPort) + " of " + name(edge.destination) +
                        " crosses the border of a group; lead it through the group's ports.");
    }
    /// Removes what stands in these groups.
    void removeInside(const std::vector<NodeId>& groups) {
        const auto take = [&](const NodeRecord& record) {
            if (record.group && std::ranges::find(groups, record.group) != groups.end())
                removed_.insert(record.id);
        };
        for (const auto& record : changes_.added)
            take(*record);
        for (std::uint32_t number = ResolvedGraph::firstNode; number < graph_.nodesEnd; ++number)
            if (graph_.vertices[number].kind == VertexKind::node)
                take(*graph_.vertices[number].record);
    }
    /// Those of the graph, to be changed.
    Automations& automations() {
        if (!automations_)
            automations_.emplace(graph_.automations ? *graph_.automations : Automations{});
        return *automations_;
    }
    // A few are looked for one by one, because an index costs more.
    std::size_t placeAmongNew(const Edge& edge) {
        constexpr int few = 8;
        if (++lookedFor_ <= few)
            return static_cast<std::size_t>(std::ranges::find(changes_.come, edge) - changes_.come.begin());
        if (!std::exchange(indexed_, true))
            for (std::size_t index = 0; index < changes_.come.size(); ++index)
                places_.emplace(changes_.come[index], index);
        const auto found = places_.find(edge);
        return found != places_.end() ? found->second : changes_.come.size();
    }
    // What was taken away and made again stays what it was.
    void keepWhatCameBack() {
        EdgeSet back;
        std::erase_if(changes_.come, [&](const Edge& edge) {
            if (!taken_.contains(edge) || !back.insert(edge).second)
                return false;
            changes_.tuned.push_back(edge);
            return true;
        });
        if (!back.empty())
            std::erase_if(changes_.gone, [&](const Edge& edge) { return back.contains(edge); });
    }
    void takeRemoved() {
        std::vector<bool> goes(graph_.vertices.size(), false);
        std::size_t readers = 0;
        for (const auto id : removed_)
            if (const auto number = graph_.vertexOf(id); number != ResolvedGraph::none) {
                const auto& vertex = graph_.vertices[number];
                goes[number] = true;
                changes_.removed.push_back(graph_.recordOf(number));
                for (auto output = vertex.firstOutput; output < vertex.firstOutput + vertex.outputCount;
                     ++output)
                    readers += graph_.outputs[output].readers;
                for (std::uint32_t port = 0; port < vertex.inputCount; ++port)
                    takeEdges(vertex, port, [](std::uint32_t) { return true; });
            }
        // Who reads what goes is looked for until all are found.
        for (std::uint32_t number = 0; number < graph_.nodesEnd && readers > 0; ++number) {
            const auto& vertex = graph_.vertices[number];
            for (std::uint32_t port = 0; port < vertex.inputCount; ++port)
                readers -= takeEdges(
                    vertex, port, [&](std::uint32_t source) { return goes[source]; }, goes[number]);
        }
        std::erase_if(changes_.added, [&](const auto& record) { return removed_.contains(record->id); });
        std::erase_if(changes_.altered, [&](const auto& record) { return removed_.contains(record->id); });
        const auto ends = [&](const auto& automation) { return removed_.contains(automation->node()); };
        if (automations_ || (graph_.automations && std::ranges::any_of(*graph_.automations, ends)))
            std::erase_if(automations(), ends);
    }
    /// Returns: how many edges come from vertices that go. `known`: they were taken before.
    template <class Goes>
    std::size_t takeEdges(const Vertex& vertex, std::uint32_t port, Goes goes, bool known = false) {
        const auto& input = graph_.inputs[vertex.firstInput + port];
        std::size_t found = 0;
        for (std::uint32_t source = 0; source < input.sourceCount; ++source) {
            const auto place = input.firstSource + source;
            if (!goes(graph_.outputs[graph_.sources[place]].vertex))
                continue;
            ++found;
            auto edge = graph_.edgeOf(vertex, port, source);
            edge.options = graph_.options[place];
            if (!known && !taken_.contains(edge))
                changes_.gone.push_back(edge);
        }
        return found;
    }

    const ResolvedGraph& graph_;
    GroupBook groups_;
    std::uint32_t maximumFrames_;
    Changes changes_; ///< as long as steps are applied, a new edge that is taken away stays as one from nowhere
    std::unordered_map<NodeId, std::size_t> added_; ///< place in `changes_.added`
    std::unordered_set<NodeId> removed_;
    EdgeSet taken_;                                          ///< what is disconnected of the graph's edges
    std::unordered_map<Edge, std::size_t, EdgeHash> places_; ///< in `changes_.come`, when `indexed_`
    std::optional<Automations> automations_;                 ///< all after the edit, once it changes one
    bool indexed_ = false;
    int lookedFor_ = 0;
};

/// Takes out of `these` what is among `those`, and the other way round.
void cancel(std::vector<Edge>& these, std::vector<Edge>& those) {
    if (these.empty() || those.empty())
        return;
    const EdgeSet first(these.begin(), these.end());
    const EdgeSet second(those.begin(), those.end());
    std::erase_if(these, [&](const Edge& edge) { return second.contains(edge); });
    std::erase_if(those, [&](const Edge& edge) { return first.contains(edge); });
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

} // namespace

base::Result<Changes> apply(const EditSteps& steps, const ResolvedGraph& graph, GroupList groups,
                            std::uint32_t maximumFrames) {
    Application application(graph, std::move(groups), maximumFrames);
    for (const auto& step : steps.list)
        if (auto done = std::visit(application, step); !done)
            return tl::unexpected<base::Error>(std::move(done.error()));
    return application.take();
}

PendingChanges pending(const Changes& changes) {
    return {changes.come, changes.gone, changes.added, {changes.removed.begin(), changes.removed.end()}};
}

Changes compose(const PendingChanges& before, const Changes& changes) {
    Changes both;
    both.come = before.come;
    both.gone = before.gone;
    auto come = changes.come;
    auto gone = changes.gone;
    cancel(both.come, gone);
    cancel(both.gone, come);
    append(both.come, come);
    append(both.gone, gone);
    std::unordered_set<NodeId> removed;
    for (const auto& record : changes.removed)
        removed.insert(record->id);
    std::unordered_set<NodeId> added;
    for (const auto& record : before.added)
        if (added.insert(record->id); !removed.contains(record->id))
            both.added.push_back(record);
    // All that leads to what is new is new.
    for (const auto& edge : changes.passing)
        (added.contains(edge.destination) ? both.come : both.passing).push_back(edge);
    append(both.added, changes.added);
    std::ranges::sort(both.added, {}, idOf);
    for (const auto& former : before.removed)
        if (auto record = former.lock())
            both.removed.push_back(std::move(record));
    std::ranges::copy_if(changes.removed, std::back_inserter(both.removed),
                         [&](const auto& record) { return !added.contains(record->id); });
    both.tuned = changes.tuned;
    both.altered = changes.altered;
    return both;
}

GraphModel changed(GraphModel model, const Changes& changes) {
    const EdgeSet gone(changes.gone.begin(), changes.gone.end());
    std::unordered_map<Edge, ConnectOptions, EdgeHash> tuned;
    for (const auto& edge : changes.tuned)
        tuned.emplace(edge, edge.options);
    std::erase_if(model.edges, [&](const Edge& edge) { return gone.contains(edge); });
    if (!tuned.empty())
        for (auto& edge : model.edges)
            if (const auto found = tuned.find(edge); found != tuned.end())
                edge.options = found->second;
    append(model.edges, changes.come);
    append(model.edges, changes.passing);
    std::unordered_map<NodeId, std::shared_ptr<NodeRecord>> others;
    for (const auto& record : changes.removed)
        others.emplace(record->id, nullptr);
    for (const auto& record : changes.altered)
        others.emplace(record->id, record);
    for (auto& record : model.nodes)
        if (const auto found = others.find(record->id); found != others.end())
            record = found->second;
    std::erase(model.nodes, nullptr);
    append(model.nodes, changes.added);
    if (!std::ranges::is_sorted(model.nodes, {}, idOf))
        std::ranges::sort(model.nodes, {}, idOf);
    if (changes.automations)
        model.automations = changes.automations;
    return model;
}

} // namespace rondo::graph::detail
