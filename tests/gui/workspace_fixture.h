// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <host/gui/display_link.h>
#include <host/gui/theme.h>
#include <host/player/workspace.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <memory>
#include <string>
#include <support/temporary_folder.h>

namespace rondo::test {

/// A workspace in a folder of its own, which is its home, with Rondo's device without hardware, and JUCE's
/// message thread. Plugins are looked for in the home's "ladspa", "lv2" and "vst3" alone. A page that is shown
/// stands on the display of xvfb-run.
struct WorkspaceFixture {
    TemporaryFolder folder;
    host::DisplayLink display{[] {}};
    host::Workspace workspace;
    host::Theme theme{host::Theme::Shade::dark};

    /// `prepare` fills the home before the workspace looks at it.
    explicit WorkspaceFixture(const std::function<void(const std::filesystem::path& home)>& prepare = {})
        : workspace(prepared(prepare)) {
        juce::LookAndFeel::setDefaultLookAndFeel(&theme);
    }
    ~WorkspaceFixture() { juce::LookAndFeel::setDefaultLookAndFeel(nullptr); }
    WorkspaceFixture(const WorkspaceFixture&) = delete;
    WorkspaceFixture& operator=(const WorkspaceFixture&) = delete;

    host::Workspace::Options prepared(const std::function<void(const std::filesystem::path&)>& prepare) {
        if (prepare)
            prepare(folder.path());
        return options();
    }
    host::Workspace::Options options() {
        host::Workspace::Options result;
        result.shelf.environment = [home = folder.path().string()](const char* variable) {
            const std::string name(variable);
            return name == "HOME"          ? home
                   : name == "LADSPA_PATH" ? home + "/ladspa"
                   : name == "LV2_PATH"    ? home + "/lv2"
                   : name == "VST3_PATH"   ? home + "/vst3"
                                           : std::string();
        };
        result.shelf.workerCommand = {RONDO_PROGRAM, "plugin-worker"};
        result.stateFolder = folder.path() / "state";
        result.device = "virtual";
        return result;
    }

    /// Effects: shows the component in a window of its own, of that size.
    static void show(juce::Component& component, int width, int height) {
        component.setSize(width, height);
        component.setVisible(true);
        component.addToDesktop(0);
        pump();
    }
    /// Effects: handles what waits for the message thread.
    static void pump(int milliseconds = 30) {
        juce::MessageManager::getInstance()->runDispatchLoopUntil(milliseconds);
    }
    /// Effects: leaves a picture in RONDO_PICTURES, where that is set, of that many pixels a point.
    static void picture(juce::Component& component, const std::string& name, float scale = 1) {
        const auto* const to = std::getenv("RONDO_PICTURES");
        if (to == nullptr)
            return;
        juce::File file(juce::File(to).getChildFile(name + ".png"));
        file.deleteFile();
        juce::FileOutputStream stream(file);
        juce::PNGImageFormat().writeImageToStream(
            component.createComponentSnapshot(component.getLocalBounds(), true, scale), stream);
    }
};

} // namespace rondo::test
