// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace rondo::host {

/// Fields of a session file's object that this release does not know, in their order: name and value, the value
/// as JSON text. They go back into the file as they came.
using UnknownFields = std::vector<std::pair<std::string, std::string>>;

} // namespace rondo::host
