// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/common/juce/plugin_look.h>

#include <cmath>

namespace rondo::plugins {

const juce::Colour PluginLook::background{0xff15181d};
const juce::Colour PluginLook::panel{0xff1e232a};
const juce::Colour PluginLook::track{0xff323a45};
const juce::Colour PluginLook::text{0xffe3e8ee};
const juce::Colour PluginLook::dim{0xff8d98a6};
const juce::Colour PluginLook::accent{0xff5ad1b8};
const juce::Colour PluginLook::warning{0xfff2c14e};
const juce::Colour PluginLook::alarm{0xfff0616d};

PluginLook::PluginLook() {
    setColour(juce::ResizableWindow::backgroundColourId, background);
    setColour(juce::Slider::textBoxTextColourId, text);
    setColour(juce::Slider::textBoxOutlineColourId, juce::Colours::transparentBlack);
    setColour(juce::Slider::textBoxBackgroundColourId, juce::Colours::transparentBlack);
    setColour(juce::Slider::textBoxHighlightColourId, accent.withAlpha(0.4f));
    setColour(juce::Label::textColourId, text);
    setColour(juce::Label::textWhenEditingColourId, text);
    setColour(juce::Label::outlineWhenEditingColourId, accent);
    setColour(juce::TextEditor::backgroundColourId, background);
    setColour(juce::TextEditor::textColourId, text);
    setColour(juce::TextEditor::highlightColourId, accent.withAlpha(0.4f));
    setColour(juce::TextEditor::highlightedTextColourId, text);
    setColour(juce::CaretComponent::caretColourId, accent);
    setColour(juce::TextButton::textColourOffId, dim);
    setColour(juce::TextButton::textColourOnId, background);
    setColour(juce::TextButton::buttonColourId, track);
    setColour(juce::TextButton::buttonOnColourId, accent);
    setColour(juce::TooltipWindow::backgroundColourId, panel);
}

juce::Font PluginLook::face(float height, bool bold) {
    return {juce::Font::getDefaultSansSerifFontName(), height, bold ? juce::Font::bold : juce::Font::plain};
}

void PluginLook::drawFocus(juce::Graphics& graphics, juce::Rectangle<float> bounds, float corner) {
    graphics.setColour(accent.withAlpha(0.55f));
    graphics.drawRoundedRectangle(bounds.reduced(0.75f), corner, 1.5f);
}

void PluginLook::drawRotarySlider(juce::Graphics& graphics, int x, int y, int width, int height, float position,
                                  float startAngle, float endAngle, juce::Slider& slider) {
    const auto area = juce::Rectangle<int>(x, y, width, height).toFloat();
    const float radius = juce::jmin(area.getWidth(), area.getHeight()) / 2 - 4;
    const float thickness = juce::jmax(3.0f, radius * 0.14f);
    const auto centre = area.getCentre();
    const auto angleAt = [&](float place) { return startAngle + place * (endAngle - startAngle); };
    const auto arc = [&](float from, float to, juce::Colour colour) {
        juce::Path path;
        path.addCentredArc(centre.x, centre.y, radius, radius, 0, angleAt(juce::jmin(from, to)),
                           angleAt(juce::jmax(from, to)), true);
        graphics.setColour(colour);
        graphics.strokePath(path, {thickness, juce::PathStrokeType::curved, juce::PathStrokeType::rounded});
    };
    arc(0, 1, track);
    // The arc grows from the neutral value, so that what has been changed is seen.
    const auto neutral =
        static_cast<float>(slider.valueToProportionOfLength(slider.getDoubleClickReturnValue()));
    if (std::abs(position - neutral) > 0.001f)
        arc(neutral, position, slider.isEnabled() ? accent : dim);
    const float inner = radius - thickness * 1.6f;
    graphics.setGradientFill({panel.brighter(0.16f), centre.x, centre.y - inner, panel.darker(0.2f), centre.x,
                              centre.y + inner, false});
    graphics.fillEllipse(juce::Rectangle<float>(inner * 2, inner * 2).withCentre(centre));
    graphics.setColour(text);
    const auto angle = angleAt(position);
    graphics.drawLine({centre.getPointOnCircumference(inner * 0.45f, angle),
                       centre.getPointOnCircumference(inner * 0.88f, angle)},
                      juce::jmax(2.0f, radius * 0.07f));
    if (slider.hasKeyboardFocus(true))
        drawFocus(graphics, area, 6);
}

void PluginLook::drawButtonBackground(juce::Graphics& graphics, juce::Button& button,
                                      const juce::Colour& colour, bool highlighted, bool down) {
    const auto bounds = button.getLocalBounds().toFloat().reduced(0.5f);
    graphics.setColour(colour.brighter(down ? 0.2f : highlighted ? 0.1f : 0.0f));
    graphics.fillRoundedRectangle(bounds, 5);
    if (button.hasKeyboardFocus(true))
        drawFocus(graphics, bounds, 5);
}

juce::Label* PluginLook::createSliderTextBox(juce::Slider& slider) {
    auto* label = LookAndFeel_V4::createSliderTextBox(slider);
    label->setFont(face(14.0f));
    return label;
}

} // namespace rondo::plugins
