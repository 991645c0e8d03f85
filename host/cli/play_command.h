// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "command_line.h"
#include "console.h"
#include "outcome.h"
#include "stop_signal.h"
#include <rondo/base/result.h>

namespace rondo::host {

/// Effects: plays until the end, the time or a stop, and prints the summary. Errors: what went wrong, in a
/// sentence. [control]
base::Result<Outcome> play(const PlayOptions& options, Console& console, StopSignal& stop);

} // namespace rondo::host
