// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/session/insert_change.h>
#include <host/session/session_document.h>
#include <vector>

namespace rondo::host {

/// What differs between two documents, by the ids of inserts and not by their places.
struct SessionChange {
    bool name = false;
    bool source = false;
    bool loop = false;
    bool position = false; ///< of the transport
    bool strip = false;
    bool master = false;
    bool devices = false;
    bool unknown = false;
    bool order = false; ///< of the inserts that both have
    std::vector<InsertId> added = {};
    std::vector<InsertId> removed = {};
    std::vector<InsertChange> changed = {};
    friend bool operator==(const SessionChange&, const SessionChange&) = default;

    /// Returns: whether there is any difference. Progress: wait-free. [any]
    explicit operator bool() const noexcept;
};

/// Returns: what one has to do to `before` to have `after`. Parts that they share cost nothing. [control]
SessionChange compare(const SessionDocument& before, const SessionDocument& after);

} // namespace rondo::host
