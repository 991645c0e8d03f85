// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <compare>

namespace rondo::host {

/// A share in hundredths.
struct Percent {
    double value = 0;
    friend constexpr auto operator<=>(Percent, Percent) = default;
};

} // namespace rondo::host
