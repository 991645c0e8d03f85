// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/session/unknown_fields.h>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace rondo::host {

/// One of Rondo's own nodes, by the name that the catalogue of nodes has for it. A name that the catalogue does
/// not know is kept like a plugin that is missing.
struct OwnNode {
    /// A number in the option's unit, a switch, or a word.
    using Option = std::variant<double, bool, std::string>;
    std::string type;
    std::vector<std::pair<std::string, Option>> options = {};    ///< fixed for the node's life
    std::vector<std::pair<std::string, double>> parameters = {}; ///< in the parameters' units
    UnknownFields unknown = {};
    friend bool operator==(const OwnNode&, const OwnNode&) = default;
};

} // namespace rondo::host
