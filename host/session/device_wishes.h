// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <host/session/unknown_fields.h>
#include <optional>
#include <rondo/base/units.h>
#include <string>

namespace rondo::host {

/// The audio device that a session was made for. Wishes: a machine that lacks it plays on another one.
struct DeviceWishes {
    std::string hostApi = {};          ///< empty: any
    std::string output = {};           ///< empty: the system's choice
    std::string input = {};            ///< empty: the system's choice
    std::optional<double> rate;        ///< frames a second, 1 to 10 million
    std::optional<base::Frames> block; ///< 1 to 65536
    UnknownFields unknown = {};
    friend bool operator==(const DeviceWishes&, const DeviceWishes&) = default;
};

} // namespace rondo::host
