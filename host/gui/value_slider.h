// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>
#include <optional>

namespace rondo::host {

/// A knob whose value can be turned, wheeled, stepped by keys and typed: finer with Shift, at rest again by a
/// double-click or Delete. What belongs together is told as one gesture. [control]
class ValueSlider final : public juce::Slider {
public:
    struct Kind {
        juce::String name; ///< "Gain"
        juce::NormalisableRange<double> range;
        double rest = 0; ///< what a double-click sets
        double step = 1; ///< of a key and the wheel
        double fine = 1; ///< of them with Shift; a turn goes by it too
        std::function<juce::String(double)> write;
        std::function<std::optional<double>(const juce::String&)> read;
        juce::String expected; ///< what can be typed: "a gain such as -6 or -inf"
    };

    explicit ValueSlider(Kind kind);

    std::function<void()> onGesture = [] {};                           ///< what follows is one gesture
    std::function<void(const juce::String&)> onTrouble = [](auto&) {}; ///< a sentence about what was typed

    juce::String getTextFromValue(double value) override;
    double getValueFromText(const juce::String& text) override;
    void startedDragging() override;
    void stoppedDragging() override;
    void mouseDown(const juce::MouseEvent& event) override;
    void mouseDrag(const juce::MouseEvent& event) override;
    void mouseUp(const juce::MouseEvent& event) override;
    void mouseExit(const juce::MouseEvent& event) override;
    void mouseDoubleClick(const juce::MouseEvent& event) override;
    void mouseWheelMove(const juce::MouseEvent& event, const juce::MouseWheelDetails& wheel) override;
    bool keyPressed(const juce::KeyPress& key) override;
    bool keyStateChanged(bool isKeyDown) override;
    void focusGained(FocusChangeType cause) override;
    void focusLost(FocusChangeType cause) override;
    void lookAndFeelChanged() override;
    void childrenChanged() override;
    void paintOverChildren(juce::Graphics& graphics) override;

private:
    enum class Hand { none, mouse, wheel, key };
    void change(Hand hand, double value);
    void letGo() noexcept { hand_ = Hand::none; }
    void takeColours();

    const Kind kind_;
    Hand hand_ = Hand::none; ///< whose gesture runs
    juce::Point<float> last_;
    double proportion_ = 0; ///< of the turn, finer than the value's steps
    double wheeled_ = 0;    ///< notches that no step was made of yet
};

} // namespace rondo::host
