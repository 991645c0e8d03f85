// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/history.h>

#include <algorithm>
#include <unordered_map>

namespace rondo::host {
namespace {

std::size_t bytesOf(const UnknownFields& fields) {
    std::size_t bytes = 0;
    for (const auto& [name, value] : fields)
        bytes += sizeof(fields[0]) + name.size() + value.size();
    return bytes;
}

std::size_t bytesOf(const std::vector<std::pair<std::string, double>>& parameters) {
    std::size_t bytes = 0;
    for (const auto& parameter : parameters)
        bytes += sizeof(parameter) + parameter.first.size();
    return bytes;
}

/// Of an insert beside what `before`, the same insert in the document before, shares with it.
std::size_t bytesOf(const Insert& insert, const Insert* before) {
    auto bytes = sizeof(Insert) + bytesOf(insert.unknown);
    if (const auto* node = std::get_if<OwnNode>(&insert.content)) {
        bytes += bytesOf(node->parameters) + bytesOf(node->unknown);
        for (const auto& [name, option] : node->options)
            bytes += sizeof(node->options[0]) + name.size();
    } else if (const auto* plugin = std::get_if<HostedPlugin>(&insert.content)) {
        bytes += bytesOf(plugin->parameters) + bytesOf(plugin->unknown) + plugin->identifier.size();
        const auto* was = before == nullptr ? nullptr : std::get_if<HostedPlugin>(&before->content);
        if (was == nullptr || !was->state.same(plugin->state))
            bytes += plugin->state->size();
    }
    return bytes;
}

std::size_t bytesOf(const SessionSource& source) {
    auto bytes = sizeof(source) + bytesOf(source.unknown) + bytesOf(source.input.unknown);
    for (const auto& file : source.files)
        bytes += sizeof(file) + file.path.native().size() + bytesOf(file.unknown);
    return bytes;
}

/// What `document` does not share with `before`; the small parts in whole.
std::size_t bytesBeside(const SessionDocument& document, const SessionDocument* before) {
    auto bytes =
        sizeof(document) + document.name.size() + document.inserts.size() * sizeof(document.inserts[0]);
    if (before == nullptr || !before->source.same(document.source))
        bytes += bytesOf(*document.source);
    if (before == nullptr || !before->unknown.same(document.unknown))
        bytes += bytesOf(*document.unknown);
    std::unordered_map<InsertId, const Insert*> known;
    if (before != nullptr)
        for (const auto& insert : before->inserts)
            known.emplace(insert->id, &*insert);
    for (const auto& insert : document.inserts) {
        const auto was = known.find(insert->id);
        const auto* one = was == known.end() ? nullptr : was->second;
        if (one != &*insert)
            bytes += bytesOf(*insert, one);
    }
    return bytes;
}

} // namespace

History::History(SessionDocument document, HistoryLimits limits)
    : limits_(limits), saved_(document), lastInsert_(largestId(document).value) {
    if (const auto checked = check(document); !checked)
        throw base::Failure(checked.error());
    const auto bytes = bytesBeside(document, nullptr);
    states_.push_back({std::move(document), {}, {}, bytes});
}

base::Result<SessionDocument> History::changed(const Edit& edit) const {
    forbidInListener();
    auto document = this->document();
    edit(document);
    if (const auto checked = check(document, "the edit", &this->document()); !checked)
        return tl::unexpected(checked.error());
    return document;
}

base::Result<void> History::edit(std::string_view name, const Edit& edit, GestureId gesture) {
    auto after = changed(edit);
    if (!after)
        return tl::unexpected(after.error());
    const auto before = document();
    if (*after == before)
        return {};
    auto looked = *after;
    looked.view = before.view;
    if (looked == before)
        return take(*std::move(after));
    lastInsert_ = std::max(lastInsert_, largestId(*after).value);
    const bool goesOn = gesture && now_ > 0 && redoSteps() == 0 && states_[now_].gesture == gesture;
    states_.erase(states_.begin() + static_cast<std::ptrdiff_t>(now_) + 1, states_.end());
    if (!goesOn) {
        states_.push_back({before, std::string(name), gesture});
        ++now_;
    }
    replace(*std::move(after));
    // A gesture that came back to where it began is no step.
    auto without = document();
    without.view = states_[now_ > 0 ? now_ - 1 : 0].document.view;
    if (goesOn && without == states_[now_ - 1].document) {
        auto view = document().view;
        states_.pop_back();
        --now_;
        states_[now_].document.view = std::move(view);
    }
    trim();
    tell(before);
    return {};
}

base::Result<void> History::amend(const Edit& edit) {
    auto after = changed(edit);
    if (!after)
        return tl::unexpected(after.error());
    return take(*std::move(after));
}

base::Result<void> History::take(SessionDocument after) {
    const auto before = document();
    lastInsert_ = std::max(lastInsert_, largestId(after).value);
    replace(std::move(after));
    trim();
    tell(before);
    return {};
}

base::Result<void> History::show(const std::function<void(SessionView&)>& change) {
    return amend([&](SessionDocument& session) { session.view.change(change); });
}

void History::replace(SessionDocument document) {
    states_[now_].document = std::move(document);
    // What is removed or added here changes what the next one shares with it.
    for (auto index = now_; index < std::min(now_ + 2, states_.size()); ++index)
        states_[index].bytes =
            bytesBeside(states_[index].document, index == 0 ? nullptr : &states_[index - 1].document);
}

void History::step(std::size_t to) {
    forbidInListener();
    const auto before = document();
    states_[now_].gesture = {};
    now_ = to;
    states_[now_].gesture = {};
    states_[now_].document.view = before.view;
    tell(before);
}

bool History::undo() {
    if (now_ == 0)
        return false;
    step(now_ - 1);
    return true;
}

bool History::redo() {
    if (redoSteps() == 0)
        return false;
    step(now_ + 1);
    return true;
}

std::optional<std::string_view> History::undoName() const noexcept {
    return now_ == 0 ? std::nullopt : std::optional<std::string_view>(states_[now_].name);
}
std::optional<std::string_view> History::redoName() const noexcept {
    return redoSteps() == 0 ? std::nullopt : std::optional<std::string_view>(states_[now_ + 1].name);
}

std::size_t History::bytes() const noexcept {
    std::size_t bytes = 0;
    for (const auto& state : states_)
        bytes += state.bytes;
    return bytes;
}

void History::trim() {
    auto held = bytes();
    while (states_.size() > 1 && (states_.size() > limits_.steps + 1 || held > limits_.bytes)) {
        held -= states_.front().bytes;
        if (now_ == 0) {
            held = held + states_.front().bytes - states_.back().bytes;
            states_.pop_back();
            continue;
        }
        states_.pop_front();
        --now_;
        held -= states_.front().bytes;
        states_.front().bytes = bytesBeside(states_.front().document, nullptr);
        held += states_.front().bytes;
    }
}

bool History::isDirty() const {
    if (!saved_)
        return true;
    auto now = document();
    now.view = saved_->view;
    return now != *saved_;
}

InsertId History::newInsertId() noexcept { return {++lastInsert_}; }

std::size_t History::listen(Listener listener) {
    listeners_.emplace_back(++lastListener_, std::move(listener));
    return lastListener_;
}

void History::unlisten(std::size_t listener) {
    std::erase_if(listeners_, [listener](const auto& one) { return one.first == listener; });
}

void History::tell(const SessionDocument& before) {
    const auto change = compare(before, document());
    if (!change)
        return;
    const auto listeners = listeners_; // one of them may stop listening
    telling_ = true;
    for (const auto& [id, listener] : listeners)
        listener(change);
    telling_ = false;
}

void History::forbidInListener() const {
    if (telling_)
        throw base::Failure(
            {base::ErrorCode::invalidArgument,
             "An edit was made by a listener of the history while it was told of another one; make it "
             "afterwards."});
}

} // namespace rondo::host
