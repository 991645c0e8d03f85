// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/loudness_bar.h>

#include <array>
#include <host/gui/read_only_text.h>
#include <host/gui/theme.h>
#include <host/gui/value_text.h>

namespace rondo::host {

LoudnessBar::LoudnessBar(const juce::String& name) {
    setTitle(name);
    setInterceptsMouseClicks(false, false);
}

void LoudnessBar::show(double loudness, LoudnessScale scale) {
    const double before = scale_.place(loudness_);
    const bool retarget = scale.target != scale_.target;
    loudness_ = loudness;
    scale_ = scale;
    const double now = scale_.place(loudness_);
    if (retarget) {
        repaint();
    } else if (const double width = getWidth(); std::abs(now - before) * width > 0.1) {
        const auto [from, to] = std::minmax(before, now);
        repaint(juce::roundToInt(from * width) - 1, 0, juce::roundToInt((to - from) * width) + 3, getHeight());
    }
}

juce::String LoudnessBar::description() const {
    const auto figure = ValueText::level(loudness_) + " LUFS";
    const double over = loudness_ - scale_.target;
    if (!(loudness_ > base::Decibels::silence) || std::abs(over) < 0.05)
        return figure;
    return figure + ", " + juce::String(std::abs(over), 1) + " LU " + (over > 0 ? "above" : "below") +
           " the target";
}

void LoudnessBar::paint(juce::Graphics& graphics) {
    const auto area = getLocalBounds().toFloat();
    graphics.setColour(findColour(Theme::track));
    graphics.fillRect(area);
    struct Zone {
        double until;
        int colour;
    };
    const std::array<Zone, 3> zones{{{scale_.target - LoudnessScale::tolerance, Theme::accent},
                                     {scale_.target + LoudnessScale::tolerance, Theme::good},
                                     {scale_.highest(), Theme::warning}}};
    double from = 0;
    for (const auto& zone : zones) {
        const double to = std::min(scale_.place(loudness_), scale_.place(zone.until));
        if (to <= from)
            break;
        graphics.setColour(
            findColour(zone.colour).withMultipliedAlpha(zone.colour == Theme::accent ? 0.75F : 1));
        graphics.fillRect(area.withX(static_cast<float>(from) * area.getWidth())
                              .withRight(static_cast<float>(to) * area.getWidth()));
        from = to;
    }
    graphics.setColour(findColour(Theme::text));
    graphics.fillRect(static_cast<float>(scale_.place(scale_.target)) * area.getWidth() - 1, 0.0F, 2.0F,
                      area.getHeight());
}

std::unique_ptr<juce::AccessibilityHandler> LoudnessBar::createAccessibilityHandler() {
    return ReadOnlyText::handler(*this, juce::AccessibilityRole::progressBar, [this] { return description(); });
}

} // namespace rondo::host
