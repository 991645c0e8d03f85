// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "command_line.h"
#include "console.h"
#include "outcome.h"
#include "stop_signal.h"
#include <rondo/base/result.h>

namespace rondo::host {

/// A single file is rendered by a device, and none is slower.
inline constexpr double lowestRenderRate = 8000;

/// Effects: writes the file, or nothing, or several into a folder, and prints the summary. Errors: what went
/// wrong, in a sentence. [control]
base::Result<Outcome> render(const RenderOptions& options, Console& console, StopSignal& stop);

} // namespace rondo::host
