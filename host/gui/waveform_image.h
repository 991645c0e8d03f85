// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/waveform_axis.h>
#include <host/gui/waveform_files.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <vector>

namespace rondo::host {

/// The picture behind the playhead: channels, names and borders of files, and the ruler. It is drawn once for
/// what is shown, in the pixels of the screen, and after that only copied. [control]
class WaveformImage {
public:
    static constexpr int rulerHeight = 32;
    static constexpr int scrollHeight = 10; ///< below the channels

    /// Effects: the next `draw` makes it anew.
    void invalidate() noexcept { image_ = {}; }
    /// Effects: draws it over the whole of `component`, whose colours it takes.
    void draw(juce::Graphics& graphics, const juce::Component& component, const WaveformAxis& axis,
              const WaveformFiles& files);
    /// Returns: how often it was made.
    int made() const noexcept { return made_; }
    /// Returns: where the channels are in a component of that size.
    static juce::Rectangle<int> channelArea(juce::Rectangle<int> component);

private:
    struct Scene;
    void make(const Scene& scene);
    void drawBackground(const Scene& scene);
    void drawChannels(const Scene& scene);
    static void drawFile(juce::Graphics& graphics, const Scene& scene, const WaveformFiles::File& file);

    juce::Image image_;
    float scale_ = 0;
    int made_ = 0;
    std::vector<session::Peak> peaks_; ///< of the columns of one channel
};

} // namespace rondo::host
