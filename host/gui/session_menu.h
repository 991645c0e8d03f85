// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <functional>
#include <host/gui/commands.h>
#include <host/gui/window_settings.h>
#include <host/player/workspace.h>

namespace rondo::host {

/// The menu below the session's title. [control]
struct SessionMenu {
    Workspace& workspace;
    Commands& commands;
    const WindowSettings& settings;
    std::function<void(const std::filesystem::path&)> openRecent;
    std::function<void(double)> setScale;

    juce::PopupMenu make() const;
};

} // namespace rondo::host
