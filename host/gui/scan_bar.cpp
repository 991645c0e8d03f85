// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/scan_bar.h>

#include <algorithm>
#include <cmath>
#include <host/gui/theme.h>

namespace rondo::host {
namespace {

constexpr int usualHeight = 56;
constexpr int mostLines = 12;

juce::String counted(std::size_t count, const char* thing) {
    return juce::String(static_cast<juce::int64>(count)) + " " + thing + (count == 1 ? "" : "s");
}

juce::String found(std::size_t plugins, std::size_t quarantined) {
    auto text = plugins == 0 ? juce::String("No plugins found") : counted(plugins, "plugin");
    if (quarantined > 0)
        text += ", " + juce::String(static_cast<juce::int64>(quarantined)) + " in quarantine";
    return text;
}

juce::String duration(double seconds) {
    return seconds < 10 ? juce::String(std::max(seconds, 0.1), 1) + " s"
                        : juce::String(std::lround(seconds)) + " s";
}

/// The end of a URI is what tells plugins apart.
juce::String shortName(const std::string& current) {
    const auto cut = current.find_last_of("/#");
    return juce::String::fromUTF8(
        cut == std::string::npos || cut + 1 == current.size() ? current.c_str() : current.c_str() + cut + 1);
}

} // namespace

ScanBar::ScanBar() {
    setFocusContainerType(FocusContainerType::none);
    setTitle("Scan");
    button_.onClick = [this] {
        const auto& called = content_.running ? onStop : onScan;
        if (called)
            called();
    };
    button_.setButtonText("Scan");
    addAndMakeVisible(button_);
}

ScanBar::Content ScanBar::contentOf(const PluginShelf& shelf, std::size_t plugins, std::size_t quarantined) {
    const auto& scan = shelf.scan();
    Content content;
    content.running = scan.running;
    content.trouble = !scan.running && !scan.trouble.empty();
    content.empty = !scan.running && !content.trouble && !shelf.scannedBefore();
    if (scan.running) {
        const auto& progress = scan.progress;
        content.message =
            progress.total == 0 ? juce::String("Looking for plugins") : shortName(progress.current);
        if (progress.total > 0) {
            content.count = juce::String(static_cast<juce::int64>(progress.done)) + " of " +
                            counted(progress.total, "file") + ", " + counted(progress.plugins, "plugin");
            content.share = static_cast<double>(progress.done) / static_cast<double>(progress.total);
        }
    } else if (content.trouble)
        content.message = juce::String::fromUTF8(scan.trouble.c_str());
    else if (content.empty)
        content.message = "No plugins known yet";
    else if (!scan.last)
        content.message = found(plugins, quarantined);
    else if (scan.last->stopped)
        content.message = "Stopped: " + found(plugins, quarantined) + "; the next scan goes on from there";
    else
        content.message = found(plugins, quarantined) + ", " + duration(scan.last->seconds);
    return content;
}

bool ScanBar::show(const PluginShelf& shelf, std::size_t plugins, std::size_t quarantined) {
    auto content = contentOf(shelf, plugins, quarantined);
    if (content == content_)
        return false;
    const int height = heightFor(getWidth());
    content_ = std::move(content);
    button_.setButtonText(content_.running ? "Stop" : content_.empty ? "Scan this machine" : "Scan");
    button_.setTooltip(content_.running ? "Stop the scan; what it has found is kept"
                                        : "Look for plugins that are new or have changed");
    setTooltip(content_.running ? juce::String() : content_.message);
    if (auto* handler = getAccessibilityHandler())
        handler->notifyAccessibilityEvent(juce::AccessibilityEvent::valueChanged);
    resized();
    repaint();
    return heightFor(getWidth()) != height;
}

int ScanBar::buttonWidth() const { return content_.empty ? 136 : 64; }

juce::Rectangle<int> ScanBar::textArea() const {
    return getLocalBounds().reduced(8, 0).withTrimmedRight(buttonWidth() + 8);
}

int ScanBar::heightFor(int width) const {
    if (!content_.trouble)
        return usualHeight;
    // As it is drawn: a path is a long word that has to be broken.
    juce::GlyphArrangement glyphs;
    glyphs.addFittedText(Theme::face(12.0F), content_.message, 0, 0,
                         static_cast<float>(std::max(40, width - buttonWidth() - 24)), 1000,
                         juce::Justification::topLeft, mostLines, 1.0F);
    const auto height = glyphs.getBoundingBox(0, -1, true).getBottom();
    return std::max(usualHeight, static_cast<int>(std::ceil(height)) + 16);
}

void ScanBar::paint(juce::Graphics& graphics) {
    graphics.setColour(findColour(Theme::outline));
    graphics.fillRect(getLocalBounds().removeFromTop(1));
    auto area = textArea();
    if (!content_.running) {
        graphics.setFont(Theme::face(12.0F));
        graphics.setColour(findColour(content_.trouble ? Theme::alarm : Theme::dim));
        graphics.drawFittedText(content_.message, area, juce::Justification::centredLeft, mostLines, 1.0F);
        return;
    }
    auto track = getLocalBounds().reduced(8, 0).removeFromTop(12).removeFromBottom(4).toFloat();
    graphics.setColour(findColour(Theme::track));
    graphics.fillRoundedRectangle(track, 2);
    graphics.setColour(findColour(Theme::accent));
    graphics.fillRoundedRectangle(track.withWidth(track.getWidth() * static_cast<float>(content_.share)), 2);
    area = area.withTrimmedTop(16).withTrimmedBottom(4);
    graphics.setFont(Theme::face(13.0F));
    graphics.setColour(findColour(Theme::text));
    graphics.drawText(content_.message, area.removeFromTop(area.getHeight() / 2),
                      juce::Justification::centredLeft);
    graphics.setFont(Theme::face(12.0F));
    graphics.setColour(findColour(Theme::dim));
    graphics.drawText(content_.count, area, juce::Justification::centredLeft);
}

void ScanBar::resized() {
    const auto area = getLocalBounds().reduced(8, 0).withTrimmedTop(content_.running ? 12 : 0);
    button_.setBounds(area.withTrimmedLeft(std::max(0, area.getWidth() - buttonWidth()))
                          .withSizeKeepingCentre(buttonWidth(), 28));
}

namespace {

/// What is said about the scan, and how far it is, for who cannot see it.
class ScanBarHandler final : public juce::AccessibilityHandler {
public:
    explicit ScanBarHandler(ScanBar& bar)
        : juce::AccessibilityHandler(bar, juce::AccessibilityRole::progressBar, {},
                                     {std::make_unique<Value>(bar)}) {}

private:
    struct Value final : juce::AccessibilityTextValueInterface {
        explicit Value(ScanBar& bar) noexcept : owner(bar) {}
        bool isReadOnly() const override { return true; }
        juce::String getCurrentValueAsString() const override { return owner.message(); }
        void setValueAsString(const juce::String&) override {}
        ScanBar& owner;
    };
};

} // namespace

std::unique_ptr<juce::AccessibilityHandler> ScanBar::createAccessibilityHandler() {
    return std::make_unique<ScanBarHandler>(*this);
}

} // namespace rondo::host
