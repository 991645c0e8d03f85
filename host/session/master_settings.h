// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/session/unknown_fields.h>
#include <rondo/base/units.h>

namespace rondo::host {

/// The last stage before the audio device.
struct MasterSettings {
    base::Decibels gain; ///< -144 (silence) to 24
    bool mute = false;
    bool mono = false;
    UnknownFields unknown = {};
    friend bool operator==(const MasterSettings&, const MasterSettings&) = default;
};

} // namespace rondo::host
