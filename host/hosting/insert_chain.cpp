// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/insert_chain.h>

#include <algorithm>
#include <chrono>
#include <rondo/base/error.h>
#include <thread>
#include <utility>

namespace rondo::hosting {

using base::Result;
using graph::NodeId;

namespace {
Result<void> said(const Result<graph::Publication>& committed) {
    if (committed)
        return {};
    return tl::unexpected(committed.error());
}
} // namespace

InsertChain::~InsertChain() {
    auto edit = graph_.edit();
    for (auto& insert : inserts_) {
        edit.remove(insert.node);
        if (insert.plugin)
            leaving_.push_back(std::move(insert.plugin));
    }
    static_cast<void>(edit.commit());
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!leaving_.empty() && std::chrono::steady_clock::now() < limit) {
        static_cast<void>(graph_.edit().commit()); // collects what the audio thread has let go
        std::erase_if(leaving_, [](const auto& plugin) { return !plugin->nodeLives(); });
        std::this_thread::yield();
    }
    // A plugin must not go before its node: rather is its memory lost.
    for (auto& plugin : leaving_)
        static_cast<void>(plugin.release());
}

InsertChain::Order InsertChain::path() const {
    Order nodes{source_};
    for (const auto& insert : inserts_)
        nodes.push_back(insert.node);
    nodes.push_back(destination_);
    return nodes;
}

void InsertChain::rewire(graph::GraphEdit& edit, const Order& before, const Order& after) {
    const auto leads = [](const Order& order, NodeId from, NodeId to) {
        const auto at = std::ranges::find(order, from);
        return at != order.end() && at + 1 != order.end() && at[1] == to;
    };
    for (std::size_t step = 0; step + 1 < before.size(); ++step)
        if (!leads(after, before[step], before[step + 1]))
            edit.disconnect(before[step], 0, before[step + 1], 0);
    for (std::size_t step = 0; step + 1 < after.size(); ++step)
        if (!leads(before, after[step], after[step + 1]))
            edit.connect(after[step], 0, after[step + 1], 0);
}

Result<void> InsertChain::connect() {
    auto edit = graph_.edit();
    edit.connect(source_, 0, destination_, 0);
    return said(edit.commit());
}

Result<void> InsertChain::add(InsertId id, std::size_t place, std::unique_ptr<HostedPlugin> plugin) {
    auto edit = graph_.edit();
    Insert insert;
    insert.id = id;
    insert.name = plugin->name();
    auto node = plugin->makeNode();
    insert.plugin = std::move(plugin);
    return put(place, edit, std::move(node), std::move(insert));
}

Result<void> InsertChain::add(InsertId id, std::size_t place, std::unique_ptr<graph::Node> node,
                              std::string name) {
    auto edit = graph_.edit();
    Insert insert;
    insert.id = id;
    insert.name = std::move(name);
    return put(place, edit, std::move(node), std::move(insert));
}

Result<void> InsertChain::put(std::size_t place, graph::GraphEdit& edit, std::unique_ptr<graph::Node> node,
                              Insert insert) {
    insert.node = edit.add(std::move(node), insert.name);
    insert.levels = edit.meter(insert.node);
    const auto before = path();
    place = std::min(place, inserts_.size());
    auto after = before;
    after.insert(after.begin() + 1 + static_cast<std::ptrdiff_t>(place), insert.node);
    rewire(edit, before, after);
    if (auto committed = said(edit.commit()); !committed) {
        edit = graph_.edit(); // the node goes before its plugin
        return committed;
    }
    inserts_.insert(inserts_.begin() + static_cast<std::ptrdiff_t>(place), std::move(insert));
    return {};
}

Result<void> InsertChain::remove(InsertId insert) {
    const auto place = placeOf(insert);
    if (!place)
        return tl::unexpected(place.error());
    auto& leaving = inserts_[*place];
    const auto before = path();
    auto edit = graph_.edit();
    edit.connect(before[*place], 0, before[*place + 2], 0);
    edit.remove(leaving.node);
    if (auto committed = said(edit.commit()); !committed)
        return committed;
    if (leaving.plugin)
        leaving_.push_back(std::move(leaving.plugin));
    inserts_.erase(inserts_.begin() + static_cast<std::ptrdiff_t>(*place));
    return {};
}

Result<void> InsertChain::move(InsertId insert, std::size_t place) {
    const auto from = placeOf(insert);
    if (!from)
        return tl::unexpected(from.error());
    place = std::min(place, inserts_.size() - 1);
    const auto before = path();
    auto after = before;
    const auto first = after.begin() + 1;
    const auto moved = first[static_cast<std::ptrdiff_t>(*from)];
    after.erase(first + static_cast<std::ptrdiff_t>(*from));
    after.insert(after.begin() + 1 + static_cast<std::ptrdiff_t>(place), moved);
    auto edit = graph_.edit();
    rewire(edit, before, after);
    if (auto committed = said(edit.commit()); !committed)
        return committed;
    auto taken = std::move(inserts_[*from]);
    inserts_.erase(inserts_.begin() + static_cast<std::ptrdiff_t>(*from));
    inserts_.insert(inserts_.begin() + static_cast<std::ptrdiff_t>(place), std::move(taken));
    return {};
}

Result<void> InsertChain::bypass(InsertId insert, bool bypassed) {
    const auto place = placeOf(insert);
    if (!place)
        return tl::unexpected(place.error());
    auto edit = graph_.edit();
    edit.bypass(inserts_[*place].node, bypassed);
    if (auto committed = said(edit.commit()); !committed)
        return committed;
    inserts_[*place].bypassed = bypassed;
    return {};
}

Result<void> InsertChain::setParameter(InsertId insert, std::uint32_t parameter, float value) {
    const auto place = placeOf(insert);
    if (!place)
        return tl::unexpected(place.error());
    return graph_.setParameter(inserts_[*place].node, parameter, value);
}

Result<void> InsertChain::attend() {
    auto edit = graph_.edit();
    bool changed = !leaving_.empty(); // a commit collects
    for (const auto& insert : inserts_)
        if (insert.plugin)
            if (const auto latency = insert.plugin->takeLatencyChange()) {
                edit.setLatency(insert.node, *latency);
                changed = true;
            }
    Result<void> committed;
    if (changed)
        committed = said(edit.commit());
    std::erase_if(leaving_, [](const auto& plugin) { return !plugin->nodeLives(); });
    return committed;
}

std::vector<std::unique_ptr<HostedPlugin>> InsertChain::release() noexcept {
    auto plugins = std::exchange(leaving_, {});
    for (auto& insert : inserts_)
        if (insert.plugin)
            plugins.push_back(std::move(insert.plugin));
    inserts_.clear();
    return plugins;
}

Result<std::size_t> InsertChain::placeOf(InsertId insert) const {
    const auto at = std::ranges::find(inserts_, insert, &Insert::id);
    if (at == inserts_.end())
        return base::fail(base::ErrorCode::notFound, "The chain has no insert " + std::to_string(insert.value) +
                                                         "; it was removed, or is another chain's.");
    return static_cast<std::size_t>(at - inserts_.begin());
}

const graph::OutputLevels* InsertChain::levels(InsertId insert) const noexcept {
    const auto* const found = find(insert);
    return found == nullptr ? nullptr : found->levels.get();
}

const Insert* InsertChain::find(InsertId insert) const noexcept {
    const auto at = std::ranges::find(inserts_, insert, &Insert::id);
    return at == inserts_.end() ? nullptr : &*at;
}

} // namespace rondo::hosting
