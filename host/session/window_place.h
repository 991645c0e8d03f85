// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <host/session/unknown_fields.h>

namespace rondo::host {

/// Where the window of an insert is, in points of the screen. -100000 to 100000; a width and height of 0: its
/// own.
struct WindowPlace {
    std::int32_t x = 0;
    std::int32_t y = 0;
    std::int32_t width = 0;
    std::int32_t height = 0;
    bool open = false;
    UnknownFields unknown = {};
    friend bool operator==(const WindowPlace&, const WindowPlace&) = default;
};

} // namespace rondo::host
