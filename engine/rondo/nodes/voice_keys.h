// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rondo::nodes {

/// A note as its events name it.
struct NoteKey {
    std::uint8_t group = 0;
    std::uint8_t channel = 0;
    std::uint8_t note = 0;
    friend bool operator==(const NoteKey&, const NoteKey&) noexcept = default;
};

/// Which voice of a polyphonic instrument plays which note. It knows no sound: the instrument tells it which
/// voices have ended. All calls but the constructor: bounded by the voices, [audio].
class VoiceKeys {
public:
    /// What a note starts on.
    struct Start {
        std::size_t voice = 0;
        bool stolen = false; ///< it sounds another note, which is to be faded out
    };

    /// Requires: `voices` is not 0. [control]
    explicit VoiceKeys(std::size_t voices) : slots_(voices) {}

    /// Returns: the voice that plays this note already, else a free one, else the oldest of those that are
    /// released, else the oldest.
    Start start(const NoteKey& key) noexcept;
    /// Effects: calls `release(voice)` for what plays the note, unless the pedal of its channel holds it.
    template <class Release>
    void stop(const NoteKey& key, Release release) noexcept {
        stopIf([&](const NoteKey& played) { return played == key; }, release);
    }
    /// Effects: the sustain pedal of a channel is down or up; calls `release(voice)` for what it held.
    template <class Release>
    void setPedal(std::uint8_t group, std::uint8_t channel, bool down, Release release) noexcept {
        const auto bit = std::uint16_t{1} << (channel & 15);
        auto& pedals = pedals_[group & 15];
        pedals = static_cast<std::uint16_t>(down ? pedals | bit : pedals & ~bit);
        for (std::size_t voice = 0; voice < slots_.size() && !down; ++voice)
            if (auto& slot = slots_[voice];
                slot.phase == Phase::sustained && slot.key.group == group && slot.key.channel == channel) {
                slot.phase = Phase::released;
                release(voice);
            }
    }
    /// Effects: as `stop` for every note of a channel; what the pedal holds, it holds on.
    template <class Release>
    void stopAll(std::uint8_t group, std::uint8_t channel, Release release) noexcept {
        stopIf([&](const NoteKey& played) { return played.group == group && played.channel == channel; },
               release);
    }
    /// Effects: the voice has ended and is free.
    void ended(std::size_t voice) noexcept { slots_[voice].phase = Phase::free; }
    /// Returns: whether the voice is in use.
    bool busy(std::size_t voice) const noexcept { return slots_[voice].phase != Phase::free; }
    /// Returns: what the voice plays or played last.
    const NoteKey& key(std::size_t voice) const noexcept { return slots_[voice].key; }

private:
    enum class Phase : std::uint8_t { free, held, sustained, released };
    struct Slot {
        NoteKey key;
        Phase phase = Phase::free;
        std::uint64_t age = 0; ///< counts starts
    };

    bool pedal(const NoteKey& key) const noexcept {
        return (pedals_[key.group & 15] >> (key.channel & 15) & 1) != 0;
    }
    template <class Condition, class Release>
    void stopIf(Condition condition, Release release) noexcept {
        for (std::size_t voice = 0; voice < slots_.size(); ++voice) {
            auto& slot = slots_[voice];
            if (slot.phase != Phase::held || !condition(slot.key))
                continue;
            slot.phase = pedal(slot.key) ? Phase::sustained : Phase::released;
            if (slot.phase == Phase::released)
                release(voice);
        }
    }

    std::vector<Slot> slots_;
    std::uint16_t pedals_[16] = {}; ///< by group: a bit a channel
    std::uint64_t starts_ = 0;
};

} // namespace rondo::nodes
