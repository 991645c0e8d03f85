// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <rondo/base/result.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rondo::host {

/// What `--insert` names: a plugin, and values for its parameters.
struct InsertArgument {
    std::string plugin;                                      ///< a name or an identifier
    std::vector<std::pair<std::string, std::string>> values; ///< parameters and what is to be set, as written
    bool operator==(const InsertArgument&) const = default;
};

/// Returns: what "PLUGIN[:parameter=value,…]" says. The plugin ends at the last colon before the first "=",
/// because identifiers have colons of their own. Errors: invalidArgument, in a sentence. [any]
base::Result<InsertArgument> readInsert(std::string_view text);

} // namespace rondo::host
