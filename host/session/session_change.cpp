// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/session_change.h>

#include <algorithm>
#include <unordered_map>

namespace rondo::host {
namespace {

using Parameters = std::vector<std::pair<std::string, double>>;

void compareParameters(const Parameters& before, const Parameters& after, std::vector<std::string>& changed) {
    if (before == after)
        return;
    std::unordered_map<std::string_view, double> values(before.begin(), before.end());
    for (const auto& [name, value] : after) {
        const auto was = values.find(name);
        if (was == values.end() || was->second != value)
            changed.push_back(name);
        if (was != values.end())
            values.erase(was);
    }
    for (const auto& [name, value] : before)
        if (values.contains(name))
            changed.push_back(name);
}

bool sameMaking(const OwnNode& a, const OwnNode& b) { return a.type == b.type && a.options == b.options; }
bool sameMaking(const HostedPlugin& a, const HostedPlugin& b) {
    return a.format == b.format && a.identifier == b.identifier && a.name == b.name && a.maker == b.maker;
}

const WindowPlace* windowOf(const SessionDocument& document, InsertId id) {
    const auto found = document.view->windows.find(id);
    return found == document.view->windows.end() ? nullptr : &found->second;
}

template <class Content>
void compareContents(const Content& before, const Content& after, InsertChange& change) {
    change.content = !sameMaking(before, after);
    change.unknown = change.unknown || before.unknown != after.unknown;
    compareParameters(before.parameters, after.parameters, change.parameters);
}

void compareInserts(const Insert& before, const Insert& after, InsertChange& change) {
    change.bypass = before.bypass != after.bypass;
    change.unknown = before.unknown != after.unknown;
    if (before.content.index() != after.content.index()) {
        change.content = true;
    } else if (const auto* node = std::get_if<OwnNode>(&after.content)) {
        compareContents(std::get<OwnNode>(before.content), *node, change);
    } else if (const auto* plugin = std::get_if<HostedPlugin>(&after.content)) {
        const auto& was = std::get<HostedPlugin>(before.content);
        compareContents(was, *plugin, change);
        change.state = was.state != plugin->state;
    }
}

} // namespace

SessionChange::operator bool() const noexcept {
    return name || source || loop || position || strip || master || devices || unknown || order ||
           !added.empty() || !removed.empty() || !changed.empty();
}

SessionChange compare(const SessionDocument& before, const SessionDocument& after) {
    SessionChange change{.name = before.name != after.name,
                         .source = before.source != after.source,
                         .loop = before.loop != after.loop,
                         .position = before.view->position != after.view->position,
                         .strip = before.strip != after.strip,
                         .master = before.master != after.master,
                         .devices = before.devices != after.devices,
                         .unknown = before.unknown != after.unknown};
    std::unordered_map<InsertId, std::size_t> were;
    for (std::size_t index = 0; index < before.inserts.size(); ++index)
        were.emplace(before.inserts[index]->id, index);
    const bool views = !before.view.same(after.view);
    std::size_t reached = 0;
    for (const auto& insert : after.inserts) {
        const auto was = were.find(insert->id);
        if (was == were.end()) {
            change.added.push_back(insert->id);
            continue;
        }
        change.order = change.order || was->second < reached;
        reached = std::max(reached, was->second);
        InsertChange difference{insert->id};
        if (!insert.same(before.inserts[was->second]))
            compareInserts(*before.inserts[was->second], *insert, difference);
        if (views) {
            const auto* from = windowOf(before, insert->id);
            const auto* to = windowOf(after, insert->id);
            difference.window = (from == nullptr) != (to == nullptr) || (from != nullptr && *from != *to);
        }
        if (difference != InsertChange{insert->id})
            change.changed.push_back(std::move(difference));
        were.erase(was);
    }
    for (const auto& insert : before.inserts)
        if (were.contains(insert->id))
            change.removed.push_back(insert->id);
    return change;
}

} // namespace rondo::host
