// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/gui/command_entry.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <map>

namespace rondo::host {

/// Lets keys, menus and buttons do the commands that others have bound. As the key listener of a window it
/// takes what none of the window's components has wanted; while somebody writes in a text field, only keys that
/// write nothing. All functions: [control].
class Commands final : public juce::KeyListener, private juce::ApplicationCommandTarget {
public:
    /// What a command does. Empty functions: nothing, always, and never.
    struct Action {
        std::function<void()> perform;
        std::function<bool()> possible = {};
        std::function<bool()> on = {}; ///< whether it has a tick
    };

    Commands();
    ~Commands() override;

    /// Effects: from now on that is what the command does.
    void bind(CommandId id, Action action);
    /// Effects: does it. Returns: whether it is bound and possible now.
    bool run(CommandId id);
    bool isPossible(CommandId id) const;
    bool isOn(CommandId id) const;
    /// Effects: adds the command to a menu with its key, as `text` or under its name.
    void addTo(juce::PopupMenu& menu, CommandId id, const juce::String& text = {});

    /// While it returns true, keys do nothing: a question is open.
    std::function<bool()> suspended;
    /// Tells whether the arrow keys belong to the transport while that component has the keyboard (null:
    /// none has). Empty: never.
    std::function<bool(const juce::Component*)> arrowsAreFree;

    bool keyPressed(const juce::KeyPress& key, juce::Component* origin) override;

private:
    juce::ApplicationCommandTarget* getNextCommandTarget() override { return nullptr; }
    void getAllCommands(juce::Array<juce::CommandID>& ids) override;
    void getCommandInfo(juce::CommandID id, juce::ApplicationCommandInfo& shown) override;
    bool perform(const InvocationInfo& invocation) override;
    bool belongsToOthers(const juce::KeyPress& key) const;

    std::map<CommandId, Action> actions_;
    juce::ApplicationCommandManager dispatcher_;
};

} // namespace rondo::host
