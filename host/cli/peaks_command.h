// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "command_line.h"
#include "console.h"
#include "outcome.h"
#include "stop_signal.h"
#include <rondo/base/result.h>

namespace rondo::host {

/// Effects: makes the peak files that are missing or no longer true, several at a time, and prints figures and
/// pictures. One that fails lets the others go on. Errors: what keeps all of them from being started. [control]
base::Result<Outcome> makePeaks(const PeaksOptions& options, Console& console, StopSignal& stop);

} // namespace rondo::host
