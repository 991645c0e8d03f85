// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <host/gui/figure_view.h>
#include <host/gui/level_bar.h>
#include <host/gui/page.h>
#include <host/gui/peak_button.h>
#include <host/gui/peak_hold.h>
#include <rondo/nodes/loudness_node.h>
#include <rondo/nodes/meter_node.h>

namespace rondo::host {

/// The master's meter beside the session: needles of both channels, the highest peak, true peak and loudness.
/// About 96 points wide. [control]
class MeterColumn final : public Page {
public:
    static constexpr int width = 96;

    explicit MeterColumn(Workspace& workspace);

    void tick() override;
    /// Effects: shows readings, as `tick` does with those of the player.
    void show(const nodes::MeterReading& levels, const nodes::LoudnessReading& loudness);
    /// Effects: the highest peak counts from now on.
    void resetPeak();

    void paint(juce::Graphics& graphics) override;
    void resized() override;

private:
    std::array<LevelBar, 2> bars_;
    std::array<PeakHold, 2> holds_;
    PeakButton highest_;
    FigureView truePeak_;
    FigureView momentary_;
    juce::Rectangle<int> scale_;
};

} // namespace rondo::host
