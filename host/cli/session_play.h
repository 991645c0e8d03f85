// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "command_line.h"
#include "console.h"
#include "outcome.h"
#include "session_stage.h"
#include "stop_signal.h"
#include <rondo/base/result.h>

namespace rondo::host {

/// Effects: plays a session from its beginning to its end, or to the end of what `options` say, and prints the
/// summary. Errors: what stands in the way, in a sentence. Progress: blocking. [control]
base::Result<Outcome> playSession(const PlayOptions& options, Console& console, StopSignal& stop);

} // namespace rondo::host
