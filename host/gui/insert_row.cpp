// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/insert_row.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <host/gui/theme.h>

namespace rondo::host {
namespace {

constexpr int plainHeight = 56;
constexpr int mostOfWarning = 112; ///< its height; the tooltip has it whole
constexpr int textLeft = 60;

juce::Path powerIcon() {
    juce::Path path;
    path.addCentredArc(8, 8.5F, 5.5F, 5.5F, 0, 0.7F, juce::MathConstants<float>::twoPi - 0.7F, true);
    path.startNewSubPath(8, 1.5F);
    path.lineTo(8, 7.5F);
    return path;
}

juce::Path slidersIcon() {
    juce::Path path;
    for (const auto& [x, knob] : {std::pair(3.0F, 10.0F), std::pair(8.0F, 4.5F), std::pair(13.0F, 8.0F)}) {
        path.startNewSubPath(x, 2);
        path.lineTo(x, 14);
        path.startNewSubPath(x - 2.2F, knob);
        path.lineTo(x + 2.2F, knob);
    }
    return path;
}

juce::Path crossIcon() {
    juce::Path path;
    path.startNewSubPath(3.5F, 3.5F);
    path.lineTo(12.5F, 12.5F);
    path.startNewSubPath(12.5F, 3.5F);
    path.lineTo(3.5F, 12.5F);
    return path;
}

juce::String duration(base::Seconds time) {
    const double micros = time.value * 1e6;
    if (micros < 9.95)
        return juce::String(micros, 1) + juce::String::fromUTF8(" µs");
    return micros < 999.5 ? juce::String(std::lround(micros)) + juce::String::fromUTF8(" µs")
                          : juce::String(micros / 1000, 1) + " ms";
}

juce::String share(base::Seconds time, double period) {
    const double percent = 100 * time.value / period;
    return (percent < 9.95 ? juce::String(percent, 1) : juce::String(std::lround(percent))) + " %";
}

} // namespace

/// A button that is a sign. Clicks and Return press it; Space is left to the window.
class InsertRow::Icon final : public juce::Button {
public:
    Icon(const juce::String& name, juce::Path path) : Button(name), path_(std::move(path)) {
        setMouseClickGrabsKeyboardFocus(false);
    }
    void paintButton(juce::Graphics& graphics, bool highlighted, bool down) override {
        const auto box = getLocalBounds().toFloat().withSizeKeepingCentre(28, 28);
        if (highlighted || down) {
            graphics.setColour(findColour(down ? Theme::outline : Theme::raised).brighter(0.08F));
            graphics.fillRoundedRectangle(box, 4);
        }
        graphics.setColour(findColour(colour).withMultipliedAlpha(isEnabled() ? 1.0F : 0.4F));
        graphics.strokePath(
            path_, juce::PathStrokeType(1.6F, juce::PathStrokeType::curved, juce::PathStrokeType::rounded),
            juce::AffineTransform::translation(box.getX() + 6, box.getY() + 6));
        if (hasKeyboardFocus(false))
            Theme::drawFocus(graphics, *this);
    }
    // The row is lit when the mouse is near, also when it came by no other part of it.
    void buttonStateChanged() override {
        if (auto* const row = getParentComponent())
            row->repaint();
    }
    int colour = Theme::dim;

private:
    juce::Path path_;
};

/// Peaks of two channels, -60 to 0 dB.
class InsertRow::Meter final : public juce::Component {
public:
    Meter() { setInterceptsMouseClicks(false, false); }
    void show(const std::array<float, 2>& peak) {
        std::array<int, 2> heights{};
        for (std::size_t channel = 0; channel < 2; ++channel)
            heights[channel] = heightOf(juce::Decibels::gainToDecibels(peak[channel], -100.0F));
        if (std::exchange(heights_, heights) != heights)
            repaint();
    }
    void resized() override { heights_ = {}; }
    void paint(juce::Graphics& graphics) override {
        for (int channel = 0; channel < 2; ++channel) {
            const juce::Rectangle<int> bar(channel * 7, 0, 5, getHeight());
            graphics.setColour(findColour(Theme::track));
            graphics.fillRect(bar);
            const int height = heights_[static_cast<std::size_t>(channel)];
            int below = 0;
            for (const auto& [colour, top] : {std::pair<int, int>(Theme::good, heightOf(-18)),
                                              std::pair<int, int>(Theme::warning, heightOf(-3)),
                                              std::pair<int, int>(Theme::alarm, getHeight())}) {
                const int to = std::min(height, top);
                graphics.setColour(findColour(colour));
                if (to > below)
                    graphics.fillRect(bar.getX(), getHeight() - to, bar.getWidth(), to - below);
                below = std::max(below, to);
            }
        }
    }

private:
    int heightOf(float decibels) const {
        return std::clamp(juce::roundToInt(static_cast<float>(getHeight()) * (decibels + 60) / 60), 0,
                          getHeight());
    }
    std::array<int, 2> heights_{};
};

InsertRow::InsertRow(InsertId insert)
    : insert_(insert), warning_(Theme::face(12)), bypass_(std::make_unique<Icon>("Bypass", powerIcon())),
      editor_(std::make_unique<Icon>("Open editor", slidersIcon())),
      remove_(std::make_unique<Icon>("Remove", crossIcon())), meter_(std::make_unique<Meter>()) {
    for (auto* icon : {bypass_.get(), editor_.get(), remove_.get()})
        addAndMakeVisible(icon);
    addAndMakeVisible(*meter_);
    bypass_->onClick = [this] { onBypass ? onBypass() : void(); };
    editor_->onClick = [this] { onOpenEditor ? onOpenEditor() : void(); };
    remove_->onClick = [this] { onRemove ? onRemove() : void(); };
    editor_->setTooltip("Open the editor (Return)");
    remove_->setTooltip("Remove (Delete)");
    setMouseClickGrabsKeyboardFocus(true);
    setFocusContainerType(FocusContainerType::none);
    setChosen(false);
}

InsertRow::~InsertRow() = default;

juce::String InsertRow::latencyText(std::uint32_t frames, double rate) {
    const auto counted = juce::String(frames) + (frames == 1 ? " frame" : " frames");
    if (rate <= 0)
        return counted;
    return juce::String(1000.0 * frames / rate, 1) + juce::String::fromUTF8(" ms · ") + counted;
}

void InsertRow::show(const Insert& insert, std::size_t place, std::size_t count) {
    title_ = InsertTitle::of(insert);
    place_ = place;
    count_ = count;
    bypassed_ = insert.bypass;
    bypass_->setToggleState(bypassed_, juce::dontSendNotification);
    bypass_->colour = bypassed_ ? Theme::dim : Theme::accent;
    bypass_->setTooltip(bypassed_ ? "Bypassed: play through it again (Ctrl+B)" : "Bypass (Ctrl+B)");
    const auto name = juce::String::fromUTF8(title_.name.c_str());
    bypass_->setTitle((bypassed_ ? "Play through " : "Bypass ") + name);
    editor_->setTitle("Open the editor of " + name);
    remove_->setTitle("Remove " + name);
    describe();
    repaint();
}

bool InsertRow::showStatus(const InsertStatus& status, Clock clock) {
    meter_->show(status.peak);
    const bool otherHeight = warning_.set(juce::String::fromUTF8(status.trouble.c_str()));
    auto before = std::exchange(status_, status);
    before.peak = status.peak; // shown by the meter
    if (before == status_ && clock_ == clock)
        return false;
    clock_ = clock;
    const auto figuresOnly = [](InsertStatus each) {
        each.latency = {};
        each.usual = each.longest = {};
        return each;
    };
    if (figuresOnly(before) == figuresOnly(status_)) {
        repaint(wide() ? figureArea() : textArea());
    } else {
        describe();
        repaint();
    }
    return otherHeight;
}

void InsertRow::setChosen(bool chosen) {
    chosen_ = chosen;
    setWantsKeyboardFocus(chosen);
    for (auto* icon : {bypass_.get(), editor_.get(), remove_.get()})
        icon->setWantsKeyboardFocus(chosen);
    repaint();
}

void InsertRow::setDragged(bool dragged) {
    setAlpha(dragged ? 0.55F : 1.0F);
    setMouseCursor(dragged ? juce::MouseCursor::DraggingHandCursor : juce::MouseCursor::NormalCursor);
}

juce::Rectangle<int> InsertRow::figureArea() const {
    return wide() ? juce::Rectangle<int>(getWidth() - 340, 0, 248, getHeight()) : juce::Rectangle<int>();
}

juce::Rectangle<int> InsertRow::textArea() const {
    const int right = wide() ? getWidth() - 348 : getWidth() - 92;
    return juce::Rectangle<int>::leftTopRightBottom(textLeft + 36, 0, right, getHeight());
}

int InsertRow::heightFor(int width) {
    const int warning = warning_.heightFor(std::max(80, width - textLeft - 36 - 92));
    return plainHeight + std::min(mostOfWarning, warning);
}

void InsertRow::resized() {
    auto area = getLocalBounds().removeFromTop(plainHeight);
    area.removeFromRight(8);
    remove_->setBounds(area.removeFromRight(30).withSizeKeepingCentre(30, 32));
    editor_->setBounds(area.removeFromRight(30).withSizeKeepingCentre(30, 32));
    area.removeFromRight(8);
    meter_->setBounds(area.removeFromRight(12).withSizeKeepingCentre(12, 40));
    bypass_->setBounds(textLeft, (plainHeight - 32) / 2, 30, 32);
}

juce::String InsertRow::figures() const {
    juce::StringArray parts;
    if (status_.latency > 0)
        parts.add(clock_.rate > 0 ? juce::String(1000.0 * status_.latency / clock_.rate, 1) + " ms"
                                  : juce::String(status_.latency) + " frames");
    if (status_.longest.value > 0)
        parts.add(duration(status_.longest) +
                  (clock_.period > 0 ? " " + share(status_.longest, clock_.period) : juce::String()));
    return parts.joinIntoString(juce::String::fromUTF8(" · "));
}

void InsertRow::paintFigures(juce::Graphics& graphics) const {
    auto area = figureArea().withHeight(plainHeight).reduced(0, 10);
    auto times = area.removeFromRight(152);
    area.removeFromRight(16);
    const auto dim = findColour(Theme::dim);
    graphics.setColour(dim);
    graphics.setFont(Theme::figures(12));
    if (status_.latency > 0) {
        auto lines = area;
        if (clock_.rate > 0)
            graphics.drawText(juce::String(1000.0 * status_.latency / clock_.rate, 1) + " ms",
                              lines.removeFromTop(18), juce::Justification::centredRight, false);
        graphics.drawText(juce::String(status_.latency) + " fr", lines.removeFromTop(18),
                          juce::Justification::centredRight, false);
    }
    if (status_.longest.value <= 0)
        return;
    for (const auto& [label, time] :
         {std::pair("usual", status_.usual), std::pair("longest", status_.longest)}) {
        auto line = times.removeFromTop(18);
        graphics.setColour(dim);
        graphics.setFont(Theme::face(12));
        graphics.drawText(label, line.removeFromLeft(44), juce::Justification::centredLeft, false);
        graphics.setFont(Theme::figures(12));
        const bool late = clock_.period > 0 && time.value > clock_.period;
        graphics.setColour(late ? findColour(Theme::alarm) : dim);
        if (clock_.period > 0)
            graphics.drawText(share(time, clock_.period), line.removeFromRight(48),
                              juce::Justification::centredRight, false);
        graphics.drawText(duration(time), line, juce::Justification::centredRight, false);
    }
}

void InsertRow::paint(juce::Graphics& graphics) {
    const auto box = getLocalBounds().toFloat().reduced(0.5F);
    const bool near = isMouseOver(true);
    graphics.setColour(
        findColour(chosen_ ? Theme::raised : Theme::panel).brighter(near && !chosen_ ? 0.05F : 0));
    graphics.fillRoundedRectangle(box, 5);
    graphics.setColour(findColour(Theme::outline));
    if (status_.missing) {
        juce::Path outline;
        juce::Path dashes;
        outline.addRoundedRectangle(box, 5);
        const std::array<float, 2> pattern{5, 4};
        juce::PathStrokeType(1).createDashedStroke(dashes, outline, pattern.data(), 2);
        graphics.setColour(findColour(Theme::warning));
        graphics.fillPath(dashes);
    } else {
        graphics.drawRoundedRectangle(box, 5, 1);
    }
    if (chosen_) {
        graphics.setColour(findColour(Theme::accent));
        graphics.fillRoundedRectangle(box.withWidth(4), 2);
    }
    const auto dim = findColour(Theme::dim);
    graphics.setColour(dim.withMultipliedAlpha(near ? 1.0F : 0.6F));
    for (int dot = 0; dot < 6; ++dot)
        graphics.fillEllipse(13 + 5.0F * static_cast<float>(dot % 2), 21 + 5.0F * static_cast<float>(dot / 2),
                             2.5F, 2.5F);
    graphics.setColour(dim);
    graphics.setFont(Theme::figures(12));
    graphics.drawText(juce::String(place_ + 1), 28, 0, 28, plainHeight, juce::Justification::centred, false);

    auto text = textArea().withHeight(plainHeight).reduced(0, 9);
    graphics.setFont(Theme::face(14, !status_.missing));
    graphics.setColour(bypassed_ || status_.missing ? dim : findColour(Theme::text));
    graphics.drawText(juce::String::fromUTF8(title_.name.c_str()), text.removeFromTop(20),
                      juce::Justification::centredLeft, true);
    graphics.setColour(dim);
    graphics.setFont(Theme::face(12));
    auto second = juce::String::fromUTF8(title_.origin.c_str());
    if (bypassed_)
        second = juce::String::fromUTF8("Bypassed · ") + second;
    if (status_.missing)
        second = juce::String::fromUTF8("Missing · ") + second;
    if (const auto short_ = wide() ? juce::String() : figures(); short_.isNotEmpty())
        second = short_;
    graphics.drawText(second, text.removeFromTop(18), juce::Justification::centredLeft, true);
    if (wide())
        paintFigures(graphics);
    warning_.draw(
        graphics,
        juce::Rectangle<int>::leftTopRightBottom(textLeft + 36, plainHeight - 8, getWidth() - 92, getHeight()),
        findColour(Theme::warning));
    if (hasKeyboardFocus(false))
        Theme::drawFocus(graphics, *this);
}

void InsertRow::mouseDown(const juce::MouseEvent& event) {
    if (onChoose)
        onChoose();
    if (event.mods.isPopupMenu() && onMenu)
        onMenu();
}

void InsertRow::mouseDrag(const juce::MouseEvent& event) {
    constexpr int threshold = 5; // a shaky click is no drag
    if (event.mods.isPopupMenu() || (!dragging_ && event.getDistanceFromDragStart() < threshold))
        return;
    dragging_ = true;
    if (onDrag)
        onDrag(event);
}

void InsertRow::mouseUp(const juce::MouseEvent& event) {
    if (std::exchange(dragging_, false) && onDragEnd)
        onDragEnd(event);
}

void InsertRow::mouseDoubleClick(const juce::MouseEvent& event) {
    if (!event.mods.isPopupMenu() && onOpenEditor)
        onOpenEditor();
}

void InsertRow::focusGained(FocusChangeType cause) {
    juce::ignoreUnused(cause);
    if (onChoose)
        onChoose();
    repaint();
}

/// What a screen reader says of it.
void InsertRow::describe() {
    const auto name = juce::String::fromUTF8(title_.name.c_str());
    const auto origin = juce::String::fromUTF8(title_.origin.c_str());
    setTitle(name + ", insert " + juce::String(place_ + 1) + " of " + juce::String(count_));
    juce::StringArray states{origin};
    if (bypassed_)
        states.add("bypassed");
    if (status_.missing)
        states.add("missing");
    if (!status_.trouble.empty())
        states.add(juce::String::fromUTF8(status_.trouble.c_str()));
    setDescription(states.joinIntoString(", "));
    setHelpText("Return opens the editor, Ctrl+B bypasses, Ctrl+P shows presets, Alt+Up and Alt+Down move, "
                "Delete removes.");
    setTooltip(name + "\n" + states.joinIntoString("\n"));
}

std::unique_ptr<juce::AccessibilityHandler> InsertRow::createAccessibilityHandler() {
    juce::AccessibilityActions actions;
    actions.addAction(juce::AccessibilityActionType::press, [this] { onOpenEditor ? onOpenEditor() : void(); })
        .addAction(juce::AccessibilityActionType::showMenu, [this] { onMenu ? onMenu() : void(); });
    return std::make_unique<juce::AccessibilityHandler>(*this, juce::AccessibilityRole::listItem,
                                                        std::move(actions));
}

} // namespace rondo::host
