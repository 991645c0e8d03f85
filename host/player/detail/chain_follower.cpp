// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/detail/chain_follower.h>

#include <algorithm>
#include <cmath>
#include <host/player/own_nodes.h>
#include <rondo/base/error.h>
#include <rondo/nodes/gain_node.h>
#include <set>
#include <utility>

namespace rondo::host::detail {

using base::ErrorCode;
using base::Result;

namespace {

constexpr std::uint32_t channels = 2;

std::span<const std::byte> bytesOf(const std::string& state) { return std::as_bytes(std::span(state)); }

std::optional<std::size_t> indexOf(const hosting::HostedPlugin& plugin, const std::string& id) {
    const auto parameters = plugin.parameters();
    const auto at = std::ranges::find(parameters, id, &hosting::HostedParameter::id);
    if (at == parameters.end())
        return std::nullopt;
    return static_cast<std::size_t>(at - parameters.begin());
}

float share(double value) { return std::isfinite(value) ? static_cast<float>(std::clamp(value, 0.0, 1.0)) : 0; }

std::string milliseconds(std::int64_t nanoseconds) {
    const auto tenths = (nanoseconds + 50'000) / 100'000;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " ms";
}

/// The first failure of several steps that are all tried.
void note(Result<void>& all, Result<void> one) {
    if (all && !one)
        all = std::move(one);
}

} // namespace

bool ChainFollower::stillMade(const Insert& insert) const {
    const auto made = made_.find(insert.id);
    if (made == made_.end())
        return false;
    const auto& before = *made->second.insert;
    if (before.content.index() != insert.content.index())
        return false;
    if (const auto* node = std::get_if<OwnNode>(&insert.content)) {
        const auto& was = std::get<OwnNode>(before.content);
        return was.type == node->type && was.options == node->options;
    }
    if (const auto* plugin = std::get_if<HostedPlugin>(&insert.content)) {
        const auto& was = std::get<HostedPlugin>(before.content);
        return was.format == plugin->format && was.identifier == plugin->identifier;
    }
    return true;
}

Result<void> ChainFollower::follow(const SessionDocument& document) {
    Result<void> all;
    std::vector<InsertId> gone;
    for (const auto& [id, made] : made_)
        if (const auto* insert = document.find(id); insert == nullptr || !stillMade(*insert))
            gone.push_back(id);
    for (const auto id : gone)
        note(all, remove(id));
    for (std::size_t place = 0; place < document.inserts.size(); ++place) {
        const auto& insert = document.inserts[place];
        if (!made_.contains(insert->id))
            note(all, make(insert, place));
        const auto now = chain_.inserts();
        if (place < now.size() && now[place].id == insert->id)
            continue;
        note(all, chain_.move(insert->id, place));
    }
    return all;
}

Result<void> ChainFollower::make(const Shared<Insert>& insert, std::size_t place) {
    Made made{insert};
    Result<void> added;
    if (const auto* plugin = std::get_if<HostedPlugin>(&insert->content)) {
        added = makePlugin(*insert, *plugin, place, made);
    } else if (const auto* node = std::get_if<OwnNode>(&insert->content)) {
        added = makeOwn(*insert, *node, place, made);
    } else {
        made.missing =
            "This insert is of a kind that this release does not know; it is kept, and lets the signal pass.";
        added = makeStandIn(*insert, place, "unknown insert");
    }
    if (!added)
        return added;
    made_.insert_or_assign(insert->id, std::move(made));
    return insert->bypass ? chain_.bypass(insert->id, true) : Result<void>{};
}

Result<std::unique_ptr<hosting::HostedPlugin>> ChainFollower::load(const HostedPlugin& content) const {
    if (means_.loader == nullptr || !means_.locate)
        return base::fail(ErrorCode::unsupported, "Plugins are not loaded here.");
    const auto located = means_.locate(content);
    if (!located)
        return tl::unexpected(located.error());
    if (means_.tryState && !content.state->empty())
        if (const auto tried = means_.tryState(content); !tried)
            return tl::unexpected(tried.error());
    const auto& format = engine_.device().format();
    auto plugin = means_.loader->load(*located, {.rate = format.rate,
                                                 .maximumFrames = format.maximumFrames,
                                                 .width = channels,
                                                 .offline = means_.offline});
    if (!plugin)
        return plugin;
    if (!content.state->empty())
        if (const auto set = (*plugin)->setState(bytesOf(*content.state)); !set)
            return tl::unexpected(set.error());
    for (const auto& [id, value] : content.parameters)
        if (const auto index = indexOf(**plugin, id))
            (*plugin)->setValue(*index, share(value));
    return plugin;
}

Result<void> ChainFollower::makePlugin(const Insert& insert, const HostedPlugin& content, std::size_t place,
                                       Made& made) {
    auto plugin = load(content);
    if (plugin)
        return chain_.add(insert.id, place, *std::move(plugin));
    made.missing = plugin.error().text;
    notices_.push_back(made.missing);
    return makeStandIn(insert, place, content.name);
}

Result<void> ChainFollower::makeOwn(const Insert& insert, const OwnNode& content, std::size_t place,
                                    Made& made) {
    auto node = makeOwnNode(content);
    if (!node) {
        made.missing = node.error().text;
        notices_.push_back(made.missing);
        return makeStandIn(insert, place, content.type);
    }
    made.parameters = (*node)->describe().parameters;
    const auto* type = findOwnNode(content.type);
    if (auto added = chain_.add(insert.id, place, *std::move(node), type->name); !added)
        return added;
    return setParameters(insert, {}, false);
}

Result<void> ChainFollower::makeStandIn(const Insert& insert, std::size_t place, const std::string& name) {
    return chain_.add(insert.id, place,
                      std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = channels}),
                      name.empty() ? "missing plugin" : name);
}

