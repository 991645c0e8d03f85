// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/question_dialog.h>

#include <cmath>
#include <host/gui/theme.h>

namespace rondo::host {
namespace {

constexpr int buttonHeight = 32;
constexpr int titleHeight = 24;

} // namespace

QuestionDialog::QuestionDialog(const juce::String& title, const juce::String& text, std::vector<Answer> answers,
                               std::function<void()> cancelled)
    : text_(text), answers_(std::move(answers)), cancelled_(std::move(cancelled)) {
    setTitle(title);
    setDescription(text);
    for (std::size_t number = 0; number < answers_.size(); ++number) {
        auto button = std::make_unique<juce::TextButton>(answers_[number].text);
        button->onClick = [this, number] { answer(number); };
        button->setExplicitFocusOrder(static_cast<int>(number) + 1);
        addAndMakeVisible(*button);
        buttons_.push_back(std::move(button));
    }
    buttons_.front()->setColour(juce::TextButton::buttonColourId, findColour(Theme::accent));
    buttons_.front()->setColour(juce::TextButton::textColourOffId, findColour(Theme::onAccent));
}

juce::TextLayout QuestionDialog::layOut(int available) const {
    juce::AttributedString string(text_);
    string.setFont(Theme::face(13.5F));
    string.setColour(findColour(Theme::text));
    string.setLineSpacing(3);
    juce::TextLayout layout;
    layout.createLayout(string, static_cast<float>(available));
    return layout;
}

juce::Rectangle<int> QuestionDialog::wantedSize() const {
    const auto text = static_cast<int>(std::ceil(layOut(width - 2 * margin).getHeight()));
    return {width, margin + titleHeight + 8 + text + margin + buttonHeight + margin};
}

void QuestionDialog::begin() { buttons_.front()->grabKeyboardFocus(); }

void QuestionDialog::answer(std::size_t number) { end(answers_.at(number).action); }

void QuestionDialog::paint(juce::Graphics& graphics) {
    Dialog::paint(graphics);
    auto area = getLocalBounds().reduced(margin);
    graphics.setColour(findColour(Theme::text));
    graphics.setFont(Theme::face(17, true));
    graphics.drawFittedText(getTitle(), area.removeFromTop(titleHeight), juce::Justification::centredLeft, 1);
    area.removeFromTop(8);
    layOut(area.getWidth()).draw(graphics, area.withTrimmedBottom(buttonHeight).toFloat());
}

void QuestionDialog::resized() {
    auto row = getLocalBounds().reduced(margin).removeFromBottom(buttonHeight);
    // The first answer stands at the right end, where the eye ends.
    for (auto& button : buttons_) {
        const auto wide = Theme::face(13).getStringWidth(button->getButtonText()) + 32;
        button->setBounds(row.removeFromRight(juce::jmax(88, wide)));
        row.removeFromRight(8);
    }
}

} // namespace rondo::host
