// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/command_id.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <vector>

namespace rondo::host {

/// A command as people see it. All functions: [control].
struct CommandEntry {
    CommandId id = CommandId::none;
    juce::String group; ///< of the keys page
    juce::String name;
    std::vector<juce::KeyPress> keys; ///< the first is the one that menus show

    /// Returns: "Ctrl+Shift+Z or Ctrl+Y"; empty without keys.
    juce::String keysText() const;
    /// Returns: the first key; empty without keys.
    juce::String keyText() const;
    /// Returns: the name and the first key: "Play or stop (Space)".
    juce::String tip() const;

    /// Returns: every command, in the order in which people are shown them.
    static const std::vector<CommandEntry>& all();
    static const CommandEntry& of(CommandId id);
};

} // namespace rondo::host
