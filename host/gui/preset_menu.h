// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <functional>
#include <host/gui/dialog_layer.h>
#include <host/player/workspace.h>
#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// What an insert can sound like at once: the programs that its plugin brings and the presets that people have
/// saved, as a menu. What goes wrong is told in the workspace. All functions: [control].
class PresetMenu {
public:
    /// Requires: both outlive it.
    PresetMenu(Workspace& workspace, DialogLayer& layer) noexcept : workspace_(workspace), layer_(layer) {}

    /// Called before a dialog opens, which is in the main window.
    std::function<void()> onDialog;

    /// Returns: the menu; its lines do nothing when the layer is gone.
    juce::PopupMenu make(InsertId insert);
    /// Effects: asks for a name in the insert's folder of presets, makes that folder, and saves there.
    void save(InsertId insert);
    /// Effects: asks for a preset's file and loads it.
    void load(InsertId insert);

private:
    void show(std::unique_ptr<Dialog> dialog);

    Workspace& workspace_;
    DialogLayer& layer_;
};

} // namespace rondo::host
