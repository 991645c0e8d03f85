// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/parameter_row.h>

#include <cmath>
#include <host/gui/theme.h>
#include <utility>

namespace rondo::host {
namespace {

constexpr juce::uint32 sameGesture = 1000; ///< ms between key presses that are one step

juce::String shownText(const std::string& text) { return juce::String::fromUTF8(text.c_str()); }

} // namespace

/// A slider whose Return lets one type, and whose wheel scrolls the list that it stands in.
class ParameterRow::ValueSlider final : public juce::Slider {
public:
    ValueSlider() : Slider(LinearHorizontal, TextBoxRight) {
        setScrollWheelEnabled(false);
        setWantsKeyboardFocus(true);
    }
    std::function<juce::String(double)> textOf = [](double) { return juce::String(); };
    std::function<double(const juce::String&)> valueOf = [](const juce::String&) { return 0.0; };

    juce::String getTextFromValue(double value) override { return textOf(value); }
    double getValueFromText(const juce::String& text) override { return valueOf(text); }
    void lookAndFeelChanged() override {
        Slider::lookAndFeelChanged();
        dressText();
    }
    /// Effects: its text is figures on the right, at which Tab does not stop: Return opens it.
    void dressText() {
        for (auto* const child : getChildren())
            if (auto* const text = dynamic_cast<juce::Label*>(child)) {
                text->setWantsKeyboardFocus(false);
                text->setFont(Theme::figures(12));
                text->setJustificationType(juce::Justification::centredRight);
            }
    }
    bool keyPressed(const juce::KeyPress& key) override {
        if (key == juce::KeyPress(juce::KeyPress::returnKey))
            return showTextBox(), true;
        if (key == juce::KeyPress(juce::KeyPress::deleteKey))
            return setValue(getDoubleClickReturnValue(), juce::sendNotificationSync), true;
        return Slider::keyPressed(key);
    }
    void focusGained(FocusChangeType cause) override { Slider::focusGained(cause), repaint(); }
    void focusLost(FocusChangeType cause) override { Slider::focusLost(cause), repaint(); }
    void paintOverChildren(juce::Graphics& graphics) override {
        if (hasKeyboardFocus(false))
            Theme::drawFocus(graphics, *this);
    }
};

ParameterRow::ParameterRow(Workspace& workspace, InsertParameters& parameters)
    : workspace_(workspace), parameters_(parameters) {}

ParameterRow::~ParameterRow() = default;

juce::Component* ParameterRow::control() const noexcept {
    if (slider_)
        return slider_.get();
    return list_ ? static_cast<juce::Component*>(list_.get()) : switch_.get();
}

void ParameterRow::show(std::size_t parameter) {
    parameter_ = parameter;
    shown_ = -1;
    gesture_ = {};
    build();
    resized();
    update();
    repaint();
}

void ParameterRow::build() {
    const auto& known = parameters_.all()[parameter_];
    const bool settable = parameters_.reason().empty();
    const bool isSwitch = settable && known.steps == 2;
    const bool isList = settable && known.steps > 2 && known.steps <= mostListed;
    const bool isSlider = settable && !isSwitch && !isList;
    if (!isSlider)
        slider_.reset();
    if (!isList)
        list_.reset();
    if (!isSwitch)
        switch_.reset();
    if (isSlider)
        buildSlider(known);
    if (isList)
        buildList(known);
    if (isSwitch && !switch_) {
        switch_ = std::make_unique<juce::ToggleButton>();
        switch_->onClick = [this] { set(switch_->getToggleState() ? 1 : 0); };
        addAndMakeVisible(*switch_);
    }
    const auto name = shownText(known.name);
    if (auto* const made = control())
        made->setTitle(name);
    setTitle(name);
}

void ParameterRow::buildSlider(const InsertParameters::Parameter& known) {
    if (!slider_) {
        slider_ = std::make_unique<ValueSlider>();
        slider_->textOf = [this](double position) { return shownText(parameters_.text(parameter_, position)); };
        slider_->valueOf = [this](const juce::String& text) { return typed(text); };
        slider_->onDragStart = [this] {
            gesture_ = workspace_.edits().newGesture();
            draggedOne_ = parameter_;
        };
        slider_->onDragEnd = [this] {
            draggedOne_.reset();
            gesture_ = {};
            shown_ = -1; // the document may have refused
        };
        slider_->onValueChange = [this] { set(slider_->getValue()); };
        slider_->setTextBoxStyle(juce::Slider::TextBoxRight, false, 104, 24);
        slider_->setColour(juce::Slider::textBoxOutlineColourId, juce::Colours::transparentBlack);
        slider_->dressText();
        addAndMakeVisible(*slider_);
    }
    slider_->setRange(0, 1, known.steps > 1 ? 1.0 / (known.steps - 1) : 0);
    slider_->setDoubleClickReturnValue(true, known.initial);
}

void ParameterRow::buildList(const InsertParameters::Parameter& known) {
    if (!list_) {
        list_ = std::make_unique<juce::ComboBox>();
        list_->setScrollWheelEnabled(false);
        list_->setWantsKeyboardFocus(true);
        addAndMakeVisible(*list_);
    }
    list_->onChange = nullptr;
    list_->clear(juce::dontSendNotification);
    for (std::uint32_t step = 0; step < known.steps; ++step) {
        const double position = static_cast<double>(step) / (known.steps - 1);
        auto text = shownText(parameters_.text(parameter_, position));
        list_->addItem(text.isEmpty() ? juce::String(step + 1) : text, static_cast<int>(step) + 1);
    }
    list_->onChange = [this, steps = known.steps] {
        if (list_->getSelectedId() > 0)
            set(static_cast<double>(list_->getSelectedId() - 1) / (steps - 1));
    };
}

void ParameterRow::update() {
    if (draggedOne_)
        return;
    const double position = parameters_.position(parameter_);
    if (std::exchange(shown_, position) == position)
        return;
    const auto steps = parameters_.all()[parameter_].steps;
    if (slider_) {
        slider_->setValue(position, juce::dontSendNotification);
        slider_->updateText();
    } else if (list_) {
        list_->setSelectedId(juce::roundToInt(position * (steps - 1)) + 1, juce::dontSendNotification);
    } else if (switch_) {
        switch_->setToggleState(position >= 0.5, juce::dontSendNotification);
        const auto text = shownText(parameters_.text(parameter_, position >= 0.5 ? 1 : 0));
        switch_->setButtonText(text);
    } else {
        words_ = shownText(parameters_.text(parameter_, position));
        setDescription(words_);
        repaint();
    }
}

void ParameterRow::set(double position) {
    if (draggedOne_ && *draggedOne_ != parameter_) // the row has become another's while the button is down
        return;
    const auto now = juce::Time::getMillisecondCounter();
    const bool stepwise = slider_ != nullptr && !draggedOne_;
    if (stepwise && (!gesture_ || now - lastSet_ > sameGesture))
        gesture_ = workspace_.edits().newGesture();
    lastSet_ = now;
    workspace_.check(parameters_.set(parameter_, position, slider_ != nullptr ? gesture_ : GestureId{}));
    shown_ = -1;
    update();
}

/// Where a text puts the slider: where it was, when it means nothing.
double ParameterRow::typed(const juce::String& text) {
    if (text == shownText(parameters_.text(parameter_, slider_->getValue())))
        return slider_->getValue(); // what it shows is rounded
    if (const auto position = parameters_.positionOf(parameter_, text.trim().toStdString()))
        return *position;
    const auto& name = parameters_.all()[parameter_].name;
    workspace_.tell("'" + name + "' takes no '" + text.trim().toStdString() + "'; write it as '" +
                    parameters_.text(parameter_, slider_->getValue()) + "'.");
    return slider_->getValue();
}

void ParameterRow::resized() {
    auto area = getLocalBounds().reduced(12, 3);
    area.removeFromLeft(area.getWidth() * 2 / 5);
    if (auto* const made = control())
        made->setBounds(area);
}

void ParameterRow::paint(juce::Graphics& graphics) {
    if (parameter_ >= parameters_.all().size())
        return;
    auto area = getLocalBounds().reduced(12, 0);
    graphics.setFont(Theme::face(13));
    graphics.setColour(findColour(Theme::text));
    graphics.drawFittedText(shownText(parameters_.all()[parameter_].name),
                            area.removeFromLeft(area.getWidth() * 2 / 5).withTrimmedRight(8),
                            juce::Justification::centredLeft, 2, 0.9F);
    if (control() != nullptr)
        return;
    graphics.setFont(Theme::figures(12));
    graphics.setColour(findColour(Theme::dim));
    graphics.drawText(words_, area, juce::Justification::centredRight, true);
}

} // namespace rondo::host
