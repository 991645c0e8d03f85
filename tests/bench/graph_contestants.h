// SPDX-License-Identifier: MIT
#pragma once

#include "graph_workloads.h"

#include <cstdint>
#include <memory>
#include <rondo/audio/audio_block.h>

namespace rondo::bench {

/// Somebody who plays a workload, block after block.
class Contestant {
public:
    virtual ~Contestant() = default;
    /// Plays the next block.
    virtual void block() = 0;
    /// Returns what the last block made.
    virtual audio::ConstAudioBlock output() const = 0;
};

/// One step of an edit at the end of a chain that plays on.
enum class EditStep : std::uint8_t {
    insertGain,   ///< between the last node and the output
    addSource,    ///< and connect it to the output
    removeSource, ///< the one that was added
    removeGain,   ///< the one that was inserted, and connect what was around it
};

/// A contestant whose graph can be edited; the four steps, in their order, leave it as it was.
class EditedContestant : public Contestant {
public:
    /// Returns once the next block plays the edit.
    virtual void apply(EditStep step) = 0;
};

/// The least that the work can cost: the operations in a flat list, in place, over as few buffers as it takes.
std::unique_ptr<Contestant> makeFloor(const GraphPlan& plan, std::uint32_t frames);

/// JUCE's graph at its best: stereo, no MIDI, one rebuild for many changes.
std::unique_ptr<EditedContestant> makeJuceGraph(const GraphPlan& plan, std::uint32_t frames);
/// Makes the calling thread JUCE's message thread, which its graph needs, for as long as the result lives.
std::shared_ptr<void> becomeJuceMessageThread();

} // namespace rondo::bench
