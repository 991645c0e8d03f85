// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "plugin_pages.h"
#include "stop_signal.h"
#include <rondo/base/result.h>

namespace rondo::host {

/// Effects: `rondo info`: loads a plugin in a child process and prints what it says. Errors: what went wrong,
/// in a sentence. [control]
base::Result<void> inspectPlugin(const InspectRequest& request, StopSignal& stop);

/// Effects: `rondo presets`: prints the programs of a plugin, which is loaded in a child process, and the
/// presets that somebody has saved. Errors: as `inspectPlugin`. [control]
base::Result<void> listPresets(const InspectRequest& request, StopSignal& stop);

} // namespace rondo::host
