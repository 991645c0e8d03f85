// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/window_options.h>
#include <rondo/base/result.h>

namespace rondo::host {

/// Effects: shows the window until somebody closes it, or `stopRequested`: then what is not saved is kept for
/// the next start. Only then is a device opened, and plugins are looked for. When the display goes away, what
/// is not saved is kept, a sentence is printed, and the process ends with 1. Errors: there is no display, or no
/// folder for journals, in a sentence. Requires: once a process, on its main thread. Progress: blocking.
/// [control]
base::Result<void> runWindow(const WindowOptions& options);

} // namespace rondo::host
