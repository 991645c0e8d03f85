// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "command_line.h"
#include "console.h"
#include "outcome.h"
#include "stop_signal.h"
#include <rondo/base/result.h>

namespace rondo::host {

/// Effects: writes the file, or nothing, and prints the summary. Errors: what went wrong, in a sentence.
/// [control]
base::Result<Outcome> render(const RenderOptions& options, Console& console, StopSignal& stop);

} // namespace rondo::host