Result<void> ChainFollower::remove(InsertId insert) {
    if (plugin(insert) != nullptr && means_.leaving)
        means_.leaving(insert);
    made_.erase(insert);
    return chain_.remove(insert);
}

Result<void> ChainFollower::apply(const InsertChange& change, const SessionDocument& document) {
    const auto* insert = document.find(change.id);
    const auto made = made_.find(change.id);
    if (insert == nullptr || made == made_.end())
        return {};
    Result<void> all;
    if (change.bypass)
        note(all, chain_.bypass(change.id, insert->bypass));
    if (change.state || !change.parameters.empty())
        note(all, setParameters(*insert, change.parameters, change.state));
    return all;
}

/// The named parameters, or all that the document has where none is named; before them the state, if it
/// changed.
Result<void> ChainFollower::setParameters(const Insert& insert, std::span<const std::string> names,
                                          bool state) {
    Result<void> all;
    if (const auto* content = std::get_if<HostedPlugin>(&insert.content)) {
        auto* const loaded = plugin(insert.id);
        if (loaded == nullptr)
            return {};
        const auto has = [&](const std::string& id) {
            return std::ranges::find(content->parameters, id, [](const auto& each) { return each.first; }) !=
                   content->parameters.end();
        };
        // A parameter that the document has no more stands where the state has it, or where it began.
        const bool back = std::ranges::any_of(names, [&](const auto& id) { return !has(id); });
        if ((state || back) && !content->state->empty())
            note(all, loaded->setState(bytesOf(*content->state)));
        const auto send = [&](const std::string& id, float value) {
            if (const auto index = indexOf(*loaded, id))
                note(all, chain_.setParameter(insert.id, static_cast<std::uint32_t>(*index), value));
        };
        for (const auto& id : names)
            if (const auto index = indexOf(*loaded, id); index && !has(id) && content->state->empty())
                send(id, loaded->parameters()[*index].initial);
        for (const auto& [id, value] : content->parameters)
            if (state || back || names.empty() || std::ranges::find(names, id) != names.end())
                send(id, share(value));
        return all;
    }
    const auto* node = std::get_if<OwnNode>(&insert.content);
    if (node == nullptr)
        return {};
    const auto& known =
        made_.contains(insert.id) ? made_.at(insert.id).parameters : findOwnNode(node->type)->parameters;
    for (std::uint32_t index = 0; index < known.size(); ++index) {
        const auto& parameter = known[index];
        if (!names.empty() && std::ranges::find(names, parameter.name) == names.end())
            continue;
        const auto value = static_cast<float>(valueOf(*node, parameter));
        note(all, chain_.setParameter(insert.id, index,
                                      std::clamp(std::isfinite(value) ? value : parameter.initial,
                                                 parameter.minimum, parameter.maximum)));
    }
    return all;
}

Result<void> ChainFollower::retryMissing(const SessionDocument& document) {
    Result<void> all;
    for (std::size_t place = 0; place < document.inserts.size(); ++place) {
        const auto& insert = document.inserts[place];
        const auto made = made_.find(insert->id);
        const auto* content = std::get_if<HostedPlugin>(&insert->content);
        if (made == made_.end() || made->second.missing.empty() || content == nullptr)
            continue;
        if (!means_.locate || !means_.locate(*content)) // still not there, and told already
            continue;
        note(all, remove(insert->id));
        note(all, make(insert, place));
    }
    return all;
}

