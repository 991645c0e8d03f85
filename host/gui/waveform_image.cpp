// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/waveform_image.h>

#include <algorithm>
#include <cmath>
#include <host/gui/theme.h>
#include <host/gui/time_ruler.h>
#include <host/gui/value_text.h>

namespace rondo::host {
namespace {

constexpr int nameHeight = 20;
constexpr float narrowestName = 32; ///< points of a file below which its name says nothing
constexpr float narrowestSentence = 120;

juce::Rectangle<float> placeOf(const WaveformFiles::File& file, const WaveformAxis& axis,
                               juce::Rectangle<float> area) {
    const auto left = static_cast<float>(std::max(axis.place(file.start), 0.0));
    const auto right = static_cast<float>(
        std::min(axis.place({file.start.value + file.length.value}), static_cast<double>(area.getWidth())));
    return area.withX(area.getX() + left).withRight(area.getX() + std::max(left, right));
}

std::uint32_t lanesOf(std::span<const WaveformFiles::File> files) {
    const bool stereo = std::ranges::any_of(
        files, [](const auto& file) { return file.peaks != nullptr && file.peaks->channelCount() > 1; });
    return stereo ? 2 : 1;
}

} // namespace

struct WaveformImage::Scene {
    const juce::Component& component;
    const WaveformAxis& axis;
    const WaveformFiles& files;
    juce::Rectangle<float> channels; ///< in points, without the names
    std::uint32_t lanes;

    juce::Rectangle<float> lane(std::uint32_t index) const {
        const float height = channels.getHeight() / static_cast<float>(lanes);
        return channels.withHeight(height).translated(0, static_cast<float>(index) * height);
    }
};

juce::Rectangle<int> WaveformImage::channelArea(juce::Rectangle<int> component) {
    return component.withTrimmedTop(rulerHeight).withTrimmedBottom(scrollHeight);
}

void WaveformImage::draw(juce::Graphics& graphics, const juce::Component& component, const WaveformAxis& axis,
                         const WaveformFiles& files) {
    const float scale = graphics.getInternalContext().getPhysicalPixelScaleFactor();
    const auto pixels = [scale](int points) {
        return std::max(1, juce::roundToInt(std::ceil(static_cast<float>(points) * scale)));
    };
    const int width = pixels(component.getWidth());
    const int height = pixels(component.getHeight());
    if (image_.isNull() || scale != scale_ || width != image_.getWidth() || height != image_.getHeight()) {
        image_ = juce::Image(juce::Image::RGB, width, height, false);
        scale_ = scale;
        const auto area = channelArea(component.getLocalBounds()).withTrimmedTop(nameHeight).toFloat();
        make({component, axis, files, area, lanesOf(files.files())});
    }
    graphics.drawImageTransformed(image_, juce::AffineTransform::scale(1 / scale_));
}

void WaveformImage::make(const Scene& scene) {
    ++made_;
    juce::Graphics graphics(image_);
    graphics.fillAll(scene.component.findColour(Theme::panel));
    graphics.addTransform(juce::AffineTransform::scale(scale_));
    graphics.setColour(scene.component.findColour(Theme::outline));
    for (std::uint32_t lane = 0; lane < scene.lanes; ++lane)
        graphics.fillRect(scene.lane(lane).withSizeKeepingCentre(scene.channels.getWidth(), 1));
    const auto& axis = scene.axis;
    for (const auto& file : scene.files.files()) {
        if (file.start.value + file.length.value < axis.first().value)
            continue;
        if (file.start.value > axis.first().value + axis.span().value)
            break;
        if (file.peaks != nullptr)
            drawChannels(graphics, scene, file);
        drawFile(graphics, scene, file);
    }
    TimeRuler::draw(graphics, scene.component, axis,
                    scene.component.getLocalBounds().withHeight(rulerHeight / 2));
    graphics.setColour(scene.component.findColour(Theme::outline));
    graphics.fillRect(scene.component.getLocalBounds().withY(rulerHeight - 1).withHeight(1));
}

/// One column a pixel, each from the lowest to the highest of what it stands for.
void WaveformImage::drawChannels(juce::Graphics& graphics, const Scene& scene,
                                 const WaveformFiles::File& file) {
    const double pixel = scene.axis.secondsPerPoint() / static_cast<double>(scale_);
    const auto place = placeOf(file, scene.axis, scene.channels);
    const auto first = std::floor(static_cast<double>(place.getX() * scale_));
    const auto end = std::ceil(static_cast<double>(place.getRight() * scale_));
    peaks_.resize(static_cast<std::size_t>(std::max(end - first, 1.0)));
    const double time = scene.axis.first().value + first * pixel - file.start.value;
    const auto frame = static_cast<std::int64_t>(std::llround(time * file.peaks->rate()));
    for (std::uint32_t lane = 0; lane < scene.lanes; ++lane) {
        file.peaks->read(std::min(lane, file.peaks->channelCount() - 1), frame, pixel * file.peaks->rate(),
                         peaks_);
        const auto area = scene.lane(lane).reduced(0, 2);
        const float half = area.getHeight() / 2;
        const auto level = [&](float value) {
            return area.getCentreY() - half * (std::isfinite(value) ? std::clamp(value, -1.0F, 1.0F) : 0);
        };
        juce::RectangleList<float> extremes;
        juce::RectangleList<float> rms;
        const float thin = 0.5F / scale_; // silence is a line
        for (std::size_t column = 0; column < peaks_.size(); ++column) {
            const auto& peak = peaks_[column];
            const float x = (static_cast<float>(first) + static_cast<float>(column)) / scale_;
            const auto add = [&](juce::RectangleList<float>& list, float highest, float lowest) {
                list.addWithoutMerging(
                    {x, level(highest) - thin, 1 / scale_, level(lowest) - level(highest) + 2 * thin});
            };
            add(extremes, peak.maximum, peak.minimum);
            if (peak.rms > 0)
                add(rms, std::min(peak.rms, peak.maximum), std::max(-peak.rms, peak.minimum));
        }
        graphics.setColour(scene.component.findColour(Theme::wave));
        graphics.fillRectList(extremes);
        graphics.setColour(scene.component.findColour(Theme::waveRms));
        graphics.fillRectList(rms);
    }
}

void WaveformImage::drawFile(juce::Graphics& graphics, const Scene& scene, const WaveformFiles::File& file) {
    const auto& component = scene.component;
    const auto place = placeOf(file, scene.axis, scene.channels.withTop(WaveformImage::rulerHeight));
    if (file.start.value > scene.axis.first().value) {
        graphics.setColour(component.findColour(Theme::outline));
        graphics.fillRect(place.withWidth(1));
    }
    const bool failed = !file.trouble.empty();
    if (failed) {
        graphics.setColour(component.findColour(Theme::alarm).withAlpha(0.08F));
        graphics.fillRect(place);
    }
    if (place.getWidth() < narrowestName)
        return;
    const auto colour = component.findColour(failed ? Theme::alarm : Theme::dim);
    graphics.setColour(colour);
    graphics.setFont(Theme::face(12));
    graphics.drawText(ValueText::shown(file.path.filename().string()),
                      place.withHeight(nameHeight).reduced(6, 0), juce::Justification::centredLeft, true);
    if (!failed || place.getWidth() < narrowestSentence)
        return;
    graphics.setFont(Theme::face(13));
    graphics.setColour(component.findColour(Theme::text));
    graphics.drawFittedText(ValueText::shown(file.trouble),
                            place.withTrimmedTop(nameHeight).reduced(8, 4).getSmallestIntegerContainer(),
                            juce::Justification::centred, 6, 1);
}

} // namespace rondo::host
