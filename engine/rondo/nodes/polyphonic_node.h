// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/graph/node.h>
#include <rondo/nodes/voice_node.h>

namespace rondo::nodes {

/// How a PolyphonicNode starts.
struct PolyphonicOptions : VoiceOptions {
    std::uint32_t voices = 16; ///< notes that sound at the same time, 1 to 64
    float bendRange = 2;       ///< semitones of a full pitch bend, 0 to 48
};

/// A synthesizer: the voices of VoiceNode, played by the events of its one event input, MIDI 1.0 or 2.0, on all
/// channels, each note at its exact frame. A note that is played again while it sounds starts its voice again
/// from the present level. Without a free voice the oldest released one is taken, else the oldest, and what it
/// sounded is faded out meanwhile. Understands velocity, pitch bend, sustain pedal (controller 64), all sound
/// off (120) and all notes off (123), which leaves to the pedal what it holds. Sleeps when all voices are done.
/// One mono output. The pattern for an instrument of one's own: voices as values, a VoiceKeys that says which
/// of them plays what, and the block in segments between events.
class PolyphonicNode final : public graph::Node {
public:
    /// The meanings and ranges are those of VoiceNode; each acts on all voices.
    enum Parameter : std::uint32_t {
        level,
        detune,
        cutoff,
        resonance,
        filterEnvelope,
        attack,
        decay,
        sustain,
        release,
        glide,
    };

    /// Effects: keeps the options. Errors: Failure(invalidArgument) for options outside their ranges. Progress:
    /// blocking. [control]
    explicit PolyphonicNode(PolyphonicOptions options = {});
    ~PolyphonicNode() override;
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    struct State;
    PolyphonicOptions options_;
    std::unique_ptr<State> state_;
};

} // namespace rondo::nodes
