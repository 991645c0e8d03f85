// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/choice_box.h>

#include <host/gui/read_only_text.h>
#include <host/gui/theme.h>

namespace rondo::host {
namespace {

class BoxHandler final : public juce::AccessibilityHandler {
public:
    explicit BoxHandler(juce::ComboBox& box)
        : AccessibilityHandler(
              box, juce::AccessibilityRole::comboBox,
              juce::AccessibilityActions()
                  .addAction(juce::AccessibilityActionType::press, [&box] { box.showPopup(); })
                  .addAction(juce::AccessibilityActionType::showMenu, [&box] { box.showPopup(); }),
              {std::make_unique<ReadOnlyText>([&box] { return box.getText(); })}),
          box_(box) {}
    juce::AccessibleState getCurrentState() const override {
        const auto state = AccessibilityHandler::getCurrentState().withExpandable();
        return box_.isPopupActive() ? state.withExpanded() : state.withCollapsed();
    }

private:
    juce::ComboBox& box_;
};

} // namespace

ChoiceBox::ChoiceBox(const juce::String& name) {
    setTitle(name);
    setName(name);
    onChange = [this] {
        const auto tell = onChosen; // who is told may replace it
        if (tell && getSelectedItemIndex() >= 0)
            tell(getSelectedItemIndex());
    };
}

void ChoiceBox::show(const juce::StringArray& lines, int chosen) {
    if (lines != lines_) {
        lines_ = lines;
        clear(juce::dontSendNotification);
        addItemList(lines, 1);
    }
    setSelectedItemIndex(chosen, juce::dontSendNotification);
    setTooltip(getText()); // whole, where the box is too narrow
}

bool ChoiceBox::keyPressed(const juce::KeyPress& key) {
    const bool opens =
        key == juce::KeyPress::upKey || key == juce::KeyPress::downKey || key == juce::KeyPress::returnKey;
    if (opens)
        showPopup();
    return opens;
}

void ChoiceBox::mouseWheelMove(const juce::MouseEvent& event, const juce::MouseWheelDetails& wheel) {
    Component::mouseWheelMove(event, wheel); // scrolls the page
}

void ChoiceBox::paintOverChildren(juce::Graphics& graphics) {
    if (hasKeyboardFocus(false))
        Theme::drawFocus(graphics, *this);
}

std::unique_ptr<juce::AccessibilityHandler> ChoiceBox::createAccessibilityHandler() {
    return std::make_unique<BoxHandler>(*this);
}

} // namespace rondo::host
