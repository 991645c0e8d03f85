// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/waveform_view.h>

#include <algorithm>
#include <cmath>
#include <host/gui/theme.h>
#include <host/gui/time_value.h>
#include <host/gui/value_text.h>
#include <utility>

namespace rondo::host {
namespace {

constexpr int playheadReach = 7;    ///< points beside it that it draws on
constexpr int smallestDrag = 3;     ///< points; less is a click
constexpr int ticksOfDevice = 15;   ///< between two looks at the device
constexpr double keyZoom = 1.5;     ///< times
constexpr double wheelZoom = 2.5;   ///< powers of two of a whole turn
constexpr double stepsOfSpan = 100; ///< of Shift and the arrows
constexpr double longestStep = 5;   ///< s of the arrows, as the keys' page says, and less in what is short
constexpr double shareOfStep = 20;
constexpr double pageOfSpan = 0.8;

std::vector<std::filesystem::path> pathsOf(const juce::StringArray& files) {
    std::vector<std::filesystem::path> paths;
    for (const auto& file : files)
        paths.emplace_back(file.toStdString());
    return paths;
}

} // namespace

WaveformView::WaveformView(Workspace& workspace)
    : Page(workspace), files_(workspace.peaks()), loop_(workspace),
      loopStart_(loop_, axis_, LoopEditor::Part::start), loopEnd_(loop_, axis_, LoopEditor::Part::end) {
    setTitle("Waveform");
    setHelpText("Arrows move the position, with Shift the end of the loop; plus and minus zoom, 0 shows all");
    setOpaque(true);
    setWantsKeyboardFocus(true);
    open_.setTooltip("Chooses sound files to play (O)");
    open_.onClick = [this] { onOpenFiles(); };
    scroll_.setAutoHide(false);
    scroll_.addListener(this);
    onDropFiles = [this](const auto& files, bool add) {
        auto edits = this->workspace().edits();
        this->workspace().check(add ? edits.addFiles(files) : edits.openFiles(files));
    };
    input_.onChoose = [this](const LiveInput& input) {
        this->workspace().check(this->workspace().edits().useInput(input));
    };
    input_.onFiles = [this] {
        std::vector<std::filesystem::path> paths;
        for (const auto& file : this->workspace().document().source->files)
            paths.push_back(file.path);
        if (paths.empty())
            onOpenFiles();
        else
            this->workspace().check(this->workspace().edits().openFiles(paths));
    };
    addChildComponent(open_);
    addChildComponent(input_);
    addChildComponent(scroll_);
    addChildComponent(loopStart_);
    addChildComponent(loopEnd_);
}

WaveformView::~WaveformView() { scroll_.removeListener(this); }

WaveformView::Shown WaveformView::shown() const noexcept {
    const auto& source = *workspace().document().source;
    if (source.kind == SourceKind::input)
        return Shown::input;
    return source.files.empty() ? Shown::nothing : Shown::files;
}

void WaveformView::sessionReplaced() {
    loop_.release();
    scrubbing_ = false;
    wanted_.reset();
    showSource();
    axis_.showAll();
    showAxis();
}

void WaveformView::sessionChanged(const SessionChange& change) {
    if (change.source)
        showSource();
    if (change.loop) {
        placeHandles();
        repaint();
    }
}

void WaveformView::showSource() {
    const auto& source = *workspace().document().source;
    const auto former = files_.files().empty() ? std::filesystem::path() : files_.files().front().path;
    const bool files = shown() == Shown::files;
    files_.follow(files ? source.files : std::vector<SoundFile>());
    axis_.setLength(files_.length());
    if (!files || files_.files().front().path != former)
        axis_.showAll();
    open_.setVisible(shown() == Shown::nothing);
    input_.setVisible(shown() == Shown::input);
    if (shown() == Shown::input)
        showInput();
    setDescription(files ? juce::String(source.files.size()) + (source.files.size() == 1 ? " file" : " files")
                         : juce::String());
    showAxis();
}

void WaveformView::showInput() {
    const auto& source = *workspace().document().source;
    input_.show(source.input, workspace().player().deviceReport(), !source.files.empty());
}

/// What is to be done when another stretch is shown.
void WaveformView::showAxis() {
    image_.invalidate();
    scroll_.setVisible(shown() == Shown::files && axis_.zoomed());
    scroll_.setRangeLimits(0, std::max(axis_.length().value, 1e-3), juce::dontSendNotification);
    scroll_.setCurrentRange(axis_.first().value, axis_.span().value, juce::dontSendNotification);
    positionShown_ = axis_.shows(position_);
    placeHandles();
    repaint();
}

void WaveformView::placeHandles() {
    const bool files = shown() == Shown::files;
    for (auto* const handle : {&loopStart_, &loopEnd_}) {
        handle->place(WaveformImage::rulerHeight / 2, WaveformImage::rulerHeight / 2);
        handle->setVisible(files && handle->isVisible());
        handle->repaint(); // its colour tells whether the loop is on
    }
}

void WaveformView::tick() {
    if (shown() == Shown::input && ++ticks_ % ticksOfDevice == 0)
        showInput();
    if (shown() != Shown::files)
        return;
    if (const auto wanted = std::exchange(wanted_, std::nullopt))
        locate(*wanted);
    const auto transport = workspace().player().transport();
    const auto news = files_.attend(transport.length);
    if (news == WaveformFiles::News::picture) {
        axis_.setLength(files_.length());
        showAxis();
    } else if (news == WaveformFiles::News::progress) {
        repaint(WaveformImage::channelArea(getLocalBounds()));
    }
    if (!scrubbing_) {
        showPosition(transport.position);
        follow(transport.playing);
    }
    if (std::exchange(trouble_, transport.trouble) != transport.trouble)
        repaint();
}

/// Turns the page when the playhead leaves it, and not when somebody looks elsewhere.
void WaveformView::follow(bool playing) {
    const bool starts = playing && !std::exchange(playing_, playing);
    playing_ = playing;
    if (playing && (starts || positionShown_) && axis_.reveal(position_))
        showAxis();
    positionShown_ = axis_.shows(position_);
}

void WaveformView::showPosition(base::Seconds position) {
    const double before = axis_.place(position_);
    position_ = position;
    const double now = axis_.place(position_);
    if (std::abs(before - now) < 0.1)
        return;
    for (const double place : {before, now})
        if (place >= -playheadReach && place <= axis_.width() + playheadReach)
            repaint(juce::roundToInt(place) - playheadReach, 0, 2 * playheadReach, getHeight());
}

void WaveformView::locate(base::Seconds position) {
    if (!workspace().check(workspace().player().locate(position)))
        scrubbing_ = false; // it would be told again with every movement
}

void WaveformView::zoom(double factor, double place) {
    axis_.zoom(factor, place);
    showAxis();
}

void WaveformView::zoomAtPlayhead(double factor) {
    zoom(factor, axis_.shows(position_) ? axis_.place(position_) : axis_.width() / 2);
}

void WaveformView::resized() {
    axis_.setWidth(getWidth());
    input_.setBounds(getLocalBounds());
    open_.setBounds(getLocalBounds().withSizeKeepingCentre(120, 28).translated(0, 40));
    scroll_.setBounds(getLocalBounds().removeFromBottom(WaveformImage::scrollHeight));
    showAxis();
}

void WaveformView::lookAndFeelChanged() {
    image_.invalidate();
    repaint();
}

bool WaveformView::inLoopLane(juce::Point<float> point) const noexcept {
    return point.y >= WaveformImage::rulerHeight / 2 && point.y < WaveformImage::rulerHeight;
}

void WaveformView::mouseMove(const juce::MouseEvent& event) {
    const bool body = shown() == Shown::files && inLoopLane(event.position) &&
                      loop_.partAt(axis_, static_cast<double>(event.position.x)) == LoopEditor::Part::body;
    setMouseCursor(body ? juce::MouseCursor::DraggingHandCursor : juce::MouseCursor::NormalCursor);
}

void WaveformView::mouseDown(const juce::MouseEvent& event) {
    if (!event.mods.isLeftButtonDown() || shown() != Shown::files)
        return;
    const auto x = static_cast<double>(event.position.x);
    if (inLoopLane(event.position) || event.mods.isShiftDown()) {
        auto part = loop_.partAt(axis_, x);
        if (part == LoopEditor::Part::body && !inLoopLane(event.position))
            part = LoopEditor::Part::none;
        loop_.press(part, axis_.time(x));
        return;
    }
    scrubbing_ = true;
    showPosition(axis_.time(x));
    locate(position_);
}

void WaveformView::mouseDrag(const juce::MouseEvent& event) {
    const auto time = axis_.time(static_cast<double>(event.position.x));
    if (loop_.dragging()) {
        if (event.getDistanceFromDragStart() >= smallestDrag)
            loop_.drag(time, axis_.length());
    } else if (scrubbing_) {
        showPosition(time);
        wanted_ = time; // once a tick is often enough for the disk
    }
}

void WaveformView::mouseUp(const juce::MouseEvent&) {
    loop_.release();
    if (const auto wanted = std::exchange(wanted_, std::nullopt))
        locate(*wanted);
    scrubbing_ = false;
}

void WaveformView::mouseDoubleClick(const juce::MouseEvent& event) {
    if (shown() == Shown::files &&
        loop_.partAt(axis_, static_cast<double>(event.position.x)) != LoopEditor::Part::none)
        loop_.toggle();
}

void WaveformView::mouseWheelMove(const juce::MouseEvent& event, const juce::MouseWheelDetails& wheel) {
    if (shown() != Shown::files)
        return;
    const bool sideways = std::abs(wheel.deltaX) > std::abs(wheel.deltaY) || event.mods.isShiftDown();
    if (!sideways)
        return zoom(std::exp2(wheelZoom * static_cast<double>(wheel.deltaY)),
                    static_cast<double>(event.position.x));
    const auto delta = static_cast<double>(wheel.deltaX != 0 ? wheel.deltaX : wheel.deltaY);
    axis_.scrollTo({axis_.first().value - delta * axis_.span().value / 2});
    showAxis();
}

void WaveformView::mouseMagnify(const juce::MouseEvent& event, float factor) {
    if (shown() == Shown::files && factor > 0)
        zoom(static_cast<double>(factor), static_cast<double>(event.position.x));
}

bool WaveformView::keyPressed(const juce::KeyPress& key) {
    const auto mods = key.getModifiers();
    if (shown() != Shown::files || mods.isCtrlDown() || mods.isAltDown() || mods.isCommandDown())
        return false;
    return move(key) || look(key);
}

/// The keys that move the position or the loop.
bool WaveformView::move(const juce::KeyPress& key) {
    const double step = axis_.span().value / stepsOfSpan;
    const bool left = key.isKeyCode(juce::KeyPress::leftKey);
    const double stride = std::min(longestStep, axis_.span().value / shareOfStep);
    auto to = position_;
    if (left || key.isKeyCode(juce::KeyPress::rightKey)) {
        if (key.getModifiers().isShiftDown()) {
            loop_.step(LoopEditor::Part::none, {left ? -step : step}, position_, axis_.length());
            return true;
        }
        to.value = std::clamp(to.value + (left ? -stride : stride), 0.0, axis_.length().value);
    } else if (key.isKeyCode(juce::KeyPress::homeKey)) {
        to = {0};
    } else if (key.isKeyCode(juce::KeyPress::endKey)) {
        to = axis_.length();
    } else {
        return false;
    }
    showPosition(to);
    locate(to);
    if (axis_.reveal(to))
        showAxis();
    return true;
}

/// The keys that change what is shown.
bool WaveformView::look(const juce::KeyPress& key) {
    const auto is = [&](int code, juce::juce_wchar character) {
        return key.isKeyCode(code) || key.getTextCharacter() == character;
    };
    if (is(juce::KeyPress::numberPadAdd, '+') || key.getTextCharacter() == '=')
        zoomAtPlayhead(keyZoom);
    else if (is(juce::KeyPress::numberPadSubtract, '-'))
        zoomAtPlayhead(1 / keyZoom);
    else if (is(juce::KeyPress::numberPad0, '0'))
        axis_.showAll();
    else if (key.isKeyCode(juce::KeyPress::pageUpKey))
        axis_.scrollTo({axis_.first().value - pageOfSpan * axis_.span().value});
    else if (key.isKeyCode(juce::KeyPress::pageDownKey))
        axis_.scrollTo({axis_.first().value + pageOfSpan * axis_.span().value});
    else
        return false;
    showAxis();
    return true;
}

bool WaveformView::keyStateChanged(bool isKeyDown) {
    if (!isKeyDown)
        loop_.letGo();
    return false;
}

void WaveformView::focusLost(FocusChangeType) {
    loop_.letGo();
    repaint();
}

juce::String WaveformView::getTooltip() {
    if (shown() != Shown::files)
        return {};
    const auto mouse = getMouseXYRelative();
    if (inLoopLane(mouse.toFloat()))
        return "Drag to make a loop; a double-click on it switches it (also: Shift and drag, Shift and arrows)";
    const auto* const file = files_.find(axis_.time(mouse.x));
    if (file == nullptr)
        return {};
    return ValueText::shown(file->trouble.empty() ? file->path.string() : file->trouble);
}

void WaveformView::scrollBarMoved(juce::ScrollBar*, double start) {
    axis_.scrollTo({start});
    showAxis();
}

// Sessions are opened by the window around it.
bool WaveformView::isInterestedInFileDrag(const juce::StringArray& files) {
    return !files.isEmpty() && std::none_of(files.begin(), files.end(),
                                            [](const auto& file) { return file.endsWithIgnoreCase(".rondo"); });
}

WaveformView::Drop WaveformView::dropAt(int y) const noexcept {
    return shown() == Shown::files && y >= getHeight() / 2 ? Drop::adds : Drop::replaces;
}

void WaveformView::fileDragMove(const juce::StringArray&, int, int y) {
    if (std::exchange(drop_, dropAt(y)) != drop_)
        repaint();
}

void WaveformView::fileDragExit(const juce::StringArray&) {
    drop_ = Drop::none;
    repaint();
}

void WaveformView::filesDropped(const juce::StringArray& files, int, int y) {
    onDropFiles(pathsOf(files), dropAt(y) == Drop::adds);
    fileDragExit(files);
}

std::unique_ptr<juce::AccessibilityHandler> WaveformView::createAccessibilityHandler() {
    return TimeValue::handler(*this, {[this] { return position_; }, [this] { return axis_.length(); },
                                      [this](base::Seconds to) { locate(to); }});
}

} // namespace rondo::host
