// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/theme.h>

namespace rondo::host {

Theme::Theme(Shade shade) : shade_(shade) { setShade(shade); }
void Theme::setShade(Shade shade) {
    shade_ = shade;
    const bool dark = shade == Shade::dark;
    // What JUCE's own controls and menus begin with.
    const auto pick = [&](juce::uint32 darkColour, juce::uint32 lightColour) {
        return juce::Colour(dark ? darkColour : lightColour);
    };
    setColourScheme({pick(0xff16191e, 0xfff2f3f5), pick(0xff2a2f38, 0xffe4e7eb), pick(0xff1e2229, 0xffffffff),
                     pick(0xff353b45, 0xffc9ced6), pick(0xffe8eaed, 0xff1b1e23), pick(0xff4aa8ff, 0xff0a6ed1),
                     pick(0xff0b1420, 0xffffffff), pick(0xff4aa8ff, 0xff0a6ed1), pick(0xffe8eaed, 0xff1b1e23)});
    const auto set = [&](int id, juce::uint32 darkColour, juce::uint32 lightColour) {
        setColour(id, juce::Colour(dark ? darkColour : lightColour));
    };
    setColour(juce::TextEditor::highlightedTextColourId, pick(0xffe8eaed, 0xff1b1e23));
    set(background, 0xff16191e, 0xfff2f3f5);
    set(panel, 0xff1e2229, 0xffffffff);
    set(raised, 0xff2a2f38, 0xffe4e7eb);
    set(outline, 0xff353b45, 0xffc9ced6);
    set(text, 0xffe8eaed, 0xff1b1e23);
    set(dim, 0xff98a0ab, 0xff5a626d);
    set(accent, 0xff4aa8ff, 0xff0a6ed1);
    set(onAccent, 0xff0b1420, 0xffffffff);
    set(good, 0xff3ecf8e, 0xff1a9e63);
    set(warning, 0xfff2b441, 0xffc27c00);
    set(alarm, 0xfff05a5a, 0xffcc2f2f);
    set(track, 0xff0f1216, 0xffdfe3e8);
    set(wave, 0xff3f7fc0, 0xff7fb0e0);
    set(waveRms, 0xff78b8f5, 0xff2f7cc4);
    set(playhead, 0xffffffff, 0xff000000);
    set(loopShade, 0x334aa8ff, 0x330a6ed1);
}
juce::Font Theme::face(float height, bool bold) {
    return juce::Font(height, bold ? juce::Font::bold : juce::Font::plain);
}
juce::Font Theme::figures(float height) {
    return juce::Font(juce::Font::getDefaultMonospacedFontName(), height, juce::Font::plain);
}
void Theme::drawFocus(juce::Graphics& graphics, const juce::Component& component) {
    graphics.setColour(component.findColour(accent));
    graphics.drawRoundedRectangle(component.getLocalBounds().toFloat().reduced(1), 4, 1.5F);
}
void Theme::drawButtonBackground(juce::Graphics& graphics, juce::Button& button, const juce::Colour& colour,
                                 bool highlighted, bool down) {
    auto ground = colour;
    if (down || highlighted)
        ground = ground.interpolatedWith(findColour(text), down ? 0.15F : 0.07F);
    const auto bounds = button.getLocalBounds().toFloat().reduced(0.5F);
    graphics.setColour(ground.withMultipliedAlpha(button.isEnabled() ? 1.0F : 0.5F));
    graphics.fillRoundedRectangle(bounds, 4);
    graphics.setColour(findColour(outline));
    graphics.drawRoundedRectangle(bounds, 4, 1);
    if (!button.hasKeyboardFocus(true))
        return;
    drawFocus(graphics, button);
    graphics.setColour(findColour(text)); // which is seen on the accent too
    graphics.drawRoundedRectangle(bounds.reduced(2.5F), 3, 1);
}
void Theme::layoutFileBrowserComponent(juce::FileBrowserComponent& browser,
                                       juce::DirectoryContentsDisplayComponent* list,
                                       juce::FilePreviewComponent* preview, juce::ComboBox* path,
                                       juce::TextEditor* name, juce::Button* up) {
    LookAndFeel_V4::layoutFileBrowserComponent(browser, list, preview, path, name, up);
    // JUCE leaves its label half of the room that it needs.
    name->setBounds(name->getBounds().withLeft(path->getX() + 56));
}

void Theme::drawFileBrowserRow(juce::Graphics& graphics, int width, int height, const juce::File&,
                               const juce::String& name, juce::Image*, const juce::String& size,
                               const juce::String& time, bool folder, bool chosen, int,
                               juce::DirectoryContentsDisplayComponent&) {
    auto area = juce::Rectangle<int>(width, height).reduced(8, 0);
    if (chosen)
        graphics.fillAll(findColour(accent));
    graphics.setColour(findColour(chosen ? onAccent : dim));
    graphics.setFont(face(12));
    if (width > 450 && !folder) {
        graphics.drawText(time, area.removeFromRight(136), juce::Justification::centredRight);
        graphics.drawText(size, area.removeFromRight(80), juce::Justification::centredRight);
    }
    graphics.setColour(findColour(chosen ? onAccent : text));
    graphics.setFont(face(13, folder));
    graphics.drawText(folder ? name + "/" : name, area, juce::Justification::centredLeft);
}
void Theme::drawLinearSlider(juce::Graphics& graphics, int x, int y, int width, int height, float position,
                             float minimum, float maximum, juce::Slider::SliderStyle style,
                             juce::Slider& slider) {
    LookAndFeel_V4::drawLinearSlider(graphics, x, y, width, height, position, minimum, maximum, style, slider);
}
void Theme::drawRotarySlider(juce::Graphics& graphics, int x, int y, int width, int height, float position,
                             float startAngle, float endAngle, juce::Slider& slider) {
    constexpr float thickness = 4;
    const auto area = juce::Rectangle<int>(x, y, width, height).toFloat().reduced(thickness);
    const auto centre = area.getCentre();
    const float radius = juce::jmin(area.getWidth(), area.getHeight()) / 2;
    const auto angleOf = [&](float share) { return startAngle + share * (endAngle - startAngle); };
    const auto arc = [&](float from, float to, juce::Colour colour) {
        juce::Path path;
        path.addCentredArc(centre.x, centre.y, radius, radius, 0, from, to, true);
        graphics.setColour(colour);
        graphics.strokePath(
            path, juce::PathStrokeType(thickness, juce::PathStrokeType::curved, juce::PathStrokeType::rounded));
    };
    arc(startAngle, endAngle, slider.findColour(track));
    // From where it rests to where it is: a knob that nobody has touched has no bar.
    const auto rest = static_cast<float>(
        slider.valueToProportionOfLength(slider.getRange().clipValue(slider.getDoubleClickReturnValue())));
    const auto colour = slider.findColour(slider.isEnabled() ? accent : dim);
    arc(juce::jmin(angleOf(rest), angleOf(position)), juce::jmax(angleOf(rest), angleOf(position)), colour);
    const auto tip = centre.getPointOnCircumference(radius - thickness, angleOf(position));
    graphics.setColour(slider.findColour(text));
    graphics.drawLine({centre.getPointOnCircumference(radius * 0.4F, angleOf(position)), tip}, 2);
}

} // namespace rondo::host
