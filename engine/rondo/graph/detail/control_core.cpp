// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/control_core.h>

#include <algorithm>
#include <cmath>
#include <rondo/graph/detail/compile/passes.h>
#include <rondo/graph/detail/run/block_runner.h>
#include <utility>

namespace rondo::graph::detail {

using base::ErrorCode;
using base::fail;

namespace {

std::string plain(double value) {
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
        text.pop_back();
    return text;
}

base::Result<void> prepareAdded(const EditSteps& steps, const GraphOptions& options) {
    for (const auto& step : steps.list) {
        const auto* added = std::get_if<AddNode>(&step);
        if (added == nullptr || added->record->prepared)
            continue;
        try {
            added->record->node->prepare({options.rate, options.maximumFrames});
        } catch (const std::exception& thrown) {
            return fail(ErrorCode::invalidArgument,
                        nameOf(*added->record) + " cannot be prepared: " + thrown.what());
        } catch (...) {
            return fail(ErrorCode::invalidArgument,
                        nameOf(*added->record) +
                            " cannot be prepared: it threw something that is no std::exception.");
        }
        added->record->prepared = true;
    }
    return {};
}

/// Of a whole edit, with what the compilation has noted for the next one.
class EditRollback {
public:
    explicit EditRollback(ResolvedGraph& graph) : graph_(graph), rollback_(graph) {}
    ~EditRollback() {
        if (armed_)
            graph_.order.clear();
    }
    EditRollback(const EditRollback&) = delete;
    EditRollback& operator=(const EditRollback&) = delete;
    void disarm() noexcept {
        armed_ = false;
        rollback_.disarm();
    }

private:
    ResolvedGraph& graph_;
    Rollback rollback_;
    bool armed_ = true;
};

} // namespace

/// A graph after an edit.
struct EditedGraph {
    ResolvedGraph& graph;
    const Revision* revision; ///< where it differs from what plays; null: that is not known in numbers
};

ControlCore::ControlCore(const GraphOptions& options, ControlEnds ends)
    : options_(options), parallel_(helpfulWorkers(options) > 0), ends_(std::move(ends)),
      pool_(options.maximumFrames), lines_(options.maximumFrames, options.portEvents),
      graph_(options.inputChannels, options.outputChannels) {}

namespace {

base::Result<Schedule> compileUnited(const EditedGraph& edited, const Changes& heard,
                                     const CompileContext& context) {
    if (edited.revision == nullptr)
        return compile(unite(edited.graph.model(), heard), context);
    const Rollback rollback(edited.graph);
    overlay(edited.graph, *edited.revision, heard);
    return compile(edited.graph, context);
}

/// None where neither way can be compiled; then nor can what follows.
void compileFades(const EditedGraph& edited, const Changes& heard, const CompileContext& context,
                  PublishedSchedule& published) {
    if (auto united = compileUnited(edited, heard, context)) {
        published.transitions[1] = std::make_unique<Transition>(*std::move(united), heard.removed);
        return;
    }
    // The two together run in a circle, as when two nodes change places: first out, then in.
    const auto after = edited.graph.model();
    auto out = compile(fadeOut(after, heard), context);
    auto in = compile(fadeIn(after, heard), context);
    if (out && in) {
        published.transitions[0] = std::make_unique<Transition>(*std::move(out));
        published.transitions[1] = std::make_unique<Transition>(*std::move(in));
    }
}

} // namespace

base::Result<std::unique_ptr<PublishedSchedule>> ControlCore::compileAll(EditedGraph edited,
                                                                         const Changes* heard) {
    auto published = std::make_unique<PublishedSchedule>();
    auto& [graph, revision] = edited;
    const CompileContext context{pool_, lines_, options_.rate, heard, parallel_, options_.fuse};
    if (heard != nullptr)
        lines_.forget(heard->come);
    const bool fades = heard != nullptr && audible(*heard);
    if (fades && revision != nullptr) {
        const Rollback rollback(graph);
        overlay(graph, *revision, *heard);
        if (auto both = compileBoth(graph, *revision, *heard, context)) {
            published->schedule = std::move(both->after);
            published->transitions[1] = std::make_unique<Transition>(std::move(both->fading), heard->removed);
            return published;
        }
    }
    // First, so that what follows the fades takes over the delay lines in which they end.
    if (fades)
        compileFades(edited, *heard, context, *published);
    const Rollback rollback(graph);
    auto schedule = compile(graph, context);
    if (!schedule)
        return tl::unexpected<base::Error>(std::move(schedule.error()));
    published->schedule = std::move(*schedule);
    return published;
}

base::Result<Publication> ControlCore::commit(EditSteps& steps) {
    const OneAtATime::Turn turn(turns_, "commit");
    if (!turn.taken())
        return tl::unexpected<base::Error>(turn.refusal());
    const auto begin = ends_.recorder->now();
    auto publication = publish(steps);
    ends_.recorder->edited(publication.value_or(Publication{}), begin, ends_.recorder->now());
    return publication;
}

// Many edges are sorted faster together. Nodes whose ids are not the highest have no place behind the others.
// What edits have left behind is cleared away before it outgrows what is there.
bool ControlCore::rebuildFor(const Changes& changes) const noexcept {
    constexpr std::size_t room = 1024;
    const auto last =
        graph_.nodesEnd > ResolvedGraph::firstNode ? graph_.vertices[graph_.nodesEnd - 1].id : graphOutput;
    const auto kept = std::size_t{graph_.nodeCount};
    return changes.added.size() > kept || (!changes.added.empty() && changes.added.front()->id < last) ||
           graph_.nodesEnd > 2 * kept + room || graph_.sources.size() > 2 * graph_.edgeCount + room;
}

/// The graph after an edit: made from nothing, or else `graph_` itself, changed in these places.
struct ControlCore::Reached {
    std::optional<ResolvedGraph> rebuilt;
    std::optional<Revision> revision;
};

base::Result<ControlCore::Reached> ControlCore::reach(const Changes& changes) {
    Reached reached;
    if (rebuildFor(changes)) {
        auto rebuilt = validate(changed(graph_.model(), changes));
        if (!rebuilt)
            return tl::unexpected<base::Error>(std::move(rebuilt.error()));
        reached.rebuilt = std::move(*rebuilt);
        return reached;
    }
    auto revision = revise(graph_, changes);
    if (!revision)
        return tl::unexpected<base::Error>(std::move(revision.error()));
    reached.revision = std::move(*revision);
    return reached;
}

// The fade is from what plays, so it must be known whether the newest commit was adopted. Should that happen at
// this very moment, the fade begins with the graph before, which is never wrong but for that instant.
base::Result<Publication> ControlCore::publish(EditSteps& steps) {
    auto changes = apply(steps, graph_, groups_, options_.maximumFrames);
    if (!changes)
        return tl::unexpected<base::Error>(std::move(changes.error()));
    receiveAdoptions();
    const bool newestPlays = commits_ > 0 && ends_.schedules.adopted();
    EditRollback rollback(graph_);
    auto reached = reach(*changes);
    if (!reached)
        return tl::unexpected<base::Error>(std::move(reached.error()));
    auto& [rebuilt, revision] = *reached;
    const auto composed = newestPlays || !plays_ ? std::nullopt : std::optional(compose(pending_, *changes));
    const auto* const heard = newestPlays ? &*changes : (plays_ ? &*composed : nullptr);
    auto& after = rebuilt ? *rebuilt : graph_;
    const EditedGraph edited{after, newestPlays && revision ? &*revision : nullptr};
    auto compiled = compileAll(edited, heard);
    if (compiled && !changes->groups.empty() && widenPasses(after, **compiled))
        compiled = compileAll(edited, heard);
    if (!compiled)
        return tl::unexpected<base::Error>(std::move(compiled.error()));
    if (auto prepared = prepareAdded(steps, options_); !prepared)
        return tl::unexpected<base::Error>(std::move(prepared.error()));
    auto& published = *compiled;
    published->commit = commits_ + 1;
    addAutomations(*published, after);
    const auto latency = published->schedule.latency();
    rememberRemoved(*changes);
    lines_.forgetUnused();
    auto sinceNewest = commits_ > 0 ? pending(*changes) : PendingChanges{};
    auto sincePlaying = composed ? pending(*composed) : PendingChanges{};
    const auto lost = ends_.schedules.statistics().lost;
    // Closed when the audio end is gone: then it is never adopted, as adoptedAt tells.
    static_cast<void>(ends_.schedules.publish(std::move(published)));
    // From here on nothing throws. The commit before has either been adopted or, just now, replaced: so it is
    // known what plays until this one is adopted.
    if (ends_.schedules.statistics().lost == lost) {
        pending_ = std::move(sinceNewest);
        plays_ = commits_ > 0;
    } else {
        pending_ = std::move(sincePlaying);
    }
    latency_ = latency;
    rollback.disarm();
    if (rebuilt)
        graph_ = std::move(*rebuilt);
    graph_.keep();
    groups_ = std::move(changes->groups);
    std::size_t nodes = graph_.nodeCount;
    for (const auto& group : groups_)
        nodes -= group->inputJunctions.size() + group->outputJunctions.size();
    nodeCount_.store(nodes, std::memory_order_relaxed);
    steps.list.clear();
    ++commits_;
    return Publication{commits_};
}

// How late a way past a group is, the compilation alone knows.
bool ControlCore::widenPasses(ResolvedGraph& graph, const PublishedSchedule& published) const {
    bool widened = false;
    const auto widen = [&](const Schedule& schedule) {
        for (const auto& step : schedule.steps()) {
            if (!step.hasBypass || step.frames <= step.bypass->capacity())
                continue;
            const auto vertex = graph.vertexOf(step.id);
            const auto* const record = vertex != ResolvedGraph::none ? graph.vertices[vertex].record : nullptr;
            if (record == nullptr || record->bypass->capacity() >= step.frames)
                continue;
            auto changed = std::make_shared<NodeRecord>(*record);
            makeBypass(*changed, step.frames, options_.maximumFrames, record->bypassed, record->bypassed);
            graph.alterNode(vertex, changed);
            widened = true;
        }
    };
    for (const auto& transition : published.transitions)
        if (transition)
            widen(transition->schedule);
    widen(published.schedule);
    return widened;
}

void ControlCore::addAutomations(PublishedSchedule& published, const ResolvedGraph& after) {
    if (!after.automations || after.automations->empty())
        return;
    auto needed = ends_.events.capacity() + options_.scheduledCapacity;
    for (const auto& automation : *after.automations)
        needed += automation->mostEvents(options_.maximumFrames);
    if (due_ == nullptr || due_->capacity() < needed)
        due_ = std::make_shared<DueEvents>(needed + needed / 2);
    published.due = due_;
    published.automations = after.automations;
}

void ControlCore::rememberRemoved(const Changes& changes) {
    for (const auto& record : changes.removed)
        removed_.emplace_back(record->id, nameOf(*record));
    while (removed_.size() > rememberedNames)
        removed_.pop_front();
}

GraphModel ControlCore::model() const {
    return turns_.wait("picture", [&] {
        auto model = graph_.model();
        model.groups = groups_;
        return model;
    });
}

NodeTimes ControlCore::timesOf(NodeId node) const {
    return turns_.wait("timesOf", [&]() -> NodeTimes {
        if (const auto* record = graph_.find(node))
            return {nameOf(*record), record->times->counts()};
        const auto found = std::ranges::find(removed_, node, &std::pair<NodeId, std::string>::first);
        return {found != removed_.end() ? found->second + ", removed" : nameOf(graph_, node), {}};
    });
}

base::Result<void> ControlCore::check(const audio::ParameterEvent& event) const {
    const NodeId id{event.target};
    const auto* record = graph_.find(id);
    if (record == nullptr)
        return fail(ErrorCode::notFound, "There is no node (#" + std::to_string(id.value) +
                                             ") to set a parameter of; commit the edit that adds it first.");
    const auto& parameters = record->description.parameters;
    if (event.parameter >= parameters.size())
        return fail(ErrorCode::notFound, nameOf(graph_, id) + " has " + std::to_string(parameters.size()) +
                                             " parameters, counted from 0, and no parameter " +
                                             std::to_string(event.parameter) + ".");
    const auto& parameter = parameters[event.parameter];
    if (!(event.value >= parameter.minimum && event.value <= parameter.maximum))
        return fail(ErrorCode::invalidArgument,
                    "The parameter '" + parameter.name + "' of " + nameOf(graph_, id) + " goes from " +
                        plain(double{parameter.minimum}) + " to " + plain(double{parameter.maximum}) +
                        (parameter.unit.empty() ? "" : " " + parameter.unit) + "; " +
                        (std::isnan(event.value) ? "a value that is no number" : plain(double{event.value})) +
                        " was given.");
    return {};
}

base::Result<void> ControlCore::setParameter(const audio::ParameterEvent& event, bool scheduled) {
    const OneAtATime::Turn turn(turns_, "setParameter");
    if (!turn.taken())
        return tl::unexpected<base::Error>(turn.refusal());
    if (auto checked = check(event); !checked)
        return checked;
    return send({event, scheduled, commits_});
}

base::Result<void> ControlCore::sendEvent(std::int64_t frame, NodeId node, std::uint32_t port,
                                          audio::UmpMessage message, bool scheduled) {
    const OneAtATime::Turn turn(turns_, "sendEvent");
    if (!turn.taken())
        return tl::unexpected<base::Error>(turn.refusal());
    const auto* record = graph_.find(node);
    if (record == nullptr)
        return fail(ErrorCode::notFound, "There is no node (#" + std::to_string(node.value) +
                                             ") to send an event to; commit the edit that adds it first.");
    if (const auto inputs = record->description.eventInputs.size(); port >= inputs)
        return fail(ErrorCode::notFound, nameOf(*record) + " has " + std::to_string(inputs) +
                                             " event inputs, counted from 0, and no event input " +
                                             std::to_string(port) + ".");
    if (message.wordCount() > message.words.size())
        return fail(ErrorCode::invalidArgument, "A message of type " + std::to_string(message.type()) +
                                                    " takes " + std::to_string(message.wordCount()) +
                                                    " words; events carry messages of one or two words.");
    return send({{frame, node.value, port, 0}, scheduled, commits_, message, true});
}

base::Result<void> ControlCore::send(const SentEvent& sent) {
    const bool scheduled = sent.scheduled;
    const auto taken = ends_.counts->scheduledTaken.load(std::memory_order_relaxed);
    if (scheduled && scheduledSent_ - taken >= options_.scheduledCapacity) {
        ++refused_;
        return fail(ErrorCode::full, std::to_string(options_.scheduledCapacity) +
                                         " events wait for their frame already, and there is room for no "
                                         "more; send this one again later.");
    }
    if (!ends_.events.trySend(sent)) {
        ++refused_;
        return fail(ErrorCode::full, std::to_string(ends_.events.capacity()) +
                                         " events wait for the audio thread, and there is room for no more; "
                                         "send this one again after the next block.");
    }
    scheduledSent_ += scheduled ? 1 : 0;
    return {};
}

void ControlCore::receiveAdoptions() {
    Adoption adoption;
    while (ends_.adoptions.tryReceive(adoption))
        adoptions_.push_back(adoption);
    while (adoptions_.size() > rememberedAdoptions)
        adoptions_.pop_front();
}

std::optional<std::int64_t> ControlCore::adoptedAt(Publication publication) {
    return turns_.wait("adoptedAt", [&] {
        receiveAdoptions();
        const auto found = std::ranges::lower_bound(adoptions_, publication.number, {}, &Adoption::commit);
        return found != adoptions_.end() ? std::optional(found->frame) : std::nullopt;
    });
}

GraphStatistics ControlCore::statistics() const noexcept {
    const auto read = [](const std::atomic<std::uint64_t>& count) {
        return count.load(std::memory_order_relaxed);
    };
    const auto& counts = *ends_.counts;
    return {read(counts.blocks),          read(counts.schedulesAdopted),     read(counts.eventsApplied),
            read(counts.eventsLate),      read(counts.eventsOrphaned),       refused_,
            read(counts.blocksSilenced),  NodeId{read(counts.lastSilenced)}, read(counts.blocksShared),
            read(counts.itemsByWorkers),  read(counts.workersRefused),       read(counts.eventsLost),
            read(counts.eventsDisordered)};
}

} // namespace rondo::graph::detail
