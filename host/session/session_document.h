// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/session/device_wishes.h>
#include <host/session/insert.h>
#include <host/session/loop_settings.h>
#include <host/session/master_settings.h>
#include <host/session/session_source.h>
#include <host/session/session_view.h>
#include <host/session/shared.h>
#include <host/session/strip_settings.h>
#include <host/session/unknown_fields.h>
#include <rondo/base/result.h>
#include <string>
#include <string_view>
#include <vector>

namespace rondo::host {

/// A session as a value: everything that the first window edits and a session file holds. Copies share their
/// parts until one is changed, so that a copy costs a few pointers and a history of copies little more than
/// what differs.
///
/// Example:
///
///     SessionDocument session;
///     session.inserts.emplace_back(Insert{InsertId{1}, OwnNode{"filter", {}, {{"cutoff", 800}}}});
///     session.strip.change([](StripSettings& strip) { strip.gain = {-6}; });
struct SessionDocument {
    std::string name = {}; ///< for people
    Shared<SessionSource> source = {};
    Shared<LoopSettings> loop = {};
    std::vector<Shared<Insert>> inserts = {}; ///< in the order of the signal
    Shared<StripSettings> strip = {};
    Shared<MasterSettings> master = {};
    Shared<DeviceWishes> devices = {};
    Shared<SessionView> view = {};
    Shared<UnknownFields> unknown = {};
    friend bool operator==(const SessionDocument&, const SessionDocument&) = default;

    /// Returns: the insert of an id, or null. Progress: linear. [any]
    const Insert* find(InsertId id) const noexcept;
    /// Effects: gives a copy of the insert to `edit` and holds what it makes of it. Returns: whether there is
    /// one. [control]
    template <class Edit>
    bool change(InsertId id, Edit&& edit) {
        for (auto& insert : inserts)
            if (insert->id == id)
                return insert.change(edit), true;
        return false;
    }
};

/// Returns: nothing, when every value is within SessionLimits and every id there once. Errors: invalidArgument
/// with one sentence that begins with `source` and the place as a JSON pointer of the session's file. What is
/// shared with `known`, a document that fits, is not looked at again. Progress: blocking, linear. [control]
base::Result<void> check(const SessionDocument& document, std::string_view source = "the session",
                         const SessionDocument* known = nullptr);

/// Returns: the same for the content of one insert alone.
base::Result<void> check(const InsertContent& content, std::string_view source);

/// Returns: the document without what only this run remembers: the windows of inserts that it does not have. It
/// is what a file gives back. [control]
SessionDocument asStored(SessionDocument document);

/// Returns: the largest id of an insert, or 0. Progress: linear. [any]
InsertId largestId(const SessionDocument& document) noexcept;

} // namespace rondo::host
