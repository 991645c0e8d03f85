// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <random>
#include <rondo/audio/audio_buffer.h>
#include <rondo/audio/flush_denormals.h>
#include <rondo/dsp/biquad_bank.h>
#include <string>
#include <utility>
#include <vector>

namespace rondo::bench {

/// The work of the equalisers: 32 stereo tracks, each through ten bells in series, in blocks of 64 frames.
namespace equaliser {
constexpr std::uint32_t tracks = 32;
constexpr std::uint32_t sections = 10;
constexpr std::uint32_t frames = 64;
constexpr float rate = 48000;
constexpr float quality = 1;
constexpr float gain = 3; ///< dB

inline float frequency(std::uint32_t section) {
    return 50.0f * static_cast<float>((section + 1) * (section + 1));
}
/// The same as dsp::BiquadBank takes it.
inline std::array<dsp::BiquadSettings, sections> bells() {
    std::array<dsp::BiquadSettings, sections> made;
    for (std::uint32_t section = 0; section < sections; ++section)
        made[section] = {dsp::BiquadShape::peaking, frequency(section) / rate, gain, quality};
    return made;
}
} // namespace equaliser

/// `Track` is made without arguments and filters one block: `process(input, output)`.
template <class Track>
void equaliseBlocks(benchmark::State& state) {
    const audio::FlushDenormals flushing;
    std::vector<Track> tracks(equaliser::tracks);
    audio::AudioBuffer input(2, equaliser::frames);
    audio::AudioBuffer output(2, equaliser::frames);
    std::mt19937 numbers(1);
    for (std::uint32_t channel = 0; channel < 2; ++channel)
        for (auto& sample : input.block().channel(channel))
            sample = static_cast<float>(numbers() % 2001) / 1000 - 1;
    for ([[maybe_unused]] const auto turn : state) {
        for (auto& track : tracks)
            track.process(std::as_const(input).block(), output.block());
        benchmark::DoNotOptimize(output.block().channel(1)[equaliser::frames - 1]);
    }
    state.SetItemsProcessed(state.iterations() * equaliser::tracks * equaliser::frames);
}

template <class Track>
void addEqualiser(const std::string& name) {
    benchmark::RegisterBenchmark(("biquads/" + name).c_str(), equaliseBlocks<Track>)
        ->Repetitions(15)
        ->MinTime(0.05);
}

} // namespace rondo::bench
