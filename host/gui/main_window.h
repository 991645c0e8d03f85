// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/main_view.h>
#include <host/gui/window_settings.h>
#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// The window around a MainView, at the place where it was last. Closing it is the view's quit. [control]
class MainWindow final : public juce::DocumentWindow {
public:
    /// Effects: makes it, not visible yet. Requires: all outlive it.
    MainWindow(MainView& view, WindowSettings& settings, std::function<void()> quit);
    ~MainWindow() override;

    /// Returns: the place on the screen that is nearest to the wanted one, whole and no smaller than the view
    /// can be; where nothing is wanted, the usual size in the middle.
    static juce::Rectangle<int> fit(juce::Rectangle<int> wanted, juce::Rectangle<int> screen);

    void closeButtonPressed() override;
    /// Effects: remembers where the window is.
    void remember();

private:
    void toggleFullScreenSoon();
    void toggleFullScreen();
    juce::Rectangle<int> screen() const;

    MainView& view_;
    WindowSettings& settings_;
};

} // namespace rondo::host
