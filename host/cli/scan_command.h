// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "console.h"
#include "outcome.h"
#include "plugin_pages.h"
#include "stop_signal.h"
#include <host/hosting/plugin_scan.h>
#include <rondo/base/result.h>

namespace rondo::host {

/// Effects: scans, shows the progress on the console and prints the summary. Returns: incomplete when it was
/// stopped. Errors: what went wrong, in a sentence. [control]
base::Result<Outcome> scanPlugins(const ScanRequest& request, Console& console, StopSignal& stop);

/// Returns: how this program starts itself as a child that loads plugins. [control]
hosting::WorkerOptions ownWorker(std::chrono::milliseconds patience);

} // namespace rondo::host
