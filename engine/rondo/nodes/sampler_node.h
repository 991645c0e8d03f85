// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <rondo/audio/audio_buffer.h>
#include <rondo/base/units.h>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// The part of a sound that is repeated while the gate is open.
struct SampleLoop {
    std::uint32_t start = 0;     ///< first frame
    std::uint32_t end = 0;       ///< past the last frame
    std::uint32_t crossfade = 0; ///< frames before `end` that fade into those before `start`; at most both
};

/// How a SamplerNode starts; pitch and level are the parameters of the same name.
struct SamplerOptions {
    std::shared_ptr<const audio::AudioBuffer> sound{}; ///< 1 to 64 channels, which are the output's
    double rate = 48000;                               ///< of the sound, frames a second
    std::optional<SampleLoop> loop{};
    bool oneShot = false;         ///< plays to the end, whatever the gate does; has no loop
    float pitch = 0;              ///< semitones
    float level = 0;              ///< dB
    base::Seconds release{0.010}; ///< how long the sound fades once the gate is closed
};

/// Plays a sound from memory. Each opening of the gate starts it anew, while what still sounds fades out over
/// 64 frames. Other pitches are read by dsp::SincInterpolator; at the sound's own rate and pitch it comes
/// sample for sample. A loop goes round without a seam: its end is faded, in a straight line, into what lies
/// before its start. The sound is shared and never changed. One output.
class SamplerNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        gate,  ///< 1: plays, 0: fades out
        pitch, ///< semitones, -48 to +48; 0 as recorded; moves over 10 ms
        level, ///< dB, -144 (silence) to +24; moves over 10 ms
    };
    static constexpr std::uint32_t stealFrames = 64;

    /// Effects: keeps the options. Errors: Failure(invalidArgument) without a sound, for one without frames or
    /// with more than 64 channels, a rate outside 1 to 10^6, a loop that does not lie inside, or a loop in a
    /// one-shot. [control]
    explicit SamplerNode(SamplerOptions options);
    ~SamplerNode() override;
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    struct Head;
    struct State;
    void open() noexcept;
    void close() noexcept;
    float read(const Head& head, std::uint32_t channel, std::int64_t frame) const noexcept;
    bool play(Head& head, audio::AudioBlock output, std::uint32_t at, float factor) noexcept;
    SamplerOptions options_;
    std::unique_ptr<State> state_;
};

} // namespace rondo::nodes
