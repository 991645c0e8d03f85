// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <functional>
#include <host/gui/figure_view.h>
#include <host/gui/level_bar.h>
#include <host/gui/loudness_bar.h>
#include <host/gui/loudness_graph.h>
#include <host/gui/page.h>
#include <host/gui/peak_hold.h>
#include <rondo/nodes/loudness_node.h>
#include <rondo/nodes/meter_node.h>

namespace rondo::host {

/// Levels and loudness of the master, large and against a target. [control]
class MetersPage final : public Page {
public:
    static constexpr std::array<int, 3> targets{-23, -16, -14}; ///< LUFS

    explicit MetersPage(Workspace& workspace);

    /// Somebody has chosen another target: for whoever keeps it.
    std::function<void(double)> onTarget = [](double) {};
    double target() const noexcept { return scale_.target; }
    /// Effects: measures against one of `targets`; another one is ignored.
    void setTarget(double target);

    void tick() override;
    /// Effects: shows readings of a moment of a clock, as `tick` does with those of the player.
    void show(const nodes::MeterReading& levels, const nodes::LoudnessReading& loudness, base::Seconds now);
    /// Effects: loudness, highest peaks and the graph begin anew.
    void reset();
    const LoudnessHistory& history() const noexcept { return graph_.history(); }

    void paint(juce::Graphics& graphics) override;
    void resized() override;

private:
    /// What stands in the row of a channel.
    struct Channel {
        explicit Channel(const juce::String& name);
        LevelBar bar;
        FigureView peak;
        FigureView rms;
        FigureView truePeak;
        FigureView highest;
        PeakHold hold;
        std::array<FigureView*, 4> figures() { return {&peak, &rms, &truePeak, &highest}; }
    };
    /// One of the three loudnesses.
    struct Row {
        explicit Row(const juce::String& name);
        LoudnessBar bar;
        FigureView figure;
    };
    void show(Channel& channel, std::size_t index, const nodes::MeterReading& levels,
              const nodes::LoudnessReading& loudness);
    void placeLevels(juce::Rectangle<int> area, int rowHeight);
    void placeLoudness(juce::Rectangle<int> area, int rowHeight);
    void paintLevels(juce::Graphics& graphics) const;
    void paintLoudness(juce::Graphics& graphics) const;

    LoudnessScale scale_;
    std::array<Channel, 2> channels_;
    std::array<Row, 3> rows_; ///< momentary, short-term, integrated
    LoudnessGraph graph_;
    FigureView measured_;
    juce::ComboBox target_;
    juce::TextButton reset_{"Reset"};
};

} // namespace rondo::host
