// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/gui/insert_parameters.h>
#include <host/player/workspace.h>
#include <host/session/window_place.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <memory>

namespace rondo::host {

class GenericEditor;

/// The window of an insert: the plugin's own editor, or all its values, under a bar with its bypass and
/// presets. Ctrl+P shows its presets; Ctrl+W closes it, Escape does not. All functions: [control].
class PluginWindow final : public juce::DocumentWindow {
public:
    /// Effects: makes the window, not visible yet. Requires: the workspace outlives it, and has the insert.
    PluginWindow(Workspace& workspace, InsertId insert, InsertParameters::FindPlugin find);
    ~PluginWindow() override;

    /// Called when people close it.
    std::function<void()> onClose;
    /// Makes the menu of the insert's presets; empty: there is none.
    std::function<juce::PopupMenu()> makePresets;
    /// Called for keys that nothing of it takes. Returns whether it was taken.
    std::function<bool(const juce::KeyPress&)> onUnhandledKey;

    InsertId insert() const noexcept { return insert_; }
    /// Effects: shows what the document says, and the plugin's own editor when the plugin has come.
    void refresh();
    /// Effects: closes the plugin's own editor, because the plugin goes.
    void letPluginGo();
    /// Effects: follows what the plugin does by itself; for a timer.
    void tick();

    bool hasOwnEditor() const;
    bool showsOwnEditor() const;
    /// Effects: shows the plugin's own editor, or all its values. One that fails to open is told in the window.
    void showOwnEditor(bool own);
    /// Effects: shows the menu of its presets.
    void showPresets();
    /// Returns: the list of values; null while the plugin's own editor is shown.
    GenericEditor* genericEditor() const;
    /// Effects: stands where it stood, as far as there is a screen.
    void restore(const WindowPlace& place);
    /// Returns: where it stands, as an open window.
    WindowPlace place() const;
    /// Returns: bounds moved and cut so that they lie in `area`.
    static juce::Rectangle<int> within(juce::Rectangle<int> bounds, juce::Rectangle<int> area);

    void closeButtonPressed() override;
    bool keyPressed(const juce::KeyPress& key) override;

private:
    class Content;
    std::unique_ptr<Content> makeContent();
    void updateTitle();

    Workspace& workspace_;
    const InsertId insert_;
    InsertParameters::FindPlugin find_;
    Content* content_ = nullptr; ///< owned by the window
};

} // namespace rondo::host
