// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/strip/shell/level_meter.h>

#include <cmath>
#include <plugins/common/juce/plugin_look.h>
#include <rondo/base/units.h>

namespace rondo::strip {

namespace {

using plugins::PluginLook;

constexpr float readoutHeight = 34;
constexpr float top = 6, bottom = -60; // decibels

// Twice as much room for a decibel above -20 as below.
float place(double decibels) {
    const auto weight = [](double level) { return level > -20 ? level : -20 + (level + 20) / 2; };
    const double proportion = (weight(decibels) - weight(bottom)) / (weight(top) - weight(bottom));
    return static_cast<float>(juce::jlimit(0.0, 1.0, proportion));
}

double decibels(float amplitude) { return base::Decibels::fromGain(static_cast<double>(amplitude)).value; }

juce::String number(double level) { return level <= -100 ? "-inf" : juce::String(level, 1); }

juce::Colour colourOf(double level) {
    return level >= 0 ? PluginLook::alarm : level >= -6 ? PluginLook::warning : PluginLook::accent;
}

juce::Rectangle<float> barOf(juce::Rectangle<float> column) {
    return column.withTrimmedTop(readoutHeight).withTrimmedBottom(readoutHeight);
}

} // namespace

LevelMeter::LevelMeter() {
    setTitle("Level meter");
    setTooltip("True peak and RMS. Click to reset the highest peak.");
    setWantsKeyboardFocus(true);
}

void LevelMeter::show(const StripMeter& meter, double seconds) {
    const bool running = meter.frames != lastFrames_;
    lastFrames_ = meter.frames;
    auto next = meter;
    if (!running) {
        const auto fall = static_cast<float>(std::pow(0.1, seconds / 1.7));
        for (std::size_t channel = 0; channel < 2; ++channel) {
            next.channels[channel].peak = shown_.channels[channel].peak * fall;
            next.channels[channel].rms = shown_.channels[channel].rms * fall;
        }
    }
    if (next.channels != shown_.channels || next.channelCount != shown_.channelCount) {
        shown_ = next;
        repaint();
    }
}

void LevelMeter::paint(juce::Graphics& graphics) {
    auto area = getLocalBounds().toFloat();
    graphics.setColour(PluginLook::panel);
    graphics.fillRoundedRectangle(area, 8);
    if (hasKeyboardFocus(true))
        PluginLook::drawFocus(graphics, area, 8);
    area = area.reduced(8, 8);
    const auto channels = juce::jlimit<std::uint32_t>(1, 2, shown_.channelCount == 0 ? 2 : shown_.channelCount);
    const float scaleWidth = 26;
    const float width = (area.getWidth() - scaleWidth) / static_cast<float>(channels);
    auto left = area.removeFromLeft(width);
    paintScale(graphics, area.removeFromLeft(scaleWidth));
    paintChannel(graphics, left, shown_.channels[0]);
    if (channels == 2)
        paintChannel(graphics, area, shown_.channels[1]);
}

void LevelMeter::paintScale(juce::Graphics& graphics, juce::Rectangle<float> column) const {
    const auto bar = barOf(column);
    graphics.setFont(PluginLook::face(10.0f));
    graphics.setColour(PluginLook::dim);
    for (const int level : {6, 0, -6, -12, -18, -24, -36, -48, -60}) {
        const float y = bar.getBottom() - place(level) * bar.getHeight();
        graphics.drawText((level > 0 ? "+" : "") + juce::String(level),
                          juce::Rectangle<float>(column.getX(), y - 6, column.getWidth(), 12),
                          juce::Justification::centred, false);
    }
    graphics.drawText("TP", column.withHeight(readoutHeight - 6), juce::Justification::centred, false);
    graphics.drawText("RMS", column.withTop(column.getBottom() - readoutHeight + 6),
                      juce::Justification::centred, false);
}

void LevelMeter::paintChannel(juce::Graphics& graphics, juce::Rectangle<float> column,
                              const ChannelMeter& channel) const {
    const auto bar = barOf(column).withSizeKeepingCentre(juce::jmin(22.0f, column.getWidth() - 8),
                                                         barOf(column).getHeight());
    const auto heightOf = [&](double level) { return place(level) * bar.getHeight(); };
    graphics.setColour(PluginLook::background);
    graphics.fillRoundedRectangle(bar, 3);

    juce::ColourGradient gradient(PluginLook::accent.darker(0.35f), 0, bar.getBottom(), PluginLook::alarm, 0,
                                  bar.getY(), false);
    gradient.addColour(static_cast<double>(place(-12)), PluginLook::accent);
    gradient.addColour(static_cast<double>(place(-5)), PluginLook::warning);
    gradient.addColour(static_cast<double>(place(0)), PluginLook::alarm);
    const auto fill = [&](float amplitude, float opacity) {
        graphics.setGradientFill(gradient);
        graphics.setOpacity(opacity);
        graphics.fillRoundedRectangle(bar.withTop(bar.getBottom() - heightOf(decibels(amplitude))), 3);
    };
    fill(channel.peak, 0.45f);
    fill(channel.rms, 1.0f);

    graphics.setColour(PluginLook::panel.withAlpha(0.6f));
    for (const int level : {0, -6, -12, -18, -24, -36, -48})
        graphics.fillRect(bar.getX(), bar.getBottom() - heightOf(level), bar.getWidth(), 1.0f);

    const double highest = decibels(channel.highestPeak);
    if (highest > bottom) {
        graphics.setColour(colourOf(highest));
        graphics.fillRect(bar.getX(), bar.getBottom() - heightOf(highest) - 1, bar.getWidth(), 2.0f);
    }
    graphics.setFont(PluginLook::face(13.0f, true));
    graphics.setColour(highest > bottom ? colourOf(highest) : PluginLook::dim);
    graphics.drawText(number(highest), column.withHeight(readoutHeight - 6), juce::Justification::centred,
                      false);
    graphics.setFont(PluginLook::face(13.0f));
    graphics.setColour(PluginLook::text);
    graphics.drawText(number(decibels(channel.rms)), column.withTop(column.getBottom() - readoutHeight + 6),
                      juce::Justification::centred, false);
}

void LevelMeter::mouseDown(const juce::MouseEvent&) {
    if (onReset)
        onReset();
}

bool LevelMeter::keyPressed(const juce::KeyPress& key) {
    if (key.getKeyCode() != juce::KeyPress::returnKey || !onReset)
        return false;
    onReset();
    return true;
}

} // namespace rondo::strip
