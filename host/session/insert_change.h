// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/session/insert_id.h>
#include <string>
#include <vector>

namespace rondo::host {

/// What differs in an insert that two documents have.
struct InsertChange {
    InsertId id;
    bool content = false; ///< another node or plugin, or other options: it has to be made anew
    bool state = false;   ///< of the plugin
    bool bypass = false;
    bool window = false;
    bool unknown = false;                     ///< fields that only the file knows
    std::vector<std::string> parameters = {}; ///< that have another value, are new or gone
    friend bool operator==(const InsertChange&, const InsertChange&) = default;
};

} // namespace rondo::host
