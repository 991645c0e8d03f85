// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/session/shared.h>
#include <host/session/unknown_fields.h>
#include <string>
#include <utility>
#include <vector>

namespace rondo::host {

/// A third-party plugin. Whether it is installed does not matter here: what is kept brings it back.
struct HostedPlugin {
    std::string format;     ///< "VST3", "LV2", "LADSPA"; others are kept
    std::string identifier; ///< what the format finds it by: a URI, an id, a file with a label
    std::string name;       ///< for people
    std::string maker = {}; ///< for people
    std::vector<std::pair<std::string, double>> parameters = {}; ///< by the plugin's own ids
    Shared<std::string> state = {};                              ///< bytes that only the plugin understands
    UnknownFields unknown = {};
    friend bool operator==(const HostedPlugin&, const HostedPlugin&) = default;
};

} // namespace rondo::host
