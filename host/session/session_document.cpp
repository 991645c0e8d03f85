// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/session_document.h>

#include <algorithm>

namespace rondo::host {

const Insert* SessionDocument::find(InsertId id) const noexcept {
    const auto found = std::ranges::find_if(inserts, [id](const auto& insert) { return insert->id == id; });
    return found == inserts.end() ? nullptr : &**found;
}

SessionDocument asStored(SessionDocument document) {
    const auto gone = [&](const auto& window) { return document.find(window.first) == nullptr; };
    if (std::ranges::any_of(document.view->windows, gone))
        document.view.change([&](SessionView& view) { std::erase_if(view.windows, gone); });
    return document;
}

InsertId largestId(const SessionDocument& document) noexcept {
    InsertId largest;
    for (const auto& insert : document.inserts)
        largest = std::max(largest, insert->id);
    return largest;
}

} // namespace rondo::host
