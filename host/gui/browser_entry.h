// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/hosting/plugin_search.h>
#include <host/player/own_nodes.h>
#include <string>
#include <variant>

namespace rondo::host {

/// A row of the browser: a plugin of this machine, or one of Rondo's own nodes.
struct BrowserEntry {
    std::variant<hosting::LocatedPlugin, const OwnNodeType*> what;
    bool favourite = false;

    /// Returns: its plugin; null for an own node. [any]
    const hosting::LocatedPlugin* plugin() const { return std::get_if<hosting::LocatedPlugin>(&what); }
    /// Returns: the plugin's identifier, or "own:TYPE". It is what favourites hold, and what is dragged. [any]
    std::string identifier() const;
    std::string name() const;
    /// Returns: one line about it: format, channels and maker, or an own node's summary. [any]
    std::string details() const;
    /// Returns: all of it, as it is read aloud. [any]
    std::string spoken() const;
};

} // namespace rondo::host
