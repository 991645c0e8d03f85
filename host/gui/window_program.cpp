// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/window_program.h>

#include <cstdlib>
#include <host/gui/display_link.h>
#include <host/gui/main_window.h>
#include <optional>
#include <rondo/base/error.h>

namespace rondo::host {
namespace {

Workspace::Options workspaceOptions(const WindowOptions& options) {
    Workspace::Options result;
    result.shelf.environment = hosting::processEnvironment();
    result.shelf.workerCommand = options.workerCommand;
    result.device = options.device;
    return result;
}

Theme::Shade shadeOf(const WindowOptions& options, const WindowSettings& settings) {
    if (!options.light)
        return settings.values().shade;
    return *options.light ? Theme::Shade::light : Theme::Shade::dark;
}

std::filesystem::path musicFolder() {
    return juce::File::getSpecialLocation(juce::File::userMusicDirectory).getFullPathName().toStdString();
}

/// The look of everything, for as long as there are windows.
struct LookInUse {
    explicit LookInUse(Theme::Shade shade) : theme(shade) { juce::LookAndFeel::setDefaultLookAndFeel(&theme); }
    LookInUse(const LookInUse&) = delete;
    LookInUse& operator=(const LookInUse&) = delete;
    ~LookInUse() { juce::LookAndFeel::setDefaultLookAndFeel(nullptr); }
    Theme theme;
};

/// The program from its start to its end, in steps that the message loop leaves room for.
class Program final : private juce::Timer {
public:
    explicit Program(const WindowOptions& options);
    ~Program() override;
    void run();

private:
    void timerCallback() override;
    void begin();
    void openWhatWasNamed();
    void end();
    void loseDisplay();

    const WindowOptions& options_;
    Workspace workspace_;
    DisplayLink display_{[this] { loseDisplay(); }};
    WindowSettings settings_{WindowSettings::usualFile(hosting::processEnvironment())};
    LookInUse look_;
    MainView view_;
    std::optional<MainWindow> window_;
    int ticks_ = 0;
    bool begun_ = false;
};

Program::Program(const WindowOptions& options)
    : options_(options), workspace_(workspaceOptions(options)), look_(shadeOf(options, settings_)),
      view_(workspace_, settings_, look_.theme, musicFolder()) {
    // Before there is a window: where that was is remembered in points of its scale.
    view_.applyScale(options.scale.value_or(settings_.values().scale));
    window_.emplace(view_, settings_, [] { juce::MessageManager::getInstance()->stopDispatchLoop(); });
}

Program::~Program() {
    stopTimer();
    window_->remember();
}

void Program::run() {
    window_->setVisible(true);
    window_->toFront(true);
    view_.grabKeyboardFocus();
    startTimerHz(30);
    juce::MessageManager::getInstance()->runDispatchLoop();
    stopTimer();
}

void Program::timerCallback() {
    if (options_.stopRequested && options_.stopRequested()) {
        end();
        return;
    }
    // What takes its time comes when there is something to look at; a window that nobody shows is never
    // painted.
    constexpr int patience = 30;
    if (!begun_ && (view_.hasPainted() || ++ticks_ > patience)) {
        begun_ = true;
        begin();
    }
}

void Program::begin() {
    openWhatWasNamed();
    workspace_.check(workspace_.player().open());
    if (!workspace_.shelf().scannedBefore())
        workspace_.shelf().startScan();
}

void Program::openWhatWasNamed() {
    if (options_.files.empty())
        view_.dialogs().offerLeftovers();
    else
        view_.dialogs().openDropped(options_.files, false);
}

/// Somebody from outside ends the program: what is not saved is offered at the next start.
void Program::end() {
    if (workspace_.history().isDirty()) {
        static_cast<void>(workspace_.player().keepStates());
        workspace_.rescue();
    } else {
        static_cast<void>(workspace_.closeSession());
    }
    juce::MessageManager::getInstance()->stopDispatchLoop();
}

void Program::loseDisplay() {
    workspace_.rescue();
    static_cast<void>(workspace_.player().stopCapture());
    if (options_.complain)
        options_.complain(
            "The display has gone away, and the window with it; what was not saved is kept, and is "
            "offered when 'rondo' is started again.");
    // Neither JUCE nor a plugin can tidy up without its display.
    std::_Exit(1);
}

} // namespace

base::Result<void> runWindow(const WindowOptions& options) {
    if (auto display = DisplayLink::check(); !display)
        return display;
    try {
        Program program(options);
        program.run();
    } catch (const base::Failure& failure) {
        return base::fail(failure.code(), failure.what());
    }
    return {};
}

} // namespace rondo::host
