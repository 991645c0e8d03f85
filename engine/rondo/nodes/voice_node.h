// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/dsp/waveform.h>
#include <rondo/graph/node.h>

namespace rondo::nodes {

namespace detail {
class Voice;
}

/// How a VoiceNode starts; each field is the parameter of the same name.
struct VoiceOptions {
    dsp::Waveform waveform = dsp::Waveform::saw;
    float level = -12;        ///< dB
    float detune = 6;         ///< cents between the two oscillators
    float cutoff = 1200;      ///< Hz
    float resonance = 0.2f;   ///< 0 to 1
    float filterEnvelope = 2; ///< octaves
    float attack = 0.005f;    ///< s
    float decay = 0.2f;       ///< s
    float sustain = 0.6f;     ///< 0 to 1
    float release = 0.3f;     ///< s
    float glide = 0;          ///< s
};

/// One voice of a subtractive synthesizer: two detuned oscillators, a low-pass filter whose cutoff follows the
/// envelope, an amplitude envelope. Play it by events: set `pitch` and `velocity`, then `gate` to 1, and later
/// `gate` to 0, each at its exact frame. A gate of 1 while the gate is open starts the envelope again from its
/// present level, without a click. Chords need one node a voice, or a PolyphonicNode. One mono output.
class VoiceNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        gate,      ///< 0 or 1
        pitch,     ///< MIDI note number, 0 to 127, fractions allowed; 69 is 440 Hz
        velocity,  ///< 0 to 1; scales level (0.5 is -6 dB) and filter envelope, taken over when the gate opens
        level,     ///< dB of a note at velocity 1, -144 to 0
        detune,    ///< cents between the two oscillators, 0 to 100
        cutoff,    ///< Hz of the low-pass with the envelope at 0, 20 to 20000
        resonance, ///< 0 (none) to 1 (just under self-oscillation)
        filterEnvelope, ///< octaves by which the full envelope raises the cutoff, 0 to 8
        attack,         ///< s, 0.0005 to 10
        decay,          ///< s, 0.0005 to 10
        sustain,        ///< 0 to 1
        release,        ///< s, 0.0005 to 10
        glide,          ///< s to the next pitch, 0 to 5
    };

    /// Effects: keeps the options. Progress: blocking. [control]
    explicit VoiceNode(VoiceOptions options = {});
    ~VoiceNode() override;
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    VoiceOptions options_;
    std::unique_ptr<detail::Voice> voice_;
};

} // namespace rondo::nodes
