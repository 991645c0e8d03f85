// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <rondo/concurrency/latest_value.h>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// What a loudness meter shows, by ITU-R BS.1770-4 and EBU Tech 3341.
struct LoudnessReading {
    static constexpr float silence =
        -144;                         ///< LUFS of nothing to speak of, and what stands where nothing is known
    float momentary = silence;        ///< LUFS, of the last 400 ms
    float shortTerm = silence;        ///< LUFS, of the last 3 s
    float integrated = silence;       ///< LUFS, gated, since the start or the last reset
    float highestMomentary = silence; ///< LUFS, since the start or the last reset
    float highestShortTerm = silence; ///< LUFS, since the start or the last reset
    std::array<float, 2> truePeak{};  ///< linear, of the first two channels: rises at once, falls as a needle
    std::array<float, 2> highestTruePeak{}; ///< linear, of them, since the start or the last reset
    double measured = 0;                    ///< s that `integrated` is about
};

struct Loudness;

/// Measures loudness and true peak of its input and leaves them for a reader. One input, no output.
class LoudnessNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        reset, ///< an event with 1 begins anew
    };
    ~LoudnessNode() override;
    /// Effects: see graph::Node. [control], [control], [audio]
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

/// Effects: makes a meter of `width` channels, 1 to 64. Errors: std::bad_alloc. Progress: blocking. [control]
Loudness makeLoudness(std::uint32_t width);

} // namespace rondo::nodes
