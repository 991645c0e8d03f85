// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "command_line.h"
#include <rondo/base/result.h>

namespace rondo::host {

/// Effects: prints the schedule of a described graph, or the types of nodes, and writes the pictures that were
/// asked for. Errors: what went wrong, in a sentence; then nothing was printed. [control]
base::Result<void> showGraph(const GraphOptions& options);

} // namespace rondo::host
