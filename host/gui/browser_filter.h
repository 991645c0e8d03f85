// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/browser_entry.h>
#include <host/player/plugin_shelf.h>
#include <optional>
#include <string>
#include <vector>

namespace rondo::host {

/// What the browser shows of the shelf and of Rondo's own nodes.
struct BrowserFilter {
    enum class Section { all, favourites, own, quarantine };

    Section section = Section::all;
    std::string text;                            ///< words, each of which must occur
    std::optional<hosting::PluginFormat> format; ///< nothing: all, and Rondo's own nodes

    /// Returns: what fits, sorted by name, a plugin that is in several files once; nothing for the quarantine.
    /// [control]
    std::vector<BrowserEntry> apply(const PluginShelf& shelf) const;
    /// Returns: what of the quarantine the words fit. [control]
    std::vector<hosting::QuarantinedPlugin> applyToQuarantine(const PluginShelf& shelf) const;
};

} // namespace rondo::host
