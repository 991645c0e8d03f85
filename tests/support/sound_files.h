// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numbers>
#include <string>
#include <support/file_bytes.h>
#include <vector>

namespace rondo::test {

/// The header of a WAV file as a test wants it, true or not.
struct WavHeader {
    std::uint16_t channels = 2;
    std::uint32_t rate = 48000;
    std::uint32_t declaredBytes = 0; ///< of the samples
    bool floats = true;              ///< 32-bit floats, else 16-bit integers
};

inline std::string wavBytes(const WavHeader& header, const std::string& samples) {
    std::string bytes;
    const auto number = [&bytes](std::uint32_t value, int count) {
        for (int index = 0; index < count; ++index)
            bytes.push_back(static_cast<char>(value >> (8 * index) & 0xff));
    };
    const std::uint32_t width = header.floats ? 4 : 2;
    bytes += "RIFF";
    number(36 + header.declaredBytes, 4);
    bytes += "WAVEfmt ";
    number(16, 4);
    number(header.floats ? 3 : 1, 2);
    number(header.channels, 2);
    number(header.rate, 4);
    number(header.rate * header.channels * width, 4);
    number(header.channels * width, 2);
    number(8 * width, 2);
    bytes += "data";
    number(header.declaredBytes, 4);
    return bytes + samples;
}

inline std::string floatBytes(const std::vector<float>& samples) {
    return {reinterpret_cast<const char*>(samples.data()), samples.size() * sizeof(float)};
}

/// Interleaved sines, one a channel, a little apart in frequency.
inline std::vector<float> sines(std::size_t frames, std::uint32_t channels, double rate, double frequency = 440,
                                double level = 0.5) {
    std::vector<float> samples(frames * channels);
    for (std::size_t frame = 0; frame < frames; ++frame)
        for (std::uint32_t channel = 0; channel < channels; ++channel)
            samples[frame * channels + channel] =
                static_cast<float>(level * std::sin(2 * std::numbers::pi * frequency * (1 + 0.1 * channel) *
                                                    static_cast<double>(frame) / rate));
    return samples;
}

inline void writeWav(const std::filesystem::path& path, const std::vector<float>& samples,
                     std::uint16_t channels, std::uint32_t rate) {
    const auto bytes = floatBytes(samples);
    writeBytes(path, wavBytes({channels, rate, static_cast<std::uint32_t>(bytes.size()), true}, bytes));
}

} // namespace rondo::test
