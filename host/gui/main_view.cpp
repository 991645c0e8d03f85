// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/main_view.h>

#include <algorithm>
#include <cmath>
#include <host/gui/session_menu.h>

namespace rondo::host {
namespace {

constexpr int browserWidth = 300;
constexpr int frequency = 30;     ///< of the timer, Hz
constexpr int tooltipDelay = 700; ///< ms

} // namespace

MainView::MainView(Workspace& workspace, WindowSettings& settings, Theme& theme,
                   std::filesystem::path captureFolder)
    : workspace_(workspace), settings_(settings), theme_(theme), dialogs_(workspace, layer_, settings),
      presets_(workspace, layer_), transport_(workspace, std::move(captureFolder)), transportBar_(workspace),
      tabs_({CommandId::playPage, CommandId::metersPage, CommandId::devicePage, CommandId::keysPage}),
      play_(workspace), meters_(workspace), device_(workspace), keys_(workspace), meterColumn_(workspace),
      browser_(workspace), notices_(workspace), windows_(workspace), pages_{{CommandId::playPage, &play_},
                                                                            {CommandId::metersPage, &meters_},
                                                                            {CommandId::devicePage, &device_},
                                                                            {CommandId::keysPage, &keys_}},
      tooltips_(this, tooltipDelay) {
    setTitle("Rondo");
    setWantsKeyboardFocus(true);
    addParts();
    addEffects();
    bindTransport();
    bindSession();
    bindWindow();
    addKeyListener(&commands_);
    if (!settings_.notice().empty())
        workspace_.tell(settings_.notice());
    // The workspace may live longer, and its listeners with it.
    workspace_.onChange([view = SafePointer<MainView>(this)](const SessionChange& change) {
        if (view != nullptr)
            view->sessionChanged(change);
    });
    workspace_.onSessionReplaced([view = SafePointer<MainView>(this)] {
        if (view != nullptr)
            view->sessionReplaced();
    });
    sessionReplaced();
    startTimerHz(frequency);
}

MainView::~MainView() {
    stopTimer();
    removeKeyListener(&commands_);
}

void MainView::addParts() {
    addAndMakeVisible(transportBar_);
    addAndMakeVisible(tabs_);
    for (const auto& [command, page] : pages_)
        addChildComponent(page);
    addAndMakeVisible(meterColumn_);
    addChildComponent(browser_);
    browser_.setVisible(settings_.values().browser);
    addChildComponent(notices_);
    addChildComponent(layer_);
    transportBar_.onCommand = [this](CommandId id) { commands_.run(id); };
    transportBar_.makeMenu = [this] {
        return SessionMenu{workspace_, commands_, settings_,
                           [this](const auto& session) { dialogs_.openSession(session); },
                           [this](double scale) { setScale(scale); }}
            .make();
    };
    tabs_.onChoose = [this](CommandId page) { showPage(page); };
    notices_.onChange = [this] { resized(); };
    dialogs_.onSaved = [this] { showTitle(); };
    play_.waveform().onOpenFiles = [this] { commands_.run(CommandId::openFiles); };
    play_.waveform().onDropFiles = [this](const auto& files, bool add) { dialogs_.openDropped(files, add); };
    commands_.suspended = [this] { return layer_.isOpen(); };
    commands_.arrowsAreFree = [this](const juce::Component* focused) {
        return focused == nullptr || focused == this || focused == getTopLevelComponent() ||
               focused == &play_.waveform() || play_.waveform().isParentOf(focused);
    };
    meters_.setTarget(settings_.values().target);
    meters_.onTarget = [this](double target) {
        workspace_.check(settings_.change([&](auto& values) { values.target = target; }));
    };
    showPage(CommandId::playPage);
}

/// What browser, chain and plugin windows tell each other.
void MainView::addEffects() {
    browser_.onAddPlugin = [this](const hosting::LocatedPlugin& plugin) {
        workspace_.check(workspace_.edits().addPlugin(plugin, play_.chain().placeAfterChosen()));
    };
    browser_.onAddOwnNode = [this](const std::string& type) {
        workspace_.check(workspace_.edits().addOwnNode(type, play_.chain().placeAfterChosen()));
    };
    play_.chain().onDropPlugin = [this](const juce::String& identifier, std::size_t place) {
        addDropped(identifier, place);
    };
    play_.chain().onOpenEditor = [this](InsertId insert) { windows_.open(insert); };
    play_.chain().makePresets = [this](InsertId insert) { return presets_.make(insert); };
    windows_.makePresets = [this](InsertId insert) { return presets_.make(insert); };
    presets_.onDialog = [this] { getTopLevelComponent()->toFront(true); };
    windows_.beside = this;
    windows_.onUnhandledKey = [this](const juce::KeyPress& key) {
        return commands_.keyPressed(key, juce::Component::getCurrentlyFocusedComponent());
    };
}

void MainView::addDropped(const juce::String& identifier, std::size_t place) {
    const auto wanted = identifier.toStdString();
    constexpr std::string_view own = "own:";
    if (wanted.starts_with(own)) {
        workspace_.check(workspace_.edits().addOwnNode(wanted.substr(own.size()), place));
        return;
    }
    for (const auto& plugin : workspace_.shelf().find({}))
        if (plugin.plugin.identifier == wanted) {
            workspace_.check(workspace_.edits().addPlugin(plugin, place));
            return;
        }
    workspace_.tell("The plugin '" + wanted + "' is not known any more; scan again.");
}

template <class Do>
void MainView::forEachPart(Do&& act) {
    act(transportBar_);
    for (const auto& [command, page] : pages_)
        act(*page);
    act(meterColumn_);
    act(browser_);
}

void MainView::setFrame(Frame frame) {
    frame_ = std::move(frame);
    showTitle();
}

void MainView::bindTransport() {
    using Id = CommandId;
    const auto hasSource = [this] { return transport_.hasSource(); };
    const auto hasPlaces = [this] { return transport_.hasPlaces(); };
    commands_.bind(Id::playOrStop, {[this] { transport_.playOrStop(); }, hasSource});
    commands_.bind(Id::toBeginning, {[this] { transport_.toBeginning(); }, hasPlaces});
    commands_.bind(Id::back, {[this] { transport_.skip({-5}); }, hasPlaces});
    commands_.bind(Id::forward, {[this] { transport_.skip({5}); }, hasPlaces});
    commands_.bind(Id::loop, {[this] { transport_.toggleLoop(); }, hasPlaces,
                              [this] { return workspace_.document().loop->looping; }});
    commands_.bind(Id::loopStart, {[this] { transport_.startLoopHere(); }, hasPlaces});
    commands_.bind(Id::loopEnd, {[this] { transport_.endLoopHere(); }, hasPlaces});
    commands_.bind(Id::capture, {[this] { transport_.toggleCapture(); }, hasSource});
    commands_.bind(Id::openFiles, {[this] { dialogs_.openSounds(false); }});
    commands_.bind(Id::addFiles, {[this] { dialogs_.openSounds(true); }});
    commands_.bind(Id::liveInput, {[this] { transport_.toggleInput(); },
                                   {},
                                   [this] { return workspace_.document().source->kind == SourceKind::input; }});
}

void MainView::bindSession() {
    using Id = CommandId;
    auto& view = *this;
    commands_.bind(Id::newSession, {[this] { dialogs_.newSession(); }});
    commands_.bind(Id::openSession, {[this] { dialogs_.openSession(); }});
    commands_.bind(Id::saveSession, {[this] { dialogs_.save(); }});
    commands_.bind(Id::saveSessionAs, {[this] { dialogs_.saveAs(); }});
    commands_.bind(Id::undo, {[this] { workspace_.history().undo(); },
                              [this] { return workspace_.history().undoSteps() > 0; }});
    commands_.bind(Id::redo, {[this] { workspace_.history().redo(); },
                              [this] { return workspace_.history().redoSteps() > 0; }});
    commands_.bind(Id::quit, {[&view] {
                                  view.dialogs_.beforeLeaving("Then Rondo ends.", [&view] {
                                      view.workspace_.check(view.workspace_.closeSession());
                                      if (view.frame_.quit)
                                          view.frame_.quit();
                                  });
                              },
                              // A second question behind the first would be asked in vain.
                              [this] { return !layer_.isOpen() || !workspace_.history().isDirty(); }});
}

void MainView::bindWindow() {
    using Id = CommandId;
    for (const auto& [command, page] : pages_)
        commands_.bind(
            command,
            {[this, id = command] { showPage(id); }, {}, [this, id = command] { return page_ == id; }});
    const auto showBrowser = [this](bool shown) {
        workspace_.check(settings_.change([&](auto& values) { values.browser = shown; }));
        browser_.setVisible(shown);
        resized();
    };
    commands_.bind(
        Id::browser,
        {[this, showBrowser] { showBrowser(!browserShown()); }, {}, [this] { return browserShown(); }});
    commands_.bind(Id::searchPlugins, {[this, showBrowser] {
                       if (!browserShown())
                           showBrowser(true);
                       browser_.focusSearch();
                   }});
    commands_.bind(Id::closePluginWindows,
                   {[this] { windows_.closeAll(); }, [this] { return windows_.count() > 0; }});
    commands_.bind(
        Id::shade,
        {[this] { setShade(theme_.shade() == Theme::Shade::dark ? Theme::Shade::light : Theme::Shade::dark); },
         {},
         [this] { return theme_.shade() == Theme::Shade::light; }});
    commands_.bind(Id::larger, {[this] { stepScale(1); }});
    commands_.bind(Id::smaller, {[this] { stepScale(-1); }});
    commands_.bind(Id::normalSize, {[this] { setScale(1); }});
    commands_.bind(Id::fullScreen, {[this] {
                                        if (frame_.toggleFullScreen)
                                            frame_.toggleFullScreen();
                                    },
                                    {},
                                    [this] { return frame_.isFullScreen && frame_.isFullScreen(); }});
}

void MainView::sessionReplaced() {
    forEachPart([](Page& part) { part.sessionReplaced(); });
    windows_.sessionReplaced();
    showTitle();
}

void MainView::sessionChanged(const SessionChange& change) {
    forEachPart([&](Page& part) { part.sessionChanged(change); });
    windows_.sessionChanged(change);
    showTitle();
}

void MainView::showTitle() {
    transportBar_.showTitle();
    if (frame_.setTitle)
        frame_.setTitle(juce::String::fromUTF8(workspace_.title().c_str()) +
                        (workspace_.history().isDirty() ? "*" : "") + " - Rondo");
}

void MainView::showPage(CommandId page) {
    page_ = page;
    for (const auto& [command, component] : pages_)
        component->setVisible(command == page);
    tabs_.mark(page);
    tick();
}

void MainView::tick() {
    workspace_.attend();
    notices_.tick();
    windows_.tick();
    if (!isShowing())
        return;
    forEachPart([](Page& part) {
        if (part.isVisible())
            part.tick();
    });
}

double MainView::applyScale(double scale) {
    auto& desktop = juce::Desktop::getInstance();
    const auto now = static_cast<double>(desktop.getGlobalScaleFactor());
    double most = WindowSettings::largestScale;
    // Larger than the screen, the window could not be used to become smaller again.
    if (const auto* display = desktop.getDisplays().getDisplayForRect(getScreenBounds()))
        most = std::min(most, now * std::min(display->userArea.getWidth() / double(smallestWidth),
                                             display->userArea.getHeight() / double(smallestHeight)));
    most = std::max(WindowSettings::smallestScale, std::floor(most * 100) / 100);
    if (scale > most)
        workspace_.tell("The screen has room for a size of " + std::to_string(std::lround(most * 100)) +
                        " % at most.");
    scale = std::clamp(scale, WindowSettings::smallestScale, most);
    desktop.setGlobalScaleFactor(static_cast<float>(scale));
    if (frame_.sizeChanged)
        frame_.sizeChanged();
    return scale;
}

void MainView::setScale(double scale) {
    const auto applied = applyScale(scale);
    workspace_.check(settings_.change([&](auto& values) { values.scale = applied; }));
}

void MainView::stepScale(int direction) {
    constexpr std::array steps{0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0};
    const double now = juce::Desktop::getInstance().getGlobalScaleFactor();
    const auto above = std::ranges::find_if(steps, [&](double step) { return step > now + 0.005; });
    const auto below =
        std::find_if(steps.rbegin(), steps.rend(), [&](double step) { return step < now - 0.005; });
    if (direction > 0 && above != steps.end())
        setScale(*above);
    if (direction < 0 && below != steps.rend())
        setScale(*below);
}

void MainView::setShade(Theme::Shade shade) {
    theme_.setShade(shade);
    auto& desktop = juce::Desktop::getInstance();
    for (int number = 0; number < desktop.getNumComponents(); ++number)
        desktop.getComponent(number)->sendLookAndFeelChange();
    workspace_.check(settings_.change([&](auto& values) { values.shade = shade; }));
}

void MainView::paint(juce::Graphics& graphics) {
    painted_ = true;
    graphics.fillAll(findColour(Theme::background));
}

void MainView::paintOverChildren(juce::Graphics& graphics) {
    if (!dragging_)
        return;
    graphics.setColour(findColour(Theme::accent));
    graphics.drawRect(getLocalBounds(), 3);
}

void MainView::resized() {
    layer_.setBounds(getLocalBounds());
    auto area = getLocalBounds();
    transportBar_.setBounds(area.removeFromTop(TransportBar::height));
    notices_.setBounds(area.removeFromBottom(notices_.wantedHeight(area.getWidth())));
    if (browser_.isVisible())
        browser_.setBounds(area.removeFromRight(browserWidth));
    meterColumn_.setBounds(area.removeFromRight(MeterColumn::width));
    tabs_.setBounds(area.removeFromTop(TabStrip::height));
    for (const auto& [command, page] : pages_)
        page->setBounds(area);
}

bool MainView::keyPressed(const juce::KeyPress& key) {
    return key.isKeyCode(juce::KeyPress::escapeKey) && notices_.dismiss();
}

void MainView::setDragging(bool dragging) {
    dragging_ = dragging;
    repaint();
}

void MainView::filesDropped(const juce::StringArray& files, int, int) {
    setDragging(false);
    std::vector<std::filesystem::path> paths;
    for (const auto& file : files)
        paths.emplace_back(file.toStdString());
    dialogs_.openDropped(paths, juce::ModifierKeys::getCurrentModifiersRealtime().isShiftDown());
}

} // namespace rondo::host
