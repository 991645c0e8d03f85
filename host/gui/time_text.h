// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_core/juce_core.h>
#include <rondo/base/units.h>

namespace rondo::host {

/// Returns: minutes and seconds to the hundredth, cut off, with hours where there are some: "0:12.34",
/// "1:02:03.45". [any]
juce::String timeText(base::Seconds time);

} // namespace rondo::host
