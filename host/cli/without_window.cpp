// SPDX-License-Identifier: GPL-3.0-only
#include "window_command.h"

namespace rondo::host {

base::Result<Outcome> openWindow(const WindowRequest&, Console&, StopSignal&) {
    return base::fail(
        base::ErrorCode::unsupported,
        "This rondo was built without its window (RONDO_BUILD_WINDOW=OFF); see 'rondo --help' for what "
        "it can do, or build it with the window.");
}

} // namespace rondo::host
