// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/session/unknown_fields.h>
#include <rondo/base/units.h>

namespace rondo::host {

/// The loop of the transport. Where the transport stands is in SessionView.
struct LoopSettings {
    base::Seconds start;
    base::Seconds end; ///< not before `start`; equal: there is no loop
    bool looping = false;
    UnknownFields unknown = {}; ///< of the file's "transport"
    friend bool operator==(const LoopSettings&, const LoopSettings&) = default;
};

} // namespace rondo::host
