// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/histogram_scale.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <optional>
#include <rondo/concurrency/histogram.h>

namespace rondo::host {

/// How many blocks took how long, as bars, with the period as a line. The mouse, or left and right, Home and
/// End, point at a bar, of which the line above says what it stands for. [control]
class HistogramChart final : public juce::Component {
public:
    HistogramChart();

    /// `period`: seconds; 0: not known. `open`: whether there is a device that could be measured.
    void show(const concurrency::HistogramCounts& counts, double period, bool open);
    /// Returns: what the line above says.
    juce::String reading() const;
    HistogramScale scale() const;

    void paint(juce::Graphics& graphics) override;
    void mouseMove(const juce::MouseEvent& event) override;
    void mouseExit(const juce::MouseEvent& event) override;
    bool keyPressed(const juce::KeyPress& key) override;
    void focusGained(FocusChangeType) override { repaint(); }
    void focusLost(FocusChangeType) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    juce::Rectangle<int> plot() const;
    void pointAt(std::optional<std::size_t> bucket);
    void paintAxes(juce::Graphics& graphics, const HistogramScale& scale) const;
    void paintBars(juce::Graphics& graphics, const HistogramScale& scale) const;
    void paintPeriod(juce::Graphics& graphics, const HistogramScale& scale) const;

    concurrency::HistogramCounts counts_;
    double period_ = 0;
    bool open_ = false;
    std::optional<std::size_t> pointed_; ///< a bucket
};

} // namespace rondo::host
