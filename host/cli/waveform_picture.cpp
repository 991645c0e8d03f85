// SPDX-License-Identifier: GPL-3.0-only
#include "waveform_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace rondo::host {
namespace {

constexpr std::array<const char*, 9> blocks{" ",      "\u2581", "\u2582", "\u2583", "\u2584",
                                            "\u2585", "\u2586", "\u2587", "\u2588"};
constexpr const char* silence = "\u00b7";
constexpr std::size_t steps = blocks.size() - 1; ///< of a line
constexpr std::size_t labelWidth = 3;
constexpr std::size_t narrowest = 20;
constexpr std::uint32_t fewChannels = 2;

double loudestOf(const session::Peak& peak) {
    return static_cast<double>(std::max(std::abs(peak.minimum), std::abs(peak.maximum)));
}

std::size_t heightOf(const session::Peak& peak, std::size_t lines, double top) {
    const double loudest = loudestOf(peak);
    if (!(loudest > 0) || !(top > 0))
        return 0;
    const auto most = static_cast<double>(lines * steps);
    return static_cast<std::size_t>(std::clamp(std::round(loudest / top * most), 1.0, most));
}

} // namespace

std::vector<std::string> drawWaveform(std::span<const session::Peak> columns, std::size_t lines, double top) {
    std::vector<std::string> picture(lines);
    for (std::size_t line = 0; line < lines; ++line) {
        const auto below = (lines - 1 - line) * steps;
        auto& text = picture[line];
        std::size_t end = 0;
        for (const auto& column : columns) {
            const auto height = heightOf(column, lines, top);
            if (height == 0 && below == 0)
                text += silence;
            else
                text += blocks[std::min(height - std::min(height, below), steps)];
            end = text.back() == ' ' ? end : text.size();
        }
        text.resize(end);
    }
    return picture;
}

double loudestOf(const session::WaveformPeaks& peaks, std::uint32_t channel) {
    std::array<session::Peak, 1> whole{};
    peaks.read(channel, 0, static_cast<double>(peaks.frameCount()), whole);
    return loudestOf(whole[0]);
}

std::string drawChannels(const session::WaveformPeaks& peaks, std::size_t width) {
    std::vector<session::Peak> columns(std::max(width, narrowest) - labelWidth);
    const double framesPerColumn =
        static_cast<double>(peaks.frameCount()) / static_cast<double>(columns.size());
    const std::size_t lines = peaks.channelCount() <= fewChannels ? 4 : 2;
    double top = 0;
    for (std::uint32_t channel = 0; channel < peaks.channelCount(); ++channel)
        top = std::max(top, loudestOf(peaks, channel));
    std::string text;
    for (std::uint32_t channel = 0; channel < peaks.channelCount(); ++channel) {
        peaks.read(channel, 0, framesPerColumn, columns);
        const auto picture = drawWaveform(columns, lines, top);
        for (std::size_t line = 0; line < lines; ++line) {
            std::array<char, 16> label{};
            std::snprintf(label.data(), label.size(), "%2u", channel + 1);
            const auto start = line + 1 == lines ? std::string(label.data()) : std::string();
            const auto space = picture[line].empty() ? std::size_t{0} : labelWidth - start.size();
            text += start + std::string(space, ' ') + picture[line] + "\n";
        }
    }
    return text;
}

} // namespace rondo::host
