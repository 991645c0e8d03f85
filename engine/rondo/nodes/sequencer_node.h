// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/graph/node.h>
#include <string>
#include <vector>

namespace rondo::nodes {

/// What a SequencerNode plays.
struct SequencerOptions {
    /// Steps with spaces between: a note as a name with its octave ("C4" is 60, "F#3", "Bb5") or as a number
    /// from 0 to 127, several at once with '+' between ("C4+E4+G4"), "-" for a rest. 1 to 4096 steps of 1 to 16
    /// notes.
    std::string notes = "C4";
    double step = 0.25;    ///< s from step to step, 0.001 to 60
    double length = 0.8;   ///< share of a step for which its notes are held, 0.01 to 1
    double velocity = 0.8; ///< 0 to 1
    bool loop = true;      ///< whether it begins again after the last step
};

/// Plays a row of notes from the first frame on that it is run: one event output, MIDI 2.0 notes on channel 0,
/// each at the nearest frame. A source of events for graphs that have no other.
class SequencerNode final : public graph::Node {
public:
    /// Effects: reads the notes. Errors: Failure(invalidArgument) for what is no note, and for options outside
    /// their ranges. Progress: blocking. [control]
    explicit SequencerNode(const SequencerOptions& options = {});
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    using Chord = std::vector<std::uint8_t>;
    std::uint64_t frameOf(std::uint64_t half) const noexcept;
    void play(const graph::ProcessContext& context, std::uint32_t frame) const noexcept;

    SequencerOptions options_;
    std::vector<Chord> steps_;
    double rate_ = 48000;
    std::uint64_t frame_ = 0; ///< that comes next
    std::uint64_t half_ = 0;  ///< what comes next: step n starts with number 2n and ends with 2n + 1
};

} // namespace rondo::nodes
