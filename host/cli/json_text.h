// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace rondo::host {

/// Returns: JSON as the program prints it: in lines, with an end; what is no UTF-8 is replaced. [control]
inline std::string jsonText(const nlohmann::ordered_json& json) {
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

} // namespace rondo::host
