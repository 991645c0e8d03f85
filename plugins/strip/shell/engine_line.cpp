// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/strip/shell/engine_line.h>

#include <plugins/common/juce/plugin_look.h>
#include <plugins/common/juce/text.h>
#include <rondo/base/clock.h>
#include <string>

namespace rondo::strip {

using plugins::PluginLook;
using plugins::toJuce;

EngineLine::EngineLine(plugins::PluginInstance& instance) : instance_(instance) {
    setTitle("Engine");
    setTooltip("Click to ask the audio thread.");
    setWantsKeyboardFocus(true);
    refresh();
}

void EngineLine::refresh() {
    const auto statistics = instance_.executor().statistics();
    const auto text = toJuce("executor " + std::to_string(instance_.executor().tag().value()) + "  \xC2\xB7  " +
                             std::to_string(statistics.blocks) + " blocks  \xC2\xB7  " +
                             std::to_string(statistics.takeOvers) + " take-overs");
    if (text == counters_)
        return;
    counters_ = text;
    repaint();
}

void EngineLine::ask() {
    const auto start = base::monotonicNanoseconds();
    const auto answer = instance_.probe();
    const auto microseconds = (base::monotonicNanoseconds() - start) / 1000;
    const auto duration = microseconds < 10000 ? std::to_string(microseconds) + " \xC2\xB5s"
                                               : std::to_string(microseconds / 1000) + " ms";
    const std::string separator = "  \xC2\xB7  ";
    answer_ = toJuce("answer in " + duration + separator + std::to_string(answer.lastBlockFrames) + " frames" +
                     separator + std::to_string(answer.refused) + " refused" + separator +
                     (answer.guarded ? std::to_string(answer.violations) + " violations" : "guard off"));
    refresh();
    repaint();
}

void EngineLine::paint(juce::Graphics& graphics) {
    auto area = getLocalBounds();
    if (hasKeyboardFocus(true))
        PluginLook::drawFocus(graphics, area.toFloat(), 4);
    graphics.setFont(PluginLook::face(11.0f));
    graphics.setColour(PluginLook::dim);
    graphics.drawText(counters_, area.removeFromTop(area.getHeight() / 2), juce::Justification::centred, true);
    graphics.setColour(PluginLook::dim.withAlpha(0.7f));
    graphics.drawText(answer_.isEmpty() ? "click to ask the audio thread" : answer_, area,
                      juce::Justification::centred, true);
}

bool EngineLine::keyPressed(const juce::KeyPress& key) {
    if (key.getKeyCode() != juce::KeyPress::returnKey)
        return false;
    ask();
    return true;
}

} // namespace rondo::strip
