// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <rondo/concurrency/latest_value.h>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// What a loudness meter shows.
struct LoudnessReading {
    static constexpr float silence =
        -144;                         ///< LUFS of nothing to speak of, and what stands where nothing is known
    float momentary = silence;        ///< LUFS, of the last 400 ms
    float shortTerm = silence;        ///< LUFS, of the last 3 s
    float integrated = silence;       ///< LUFS, gated, since the start or the last reset
    float highestMomentary = silence; ///< LUFS, since the start or the last reset
    float highestShortTerm = silence; ///< LUFS, since the start or the last reset
    std::array<float, 2> truePeak{};  ///< linear, first two channels: rises at once, falls by 20 dB in 1.7 s
    std::array<float, 2> highestTruePeak{}; ///< linear, since the start or the last reset
    double measured = 0;                    ///< s that `integrated` is about
};

struct Loudness;

/// Measures loudness by EBU R 128 (dsp/loudness_meter.h, which says what each channel counts) and true peaks,
/// and leaves them for a reader after each block. One input, no output: connect it beside the path it watches.
class LoudnessNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        reset, ///< 1: what is measured since the start begins anew at its frame; the rest goes on
    };

    ~LoudnessNode() override;
    /// Effects: see graph::Node. Errors of `prepare`: Failure(unsupported) for a rate beyond those of
    /// dsp::LoudnessMeter. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    friend Loudness makeLoudness(std::uint32_t width);
    LoudnessNode(std::uint32_t width, concurrency::LatestValueWriter<LoudnessReading> writer);
    struct State;
    std::uint32_t width_;
    concurrency::LatestValueWriter<LoudnessReading> writer_;
    std::unique_ptr<State> state_;
};

/// A loudness meter for the graph and the end that reads it from any one thread.
struct Loudness {
    std::unique_ptr<LoudnessNode> node;
    concurrency::LatestValueReader<LoudnessReading> reader;
};

/// Effects: makes a loudness meter of `width` channels, 1 to 64. Errors: Failure(invalidArgument) for another
/// width; std::bad_alloc. Progress: blocking. [control]
Loudness makeLoudness(std::uint32_t width);

} // namespace rondo::nodes
