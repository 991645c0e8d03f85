// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/main_window.h>

#include <algorithm>

namespace rondo::host {

MainWindow::MainWindow(MainView& view, WindowSettings& settings, std::function<void()> quit)
    : DocumentWindow("Rondo", view.findColour(Theme::background), allButtons, false), view_(view),
      settings_(settings) {
    setUsingNativeTitleBar(true);
    setContentNonOwned(&view_, false);
    setResizable(true, false);
    addKeyListener(&view_.commands());
    addToDesktop(getDesktopWindowStyleFlags());
    const auto room = screen();
    setResizeLimits(std::min(MainView::smallestWidth, room.getWidth()),
                    std::min(MainView::smallestHeight, room.getHeight()), 100000, 100000);
    setBounds(fit(settings_.values().bounds, room));
    view_.setFrame({std::move(quit), [this] { toggleFullScreenSoon(); }, [this] { return isKioskMode(); },
                    [this](const juce::String& title) { setName(title); },
                    [this] {
                        if (!isFullScreen() && !isKioskMode())
                            setBounds(fit(getBounds(), screen()));
                    }});
}

MainWindow::~MainWindow() {
    if (isKioskMode())
        juce::Desktop::getInstance().setKioskModeComponent(nullptr);
    view_.setFrame({});
    removeKeyListener(&view_.commands());
    clearContentComponent();
}

juce::Rectangle<int> MainWindow::fit(juce::Rectangle<int> wanted, juce::Rectangle<int> screen) {
    const auto within = [](int size, int smallest, int largest) {
        return std::clamp(size, std::min(smallest, largest), largest);
    };
    const juce::Rectangle<int> usual{1180, 760};
    const auto size = wanted.isEmpty() ? usual : wanted;
    const juce::Rectangle<int> sized{within(size.getWidth(), MainView::smallestWidth, screen.getWidth()),
                                     within(size.getHeight(), MainView::smallestHeight, screen.getHeight())};
    return wanted.isEmpty() ? sized.withCentre(screen.getCentre()).constrainedWithin(screen)
                            : sized.withPosition(wanted.getPosition()).constrainedWithin(screen);
}

juce::Rectangle<int> MainWindow::screen() const {
    const auto& displays = juce::Desktop::getInstance().getDisplays();
    const auto wanted = settings_.values().bounds;
    const auto* display = wanted.isEmpty() ? displays.getPrimaryDisplay() : displays.getDisplayForRect(wanted);
    return display != nullptr ? display->userArea : juce::Rectangle<int>{0, 0, 1180, 760};
}

/// Not while the window that JUCE throws away for it handles the key.
void MainWindow::toggleFullScreenSoon() {
    juce::MessageManager::callAsync([window = SafePointer<MainWindow>(this)] {
        if (window != nullptr)
            window->toggleFullScreen();
    });
}

void MainWindow::toggleFullScreen() {
    const bool full = !isKioskMode();
    if (full)
        remember();
    auto& desktop = juce::Desktop::getInstance();
    if (!full)
        desktop.setKioskModeComponent(nullptr);
    setUsingNativeTitleBar(!full);
    if (full)
        desktop.setKioskModeComponent(this, false);
    view_.grabKeyboardFocus();
}

void MainWindow::closeButtonPressed() { view_.commands().run(CommandId::quit); }

void MainWindow::remember() {
    if (!isFullScreen() && !isKioskMode() && !isMinimised())
        static_cast<void>(settings_.learn([&](auto& values) { values.bounds = getBounds(); }));
}

} // namespace rondo::host
