// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "command_line.h"
#include "console.h"
#include "outcome.h"
#include "session_stage.h"
#include "stop_signal.h"
#include <rondo/base/result.h>

namespace rondo::host {

/// Effects: renders a session into a file: its files from the first frame to the last and what its inserts
/// sound after that, without their latency, as a capture from a standstill hears it. Errors: what stands in the
/// way, in a sentence. Progress: blocking. [control]
base::Result<Outcome> renderSession(const RenderOptions& options, Console& console, StopSignal& stop);

} // namespace rondo::host