std::vector<std::unique_ptr<hosting::HostedPlugin>> ChainFollower::release() {
    for (const auto& [id, made] : made_)
        if (plugin(id) != nullptr && means_.leaving)
            means_.leaving(id);
    made_.clear();
    return chain_.release();
}

hosting::HostedPlugin* ChainFollower::plugin(InsertId insert) const {
    const auto* station = chain_.find(insert);
    return station != nullptr ? station->plugin.get() : nullptr;
}

InsertStatus ChainFollower::status(InsertId insert) const {
    InsertStatus status;
    const auto* station = chain_.find(insert);
    const auto found = made_.find(insert);
    if (station == nullptr || found == made_.end())
        return status;
    const auto& made = found->second;
    status.playing = true;
    status.missing = !made.missing.empty();
    status.trouble = made.missing;
    const auto add = [&](const std::string& sentence) {
        status.trouble += (status.trouble.empty() ? "" : " ") + sentence;
    };
    if (station->plugin) {
        status.latency = station->plugin->latency();
        if (const auto thrown = station->plugin->thrown(); thrown > 0)
            add("It threw an exception in " + std::to_string(thrown) + " blocks, which are silent.");
    }
    if (made.silenced > 0)
        add("It gave what is no number (NaN) in " + std::to_string(made.silenced) +
            " blocks, which are silent.");
    if (!made.slow.empty())
        add(made.slow);
    const auto times = engine_.graph().timesOf(station->node).times;
    status.usual = base::Seconds{static_cast<double>(times.quantile(0.5).count()) * 1e-9};
    status.longest = base::Seconds{static_cast<double>(times.quantile(0.999).count()) * 1e-9};
    if (const auto* levels = chain_.levels(insert))
        status.peak = {levels->peak(0), levels->peak(1)};
    return status;
}

Result<void> ChainFollower::keep(InsertId insert, History& history) const {
    auto* const loaded = plugin(insert);
    const auto* known = history.document().find(insert);
    if (loaded == nullptr || known == nullptr)
        return {};
    const auto state = loaded->state();
    if (!state)
        return tl::unexpected(state.error());
    std::string text(reinterpret_cast<const char*>(state->data()), state->size());
    return history.amend([&](SessionDocument& document) {
        document.change(insert, [&](Insert& each) {
            auto* const content = std::get_if<HostedPlugin>(&each.content);
            if (content != nullptr && *content->state != text)
                content->state = Shared<std::string>(std::move(text));
        });
    });
}

std::vector<ChainFollower::Moved> ChainFollower::takeMoved() {
    std::vector<Moved> moved;
    for (const auto& station : chain_.inserts()) {
        if (!station.plugin)
            continue;
        for (const auto index : station.plugin->takeChangedParameters())
            moved.push_back({station.id, station.plugin->parameters()[index].id,
                             double{station.plugin->value(index)}, station.plugin->gestureOf(index)});
    }
    return moved;
}

const hosting::Insert* ChainFollower::stationOf(std::uint64_t node) const {
    for (const auto& station : chain_.inserts())
        if (station.node.value == node)
            return made_.contains(station.id) ? &station : nullptr;
    return nullptr;
}

void ChainFollower::blame(const graph::FlightReport& report) {
    for (const auto& miss : report.misses) {
        const auto* const station = miss.blame == graph::Blame::node ? stationOf(miss.culprit.number) : nullptr;
        if (station == nullptr)
            continue;
        auto& slow = made_.at(station->id).slow;
        const bool first = slow.empty();
        const auto took = milliseconds(miss.culprit.duration);
        slow = "It took " + took + " for a block and made it late.";
        if (first)
            notices_.push_back("'" + station->name + "' made a block late: it took " + took + ".");
    }
}

void ChainFollower::blame(const graph::GraphStatistics& statistics) {
    const auto silenced = statistics.blocksSilenced - std::exchange(silencedSeen_, statistics.blocksSilenced);
    if (silenced > 0)
        if (const auto* const station = stationOf(statistics.lastSilenced.value)) {
            auto& told = made_.at(station->id).silenced;
            if (told == 0)
                notices_.push_back("'" + station->name +
                                   "' gave what is no number (NaN); these blocks are silent.");
            told += silenced;
        }
    for (const auto& station : chain_.inserts()) {
        const auto at = made_.find(station.id);
        if (!station.plugin || at == made_.end())
            continue;
        const auto thrown = station.plugin->thrown();
        if (thrown > 0 && at->second.thrownTold == 0)
            notices_.push_back("The plugin '" + station.name +
                               "' threw an exception while it played; blocks in which it does are silent.");
        at->second.thrownTold = thrown;
    }
}

std::vector<std::string> ChainFollower::takeNotices() { return std::exchange(notices_, {}); }

} // namespace rondo::host::detail
