// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/session/insert_id.h>
#include <host/session/window_place.h>
#include <map>
#include <rondo/base/units.h>

namespace rondo::host {

/// What a session remembers of looking at it: saved with it, but no edit, so that undo leaves it alone and it
/// makes nothing dirty. It remembers windows of removed inserts too, until the session is closed.
struct SessionView {
    base::Seconds position; ///< of the transport
    std::map<InsertId, WindowPlace> windows = {};
    friend bool operator==(const SessionView&, const SessionView&) = default;
};

} // namespace rondo::host
