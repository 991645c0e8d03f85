// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>
#include <plugins/common/core/plugin_instance.h>

namespace rondo::strip {

/// Two lines about the executor behind the plugin: what it counts, and what the audio thread answered when it
/// was last asked. A click, or Enter, asks it. [control]
class EngineLine final : public juce::Component, public juce::SettableTooltipClient {
public:
    /// Requires: `instance` outlives the line.
    explicit EngineLine(plugins::PluginInstance& instance);
    /// Effects: shows the present counters, which costs the audio thread nothing.
    void refresh();
    /// Effects: asks the audio thread by `submit` and shows its answer and how long it took.
    void ask();

    void paint(juce::Graphics& graphics) override;
    void mouseDown(const juce::MouseEvent&) override { ask(); }
    bool keyPressed(const juce::KeyPress& key) override;
    void focusGained(FocusChangeType) override { repaint(); }
    void focusLost(FocusChangeType) override { repaint(); }

private:
    plugins::PluginInstance& instance_;
    juce::String counters_, answer_;
};

} // namespace rondo::strip
