// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "command_line.h"
#include <rondo/base/result.h>

namespace rondo::host {

/// Effects: prints the devices on stdout. Errors: what went wrong, in a sentence. [control]
base::Result<void> listDevices(const DevicesOptions& options);

} // namespace rondo::host
