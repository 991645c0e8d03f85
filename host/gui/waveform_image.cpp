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

/// The factor that takes a scale back to exactly 1, for which JUCE copies pixels and does not resample them.
float inverse(float scale) {
    const float about = 1 / scale;
    for (const float each : {about, std::nextafter(about, 0.0F), std::nextafter(about, 9.0F)})
        if (each * scale == 1)
            return each;
    return about;
}

std::uint32_t lanesOf(std::span<const WaveformFiles::File> files) {
    const bool stereo = std::ranges::any_of(
        files, [](const auto& file) { return file.peaks != nullptr && file.peaks->channelCount() > 1; });
    return stereo ? 2 : 1;
}

/// Covers a column of a lane from one sample value to another, at least a pixel of it.
void cover(const juce::Image::BitmapData& pixels, int x, const juce::Rectangle<float>& lane,
           juce::Range<float> values, juce::PixelARGB colour) {
    const auto y = [&](float value) {
        return lane.getCentreY() -
               lane.getHeight() / 2 * (std::isfinite(value) ? std::clamp(value, -1.0F, 1.0F) : 0);
    };
    const float top = y(values.getEnd()) - 0.5F;
    const float bottom = y(values.getStart()) + 0.5F;
    const int end = std::min(juce::roundToInt(std::ceil(bottom)), pixels.height);
    for (int row = std::max(juce::roundToInt(std::floor(top)), 0); row < end; ++row) {
        auto* const to = reinterpret_cast<juce::PixelRGB*>(pixels.getPixelPointer(x, row));
        const float share =
            std::min(bottom, static_cast<float>(row + 1)) - std::max(top, static_cast<float>(row));
        if (share >= 1)
            to->set(colour);
        else
            to->blend(colour, static_cast<juce::uint32>(std::max(share, 0.0F) * 255));
    }
}

} // namespace

struct WaveformImage::Scene {
    const juce::Component& component;
    const WaveformAxis& axis;
    const WaveformFiles& files;
    juce::Rectangle<float> channels; ///< in points, without the names
    std::uint32_t lanes;

    /// The files that some of the stretch shows.
    std::span<const WaveformFiles::File> shown() const {
        const auto all = files.files();
        const auto ends = [](const auto& file) { return base::Seconds{file.start.value + file.length.value}; };
        const auto first = std::ranges::lower_bound(all, axis.first(), {}, ends);
        const base::Seconds last{axis.first().value + axis.span().value};
        return {first, std::ranges::upper_bound(first, all.end(), last, {}, &WaveformFiles::File::start)};
    }
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
    graphics.setImageResamplingQuality(juce::Graphics::lowResamplingQuality); // so that it is copied
    graphics.drawImageTransformed(image_, juce::AffineTransform::scale(inverse(scale_)));
}

void WaveformImage::make(const Scene& scene) {
    ++made_;
    drawBackground(scene);
    drawChannels(scene);
    juce::Graphics graphics(image_);
    graphics.addTransform(juce::AffineTransform::scale(scale_));
    for (const auto& file : scene.shown())
        drawFile(graphics, scene, file);
    TimeRuler::draw(graphics, scene.component, scene.axis,
                    scene.component.getLocalBounds().withHeight(rulerHeight / 2));
    graphics.setColour(scene.component.findColour(Theme::outline));
    graphics.fillRect(scene.component.getLocalBounds().withY(rulerHeight - 1).withHeight(1));
}

void WaveformImage::drawBackground(const Scene& scene) {
    juce::Graphics graphics(image_);
    graphics.fillAll(scene.component.findColour(Theme::panel));
    graphics.addTransform(juce::AffineTransform::scale(scale_));
    graphics.setColour(scene.component.findColour(Theme::outline));
    for (std::uint32_t lane = 0; lane < scene.lanes; ++lane)
        graphics.fillRect(scene.lane(lane).withSizeKeepingCentre(scene.channels.getWidth(), 1));
}

/// One column a pixel, each from the lowest to the highest of what it stands for. Written into the pixels, as
/// thousands of rectangles would take a quarter of a second on a large screen.
void WaveformImage::drawChannels(const Scene& scene) {
    juce::Image::BitmapData pixels(image_, juce::Image::BitmapData::readWrite);
    const double pixel = scene.axis.secondsPerPoint() / static_cast<double>(scale_);
    const auto wave = scene.component.findColour(Theme::wave).getPixelARGB();
    const auto waveRms = scene.component.findColour(Theme::waveRms).getPixelARGB();
    for (const auto& file : scene.shown()) {
        if (file.peaks == nullptr)
            continue;
        const auto place = placeOf(file, scene.axis, scene.channels) * scale_;
        const int first = juce::roundToInt(std::floor(place.getX()));
        const int end = std::min(juce::roundToInt(std::ceil(place.getRight())), pixels.width);
        peaks_.resize(static_cast<std::size_t>(std::max(end - first, 0)));
        const double time = scene.axis.first().value + first * pixel - file.start.value;
        const auto frame = static_cast<std::int64_t>(std::llround(time * file.peaks->rate()));
        for (std::uint32_t lane = 0; lane < scene.lanes; ++lane) {
            file.peaks->read(std::min(lane, file.peaks->channelCount() - 1), frame, pixel * file.peaks->rate(),
                             peaks_);
            const auto area = scene.lane(lane).reduced(0, 2) * scale_;
            int x = first;
            for (const auto& peak : peaks_) {
                cover(pixels, x, area, {peak.minimum, peak.maximum}, wave);
                if (peak.rms > 0)
                    cover(pixels, x, area,
                          {std::max(-peak.rms, peak.minimum), std::min(peak.rms, peak.maximum)}, waveRms);
                ++x;
            }
        }
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
