// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/session/insert.h>
#include <string>

namespace rondo::host {

/// What people call an insert.
struct InsertTitle {
    std::string name;   ///< "Filter"; never empty
    std::string origin; ///< who made it and its format: "LSP · LV2", "Rondo"

    /// Returns: the title of an insert, whether its plugin is there or not. [any]
    static InsertTitle of(const Insert& insert);
};

} // namespace rondo::host
