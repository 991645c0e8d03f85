// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/notice_bar.h>

#include <algorithm>
#include <cmath>
#include <host/gui/icons.h>
#include <host/gui/theme.h>

namespace rondo::host {
namespace {

constexpr int waitingWidth = 80;
constexpr int buttonSize = 24;
constexpr int side = 16;

int textWidth(int width) { return width - 2 * side - waitingWidth - buttonSize - 8; }

} // namespace

NoticeBar::NoticeBar(Workspace& workspace) : Page(workspace), dismiss_("Dismiss", Icons::cross()) {
    dismiss_.setTooltip("Dismiss (Esc)");
    dismiss_.onClick = [this] { dismiss(); };
    addAndMakeVisible(dismiss_);
    setVisible(false);
}

void NoticeBar::tick() {
    const auto sentences = workspace().takeNotices();
    for (const auto& sentence : sentences)
        add(juce::String::fromUTF8(sentence.c_str()));
    if (!sentences.empty())
        show();
}

void NoticeBar::add(const juce::String& sentence) {
    // What is told again is news again, and not twice.
    std::erase(sentences_, sentence);
    sentences_.push_front(sentence);
    if (sentences_.size() > most)
        sentences_.pop_back();
    juce::AccessibilityHandler::postAnnouncement(sentence,
                                                 juce::AccessibilityHandler::AnnouncementPriority::medium);
}

bool NoticeBar::dismiss() {
    if (sentences_.empty())
        return false;
    sentences_.pop_front();
    show();
    return true;
}

void NoticeBar::show() {
    setVisible(!sentences_.empty());
    setTitle(sentences_.empty() ? juce::String() : sentences_.front());
    setDescription(waiting());
    if (onChange)
        onChange();
    repaint();
}

juce::String NoticeBar::waiting() const {
    return sentences_.size() < 2 ? juce::String() : juce::String(sentences_.size() - 1) + " more";
}

juce::TextLayout NoticeBar::layOut(int width) const {
    juce::AttributedString string(sentences_.empty() ? juce::String() : sentences_.front());
    string.setFont(Theme::face(13));
    string.setColour(findColour(Theme::text));
    juce::TextLayout layout;
    layout.createLayout(string, static_cast<float>(std::max(textWidth(width), 1)));
    return layout;
}

int NoticeBar::wantedHeight(int width) const {
    constexpr int highest = 72; // four lines; no sentence has more at the smallest width
    return sentences_.empty()
               ? 0
               : std::min(highest, std::max(40, 16 + static_cast<int>(std::ceil(layOut(width).getHeight()))));
}

void NoticeBar::paint(juce::Graphics& graphics) {
    graphics.fillAll(findColour(Theme::raised));
    graphics.setColour(findColour(Theme::warning));
    graphics.fillRect(getLocalBounds().removeFromLeft(4));
    auto area = getLocalBounds().reduced(side, 0);
    const auto layout = layOut(getWidth());
    const auto room = area.removeFromLeft(textWidth(getWidth())).toFloat();
    layout.draw(graphics,
                room.withSizeKeepingCentre(room.getWidth(), std::min(layout.getHeight(), room.getHeight())));
    graphics.setColour(findColour(Theme::dim));
    graphics.setFont(Theme::face(12));
    graphics.drawText(waiting(), area.removeFromLeft(waitingWidth), juce::Justification::centredRight);
}

void NoticeBar::resized() {
    dismiss_.setBounds(getLocalBounds()
                           .removeFromRight(side + buttonSize)
                           .withSizeKeepingCentre(buttonSize, buttonSize)
                           .translated(-side / 2 + 4, 0));
}

std::unique_ptr<juce::AccessibilityHandler> NoticeBar::createAccessibilityHandler() {
    return std::make_unique<juce::AccessibilityHandler>(*this, juce::AccessibilityRole::staticText);
}

} // namespace rondo::host
