// SPDX-License-Identifier: GPL-3.0-only
#pragma once

namespace rondo::host {

/// What the window can do, by keys, menus and buttons.
enum class CommandId : int {
    none,
    playOrStop,
    toBeginning,
    back,
    forward,
    loop,
    loopStart,
    loopEnd,
    capture,
    openFiles,
    addFiles,
    liveInput,
    newSession,
    openSession,
    saveSession,
    saveSessionAs,
    undo,
    redo,
    playPage,
    metersPage,
    devicePage,
    keysPage,
    browser,
    searchPlugins,
    closePluginWindows,
    shade,
    larger,
    smaller,
    normalSize,
    fullScreen,
    quit,
};

} // namespace rondo::host
