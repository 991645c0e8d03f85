// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "command_line.h"
#include "console.h"
#include "outcome.h"
#include "stop_signal.h"
#include <rondo/base/result.h>

namespace rondo::host {

/// Effects: renders files into a folder, several at a time, and prints what became of each. One that fails lets
/// the others go on. Errors: what keeps all of them from being started, in a sentence. [control]
base::Result<Outcome> renderBatch(const RenderOptions& options, Console& console, StopSignal& stop);

} // namespace rondo::host
