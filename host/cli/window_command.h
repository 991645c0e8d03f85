// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "console.h"
#include "outcome.h"
#include "stop_signal.h"
#include "window_page.h"
#include <rondo/base/result.h>

namespace rondo::host {

/// Effects: opens the window and returns when it is closed, or a stop was asked for. Errors: there is no
/// display, in a sentence. Progress: blocking. [control]
base::Result<Outcome> openWindow(const WindowRequest& request, Console& console, StopSignal& stop);

} // namespace rondo::host
