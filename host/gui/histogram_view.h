// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/gui/culprit_list.h>
#include <host/gui/fact_list.h>
#include <host/gui/histogram_chart.h>
#include <host/gui/load_graph.h>
#include <host/player/device_report.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <rondo/base/units.h>

namespace rondo::host {

/// How well the audio thread keeps its time: how long callbacks took, the load, what was lost, and which blocks
/// were late by whose fault. [control]
class HistogramView final : public juce::Component {
public:
    HistogramView();

    /// Effects: shows a report and adds its load to the last minute.
    void show(const DeviceReport& report, base::Seconds now);
    /// Asked to let the counts begin anew.
    std::function<void()> onReset = {};
    /// Effects: forgets the loads of the last minute.
    void clearLoads() { load_.clear(); }

    /// Returns: the least height in which everything can be seen.
    int heightFor(int width);
    void resized() override;
    void paint(juce::Graphics& graphics) override;

    HistogramChart& chart() noexcept { return chart_; }
    LoadGraph& load() noexcept { return load_; }
    CulpritList& culprits() noexcept { return culprits_; }
    const FactList& times() const noexcept { return times_; }
    const FactList& counts() const noexcept { return counts_; }

private:
    juce::TextButton reset_{"Reset"};
    HistogramChart chart_;
    FactList times_{"Callback times", {72, 296}};
    LoadGraph load_;
    FactList counts_{"Load and losses", {120, 64}};
    CulpritList culprits_;
    int loadHeading_ = 0; ///< y
    int culpritHeading_ = 0;
};

} // namespace rondo::host
