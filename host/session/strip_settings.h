// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/session/percent.h>
#include <host/session/unknown_fields.h>
#include <rondo/base/units.h>

namespace rondo::host {

/// The strip behind the chain.
struct StripSettings {
    base::Decibels gain; ///< -144 (silence) to 24
    Percent pan;         ///< -100 (left) to 100
    Percent width{100};  ///< 0 (mono) to 200
    bool mute = false;
    bool invertLeft = false; ///< polarity
    bool invertRight = false;
    UnknownFields unknown = {};
    friend bool operator==(const StripSettings&, const StripSettings&) = default;
};

} // namespace rondo::host
