// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <functional>
#include <host/gui/browser_panel.h>
#include <host/gui/commands.h>
#include <host/gui/device_page.h>
#include <host/gui/dialog_layer.h>
#include <host/gui/keys_page.h>
#include <host/gui/meter_column.h>
#include <host/gui/meters_page.h>
#include <host/gui/notice_bar.h>
#include <host/gui/play_page.h>
#include <host/gui/plugin_windows.h>
#include <host/gui/preset_menu.h>
#include <host/gui/session_dialogs.h>
#include <host/gui/tab_strip.h>
#include <host/gui/transport_actions.h>
#include <host/gui/transport_bar.h>
#include <host/gui/window_settings.h>
#include <vector>

namespace rondo::host {

/// Everything in the window: puts its parts together, binds the commands, takes dropped files, and looks after
/// the workspace 30 times a second. [control]
class MainView final : public juce::Component,
                       public juce::FileDragAndDropTarget,
                       public juce::DragAndDropContainer,
                       private juce::Timer {
public:
    static constexpr int smallestWidth = 760;
    static constexpr int smallestHeight = 480;

    /// What the view needs of what it is in. Empty functions: there is nothing of the kind.
    struct Frame {
        std::function<void()> quit;
        std::function<void()> toggleFullScreen;
        std::function<bool()> isFullScreen;
        std::function<void(const juce::String&)> setTitle;
        std::function<void()> sizeChanged; ///< of everything: the window has to fit again
    };

    /// Requires: all outlive it. `captureFolder`: for captures of sessions without a file.
    MainView(Workspace& workspace, WindowSettings& settings, Theme& theme, std::filesystem::path captureFolder);
    ~MainView() override;

    /// Effects: asks the frame from now on, and tells it the title.
    void setFrame(Frame frame);
    Commands& commands() noexcept { return commands_; }
    SessionDialogs& dialogs() noexcept { return dialogs_; }
    PresetMenu& presets() noexcept { return presets_; }
    ChainView& chain() noexcept { return play_.chain(); }
    const DialogLayer& dialogLayer() const noexcept { return layer_; }
    const NoticeBar& notices() const noexcept { return notices_; }
    /// Effects: shows a page, by the command that shows it.
    void showPage(CommandId page);
    CommandId page() const noexcept { return page_; }
    PluginWindows& pluginWindows() noexcept { return windows_; }
    bool browserShown() const { return browser_.isVisible(); }
    /// Effects: everything that much larger, as far as the screen has room, and remembers it.
    void setScale(double scale);
    /// Effects: the same without remembering. Returns: what it has become.
    double applyScale(double scale);
    /// Effects: what the timer does.
    void tick();
    bool hasPainted() const noexcept { return painted_; }

    void paint(juce::Graphics& graphics) override;
    void paintOverChildren(juce::Graphics& graphics) override;
    void resized() override;
    bool keyPressed(const juce::KeyPress& key) override;
    bool isInterestedInFileDrag(const juce::StringArray&) override { return !layer_.isOpen(); }
    void fileDragEnter(const juce::StringArray&, int, int) override { setDragging(true); }
    void fileDragExit(const juce::StringArray&) override { setDragging(false); }
    void filesDropped(const juce::StringArray& files, int x, int y) override;

private:
    struct PageOf {
        CommandId command;
        Page* page;
    };
    void bindTransport();
    void bindSession();
    void bindWindow();
    void addParts();
    void addEffects();
    void addDropped(const juce::String& identifier, std::size_t place);
    void sessionReplaced();
    void sessionChanged(const SessionChange& change);
    void showTitle();
    void stepScale(int direction);
    void setShade(Theme::Shade shade);
    void setDragging(bool dragging);
    void timerCallback() override { tick(); }
    template <class Do>
    void forEachPart(Do&& act);

    Workspace& workspace_;
    WindowSettings& settings_;
    Theme& theme_;
    Frame frame_;
    Commands commands_;
    DialogLayer layer_;
    SessionDialogs dialogs_;
    PresetMenu presets_;
    TransportActions transport_;

    TransportBar transportBar_;
    TabStrip tabs_;
    PlayPage play_;
    MetersPage meters_;
    DevicePage device_;
    KeysPage keys_;
    MeterColumn meterColumn_;
    BrowserPanel browser_;
    NoticeBar notices_;
    PluginWindows windows_;
    const std::vector<PageOf> pages_;
    juce::TooltipWindow tooltips_;
    CommandId page_ = CommandId::playPage;
    bool painted_ = false;
    bool dragging_ = false;
};

} // namespace rondo::host
