// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <thread>
#include <vector>

namespace rondo::hosting {

/// Tells what a plugin has done to its parameters from what its host has.
class ParameterNotes {
public:
    /// Notes nothing that this thread hears while it lives: it is the host that sets. [any]
    class HostSets {
    public:
        explicit HostSets(ParameterNotes& notes) noexcept : notes_(notes) {
            notes_.host_.store(std::this_thread::get_id(), std::memory_order_relaxed);
        }
        ~HostSets() { notes_.host_.store({}, std::memory_order_relaxed); }
        HostSets(const HostSets&) = delete;
        HostSets& operator=(const HostSets&) = delete;

    private:
        ParameterNotes& notes_;
    };

    /// Effects: forgets all, for so many parameters. [control]
    void resize(std::size_t count) {
        notes_ = std::make_unique<Note[]>(count);
        count_ = count;
    }

    /// Effects: what the plugin says of this value later is an echo. Requires: the parameter exists. Progress:
    /// wait-free. [any]
    void hostSets(std::size_t parameter, float value) noexcept {
        notes_[parameter].set.store(value, std::memory_order_relaxed);
    }

    /// Effects: notes what a plugin says of its value; `step`: how far its places lie apart. Progress:
    /// wait-free. [any]
    void changed(std::size_t parameter, float value, float step) noexcept {
        if (parameter >= count_ || host_.load(std::memory_order_relaxed) == std::this_thread::get_id())
            return;
        auto& note = notes_[parameter];
        constexpr float rounding = 1e-5F; // of a plugin that keeps values in its own unit
        if (std::abs(note.set.load(std::memory_order_relaxed) - value) <= std::max(rounding, step / 2))
            return;
        note.set.store(nothing, std::memory_order_relaxed);
        note.gesture.store(note.held.load(std::memory_order_relaxed), std::memory_order_relaxed);
        note.changed.store(true, std::memory_order_release);
        any_.store(true, std::memory_order_release);
    }
    /// Effects: as the plugin says. Progress: wait-free. [any]
    void beginGesture(std::size_t parameter) noexcept {
        if (parameter < count_)
            notes_[parameter].held.store(gestures_.fetch_add(1, std::memory_order_relaxed) + 1,
                                         std::memory_order_relaxed);
    }
    void endGesture(std::size_t parameter) noexcept {
        if (parameter < count_)
            notes_[parameter].held.store(0, std::memory_order_relaxed);
    }

    /// Returns: the parameters that the plugin has changed since the last call, in their order. [control]
    std::vector<std::size_t> take() {
        std::vector<std::size_t> taken;
        if (!any_.exchange(false, std::memory_order_acquire))
            return taken;
        for (std::size_t parameter = 0; parameter < count_; ++parameter)
            if (notes_[parameter].changed.exchange(false, std::memory_order_acquire))
                taken.push_back(parameter);
        return taken;
    }
    /// Returns: the gesture of the newest change; 0: of none. Requires: the parameter exists. [any]
    std::uint64_t gesture(std::size_t parameter) const noexcept {
        return notes_[parameter].gesture.load(std::memory_order_relaxed);
    }

private:
    static constexpr float nothing = std::numeric_limits<float>::quiet_NaN(); // equals no value
    struct Note {
        std::atomic<bool> changed{false};
        std::atomic<float> set{nothing};       ///< by the host, and not changed since
        std::atomic<std::uint64_t> held{0};    ///< the gesture that goes on
        std::atomic<std::uint64_t> gesture{0}; ///< of the newest change
    };
    std::unique_ptr<Note[]> notes_;
    std::size_t count_ = 0;
    std::atomic<bool> any_{false};
    std::atomic<std::uint64_t> gestures_{0};
    std::atomic<std::thread::id> host_{};
};

} // namespace rondo::hosting
